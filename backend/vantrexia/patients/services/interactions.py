"""Contact with the patient, and decisions made on the data: both are rows, evidence and source of time.

`record_interaction` (a call, message, visit), `record_decision` (signed by who records it). Live contact is
what CPT 99457 and 99458 count: real-time, two-way, with the patient or a caregiver.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from vantrexia.accounts.selectors.viewers import membership_of
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import InvalidInput
from vantrexia.patients.models import Caregiver, Decision, Interaction
from vantrexia.patients.services.records import lock_patient, tell
from vantrexia.patients.services.rows import check_interval, check_past, get_row

KINDS = ("phone_call", "video_call", "portal_message", "text", "voicemail", "letter", "visit")
LIVE_KINDS = frozenset({"phone_call", "video_call", "visit"})
DIRECTIONS = ("outbound", "inbound")
WITH_WHOM = ("patient", "caregiver", "none")
OUTCOMES = ("reached", "no_answer", "left_message", "sent", "refused", "wrong_number")
ACTIONS = ("no_change", "medication_changed", "visit_scheduled", "education", "plan_changed", "referred")
LONGEST = timedelta(hours=12)


def record_interaction(
    *,
    actor: Actor,
    patient_id: UUID,
    now: datetime,
    kind: str,
    outcome: str,
    started_at: datetime,
    ended_at: datetime | None = None,
    direction: str = "outbound",
    with_whom: str = "patient",
    caregiver_id: UUID | None = None,
    note: str | None = None,
) -> UUID:
    """Note a contact the actor had. Whether it was live follows from its kind and outcome. Raises
    InvalidInput.
    """
    patient = lock_patient(actor, patient_id)
    check_past(started_at, now=now, field="started_at")
    if ended_at is not None:
        check_past(ended_at, now=now, field="ended_at")
        check_interval(started_at, ended_at, field="ended_at")
        if ended_at - started_at > LONGEST:
            raise InvalidInput("That is too long.", fields={"ended_at": ["is more than 12 hours later"]})
    if (caregiver_id is not None) != (with_whom == "caregiver"):
        raise InvalidInput("With whom?", fields={"caregiver_id": ["goes with with_whom caregiver"]})
    if caregiver_id is not None:
        get_row(Caregiver, patient=patient, row_id=caregiver_id)
    row = Interaction(
        practice_id=patient.practice_id,
        patient=patient,
        kind=kind,
        direction=direction,
        with_whom=with_whom,
        caregiver_id=caregiver_id,
        membership_id=membership_of(actor),
        started_at=started_at,
        ended_at=ended_at,
        outcome=outcome,
        is_live=kind in LIVE_KINDS and outcome == "reached" and with_whom != "none",
        note=note or None,
        created_at=now,
    )
    row.save(force_insert=True)
    tell(
        patient,
        "interaction.recorded",
        actor=actor,
        now=now,
        entity="interaction",
        entity_id=row.id,
        detail={"kind": kind, "outcome": outcome, "is_live": row.is_live},
    )
    return row.id


def record_decision(
    *,
    actor: Actor,
    patient_id: UUID,
    now: datetime,
    action: str,
    rationale: str | None = None,
    interaction_id: UUID | None = None,
    readings_from: datetime | None = None,
    readings_to: datetime | None = None,
    reading_ids: Sequence[UUID] = (),
) -> UUID:
    """A clinical decision on the data, signed by the actor now: which readings, what was done, why.

    The caller has checked that the readings are the patient's. Raises NotFound, InvalidInput.
    """
    patient = lock_patient(actor, patient_id)
    if (readings_from is None) != (readings_to is None):
        raise InvalidInput("Which readings?", fields={"readings_to": ["goes with readings_from"]})
    if readings_from is not None:
        check_interval(readings_from, readings_to, field="readings_to")
    if readings_from is None and not reading_ids:
        raise InvalidInput(
            "Which readings?", fields={"reading_ids": ["name readings, or the time they span"]}
        )
    interaction = (
        get_row(Interaction, patient=patient, row_id=interaction_id) if interaction_id is not None else None
    )
    row = Decision(
        practice_id=patient.practice_id,
        patient=patient,
        interaction=interaction,
        membership_id=membership_of(actor),
        readings_from=readings_from,
        readings_to=readings_to,
        reading_ids=list(dict.fromkeys(reading_ids)),
        action=action,
        rationale=rationale or None,
        signed_at=now,
        created_at=now,
    )
    row.save(force_insert=True)
    detail = {"action": action, "readings": len(row.reading_ids)}
    tell(patient, "decision.signed", actor=actor, now=now, entity="decision", entity_id=row.id, detail=detail)
    return row.id
