"""Which devices many patients carry and since when they are set up: `read_carried(patient_ids)`, for billing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from vantrexia.core.plain import fetch_rows, uuid_array


@dataclass(frozen=True, slots=True)
class SetupFact:
    """A set-up of one device in one episode, with the minutes taught."""

    device_id: UUID
    kind: str
    serial: str
    episode_id: UUID
    completed_at: datetime | None
    education_minutes: Decimal


@dataclass(frozen=True, slots=True)
class CarriedDevice:
    """A device that was assigned to the patient, whenever."""

    device_id: UUID
    kind: str
    serial: str


_SETUPS = """
SELECT s.patient_id, s.device_id, m.kind, d.serial, s.episode_id, s.setup_completed_at, s.education_minutes
FROM devices_devicesetup s
JOIN devices_device d ON d.practice_id = s.practice_id AND d.id = s.device_id
JOIN devices_devicemodel m ON m.practice_id = d.practice_id AND m.id = d.model_id
WHERE s.practice_id = nullif(current_setting('app.practice', true), '')::uuid AND s.patient_id = ANY (%s::uuid[])
ORDER BY s.setup_completed_at, s.id
"""
_ASSIGNED = """
SELECT DISTINCT a.patient_id, a.device_id, m.kind, d.serial
FROM devices_assignment a
JOIN devices_device d ON d.practice_id = a.practice_id AND d.id = a.device_id
JOIN devices_devicemodel m ON m.practice_id = d.practice_id AND m.id = d.model_id
WHERE a.practice_id = nullif(current_setting('app.practice', true), '')::uuid AND a.patient_id = ANY (%s::uuid[])
"""


def read_carried(
    patient_ids: Iterable[UUID],
) -> tuple[dict[UUID, list[SetupFact]], dict[UUID, list[CarriedDevice]]]:
    """Set-ups (earliest first) and assigned devices by patient, in the practice of the running transaction."""
    asked = [uuid_array(patient_ids)]
    setups: dict[UUID, list[SetupFact]] = {}
    for patient_id, *row in fetch_rows(_SETUPS, asked):
        setups.setdefault(patient_id, []).append(SetupFact(*row))
    carried: dict[UUID, list[CarriedDevice]] = {}
    for patient_id, *row in fetch_rows(_ASSIGNED, asked):
        carried.setdefault(patient_id, []).append(CarriedDevice(*row))
    return setups, carried
