"""Sealing everything again with the present keys: `rotate_practice(...)`, batch by batch, each its own
transaction.

What is already under the present key is passed over, so that a run that was stopped goes on where it was,
and a second run finds nothing to do. Rows somebody is working on are skipped and left to the next run; a
row no loaded key opens is counted and left alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from vantrexia.audit.services import record
from vantrexia.core import crypto
from vantrexia.core.actor import system_actor
from vantrexia.core.tenancy import practice_scope
from vantrexia.devices.services.resealing import count_stale_bodies, reseal_bodies
from vantrexia.patients.services.retoken import count_stale_tokens, retoken_batch
from vantrexia.workflows.sealed_columns import SealedTable, list_sealed_tables

BATCH = 500
BODIES = "devices_delivery"
_NOBODY = UUID(int=0)
_SELECT = """
SELECT {key}, {columns} FROM {table} WHERE {scope} AND {key} > %(after)s AND ({stale})
ORDER BY {key} LIMIT %(limit)s FOR UPDATE SKIP LOCKED
"""


@dataclass(slots=True)
class Rotation:
    """What a run did in one practice, by table; `unreadable` rows wait for the key they were sealed with."""

    practice_id: UUID
    sealed: Counter[str] = field(default_factory=Counter)
    unreadable: Counter[str] = field(default_factory=Counter)
    tokens: int = 0
    left: Counter[str] = field(default_factory=Counter)


def list_practices() -> list[UUID]:
    """Every practice, closed ones included: their records are kept for years."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT patients_practices_with_sealed_rows()")
        return [row[0] for row in cursor.fetchall()]


def rotate_practice(practice_id: UUID, *, now: datetime, batch: int = BATCH) -> Rotation:
    """Seal one practice's rows again and make its tokens anew; one audit entry when anything was done."""
    done = Rotation(practice_id)
    for table in list_sealed_tables():
        for sealed, unreadable in _rotate_table(practice_id, table, batch=batch):
            done.sealed[table.name] += sealed
            done.unreadable[table.name] += unreadable
    _rotate_bodies(practice_id, done, batch=batch)
    after: UUID | None = _NOBODY
    while after is not None:
        with practice_scope(practice_id):
            after, made = retoken_batch(practice_id=practice_id, after=after, limit=batch)
        done.tokens += made
    with practice_scope(practice_id):
        done.left = count_left(practice_id)
        if done.sealed.total() or done.tokens:
            record(
                actor=system_actor("rotate_field_keys", practice_id=practice_id),
                action="keys.rotated",
                entity="practice",
                entity_id=practice_id,
                detail={
                    "key": crypto.primary_key_id(),
                    "blind_key": crypto.blind_key_version(),
                    "rows": {name: count for name, count in done.sealed.items() if count},
                    "tokens": done.tokens,
                    "left": dict(done.left),
                },
                at=now,
            )
    return done


def count_left(practice_id: UUID) -> Counter[str]:
    """Rows not under the present keys, by table; inside the practice's scope."""
    left: Counter[str] = Counter()
    with connection.cursor() as cursor:
        for table in list_sealed_tables():
            cursor.execute(
                f"SELECT count(*) FROM {table.name} WHERE {_scope(table)} AND ({_stale(table)})",  # noqa: S608
                {"practice": practice_id, "prefix": _prefix()},
            )
            left[table.name] = cursor.fetchone()[0]
    left[BODIES] = count_stale_bodies(practice_id)
    left["patients_searchtoken"] = count_stale_tokens(practice_id)
    return +left


def _rotate_table(practice_id: UUID, table: SealedTable, *, batch: int) -> Iterator[tuple[int, int]]:
    """Batches of one table: how many rows were sealed again and how many could not be opened."""
    bound_to = str(practice_id) if table.is_of_practice else crypto.PLATFORM
    after: Any = _NOBODY if table.is_of_practice else 0
    query = _SELECT.format(
        key=table.key,
        columns=", ".join(table.labels),
        table=table.name,
        scope=_scope(table),
        stale=_stale(table),
    )
    while True:
        sealed = unreadable = 0
        with practice_scope(practice_id), connection.cursor() as cursor:
            cursor.execute(
                query, {"practice": practice_id, "after": after, "limit": batch, "prefix": _prefix()}
            )
            rows = cursor.fetchall()
            for row_id, *envelopes in rows:
                try:
                    again = _seal_row(table, envelopes, bound_to, row_id)
                except crypto.Unreadable:
                    unreadable += 1
                    continue
                changes = ", ".join(f"{column} = %s" for column in again)
                cursor.execute(
                    f"UPDATE {table.name} SET {changes} WHERE {table.key} = %s",  # noqa: S608
                    [*again.values(), row_id],
                )
                sealed += 1
        yield sealed, unreadable
        if len(rows) < batch:
            return
        after = rows[-1][0]


def _seal_row(table: SealedTable, envelopes: list[str | None], bound_to: str, row_id: Any) -> dict[str, str]:
    again: dict[str, str] = {}
    for (column, label), envelope in zip(table.labels.items(), envelopes, strict=True):
        if envelope is not None and not envelope.startswith(_prefix()):
            plain = crypto.unseal(envelope, label=label, practice_id=bound_to, row_id=row_id)
            again[column] = crypto.seal(plain, label=label, practice_id=bound_to, row_id=row_id)
    return again


def _rotate_bodies(practice_id: UUID, done: Rotation, *, batch: int) -> None:
    """Raw bodies of deliveries, a few at a time because each may have megabytes."""
    after: UUID | None = _NOBODY
    while after is not None:
        with practice_scope(practice_id):
            one = reseal_bodies(practice_id=practice_id, after=after, limit=max(1, batch // 20))
        done.sealed[BODIES] += one.sealed
        done.unreadable[BODIES] += one.unreadable
        after = one.next_after


def _prefix() -> str:
    return f"v1.{crypto.primary_key_id()}."


def _scope(table: SealedTable) -> str:
    # Rows of persons are shown by row-level security to the practices they belong to.
    return "practice_id = %(practice)s" if table.is_of_practice else "%(practice)s::uuid IS NOT NULL"


def _stale(table: SealedTable) -> str:
    return " OR ".join(f"NOT starts_with({column}, %(prefix)s)" for column in table.labels)
