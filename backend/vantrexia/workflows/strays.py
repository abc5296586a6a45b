"""Settling at once what stands with somebody who did not have the device then: `settle_strays(…)`.

All of a device's stray readings that by the assignments are one patient's: those in another's record go to the patient, those
that are the patient's already (hardware was swapped) are confirmed. Each by the correction of a single reading, so that
alerts, scores and days that count follow as they do there; one transaction, one reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vantrexia.audit.services import record
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import InvalidInput
from vantrexia.triage.services.states import lock_states
from vantrexia.vitals.selectors.strays import count_strays, find_strays_of
from vantrexia.vitals.services.correct import lock_readings
from vantrexia.workflows.corrections import correct_reading

MOST_AT_ONCE = 50  # each is a correction with all that follows: more would hold the caller and the patients' rows too long


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of them: given to the patient, confirmed as the patient's, and how many of the device are left."""

    moved: int
    kept: int
    remaining: int


def settle_strays(*, actor: Actor, device_id: UUID, patient_id: UUID, reason: str, now: datetime) -> Settled:
    """At most `MOST_AT_ONCE`, the oldest first. Raises NotFound, InvalidInput (reason, a patient who has none of them)."""
    if not reason.strip():
        raise InvalidInput(
            "A correction needs its reason.", fields={"reason": ["This field may not be blank."]}
        )
    wanted = find_strays_of(actor, device_id, patient_id, limit=MOST_AT_ONCE)
    if wanted:
        times = [one.measured_at for one in wanted]
        ids = {one.reading_id for one in wanted}
        lock_readings(actor, ids, first=min(times), last=max(times))
        # Somebody may have settled some while we waited for them.
        still = find_strays_of(actor, device_id, patient_id, limit=MOST_AT_ONCE)
        wanted = [one for one in still if one.reading_id in ids]
    if not wanted:
        raise InvalidInput(
            "Nothing to settle.",
            fields={"patient_id": ["By the assignments none of these readings is this patient's."]},
        )
    touched = {patient_id} | {one.patient_id for one in wanted}
    lock_states(touched, practice_id=actor.practice_id)
    for one in wanted:
        action = "confirm" if one.patient_id == patient_id else "wrong_person"
        correct_reading(
            actor=actor, reading_id=one.reading_id, action=action, patient_id=patient_id, reason=reason, now=now,
        )  # fmt: skip
    kept = sum(one.patient_id == patient_id for one in wanted)
    record(
        actor=actor, action="device.strays_settled", entity="device", entity_id=device_id, patient_ids=sorted(touched),
        detail={"moved": len(wanted) - kept, "kept": kept}, reason=reason, at=now,
    )  # fmt: skip
    return Settled(len(wanted) - kept, kept, count_strays(actor, device_id))
