"""Events for one practice, as a screen asks for them: `list_events_after(practice, seq)`, with `reset` when it must start over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from vantrexia.core.models import StreamEvent

MOST = 500
_NUMBER = re.compile(r"[0-9]{1,18}")
NEVER_TOLD = -1  # a number no event ever had

# Which permission lets a person hear of a kind; kinds not named here are heard by everybody signed in.
HEARD_WITH = {
    "alert": "alert.read",
    "escalation": "alert.read",
    "patient": "triage.read",
    "reading": "reading.read",
    "device": "device.read",
    "delivery": "delivery.read",
    "billing": "billing.read",
    "time": "time.read",
    "timer": "time.record",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One numbered event: ids and versions only."""

    seq: int
    practice_id: UUID
    kind: str
    entity_id: UUID
    patient_id: UUID | None
    version: int

    def as_wire(self) -> dict[str, Any]:
        return {
            "id": self.seq,
            "kind": self.kind,
            "entity_id": str(self.entity_id),
            "patient_id": str(self.patient_id) if self.patient_id else None,
            "version": self.version,
        }

    def is_heard_with(self, permissions: frozenset[str]) -> bool:
        needed = HEARD_WITH.get(self.kind)
        return needed is None or needed in permissions


@dataclass(frozen=True, slots=True)
class Backlog:
    """Events after a number. `reset`: that number is not known any more (or never was); load everything afresh."""

    events: list[Told]
    last: int
    reset: bool


def read_event_number(text: str) -> int | None:
    """The number a screen has seen last; None for nothing yet. What is no number of ours is one nobody knows: it means `reset`."""
    if not text:
        return None
    return int(text) if _NUMBER.fullmatch(text) else NEVER_TOLD


def list_events_after(practice_id: UUID, seen: int | None) -> Backlog:
    """What a screen missed, in the running practice's scope. `seen` None: nothing yet, only where the numbering stands."""
    numbered = StreamEvent.objects.filter(practice_id=practice_id, seq__isnull=False)
    newest = numbered.order_by("-seq").values_list("seq", flat=True).first() or 0
    if seen is None:
        return Backlog([], newest, reset=False)
    oldest = numbered.order_by("seq").values_list("seq", flat=True).first()
    known = (
        seen == 0
        or seen == newest
        or (oldest is not None and seen >= oldest and numbered.filter(seq=seen).exists())
    )
    rows = (
        numbered.filter(seq__gt=seen)
        .order_by("seq")
        .values_list("seq", "practice_id", "kind", "entity_id", "patient_id", "version")
    )
    events = [
        Told(seq or 0, practice, kind, entity, patient, version)
        for seq, practice, kind, entity, patient, version in rows[: MOST + 1]
    ]
    if not known or len(events) > MOST:
        return Backlog([], newest, reset=True)
    return Backlog(events, events[-1].seq if events else max(seen, newest), reset=False)
