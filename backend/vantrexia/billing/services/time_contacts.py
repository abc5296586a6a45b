"""Speaking with the patient, with its minutes: `record_contact` notes who, how, with whom, what came of it, and which time.

The contact is an `Interaction`; its time is the stretch of the running timer it lies in, an entry that has ended, or, where
no timer ran, an entry typed with a reason. A stretch is split, never added to: a contact makes no minute of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vantrexia.accounts.selectors.viewers import person_of
from vantrexia.billing.models import TimeEntry
from vantrexia.billing.selectors.time_limits import get_time_limits
from vantrexia.billing.services.time_entries import amend_entry, type_entry
from vantrexia.billing.services.time_rows import get_own_entry, lock_person, refresh_holds, tell
from vantrexia.billing.services.timer import find_running
from vantrexia.billing.services.timer_endings import as_rule, end_row, finish
from vantrexia.core.actor import Actor
from vantrexia.core.ids import uuid7
from vantrexia.domain.billing import timekeeping as rules
from vantrexia.domain.errors import Conflict, InvalidInput
from vantrexia.patients.services.interactions import LIVE_KINDS, record_interaction

KINDS = ("phone_call", "video_call", "portal_message", "text", "voicemail", "letter")
AFTER_A_CALL = "documentation"


@dataclass(frozen=True, slots=True)
class Contact:
    """What was recorded: the interaction, and the entry that carries its time (None: it took none)."""

    interaction_id: UUID
    entry_id: UUID | None


def record_contact(
    *,
    actor: Actor,
    patient_id: UUID,
    kind: str,
    outcome: str,
    now: datetime,
    direction: str = "outbound",
    with_whom: str = "patient",
    caregiver_id: UUID | None = None,
    started_at: datetime | None = None,
    ended_at: datetime | None = None,
    note: str | None = None,
    entry_id: UUID | None = None,
    reason: str | None = None,
) -> Contact:
    """A contact the actor had. Times default to those of the entry or of the running segment (until now).

    Raises NotFound, InvalidInput (`started_at`: no time is known; `reason`: nothing measured it), Conflict.
    """
    lock_person(person_of(actor))
    entry = get_own_entry(actor, entry_id) if entry_id else None
    if entry is not None and entry.patient_id != patient_id:
        raise InvalidInput("Whose time?", fields={"entry_id": ["is time on another patient"]})
    running = None if entry else _find_segment(actor, patient_id, now=now)
    started_at = started_at or (entry or running or _Nothing).started_at
    if started_at is None:
        raise InvalidInput("When?", fields={"started_at": ["is needed where no timer runs"]})
    if entry is not None:
        ended_at = ended_at or entry.ended_at
    elif running is not None:
        ended_at = ended_at or now
    interaction_id = record_interaction(
        actor=actor,
        patient_id=patient_id,
        now=now,
        kind=kind,
        outcome=outcome,
        started_at=started_at,
        ended_at=ended_at,
        direction=direction,
        with_whom=with_whom,
        caregiver_id=caregiver_id,
        note=note,
    )
    is_live = kind in LIVE_KINDS and outcome == "reached" and with_whom != "none"
    link = {"interaction_id": interaction_id, "is_live_contact": is_live}
    if entry is not None:
        if started_at < entry.started_at or (entry.ended_at and ended_at and ended_at > entry.ended_at):
            raise InvalidInput("When?", fields={"started_at": ["lies outside the entry"]})
        changes = {"activity": kind, **link}
        made = amend_entry(actor=actor, entry_id=entry.id, changes=changes, reason=reason or "", now=now)
        return Contact(interaction_id, made)
    if running is not None and started_at >= running.started_at and ended_at is not None:
        until = min(ended_at, now)
        return Contact(interaction_id, _split(actor, running, started_at, until, kind, link, now=now))
    if ended_at is None:
        return Contact(interaction_id, None)
    made = type_entry(
        actor=actor,
        patient_id=patient_id,
        activity=kind,
        started_at=started_at,
        ended_at=ended_at,
        reason=reason or "",
        now=now,
        interaction_id=interaction_id,
        is_live_contact=is_live,
    )
    return Contact(interaction_id, made)


class _Nothing:
    started_at = None


def _find_segment(actor: Actor, patient_id: UUID, *, now: datetime) -> TimeEntry | None:
    """The actor's running segment, if it is alive and on this patient."""
    row = find_running(actor)
    running = as_rule(row)
    if row is None or running is None or row.patient_id != patient_id:
        return None
    ending = rules.find_ending(running, now=now, limits=get_time_limits(actor, at=now).timer)
    if ending is not None:
        finish(actor, row, ending, now=now)
        return None
    return row


def _split(
    actor: Actor,
    row: TimeEntry,
    low: datetime,
    high: datetime,
    kind: str,
    link: dict[str, object],
    *,
    now: datetime,
) -> UUID:
    """Cut a running segment into what came before the contact, the contact, and what goes on after it."""
    if high <= low:
        raise Conflict("The contact lies after the clock.", data={"entry": str(row.id)})
    was = row.activity
    contact = row
    if low > row.started_at:
        end_row(row, rules.Ending(low, "contact"))
        contact = _continue(row, at=low, activity=kind)
    contact.activity, contact.ended_at, contact.end_cause = kind, high, "contact"
    for name, value in link.items():
        setattr(contact, name, value)
    contact.save()
    rest = _continue(row, at=high, activity=AFTER_A_CALL if was == kind else was)
    rest.active_at = rest.beat_at = max(high, now)
    rest.save(force_insert=True)
    tell(contact, "time.contact", actor=actor, now=now, detail={"kind": kind, **_as_text(link)}, also=rest)
    refresh_holds(actor, [row, contact], now=now)
    return contact.id


def _continue(row: TimeEntry, *, at: datetime, activity: str) -> TimeEntry:
    """A segment that goes on where another ended, of the same person and patient."""
    same = (
        "practice_id", "patient_id", "episode_id", "membership_id", "credential_id", "profession", "npi",
        "is_automatic", "active_at", "beat_at", "recorded_by_id", "created_at",
    )  # fmt: skip
    fields = {name: getattr(row, name) for name in same}
    return TimeEntry(id=uuid7(), **fields, activity=activity, started_at=at)


def _as_text(link: dict[str, object]) -> dict[str, object]:
    return {name: str(value) if isinstance(value, UUID) else value for name, value in link.items()}
