"""Escalations for the list: who is called, for whom, why, until when."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from vantrexia.core.actor import Actor
from vantrexia.domain.errors import InvalidInput, NotFound
from vantrexia.domain.wordings import say
from vantrexia.triage.models import Escalation

STATES = ("open", "acknowledged", "closed")
MOST = 200


def list_escalations(
    viewer: Actor, *, state: str | None = None, patient_id: UUID | None = None
) -> list[dict[str, Any]]:
    """Escalations that are not closed (or of one state), most urgent first; at most MOST."""
    if state is not None and state not in STATES:
        raise InvalidInput(
            "Unknown state.", fields={"state": [say("must be one of {choices}", choices=", ".join(STATES))]}
        )
    rows = Escalation.objects.filter(practice_id=viewer.practice_id).select_related("patient")
    rows = rows.filter(state=state) if state else rows.exclude(state="closed")
    if patient_id is not None:
        rows = rows.filter(patient_id=patient_id)
    return [_show(row) for row in rows.order_by("due_at")[:MOST]]


def get_escalation(viewer: Actor, escalation_id: UUID) -> dict[str, Any]:
    """One escalation; raises NotFound."""
    row = (
        Escalation.objects.filter(practice_id=viewer.practice_id, id=escalation_id)
        .select_related("patient")
        .first()
    )
    if row is None:
        raise NotFound("There is no such escalation.")
    return _show(row)


def _show(row: Escalation) -> dict[str, Any]:
    return {
        "id": row.id,
        "patient_id": row.patient_id,
        "patient_name": f"{row.patient.first_name} {row.patient.last_name}",
        "alert_id": row.alert_id,
        "kind": row.kind,
        "step": row.step,
        "to_role": row.to_role,
        "state": row.state,
        "reason": row.reason,
        "opened_at": row.opened_at,
        "due_at": row.due_at,
        "acknowledged_at": row.acknowledged_at,
        "closed_at": row.closed_at,
    }
