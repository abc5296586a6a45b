"""Whether one measurement went all the way: `was_evaluated(patient_id, measured_at)`."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vantrexia.triage.models import Alert, PatientState


def was_evaluated(*, patient_id: UUID, measured_at: datetime) -> datetime | None:
    """When a breach measured at that instant was evaluated into the patient's state and their open alert; None: not (yet)."""
    state = PatientState.objects.filter(patient_id=patient_id, last_reading_at__gte=measured_at).first()
    noticed = (
        Alert.objects.filter(patient_id=patient_id, last_breach_at__gte=measured_at)
        .exclude(state="resolved")
        .exists()
    )
    return state.evaluated_at if state and noticed else None
