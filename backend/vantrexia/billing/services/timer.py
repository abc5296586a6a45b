"""The timer: one running segment per person, in however many tabs and browsers.

Public: `start_timer`, `beat_timer`, `switch_activity`, `stop_timer`, `find_running`.

Where a segment ends is decided by `domain.billing.timekeeping`; here the rows are kept to it. Starts, stops and endings
are audited; a beat only says that somebody is still there and is not.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vantrexia.accounts.selectors.viewers import membership_of, person_of, practice_of
from vantrexia.billing.models import TimeEntry
from vantrexia.billing.selectors.time_limits import get_time_limits
from vantrexia.billing.selectors.time_standing import RUNNING, check_activity
from vantrexia.billing.services.time_rows import (
    freeze,
    get_own_entry,
    lock_person,
    read_patient,
    refresh_holds,
    tell,
)
from vantrexia.billing.services.timer_endings import as_rule, end_elsewhere, end_row, finish
from vantrexia.core.actor import Actor
from vantrexia.domain.billing import timekeeping as rules
from vantrexia.domain.errors import Conflict, DomainError


def start_timer(
    *,
    actor: Actor,
    patient_id: UUID,
    activity: str,
    token: UUID,
    now: datetime,
    is_automatic: bool = False,
) -> UUID:
    """Work on a patient begins; returns the running row. Whatever this person ran elsewhere ends.

    The same `token` again is the same start. The same work already running is joined. Raises NotFound, InvalidInput,
    Conflict (the token began work on another patient).
    """
    membership_id = membership_of(actor)
    patient = read_patient(actor, patient_id)
    check_activity(activity, on=now.date())
    lock_person(person_of(actor))
    known = TimeEntry.objects.filter(
        practice_id=practice_of(actor), membership_id=membership_id, client_token=token
    ).first()
    if known is not None:
        if known.patient_id != patient_id:
            raise Conflict("This start was used for another patient.", data={"token": str(token)})
        return known.id
    end_elsewhere(actor, now=now)
    running = find_running(actor)
    now = _not_before(actor, running, now)
    limits = get_time_limits(actor, at=now).timer
    begun = rules.begin(
        as_rule(running),
        patient=str(patient_id),
        activity=activity,
        now=now,
        limits=limits,
        is_automatic=is_automatic,
    )
    starts_at = begun.starts_at
    if running is not None and starts_at is None:
        running.active_at, running.beat_at = now, now
        running.save(update_fields=["active_at", "beat_at"])
        return running.id
    starts_at = starts_at or now
    if running is not None and begun.ending is not None:
        end_row(running, begun.ending)
    row = TimeEntry(
        practice_id=patient.practice_id,
        patient_id=patient_id,
        membership_id=membership_id,
        activity=activity,
        started_at=starts_at,
        active_at=starts_at,
        beat_at=starts_at,
        client_token=token,
        is_automatic=is_automatic,
        recorded_by_id=actor.user_id,
        created_at=starts_at,
        **freeze(actor, membership_id=membership_id, patient_id=patient_id, at=now),
    )
    row.save(force_insert=True)
    detail: dict[str, object] = {"activity": activity}
    if running is not None and begun.ending is not None:
        detail |= {"ended": str(running.id), "cause": begun.ending.cause}
        refresh_holds(actor, [running], now=now)
    tell(row, "time.started", actor=actor, now=now, detail=detail, also=running)
    return row.id


def switch_activity(*, actor: Actor, entry_id: UUID, activity: str, token: UUID, now: datetime) -> UUID:
    """The same patient, another activity, without a gap. Raises NotFound, InvalidInput; `timer_not_running`."""
    lock_person(person_of(actor))
    row = get_own_entry(actor, entry_id)
    if row.ended_at is not None:
        known = TimeEntry.objects.filter(
            practice_id=row.practice_id, membership_id=row.membership_id, client_token=token
        ).first()
        if known is None:
            raise DomainError("timer_not_running", "This timer has ended.")
        return known.id
    return start_timer(actor=actor, patient_id=row.patient_id, activity=activity, token=token, now=now)


def beat_timer(*, actor: Actor, entry_id: UUID, active_at: datetime, now: datetime) -> bool:
    """A sign of life, with when the person last did anything. False: the segment is over (it may just have ended)."""
    lock_person(person_of(actor))
    row = get_own_entry(actor, entry_id)
    running = as_rule(row)
    if running is None:
        return False
    now = max(now, running.started_at)
    heard = rules.keep_alive(
        running, now=now, active_at=active_at, limits=get_time_limits(actor, at=now).timer
    )
    if isinstance(heard, rules.Ending):
        finish(actor, row, heard, now=now)
        return False
    row.active_at, row.beat_at = heard.active_at, heard.beat_at
    row.save(update_fields=["active_at", "beat_at"])
    return True


def stop_timer(
    *, actor: Actor, entry_id: UUID, now: datetime, at: datetime | None = None, is_idle: bool = False
) -> UUID:
    """A person (or a screen that saw nobody: `is_idle`) ends a segment, at `at` or now. Ended already: nothing happens."""
    lock_person(person_of(actor))
    row = get_own_entry(actor, entry_id)
    running = as_rule(row)
    if running is not None:
        ending = rules.end_by_hand(
            running,
            now=now,
            at=at,
            cause="idle" if is_idle else "stopped",
            limits=get_time_limits(actor, at=now).timer,
        )
        finish(actor, row, ending, now=now)
    return row.id


def find_running(actor: Actor) -> TimeEntry | None:
    """The actor's running row, locked."""
    rows = TimeEntry.objects.select_for_update().filter(
        RUNNING, practice_id=practice_of(actor), membership_id=membership_of(actor)
    )
    return rows.first()


def _not_before(actor: Actor, running: TimeEntry | None, now: datetime) -> datetime:
    """`now`, or the end of what this person's timers hold already: servers' clocks differ by a little."""
    newest = (
        TimeEntry.objects.filter(
            practice_id=practice_of(actor),
            membership_id=membership_of(actor),
            source="timer",
            supersedes__isnull=True,
            ended_at__isnull=False,
        )
        .order_by("-started_at", "-ended_at")
        .values_list("ended_at", flat=True)
        .first()
    )
    return max(moment for moment in (now, newest, running.beat_at if running else None) if moment)
