"""The triage row of a patient while it is worked on: `lock_states(...)`, `keep_latest(...)`, `write_latest(...)`.

Locked in one order, so that concurrent workers agree. What an evaluation makes of a row is written by `scoring`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import msgspec

from vantrexia.core.bulk import insert_rows
from vantrexia.core.ids import uuid7
from vantrexia.core.plain import as_json, fetch_rows, run_statement, uuid_array
from vantrexia.triage.models import PatientState


class NewReading(Protocol):
    """What evaluation needs of a stored reading."""

    @property
    def id(self) -> UUID: ...
    @property
    def patient_id(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def measured_at(self) -> datetime: ...
    @property
    def is_late(self) -> bool: ...
    def list_values(self) -> dict[str, float]: ...


@dataclass(slots=True)
class State:
    """What evaluation reads of a patient's row. `latest`: {kind: {…values, measured_at, reading_id}}."""

    patient_id: UUID
    latest: dict[str, dict[str, Any]]
    last_reading_at: datetime | None
    last_reviewed_at: datetime | None
    row_version: int


_LOCK = """
SELECT patient_id, latest, last_reading_at, last_reviewed_at, row_version FROM triage_patientstate
WHERE practice_id = %s AND patient_id = ANY (%s::uuid[]) ORDER BY patient_id FOR UPDATE
"""
_WRITE_LATEST = """
UPDATE triage_patientstate s SET latest = v.latest, last_reading_at = v.last_reading_at
FROM json_to_recordset(%s::json) AS v(patient_id uuid, latest jsonb, last_reading_at timestamptz)
WHERE s.practice_id = %s AND s.patient_id = v.patient_id
"""


def lock_states(patient_ids: Iterable[UUID], *, practice_id: UUID) -> dict[UUID, State]:
    """The state rows of these patients, locked in order of patient id; made where missing."""
    ids = set(patient_ids)
    found = _read_states(ids, practice_id)
    missing = sorted(ids - found.keys()) if len(found) < len(ids) else []
    if missing:
        insert_rows(
            [
                PatientState(id=uuid7(), practice_id=practice_id, patient_id=patient_id)
                for patient_id in missing
            ],
            ignore_conflicts=True,
        )
        found |= _read_states(missing, practice_id)
    return found


def _read_states(patient_ids: Iterable[UUID], practice_id: UUID) -> dict[UUID, State]:
    decode = msgspec.json.decode
    return {
        patient_id: State(patient_id, decode(latest), last_reading_at, last_reviewed_at, row_version)
        for patient_id, latest, last_reading_at, last_reviewed_at, row_version in fetch_rows(
            _LOCK, [practice_id, uuid_array(patient_ids)]
        )
    }


def list_newest(readings: Sequence[NewReading]) -> Iterable[NewReading]:
    """The newest of each patient and kind: no other of a batch can be the newest of all."""
    newest: dict[tuple[UUID, str], NewReading] = {}
    for reading in readings:
        key = (reading.patient_id, reading.kind)
        kept = newest.get(key)
        if kept is None or kept.measured_at <= reading.measured_at:
            newest[key] = reading
    return newest.values()


def keep_latest(state: State, reading: NewReading) -> None:
    """Put a reading on the row where it is newer than what stands there."""
    kept = state.latest.get(reading.kind)
    if kept is None or datetime.fromisoformat(kept["measured_at"]) <= reading.measured_at:
        state.latest[reading.kind] = {
            **reading.list_values(),
            "measured_at": reading.measured_at.isoformat(),
            "reading_id": str(reading.id),
        }
    if state.last_reading_at is None or reading.measured_at > state.last_reading_at:
        state.last_reading_at = reading.measured_at


def list_current_values(state: State) -> dict[str, tuple[float, datetime]]:
    """The newest value of each vital, whatever kind of reading carried it."""
    values: dict[str, tuple[float, datetime]] = {}
    for entry in state.latest.values():
        moment = datetime.fromisoformat(entry["measured_at"])
        for vital, value in entry.items():
            if vital not in ("measured_at", "reading_id") and (
                vital not in values or values[vital][1] < moment
            ):
                values[vital] = (value, moment)
    return values


def write_latest(states: Iterable[State], *, practice_id: UUID) -> None:
    """Write the newest values as they stand in these rows; who calls evaluates afterwards."""
    rows = [
        {"patient_id": state.patient_id, "latest": state.latest, "last_reading_at": state.last_reading_at}
        for state in states
    ]
    if rows:
        run_statement(_WRITE_LATEST, [as_json(rows), practice_id])
