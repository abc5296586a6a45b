"""Set-up and education on one device: who taught the patient, how long, when it was done (facts of CPT
99453).

`record_setup(...)` for a device the patient has or had.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from vantrexia.accounts.selectors.viewers import membership_of, practice_of
from vantrexia.audit.services import record
from vantrexia.core.actor import Actor
from vantrexia.core.outbox import Event, emit
from vantrexia.devices.models import Assignment, DeviceSetup
from vantrexia.domain.errors import Conflict, InvalidInput, NotFound
from vantrexia.domain.wordings import say
from vantrexia.patients.models import Episode, Patient
from vantrexia.patients.services.rows import check_past

MOST_MINUTES = Decimal(480)


def record_setup(
    *,
    actor: Actor,
    patient_id: UUID,
    now: datetime,
    device_id: UUID,
    setup_completed_at: datetime | None = None,
    education_minutes: Decimal = Decimal(0),
    note: str | None = None,
) -> UUID:
    """Note set-up and education in the running episode; the actor taught.

    Raises NotFound, Conflict for a patient who is not enrolled, InvalidInput.
    """
    practice_id = practice_of(actor)
    patient = Patient.objects.filter(practice_id=practice_id, id=patient_id).first()
    if patient is None:
        raise NotFound("There is no such patient.")
    episode = (
        Episode.objects.select_for_update()
        .filter(practice_id=practice_id, patient_id=patient_id, program="rpm", ended_at__isnull=True)
        .first()
    )
    if episode is None:
        raise Conflict("The patient is not enrolled.", data={"missing": ["episode"]})
    mine = Assignment.objects.filter(practice_id=practice_id, patient_id=patient_id, device_id=device_id)
    if not mine.exists():
        raise InvalidInput(
            "The patient has no such device.", fields={"device_id": ["must be a device of the patient"]}
        )
    if setup_completed_at is not None:
        # The clock of whoever says "now" may be a little ahead.
        setup_completed_at = check_past(setup_completed_at, now=now, field="setup_completed_at")
    if not 0 <= education_minutes <= MOST_MINUTES:
        raise InvalidInput(
            "That is too long.",
            fields={"education_minutes": [say("must be from 0 to {most}", most=MOST_MINUTES)]},
        )
    setup = DeviceSetup(
        practice_id=practice_id,
        patient=patient,
        episode=episode,
        device_id=device_id,
        setup_completed_at=setup_completed_at,
        education_minutes=education_minutes,
        educated_by_id=membership_of(actor) if education_minutes else None,
        note=note or None,
        created_at=now,
    )
    setup.save(force_insert=True)
    record(
        actor=actor,
        action="setup.recorded",
        entity="setup",
        entity_id=setup.id,
        patient_ids=[patient_id],
        detail={"device": str(device_id), "completed": setup_completed_at is not None},
        at=now,
    )
    emit([Event("patient", patient_id, patient_id, patient.row_version)], practice_id=practice_id, at=now)
    return setup.id
