"""Correcting a reading: the row, then everything computed from it, in one transaction.

`correct_reading(…)` with the wire's four actions. Alerts, newest values, score and adherence of the patient (of both, when
it was another person's) follow at once; billing and the EHR see the new row version and the events.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from vantrexia.audit.services import record
from vantrexia.core.actor import Actor
from vantrexia.core.outbox import Event, emit
from vantrexia.domain.errors import InvalidInput
from vantrexia.domain.wordings import say
from vantrexia.patients.selectors.zones import find_zone
from vantrexia.triage.services.evaluate import evaluate_readings
from vantrexia.triage.services.recompute import forget_reading, reread_reading
from vantrexia.triage.services.states import lock_states
from vantrexia.vitals.services.correct import (
    Corrected,
    amend_reading,
    confirm_reading,
    lock_reading,
    move_reading,
    withdraw_reading,
)
from vantrexia.workflows.alerting import tell_of

ACTIONS = ("amend", "entered_in_error", "wrong_person", "confirm")


def correct_reading(
    *,
    actor: Actor,
    reading_id: UUID,
    action: str,
    reason: str,
    now: datetime,
    values: Mapping[str, object] | None = None,
    patient_id: UUID | None = None,
) -> Corrected:
    """Amend a reading (`values`), take it back, give it to the patient who measured (`patient_id`), or confirm whose it is.

    Raises NotFound, Conflict (nothing of it stands), InvalidInput naming the fields.
    """
    if not reason.strip():
        raise InvalidInput(
            "A correction needs its reason.", fields={"reason": ["This field may not be blank."]}
        )
    reading = lock_reading(actor, reading_id)
    if action == "amend":
        done = amend_reading(actor=actor, reading=reading, values=values or {}, reason=reason, now=now)
    elif action == "entered_in_error":
        done = withdraw_reading(actor=actor, reading=reading, reason=reason, now=now)
    elif action == "wrong_person":
        zone = _find_zone(patient_id, at=reading.measured_at)
        done = move_reading(
            actor=actor, reading=reading, patient_id=_needed(patient_id), zone=zone, reason=reason, now=now
        )
    elif action == "confirm":
        done = confirm_reading(actor=actor, reading=reading, reason=reason, now=now)
        _tell(actor, done, action, reason, now=now)
        return done  # nothing was computed otherwise
    else:
        raise InvalidInput(
            "Unknown action.",
            fields={"action": [say("must be one of {choices}", choices=", ".join(ACTIONS))]},
        )
    _follow(actor, done, now=now)
    _tell(actor, done, action, reason, now=now)
    return done


def _follow(actor: Actor, done: Corrected, *, now: datetime) -> None:
    standing = done.standing
    if standing is not None and standing.patient_id == done.patient_id:
        tell_of(reread_reading(actor=actor, reading=standing, now=now), actor=actor, now=now)
        return
    # Both patients' rows in one order, whichever is corrected: two such corrections at once wait, and do not lock up.
    lock_states(
        {done.patient_id} | ({standing.patient_id} if standing else set()), practice_id=actor.practice_id
    )
    tell_of(
        forget_reading(actor=actor, patient_id=done.patient_id, reading_id=done.reading_id, now=now),
        actor=actor,
        now=now,
    )
    if standing is not None:
        tell_of(evaluate_readings(actor=actor, readings=[standing], now=now), actor=actor, now=now)


def _find_zone(patient_id: UUID | None, *, at: datetime) -> str:
    """Where the patient lived when it was measured: its day, which may be billed, is a date there."""
    zone = find_zone(_needed(patient_id), at=at)
    if zone is None:
        raise InvalidInput(
            "There is no such patient.", fields={"patient_id": ["There is no such active patient."]}
        )
    return zone


def _needed(patient_id: UUID | None) -> UUID:
    if patient_id is None:
        raise InvalidInput("Whose is it?", fields={"patient_id": ["This field is required."]})
    return patient_id


def _tell(actor: Actor, done: Corrected, action: str, reason: str, *, now: datetime) -> None:
    moved = (
        done.standing if done.standing is not None and done.standing.patient_id != done.patient_id else None
    )
    patients = [done.patient_id] + ([moved.patient_id] if moved else [])
    record(
        actor=actor, action="reading.corrected", entity="reading", entity_id=done.reading_id, patient_ids=patients,
        detail={"action": action, "correction": str(done.correction_id), "new_reading": str(moved.id) if moved else None},
        reason=reason, at=now,
    )  # fmt: skip
    events = [Event("reading", done.reading_id, done.patient_id, done.version)]
    if moved is not None:
        events.append(Event("reading", moved.id, moved.patient_id, 1))
    emit(events, practice_id=actor.practice_id, at=now)
