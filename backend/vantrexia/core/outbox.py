"""What open screens should hear of: rows written with the change, numbered after commit, told by the stream.

`emit(...)` in the change's transaction; a NOTIFY at its commit wakes the dispatcher. Ids and versions only.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from vantrexia.core.ids import uuid7_texts
from vantrexia.core.plain import run_statement, uuid_array

CHANNEL = "vantrexia_events"
_INSERT = """
INSERT INTO core_streamevent (id, practice_id, kind, entity_id, patient_id, version, at)
SELECT e.id, %s, e.kind, e.entity_id, e.patient_id, e.version, %s
FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::uuid[], %s::bigint[]) AS e(id, kind, entity_id, patient_id, version)
"""


class Event(NamedTuple):
    """Something changed: `reading`, `alert`, `patient`, `escalation`, `device`, `delivery`, `billing`, `time` or `timer`.

    A `timer` is a person's: its entity is the membership.
    """

    kind: str
    entity_id: UUID
    patient_id: UUID | None = None
    version: int = 0


def emit(events: Iterable[Event], *, practice_id: UUID, at: datetime) -> None:
    """Write events of a practice into the outbox and wake the dispatcher at commit."""
    rows = list(events)
    if not rows:
        return
    given = [
        _as_array(uuid7_texts(len(rows))), _as_array([row.kind for row in rows]), uuid_array(row.entity_id for row in rows),
        _as_array([row.patient_id.hex if row.patient_id else "NULL" for row in rows]),
        _as_array([str(row.version) for row in rows]),
    ]  # fmt: skip
    run_statement(_INSERT, [practice_id, at, *given])
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")


def _as_array(values: list[str]) -> str:
    """Words without anything to quote, as the text of a PostgreSQL array."""
    return "{" + ",".join(values) + "}"


def forget_events(*, before: datetime) -> int:
    """Delete events told before this time, of every practice; an older Last-Event-ID then gets a reset."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_forget_events(%s)", [before])
        gone: int = cursor.fetchone()[0]
    return gone
