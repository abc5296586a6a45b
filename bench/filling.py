"""Tables filled by the million, as the superuser of the throw-away cluster: `without_indexes(...)` and `run_each(...)`.

Building an index of what is there costs a tenth of keeping it up to date row by row, and ends as one that serves the same
queries: it is what a restored backup has. Nothing else is different from rows that came one by one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg

_CONSTRAINTS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = %s::regclass AND contype IN ('p', 'u') ORDER BY contype
"""
_INDEXES = """
SELECT i.relname, pg_get_indexdef(i.oid) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
WHERE x.indrelid = %s::regclass AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = x.indexrelid)
"""


def connect() -> psycopg.Connection[tuple[Any, ...]]:
    """A connection of the superuser to the bench's database; triggers and foreign keys asleep."""
    database = os.environ["DATABASE_URL"].rsplit("/", 1)[-1]
    admin = psycopg.connect(os.environ["ADMIN_DATABASE_URL"], dbname=database, autocommit=True)
    admin.execute("SET session_replication_role = replica")
    admin.execute("SET maintenance_work_mem = '512MB'")
    return admin


@contextmanager
def without_indexes(*tables: str) -> Iterator[None]:
    """Keys and indexes of these tables are dropped, and built again from their own definitions at the end."""
    with connect() as admin:
        again: list[str] = []
        for table in tables:
            constraints = admin.execute(_CONSTRAINTS, [table]).fetchall()
            indexes = admin.execute(_INDEXES, [table]).fetchall()
            for name, definition in constraints:
                admin.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
                again.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
            for name, definition in indexes:
                admin.execute(f"DROP INDEX {name}")
                again.append(str(definition).replace(" ON ONLY ", " ON ", 1))  # of the partitions too
        yield
        for statement in again:
            admin.execute(statement)


def run_each(statement: str, given: Sequence[Mapping[str, Any]]) -> None:
    """One statement with each of these parameters, shared by two connections: one for each core."""

    def run(share: Sequence[Mapping[str, Any]]) -> None:
        with connect() as admin:
            for one in share:
                admin.execute(statement, one)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, [given[::2], given[1::2]]))


def clean_up(*tables: str) -> None:
    """What autovacuum would do next, and a checkpoint, so that neither falls into a measurement."""
    with connect() as admin:
        admin.execute(f"VACUUM ANALYZE {', '.join(tables)}")
        admin.execute("CHECKPOINT")
