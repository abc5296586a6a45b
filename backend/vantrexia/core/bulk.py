"""Many rows in one statement: `update_rows(rows, columns)` and `insert_rows(rows)`.

Django's `bulk_update` builds a CASE per row and column, `bulk_create` a placeholder per value: for a thousand rows, seconds of
Python. Here all rows travel as one JSON parameter, which PostgreSQL turns into rows of the table's own type. COPY would be
faster still, but it does not work under row-level security.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec
import psycopg
from django.db import connection, models

_encode = msgspec.json.Encoder(enc_hook=str).encode


def update_rows(rows: Sequence[models.Model], columns: Sequence[str]) -> int:
    """Write these columns of rows that exist, found by their primary key; returns how many were found."""
    if not rows:
        return 0
    model = type(rows[0])
    return _execute(
        _update_statement(model, tuple(columns)), rows, (model._meta.pk.name, *columns), add=False
    )


def insert_rows(rows: Sequence[models.Model], *, ignore_conflicts: bool = False) -> int:
    """Insert rows whole; returns how many went in (fewer only with `ignore_conflicts`)."""
    if not rows:
        return 0
    model = type(rows[0])
    names = tuple(field.name for field in model._meta.concrete_fields)
    return _execute(_insert_statement(model, names, ignore_conflicts), rows, names, add=True)


def _execute(statement: str, rows: Sequence[models.Model], names: Sequence[str], *, add: bool) -> int:
    meta: Any = rows[0]._meta
    fields = [(field.column, field) for field in map(meta.get_field, names)]
    # Most columns hold the attribute as it is; only those with a say of their own (sealed text) are asked.
    plain = [
        (column, field.attname) for column, field in fields if type(field).pre_save is models.Field.pre_save
    ]
    asked = [(column, field) for column, field in fields if type(field).pre_save is not models.Field.pre_save]
    records = []
    for row in rows:
        values = row.__dict__
        record = {column: values[name] for column, name in plain}
        for column, field in asked:
            record[column] = field.pre_save(row, add)
        records.append(record)
    document = _encode(records)
    connection.ensure_connection()
    # A cursor that sends parameters apart: Django's own would paste the document into the text of the statement.
    with psycopg.Cursor(connection.connection) as cursor, connection.wrap_database_errors:
        cursor.execute(statement, [document.decode()])
        return cursor.rowcount


@lru_cache(maxsize=128)
def _update_statement(model: type[models.Model], columns: tuple[str, ...]) -> str:
    table, key = model._meta.db_table, model._meta.pk.column
    sets = ", ".join(f'"{column}" = v."{column}"' for column in _columns(model, columns))
    return (
        f'UPDATE "{table}" AS t SET {sets} FROM json_populate_recordset(NULL::"{table}", %s::json) AS v '  # noqa: S608
        f'WHERE t."{key}" = v."{key}"'
    )


@lru_cache(maxsize=128)
def _insert_statement(model: type[models.Model], names: tuple[str, ...], ignore_conflicts: bool) -> str:
    table = model._meta.db_table
    columns = ", ".join(f'"{column}"' for column in _columns(model, names))
    tail = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    source = f'json_populate_recordset(NULL::"{table}", %s::json)'
    return f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM {source}{tail}'  # noqa: S608 (as above)


def _columns(model: type[models.Model], names: Sequence[str]) -> list[str]:
    meta: Any = model._meta
    return [str(meta.get_field(name).column) for name in names]
