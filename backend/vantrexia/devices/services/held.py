"""Measurements that could not become readings: kept whole, sealed, shown, resolved by a person.

`hold(...)` inserts many at once; a replay first closes what its earlier try held (`supersede`); a person may `discard` one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vantrexia.core.ids import uuid7
from vantrexia.devices.models import HeldMeasurement


@dataclass(frozen=True, slots=True)
class Held:
    """One measurement with the reason nobody got it."""

    delivery_id: UUID
    received_at: datetime
    connection_id: UUID
    position: int
    reason: str
    payload: dict[str, object]
    ref_system: str = ""
    ref_value: str = ""
    slot: int = 1
    kind: str = ""
    measured_at: datetime | None = None


def hold(items: Iterable[Held], *, practice_id: UUID, now: datetime) -> int:
    """Keep them; returns how many are newly held."""
    rows = [
        HeldMeasurement(
            id=uuid7(), practice_id=practice_id, delivery_id=item.delivery_id, delivery_received_at=item.received_at,
            connection_id=item.connection_id, position=item.position, reason=item.reason, ref_system=item.ref_system,
            ref_value=item.ref_value[:128], slot=item.slot, kind=item.kind, measured_at=item.measured_at,
            payload=json.dumps(item.payload, default=str), created_at=now,
        )
        for item in items
    ]  # fmt: skip
    HeldMeasurement.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def supersede(delivery_ids: Iterable[UUID], *, now: datetime) -> int:
    """Close what earlier tries of these deliveries held: a replay holds again whatever still has no patient."""
    return HeldMeasurement.objects.filter(delivery_id__in=list(delivery_ids), state="open").update(
        state="resolved", resolution="replayed", resolved_at=now
    )


def discard(*, held_id: UUID, resolution: str, by: int | None, now: datetime) -> int:
    """Throw one out, by a person, with the reason in a word."""
    return HeldMeasurement.objects.filter(id=held_id, state="open").update(
        state="discarded", resolution=resolution[:64], resolved_by_id=by, resolved_at=now
    )
