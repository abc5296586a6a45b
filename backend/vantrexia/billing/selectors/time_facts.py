"""Time as the rules read it: `list_time_facts(viewer, patient_ids, since=…)` → `domain.billing.facts.TimeEntry` by patient.

In force means: ended, not superseded, withdrawn or rejected. Of a late entry that waits, and of an entry whose change
waits, nobody is the second person yet, so the engine holds what rests on them; so it does with what is held as impossible.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.billing.models import TimeEntry
from vantrexia.billing.selectors.time_standing import IN_FORCE, WAITING
from vantrexia.core.actor import Actor
from vantrexia.domain.billing import facts

# No valid credential on that day: a role the rules know and never count (rules 8.8).
WITHOUT_CREDENTIAL = "admin"
_MICRO = timedelta(microseconds=1)
_COLUMNS = (
    "id", "patient_id", "membership_id", "profession", "activity", "started_at", "ended_at", "is_live_contact",
    "created_at", "approved_by_id", "held_for", "hold_resolved_at", "interaction_id",
)  # fmt: skip


def list_time_facts(
    viewer: Actor, patient_ids: Iterable[UUID], *, since: datetime | None = None
) -> dict[UUID, tuple[facts.TimeEntry, ...]]:
    """Facts of each patient who has any, by time. `since`: only entries that ended after it. Two queries."""
    mine = TimeEntry.objects.filter(practice_id=practice_of(viewer), patient_id__in=list(patient_ids))
    changes = mine.filter(WAITING, supersedes__isnull=False)
    waiting: dict[object, datetime] = dict(changes.values_list("supersedes_id", "created_at"))
    rows = mine.filter(IN_FORCE)
    if since is not None:
        rows = rows.filter(ended_at__gt=since)
    found: dict[UUID, list[facts.TimeEntry]] = defaultdict(list)
    for row in rows.order_by("started_at", "id").values(*_COLUMNS):
        found[row["patient_id"]].append(as_fact(row, waiting=waiting))
    return {patient_id: tuple(entries) for patient_id, entries in found.items()}


def as_fact(row: Mapping[str, object], *, waiting: Mapping[object, datetime]) -> facts.TimeEntry:
    """One row as the rules read it; exact to the microsecond. `waiting`: changes not yet approved, by original."""
    started_at, ended_at = row["started_at"], row["ended_at"]
    if not isinstance(started_at, datetime) or not isinstance(ended_at, datetime):
        raise TypeError("only what has ended is a fact")
    change_at = waiting.get(row["id"])
    recorded_at = change_at or row["created_at"]
    return facts.TimeEntry(
        staff_id=str(row["membership_id"]),
        role=str(row["profession"] or WITHOUT_CREDENTIAL),
        activity=str(row["activity"]),
        started_at=started_at,
        seconds=Decimal((ended_at - started_at) // _MICRO) / 1_000_000,
        interactive=bool(row["is_live_contact"]),
        reached=True if row["is_live_contact"] else None,
        recorded_at=recorded_at if isinstance(recorded_at, datetime) else None,
        second_person=None if change_at or row["approved_by_id"] is None else str(row["approved_by_id"]),
        id=str(row["id"]),
        held=bool(row["held_for"]) and row["hold_resolved_at"] is None,
    )
