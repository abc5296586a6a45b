"""A review: somebody looked at a patient's data as a whole. It ends the part of the score that grows with time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vantrexia.audit.services import record
from vantrexia.core.actor import NO_PRACTICE, Actor
from vantrexia.domain.errors import NotFound
from vantrexia.patients.selectors.monitoring import read_monitoring
from vantrexia.triage.models import PatientState, Review
from vantrexia.triage.services.evaluate import reevaluate
from vantrexia.triage.services.states import lock_states


def record_review(*, actor: Actor, patient_id: UUID, now: datetime, note: str | None = None) -> Review:
    """Mark a patient reviewed by the actor, now."""
    if actor.user_id is None or actor.practice_id == NO_PRACTICE:
        raise ValueError("only a person reviews")
    if patient_id not in read_monitoring([patient_id], now=now):
        raise NotFound("There is no such active patient.")
    review = Review(
        practice_id=actor.practice_id,
        patient_id=patient_id,
        reviewed_by_id=actor.user_id,
        reviewed_at=now,
        note=note,
    )
    review.save(force_insert=True)
    lock_states([patient_id], practice_id=actor.practice_id)
    PatientState.objects.filter(patient_id=patient_id).update(
        last_reviewed_at=now, last_reviewed_by_id=actor.user_id
    )
    record(
        actor=actor,
        action="patient.reviewed",
        entity="review",
        entity_id=review.id,
        patient_ids=[patient_id],
        at=now,
    )
    reevaluate(actor=actor, patient_ids=[patient_id], cause="review", now=now)
    return review
