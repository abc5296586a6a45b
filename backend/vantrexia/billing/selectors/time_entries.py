"""Time entries as screens show them: `get_timer`, `has_credential`, `list_waiting`, `list_held`, `get_entry_history`, `show_entries`.

A row is a dict with the wire's names; beside a person's id stands the name. Reasons and notes are opened only here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from vantrexia.accounts.selectors.credentials import find_credential
from vantrexia.accounts.selectors.names import name_people
from vantrexia.accounts.selectors.viewers import membership_of, practice_of
from vantrexia.billing.models import TimeEntry
from vantrexia.billing.selectors.time_limits import get_zone_of_practice
from vantrexia.billing.selectors.time_standing import (
    IN_FORCE,
    RUNNING,
    WAITING,
    get_time_settings,
    standing_of,
)
from vantrexia.core.actor import Actor
from vantrexia.domain.billing.clock import get_local_date, get_zone
from vantrexia.domain.errors import NotFound
from vantrexia.patients.models import Patient
from vantrexia.patients.selectors.rows import name_members

HELD = IN_FORCE & Q(hold_resolved_at__isnull=True) & ~Q(held_for=[])
_PLAIN = (
    "id", "patient_id", "membership_id", "profession", "npi", "activity", "interaction_id", "is_live_contact",
    "started_at", "ended_at", "is_automatic", "end_cause", "supersedes_id", "is_withdrawal",
    "reason", "note", "needs_approval", "approved_by_id", "approved_at", "rejected_by_id", "rejected_at",
    "decision_note", "held_for", "hold_resolved_by_id", "hold_resolved_at", "hold_resolution",
    "recorded_by_id", "created_at",
)  # fmt: skip
_USERS = {
    "approved_by_id": "approved_by",
    "rejected_by_id": "rejected_by",
    "hold_resolved_by_id": "hold_resolved_by",
    "recorded_by_id": "recorded_by",
}


def get_timer(viewer: Actor) -> dict[str, Any] | None:
    """The viewer's running segment, with whose chart it is; None when nothing runs."""
    rows = TimeEntry.objects.filter(
        RUNNING, practice_id=practice_of(viewer), membership_id=membership_of(viewer)
    )
    row = rows.first()
    if row is None:
        return None
    patient = Patient.objects.only("id", "practice_id", "first_name", "last_name").get(
        practice_id=row.practice_id, id=row.patient_id
    )
    return {
        "id": row.id,
        "patient_id": row.patient_id,
        "patient_name": f"{patient.first_name} {patient.last_name}",
        "activity": row.activity,
        "started_at": row.started_at,
        "active_at": row.active_at or row.started_at,
        "beat_at": row.beat_at or row.started_at,
        "is_automatic": row.is_automatic,
        "profession": row.profession,
    }


def has_credential(viewer: Actor, *, at: datetime) -> bool:
    """Whether the viewer holds a credential today; without one their time is kept and does not count."""
    day = get_local_date(at, get_zone(get_zone_of_practice(viewer)))
    return find_credential(viewer, membership_of(viewer), day) is not None


def list_waiting(viewer: Actor, *, limit: int, offset: int) -> tuple[int, list[dict[str, Any]]]:
    """What waits for a second person, oldest first; each with the entry it would change (`original`)."""
    rows = TimeEntry.objects.filter(WAITING, practice_id=practice_of(viewer))
    page = list(rows.order_by("created_at", "id")[offset : offset + limit])
    olds = TimeEntry.objects.filter(
        practice_id=practice_of(viewer), id__in=[row.supersedes_id for row in page if row.supersedes_id]
    )
    shown = show_entries(viewer, [*page, *olds], with_names=True)
    by_id = {row["id"]: row for row in shown}
    for row in shown[: len(page)]:
        row["original"] = by_id.get(row["supersedes_id"])
    return rows.count(), shown[: len(page)]


def list_held(viewer: Actor, *, limit: int, offset: int) -> tuple[int, list[dict[str, Any]]]:
    """What is held as impossible and not resolved, newest first."""
    rows = TimeEntry.objects.filter(HELD, practice_id=practice_of(viewer))
    page = list(rows.order_by("-started_at", "id")[offset : offset + limit])
    return rows.count(), [{**row, "original": None} for row in show_entries(viewer, page, with_names=True)]


def get_entry_history(viewer: Actor, entry_id: UUID) -> dict[str, Any]:
    """One entry with everything it came from and became, oldest first. Raises NotFound."""
    mine = TimeEntry.objects.filter(practice_id=practice_of(viewer))
    row = mine.filter(id=entry_id).first()
    if row is None:
        raise NotFound("There is no such time entry.")
    chain, seen = [row], {row.id}
    while chain[0].supersedes_id and chain[0].supersedes_id not in seen:
        older = mine.get(id=chain[0].supersedes_id)
        chain.insert(0, older)
        seen.add(older.id)
    layer = [entry.id for entry in chain]
    while layer:
        newer = list(mine.filter(supersedes_id__in=layer).exclude(id__in=seen).order_by("created_at", "id"))
        chain += newer
        layer = [entry.id for entry in newer]
        seen.update(layer)
    shown = show_entries(viewer, chain)
    return {
        **next(one for one in shown if one["id"] == entry_id),
        "history": sorted(shown, key=lambda one: (one["created_at"], str(one["id"]))),
    }


def show_entries(
    viewer: Actor, rows: Sequence[TimeEntry], *, with_names: bool = False
) -> list[dict[str, Any]]:
    """Rows as the wire shows them; `with_names` adds whose chart each is on. A fixed number of queries."""
    members = name_members(viewer, {row.membership_id for row in rows})
    people = name_people(viewer, _list_people(rows))
    patients = _name_patients(viewer, {row.patient_id for row in rows}) if with_names else {}
    shown = []
    for row in rows:
        settings = get_time_settings(row.started_at.date())
        one = {name: getattr(row, name) for name in _PLAIN}
        one |= {shown_as: people.get(getattr(row, name)) for name, shown_as in _USERS.items()}
        one |= {
            "origin": row.source,
            "by": members.get(row.membership_id),
            "standing": standing_of(row),
            "seconds": (row.ended_at - row.started_at).total_seconds() if row.ended_at else None,
            "is_counted_activity": row.activity in settings.counted_activities,
        }
        if with_names:
            one["patient_name"] = patients.get(row.patient_id)
        shown.append(one)
    return shown


def _list_people(rows: Iterable[TimeEntry]) -> set[int]:
    return {value for row in rows for name in _USERS if (value := getattr(row, name)) is not None}


def _name_patients(viewer: Actor, ids: Iterable[UUID]) -> dict[UUID, str]:
    rows: QuerySet[Patient] = Patient.objects.filter(practice_id=practice_of(viewer), id__in=list(ids))
    return {row.id: f"{row.first_name} {row.last_name}" for row in rows}
