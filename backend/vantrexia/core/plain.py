"""Rows without models, for paths where thousands travel at once.

`fetch_rows(statement, params)` reads tuples with the driver's compiled loaders: Django's own turns every timestamp into
Python by a regular expression. `uuid_array(ids)` is one parameter for `= ANY (%s::uuid[])`, where a list would be quoted
item by item. `insert_records(model, records)` inserts dictionaries in one statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from django.db import connection, models
from psycopg.pq import Format

_TIMESTAMPTZ = psycopg.adapters.types["timestamptz"].oid
_encode = msgspec.json.Encoder(enc_hook=str).encode


def fetch_rows(statement: str, params: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Every row of a query as a tuple; times aware, `jsonb` as its text."""
    connection.ensure_connection()
    loader = psycopg.adapters.get_loader(_TIMESTAMPTZ, Format.TEXT)
    with psycopg.Cursor(connection.connection) as cursor, connection.wrap_database_errors:
        if loader is not None:
            cursor.adapters.register_loader("timestamptz", loader)
        cursor.execute(statement, params)
        return cursor.fetchall()


def run_statement(statement: str, params: Sequence[Any] | Mapping[str, Any]) -> int:
    """Execute with parameters sent apart from the text; returns how many rows it touched."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor, connection.wrap_database_errors:
        cursor.execute(statement, params)
        return cursor.rowcount


def uuid_array(ids: Iterable[UUID]) -> str:
    """Ids as the text of a PostgreSQL array."""
    return "{" + ",".join([one.hex for one in ids]) + "}"


def as_json(value: Any) -> str:
    """A document for `json_to_recordset`: UUIDs and times in the form PostgreSQL reads."""
    return _encode(value).decode()


def insert_records(model: type[models.Model], records: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows given as dictionaries by column; all must name the same columns."""
    if records:
        run_statement(_insert_statement(model, tuple(records[0])), [as_json(records)])


@lru_cache(maxsize=64)
def _insert_statement(model: type[models.Model], names: tuple[str, ...]) -> str:
    table = model._meta.db_table
    columns = ", ".join(f'"{name}"' for name in names)
    return (
        f'INSERT INTO "{table}" ({columns}) SELECT {columns} '  # noqa: S608 (names of our own columns)
        f'FROM json_populate_recordset(NULL::"{table}", %s::json)'
    )
