"""What the services of time share: one writer per person, the credential of the day, holds, audit and events.

Public: `lock_person`, `read_patient`, `freeze`, `get_own_entry`, `get_entry`, `tell`, `refresh_holds`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q

from vantrexia.accounts.selectors.credentials import find_credential
from vantrexia.accounts.selectors.viewers import membership_of, practice_of
from vantrexia.audit.services import record
from vantrexia.billing.models import TimeEntry
from vantrexia.billing.selectors.time_limits import get_time_limits, get_zone_of_practice
from vantrexia.billing.selectors.time_standing import IN_FORCE
from vantrexia.core.actor import Actor
from vantrexia.core.outbox import Event, emit
from vantrexia.domain.billing.clock import get_ticks, get_zone
from vantrexia.domain.billing.person_day import TWO_PLACES, Work, find_impossible
from vantrexia.domain.errors import Conflict, NotFound
from vantrexia.patients.models import Episode, Patient

_DAY = timedelta(days=1)


def lock_person(user_id: int) -> None:
    """One writer of a person's time at once, over all practices, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"billing.time|{user_id}"])


def read_patient(actor: Actor, patient_id: UUID) -> Patient:
    """The patient time is written on. Raises NotFound; Conflict for a record merged away.

    Not locked: a timer must never wait behind the evaluation of readings.
    """
    row = (
        Patient.objects.filter(practice_id=practice_of(actor), id=patient_id)
        .only("id", "practice_id", "merged_into_id", "timezone")
        .first()
    )
    if row is None:
        raise NotFound("There is no such patient.")
    if row.merged_into_id:
        raise Conflict("This record was merged into another.", data={"merged_into": str(row.merged_into_id)})
    return row


def freeze(actor: Actor, *, membership_id: UUID, patient_id: UUID, at: datetime) -> dict[str, Any]:
    """The columns that keep how things were at that moment: the person's credential, the patient's episode."""
    day = at.astimezone(ZoneInfo(get_zone_of_practice(actor))).date()
    held = find_credential(actor, membership_id, day)
    episode = Episode.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=at),
        practice_id=practice_of(actor),
        patient_id=patient_id,
        started_at__lte=at,
    )
    return {
        "credential_id": held.id if held else None,
        "profession": held.profession if held else "",
        "npi": held.npi if held else "",
        "episode_id": episode.order_by("-started_at").values_list("id", flat=True).first(),
    }


def get_entry(actor: Actor, entry_id: UUID) -> TimeEntry:
    """A row of the practice, locked, its person first. Raises NotFound."""
    rows = TimeEntry.objects.filter(practice_id=practice_of(actor), id=entry_id)
    owner = rows.values_list("membership__user_id", flat=True).first()
    if owner is None:
        raise NotFound("There is no such time entry.")
    lock_person(owner)
    return rows.select_for_update(of=("self",)).get()


def get_own_entry(actor: Actor, entry_id: UUID) -> TimeEntry:
    """The actor's own row, locked; somebody else's does not exist here. Raises NotFound."""
    row = get_entry(actor, entry_id)
    if row.membership_id != membership_of(actor):
        raise NotFound("There is no such time entry.")
    return row


def tell(
    row: TimeEntry,
    action: str,
    *,
    actor: Actor,
    now: datetime,
    reason: str | None = None,
    detail: Mapping[str, object] | None = None,
    also: TimeEntry | None = None,
) -> None:
    """The audit entry of an act on time, and events: `time` for the patient's screens, `timer` for the person's.

    `also`: another row the same act changed.
    """
    rows = [row, also] if also else [row]
    record(
        actor=actor,
        action=action,
        entity="time_entry",
        entity_id=row.id,
        patient_ids=list(dict.fromkeys(each.patient_id for each in rows)),
        reason=reason or None,
        detail=detail,
        at=now,
    )
    emit(
        [*(Event("time", each.id, each.patient_id) for each in rows), Event("timer", row.membership_id)],
        practice_id=row.practice_id,
        at=now,
    )


def refresh_holds(actor: Actor, rows: Iterable[TimeEntry], *, now: datetime) -> None:
    """Hold, or no longer hold, what is impossible about the days these rows of one person touch.

    A hold somebody resolved stays resolved until something new is wrong with the entry.
    """
    spans = [(row.membership_id, row.started_at, row.ended_at) for row in rows if row.ended_at is not None]
    if not spans:
        return
    zone = get_zone(get_zone_of_practice(actor))
    low = _midnight(min(span[1] for span in spans), zone)
    high = _midnight(max(span[2] for span in spans), zone) + _DAY
    near = TimeEntry.objects.filter(
        IN_FORCE,
        practice_id=practice_of(actor),
        membership_id=spans[0][0],
        started_at__lt=high + _DAY,
        started_at__gt=low - 3 * _DAY,
        ended_at__gt=low - _DAY,
    )
    entries = list(near.select_for_update().order_by("id"))
    found = find_impossible(
        [
            Work(str(e.id), str(e.patient_id), get_ticks(e.started_at), get_ticks(e.ended_at))
            for e in entries
            if e.ended_at is not None
        ],
        zone=zone,
        day_hold_hours=get_time_limits(actor, at=now).day_hold_hours,
    )
    elsewhere = _find_elsewhere([entry.id for entry in entries])
    for entry in entries:
        wrong = sorted({*found.get(str(entry.id), ()), *([TWO_PLACES] if entry.id in elsewhere else [])})
        touches = entry.started_at < high and (entry.ended_at or now) > low
        if not touches or wrong == sorted(entry.held_for):
            continue
        if set(wrong) - set(entry.held_for):
            entry.hold_resolved_at, entry.hold_resolved_by_id, entry.hold_resolution = None, None, None
        entry.held_for = wrong
        entry.save(update_fields=["held_for", "hold_resolved_at", "hold_resolved_by_id", "hold_resolution"])


def _find_elsewhere(entry_ids: list[UUID]) -> set[UUID]:
    """Those during which the same person also has time in another practice; nothing else of it is known here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT billing_time_elsewhere(%s)", [entry_ids])
        return {row[0] for row in cursor.fetchall()}


def _midnight(moment: datetime, zone: ZoneInfo) -> datetime:
    return datetime.combine(moment.astimezone(zone).date(), datetime.min.time(), tzinfo=zone)
