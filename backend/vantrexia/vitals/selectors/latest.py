"""The newest reading of each kind of each patient: `list_latest(patient_ids)`, errors left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

VITALS = (
    "systolic",
    "diastolic",
    "pulse",
    "spo2",
    "weight_kg",
    "glucose_mg_dl",
    "temperature_c",
    "respiratory_rate",
)
_LATEST = """
SELECT DISTINCT ON (patient_id, kind) id, patient_id, kind, measured_at, {vitals} FROM vitals_reading
WHERE practice_id = nullif(current_setting('app.practice', true), '')::uuid AND patient_id = ANY (%s)
    AND state <> 'entered_in_error'
ORDER BY patient_id, kind, measured_at DESC, seq DESC, id DESC
""".format(vitals=", ".join(VITALS))


@dataclass(frozen=True, slots=True)
class LatestReading:
    """One reading with the vitals it carries."""

    id: UUID
    patient_id: UUID
    kind: str
    measured_at: datetime
    values: dict[str, float]


def list_latest(patient_ids: Iterable[UUID]) -> list[LatestReading]:
    """In the practice of the running transaction; reads the patients' whole history, so not for a hot path."""
    with connection.cursor() as cursor:
        cursor.execute(_LATEST, [list(patient_ids)])
        return [
            LatestReading(
                id=reading_id,
                patient_id=patient_id,
                kind=kind,
                measured_at=measured_at,
                values={name: value for name, value in zip(VITALS, values, strict=True) if value is not None},
            )
            for reading_id, patient_id, kind, measured_at, *values in cursor.fetchall()
        ]
