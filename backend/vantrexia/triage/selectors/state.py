"""Where one patient stands: `find_state(viewer, patient_id)`, the row the worklist shows, also of who is
not on it.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from vantrexia.accounts.selectors.names import name_people
from vantrexia.core.actor import Actor
from vantrexia.triage.models import PatientState

COLUMNS = (
    "is_monitored",
    "level",
    "score",
    "reasons",
    "latest",
    "last_reading_at",
    "last_reviewed_at",
    "last_reviewed_by_id",
    "open_alerts",
    "unacknowledged_alerts",
    "active_escalations",
    "evaluated_at",
    "rules_version",
    "row_version",
)


def find_state(viewer: Actor, patient_id: UUID) -> dict[str, Any] | None:
    """Level, score with reasons, latest values and counts; None for a patient who was never evaluated."""
    rows = PatientState.objects.filter(practice_id=viewer.practice_id, patient_id=patient_id)
    state: dict[str, Any] | None = rows.values(*COLUMNS).first()
    if state is None:
        return None
    reviewer = state["last_reviewed_by_id"]
    state["last_reviewed_by"] = name_people(viewer, [reviewer]).get(reviewer) if reviewer else None
    return state
