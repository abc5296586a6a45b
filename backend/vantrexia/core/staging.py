"""Rows on their way in: COPY into a temporary table of this connection, then one statement that takes them from there.

`Staging(name, columns)` names the table; `fill(lines)` empties it and copies lines of `"\\t".join(...)` fields made by `field`,
`text` and `json`. COPY straight into a table does not work under row-level security; no other way in parses a row as cheaply.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

from vantrexia.core.plain import as_json

NULL = "\\N"


class Staging:
    """A temporary table, made once per connection and empty after every transaction. `columns`: name → type."""

    def __init__(self, name: str, columns: Mapping[str, str]) -> None:
        self.name = name
        self.columns = tuple(columns)
        declared = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        self._create = f"CREATE TEMPORARY TABLE IF NOT EXISTS {name} ({declared}) ON COMMIT DELETE ROWS"
        self._copy = f"COPY {name} ({', '.join(columns)}) FROM STDIN"

    def fill(self, lines: Iterable[str]) -> None:
        """Put these rows in place of what an earlier call of the same transaction left."""
        with connection.cursor() as cursor:
            cursor.execute(self._create)
            cursor.execute(f"DELETE FROM {self.name}")  # noqa: S608 (our own name)
            with cursor.copy(self._copy) as copy:
                copy.write("".join([f"{line}\n" for line in lines]).encode("utf-8", "replace"))


def field(value: object) -> str:
    """A number, UUID, time or code as COPY reads it; text that may hold anything needs `text`."""
    return NULL if value is None else str(value)


def text(value: str) -> str:
    """Any text, escaped; PostgreSQL stores no NUL."""
    if "\\" in value or "\t" in value or "\n" in value or "\r" in value or "\x00" in value:
        value = value.replace("\x00", "").replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
        return value.replace("\r", "\\r")
    return value


def json(value: Any) -> str:
    """A document for a `jsonb` column, without what PostgreSQL cannot store: NUL and half a surrogate pair."""
    try:
        written = as_json(value)
    except UnicodeEncodeError:
        written = "\\u0000"
    if "\\u0000" in written:
        written = as_json(_storable(value))
    return text(written)


def _storable(value: object) -> object:
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {str(_storable(name)): _storable(inner) for name, inner in value.items()}
    return [_storable(inner) for inner in value] if isinstance(value, list | tuple) else value
