"""The newest values on the triage row, made anew from the readings: `rebuild_latest(...)`, when readings
changed their patient.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from vantrexia.core.actor import Actor
from vantrexia.triage.services.states import lock_states, write_latest
from vantrexia.vitals.selectors.latest import list_latest


def rebuild_latest(*, actor: Actor, patient_ids: Collection[UUID]) -> None:
    """Write what the readings say now; the caller evaluates afterwards."""
    states = lock_states(patient_ids, practice_id=actor.practice_id)
    for state in states.values():
        state.latest, state.last_reading_at = {}, None
    for reading in list_latest(patient_ids):
        state = states[reading.patient_id]
        state.latest[reading.kind] = {
            **reading.values,
            "measured_at": reading.measured_at.isoformat(),
            "reading_id": str(reading.id),
        }
        if state.last_reading_at is None or reading.measured_at > state.last_reading_at:
            state.last_reading_at = reading.measured_at
    write_latest(states.values(), practice_id=actor.practice_id)
