"""Measurements that could not become readings: kept whole, sealed, shown, resolved by a person.

`hold(...)` inserts many at once; a replay first closes what its earlier try held (`supersede`); a person may `discard`
some, with a reason, and they stay discarded on a replay.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, F, Value, When

from vantrexia.audit.services import record
from vantrexia.core.actor import Actor
from vantrexia.core.bulk import insert_rows
from vantrexia.core.ids import uuid7
from vantrexia.devices.models import HeldMeasurement

# What a person did to make the replay possible stays said.
_OWN_OR_REPLAYED = Case(When(resolution="", then=Value("replayed")), default=F("resolution"))


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
    """Keep them; returns how many are newly held. What a person has discarded before is not held again."""
    wanted = list(items)
    if not wanted:
        return 0
    discarded = _list_discarded({item.delivery_id for item in wanted})
    rows = [
        HeldMeasurement(
            id=uuid7(), practice_id=practice_id, delivery_id=item.delivery_id, delivery_received_at=item.received_at,
            connection_id=item.connection_id, position=item.position, reason=item.reason, ref_system=item.ref_system,
            ref_value=item.ref_value[:128], slot=item.slot, kind=item.kind, measured_at=item.measured_at,
            payload=json.dumps(item.payload, default=str), created_at=now,
        )
        for item in wanted
        if not discarded or _name(item) not in discarded
    ]  # fmt: skip
    insert_rows(rows, ignore_conflicts=True)
    return len(rows)


def _name(item: Held) -> tuple[object, ...]:
    """What makes a held measurement the same one on a later try: its place may move when an adapter is mended."""
    if item.measured_at is None:
        return (item.delivery_id, item.position, item.reason)
    return (item.delivery_id, item.kind, item.ref_system, item.ref_value[:128], item.slot, item.measured_at)


def _list_discarded(delivery_ids: Iterable[UUID]) -> set[tuple[object, ...]]:
    rows = HeldMeasurement.objects.filter(delivery_id__in=list(delivery_ids), state="discarded").values_list(
        "delivery_id", "position", "reason", "kind", "ref_system", "ref_value", "slot", "measured_at"
    )
    return {
        (delivery, position, reason) if at is None else (delivery, kind, system, value, slot, at)
        for delivery, position, reason, kind, system, value, slot, at in rows
    }


def supersede(delivery_ids: Iterable[UUID], *, now: datetime) -> int:
    """Close what earlier tries of these deliveries held: a replay holds again whatever still has no patient."""
    return HeldMeasurement.objects.filter(delivery_id__in=list(delivery_ids), state="open").update(
        state="resolved", resolution=_OWN_OR_REPLAYED, resolved_at=now
    )


def discard(*, actor: Actor, held_ids: Iterable[UUID], reason: str, now: datetime) -> int:
    """Throw measurements out, by a person, with the reason in the audit. Returns how many were open."""
    ids = list(held_ids)
    done = HeldMeasurement.objects.filter(practice_id=actor.practice_id, id__in=ids, state="open").update(
        state="discarded", resolution="discarded", resolved_by_id=actor.user_id, resolved_at=now
    )
    record(
        actor=actor, action="held_measurement.discarded", entity="held_measurement",
        entity_id=ids[0] if len(ids) == 1 else "", detail={"held": [str(one) for one in ids], "discarded": done},
        reason=reason, at=now,
    )  # fmt: skip
    return done


def note_resolution(*, actor: Actor, held_ids: Iterable[UUID], resolution: str) -> None:
    """Say who made it possible to place these, and how; the replay closes them."""
    HeldMeasurement.objects.filter(practice_id=actor.practice_id, id__in=list(held_ids), state="open").update(
        resolved_by_id=actor.user_id, resolution=resolution[:64]
    )
