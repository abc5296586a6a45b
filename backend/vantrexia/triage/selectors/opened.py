"""Alerts by the moment they began, and whose state is kept: what acts on a practice without a person looking at a list needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vantrexia.core.actor import Actor
from vantrexia.triage.models import Alert, PatientState


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """An alert nobody has seen. `since` is the opening, or the moment a worse value raised it; `vital` is empty for silence."""

    id: UUID
    patient_id: UUID
    rule_key: str
    severity: str
    vital: str
    since: datetime


def list_open_alerts(viewer: Actor, *, since: datetime | None = None) -> list[OpenAlert]:
    """All that are open in the viewer's practice, or those that began at exactly this moment; in a stable order."""
    rows = Alert.objects.filter(practice_id=viewer.practice_id, state="open")
    if since is not None:
        rows = rows.filter(steps_from=since)
    return [
        OpenAlert(row.id, row.patient_id, row.rule_key, row.severity, row.vital, row.steps_from)
        for row in rows.order_by("patient_id", "rule_key")
    ]


def list_known_patients(viewer: Actor) -> list[UUID]:
    """Patients triage keeps a state of."""
    rows = PatientState.objects.filter(practice_id=viewer.practice_id)
    return list(rows.order_by("patient_id").values_list("patient_id", flat=True))
