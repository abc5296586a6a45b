"""What open screens should hear of: rows written with the change, numbered after commit, told by the stream.

`emit(...)` in the change's transaction; a NOTIFY at its commit wakes the dispatcher. Ids and versions only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from vantrexia.core.ids import uuid7
from vantrexia.core.models import StreamEvent
from vantrexia.core.plain import insert_records

CHANNEL = "vantrexia_events"


@dataclass(frozen=True, slots=True)
class Event:
    """Something changed: kind `reading`, `alert`, `patient`, `escalation`, `device`, `delivery` or `billing`."""

    kind: str
    entity_id: UUID
    patient_id: UUID | None = None
    version: int = 0


def emit(events: Iterable[Event], *, practice_id: UUID, at: datetime) -> None:
    """Write events of a practice into the outbox and wake the dispatcher at commit."""
    records = [
        {
            "id": uuid7(),
            "practice_id": practice_id,
            "kind": event.kind,
            "entity_id": event.entity_id,
            "patient_id": event.patient_id,
            "version": event.version,
            "at": at,
        }
        for event in events
    ]
    if not records:
        return
    insert_records(StreamEvent, records)
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")


def forget_events(*, before: datetime) -> int:
    """Delete events told before this time, of every practice; an older Last-Event-ID then gets a reset."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_forget_events(%s)", [before])
        gone: int = cursor.fetchone()[0]
    return gone
