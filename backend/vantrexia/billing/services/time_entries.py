"""Time written down by hand, and what is changed about time: the original stays, the change is a row of its own.

Public: `type_entry`, `amend_entry`, `withdraw_entry`; each returns the row it made.

After the month has closed each needs a second person (rules section 9): a late entry counts for nothing it could be
billed for, a late change leaves the original in force, until somebody else has approved it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from vantrexia.accounts.selectors.viewers import membership_of, person_of, practice_of
from vantrexia.billing.models import TimeEntry
from vantrexia.billing.selectors.months import is_month_closed
from vantrexia.billing.selectors.time_limits import get_zone_of_practice
from vantrexia.billing.selectors.time_standing import IN_FORCE, WAITING, check_activity
from vantrexia.billing.services.time_rows import (
    freeze,
    get_entry,
    lock_person,
    read_patient,
    refresh_holds,
    tell,
)
from vantrexia.core.actor import Actor
from vantrexia.domain.billing.clock import get_local_date, get_zone, month_of
from vantrexia.domain.errors import Conflict, DomainError, InvalidInput
from vantrexia.patients.services.rows import check_interval, check_past

LONGEST = timedelta(hours=24)
OLDEST = timedelta(days=400)  # a claim may be filed twelve months after the service
CHANGE_OTHERS = "time.approve"


def type_entry(
    *,
    actor: Actor,
    patient_id: UUID,
    activity: str,
    started_at: datetime,
    ended_at: datetime,
    reason: str,
    now: datetime,
    note: str | None = None,
    interaction_id: UUID | None = None,
    is_live_contact: bool = False,
) -> UUID:
    """The actor's own work that no timer measured, with the reason why. Raises NotFound, InvalidInput."""
    patient = read_patient(actor, patient_id)
    check_activity(activity, on=now.date())
    check_times(started_at, ended_at, now=now)
    lock_person(person_of(actor))
    row = TimeEntry(
        practice_id=patient.practice_id,
        patient_id=patient_id,
        membership_id=membership_of(actor),
        activity=activity,
        interaction_id=interaction_id,
        is_live_contact=is_live_contact,
        started_at=started_at,
        ended_at=ended_at,
        source="typed",
        reason=_check_reason(reason),
        note=note or None,
        needs_approval=_is_late(actor, patient.timezone, started_at, now=now),
        recorded_by_id=actor.user_id,
        created_at=now,
        **freeze(actor, membership_id=membership_of(actor), patient_id=patient_id, at=started_at),
    )
    row.save(force_insert=True)
    detail = {"activity": activity, "needs_approval": row.needs_approval}
    tell(row, "time.typed", actor=actor, now=now, reason=reason, detail=detail)
    refresh_holds(actor, [row], now=now)
    return row.id


def amend_entry(*, actor: Actor, entry_id: UUID, changes: dict[str, Any], reason: str, now: datetime) -> UUID:
    """Correct activity, times, note or contact of an entry in force, with a reason; the credential is that of the day.

    `changes`: activity, started_at, ended_at, note, interaction_id, is_live_contact. Raises NotFound, InvalidInput,
    Conflict (not in force, or a change of it already waits), `not_own`.
    """
    old = _lock_changeable(actor, entry_id)
    new = _copy(old, actor=actor, reason=_check_reason(reason), now=now)
    for name, value in changes.items():
        setattr(new, name, value)
    check_activity(new.activity, on=now.date())
    check_times(new.started_at, new.ended_at, now=now)
    changed = sorted(name for name in changes if getattr(new, name) != getattr(old, name))
    frozen = freeze(actor, membership_id=old.membership_id, patient_id=old.patient_id, at=new.started_at)
    for name, value in frozen.items():
        setattr(new, name, value)
    if not changed and (new.profession, new.npi) == (old.profession, old.npi):
        raise InvalidInput("Nothing is changed.", fields={"activity": ["is as it was, and so is the rest"]})
    return _put(actor, old, new, "time.amended", reason=reason, now=now, detail={"fields": changed})


def withdraw_entry(*, actor: Actor, entry_id: UUID, reason: str, now: datetime) -> UUID:
    """Take an entry out of the count, with a reason; it stays to be seen. Raises as `amend_entry`."""
    old = _lock_changeable(actor, entry_id)
    new = _copy(old, actor=actor, reason=_check_reason(reason), now=now)
    new.is_withdrawal = True
    return _put(actor, old, new, "time.withdrawn", reason=reason, now=now, detail={})


def check_times(started_at: datetime, ended_at: datetime | None, *, now: datetime) -> None:
    """An interval that has been, not too long and not too long ago. Raises InvalidInput."""
    check_past(started_at, now=now, field="started_at")
    if ended_at is None:
        raise InvalidInput("Until when?", fields={"ended_at": ["is needed"]})
    check_past(ended_at, now=now, field="ended_at")
    check_interval(started_at, ended_at, field="ended_at")
    if ended_at - started_at > LONGEST:
        raise InvalidInput("That is too long.", fields={"ended_at": ["is more than 24 hours later"]})
    if now - started_at > OLDEST:
        raise InvalidInput("That is too long ago.", fields={"started_at": ["is more than 400 days ago"]})


def _lock_changeable(actor: Actor, entry_id: UUID) -> TimeEntry:
    row = get_entry(actor, entry_id)
    if row.membership_id != membership_of(actor) and not actor.may(CHANGE_OTHERS):
        raise DomainError(
            "not_own", "Only the person whose time it is, or who may approve time, can change it."
        )
    if not TimeEntry.objects.filter(IN_FORCE, id=row.id).exists():
        raise Conflict("This entry is running, or no longer in force.", data={"entry": str(row.id)})
    if TimeEntry.objects.filter(WAITING, practice_id=row.practice_id, supersedes_id=row.id).exists():
        raise Conflict("A change of this entry waits for a second person.", data={"entry": str(row.id)})
    return row


def _copy(old: TimeEntry, *, actor: Actor, reason: str, now: datetime) -> TimeEntry:
    """A new row that says the same as the old and names it."""
    same = (
        "practice_id", "patient_id", "episode_id", "membership_id", "credential_id", "profession", "npi",
        "activity", "interaction_id", "is_live_contact", "started_at", "ended_at", "end_cause", "note",
    )  # fmt: skip
    return TimeEntry(
        **{name: getattr(old, name) for name in same},
        supersedes_id=old.id,
        source="typed",
        reason=reason,
        recorded_by_id=actor.user_id,
        created_at=now,
    )


def _put(
    actor: Actor,
    old: TimeEntry,
    new: TimeEntry,
    action: str,
    *,
    reason: str,
    now: datetime,
    detail: dict[str, object],
) -> UUID:
    """Store a change: in force at once, or waiting where the month of the old or the new time has closed."""
    zone = read_patient(actor, old.patient_id).timezone
    is_unconfirmed = old.needs_approval and old.approved_at is None
    # What nobody has confirmed stays unconfirmed when corrected, and is taken back without asking anybody.
    new.needs_approval = (is_unconfirmed and not new.is_withdrawal) or (
        not is_unconfirmed
        and any(_is_late(actor, zone, moment, now=now) for moment in {old.started_at, new.started_at})
    )
    new.save(force_insert=True)
    if not new.needs_approval:
        old.superseded_at = now
        old.save(update_fields=["superseded_at"])
    detail = {**detail, "supersedes": str(old.id), "needs_approval": new.needs_approval}
    tell(new, action, actor=actor, now=now, reason=reason, detail=detail)
    refresh_holds(actor, [old, new], now=now)
    return new.id


def _is_late(actor: Actor, patient_zone: str, worked_at: datetime, *, now: datetime) -> bool:
    """Whether the month of the work has closed: for the practice, or by the calendar where the patient lives.

    The second is what the engine holds a line for (`LATE_ENTRY_UNCONFIRMED`), so there must be a way to confirm it.
    """
    here = get_zone(get_zone_of_practice(actor))
    if is_month_closed(practice_of(actor), get_local_date(worked_at, here)):
        return True
    there = get_zone(patient_zone)
    return month_of(get_local_date(now, there)) > month_of(get_local_date(worked_at, there))


def _check_reason(reason: str) -> str:
    if not reason.strip():
        raise InvalidInput("Why?", fields={"reason": ["is needed"]})
    return reason.strip()
