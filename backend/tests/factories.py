"""Set-up of patients, devices and connections in a few words, through the ORM inside the running practice's scope.

Each takes what matters to the test and fills the rest; ids are real, envelopes are real.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from vantrexia.accounts.models import Practice
from vantrexia.devices.models import (
    Assignment,
    Connection,
    ConnectionKey,
    Device,
    DeviceIdentifier,
    DeviceModel,
)
from vantrexia.patients.models import Consent, Episode, MeasurementPlan, Patient

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
_number = count(1)


def make_patient(
    practice: Practice,
    *,
    first_name: str = "Pat",
    last_name: str = "Example",
    enrolled_at: datetime | None = LONG_AGO,
    **given: Any,
) -> Patient:
    """A patient, enrolled (consent, open episode, daily blood-pressure plan) unless `enrolled_at` is None."""
    number = next(_number)
    fields: dict[str, Any] = {
        "practice_id": practice.id,
        "first_name": first_name,
        "last_name": last_name,
        "date_of_birth": "1950-06-15",
        "birth_year": 1950,
        "gender": "female",
        "mrn": f"MRN-{number:05d}",
        "timezone": practice.timezone,
        "name_rank": Decimal(number),
        "created_at": LONG_AGO,
        "updated_at": LONG_AGO,
    }
    patient = Patient(**{**fields, **given})
    patient.save(force_insert=True)
    if enrolled_at is not None:
        Consent(
            practice_id=practice.id,
            patient=patient,
            method="verbal",
            given_at=enrolled_at,
            created_at=enrolled_at,
        ).save(force_insert=True)
        episode = Episode(
            practice_id=practice.id, patient=patient, started_at=enrolled_at, created_at=enrolled_at
        )
        episode.save(force_insert=True)
        MeasurementPlan(
            practice_id=practice.id,
            patient=patient,
            episode=episode,
            kind="blood_pressure",
            starts_on=enrolled_at.date(),
            created_at=enrolled_at,
        ).save(force_insert=True)
    return patient


def make_device(
    practice: Practice,
    *,
    serial: str | None = None,
    kind: str = "blood_pressure",
    slots: int = 1,
    status: str = "delivered",
) -> Device:
    """A device with its serial as identifier since long ago."""
    number = next(_number)
    model, _ = DeviceModel.objects.get_or_create(
        practice_id=practice.id,
        maker="A&D",
        name=f"Test {kind}",
        defaults={"kind": kind, "created_at": LONG_AGO, "slots": slots},
    )
    device = Device(
        practice_id=practice.id,
        model=model,
        serial=serial or f"SN-{number:06d}",
        status=status,
        slots=slots,
        created_at=LONG_AGO,
        updated_at=LONG_AGO,
    )
    device.save(force_insert=True)
    DeviceIdentifier(
        practice_id=practice.id, device=device, system="serial", value=device.serial, valid_from=LONG_AGO
    ).save(force_insert=True)
    return device


def assign(
    device: Device,
    patient: Patient,
    *,
    slot: int = 1,
    starts_at: datetime = LONG_AGO,
    ends_at: datetime | None = None,
) -> Assignment:
    """The device's slot belongs to the patient for [starts_at, ends_at)."""
    assignment = Assignment(
        practice_id=device.practice_id,
        device=device,
        patient=patient,
        slot=slot,
        starts_at=starts_at,
        ends_at=ends_at,
        created_at=starts_at,
    )
    assignment.save(force_insert=True)
    return assignment


@dataclass(frozen=True, slots=True)
class OpenDoor:
    """A connection with one key, in the clear."""

    id: UUID
    practice_id: UUID
    key_id: str
    secret: bytes


def make_connection(
    practice: Practice, *, gateway: str = "mioconnect", secret: bytes | None = None
) -> OpenDoor:
    connection = Connection(practice_id=practice.id, gateway=gateway, name=gateway, created_at=LONG_AGO)
    connection.save(force_insert=True)
    secret = secret or os.urandom(32)
    ConnectionKey(
        practice_id=practice.id,
        connection=connection,
        key_id="k1",
        secret=base64.b64encode(secret).decode(),
        created_at=LONG_AGO,
    ).save(force_insert=True)
    return OpenDoor(connection.id, practice.id, "k1", secret)


def blood_pressure(
    device: Device,
    systolic: float,
    diastolic: float = 80,
    *,
    at: datetime,
    reading_id: str | None = None,
    pulse: float | None = 70,
    **extra: Any,
) -> dict[str, Any]:
    """One MioConnect reading as the gateway sends it."""
    return {
        "type": "reading",
        "reading_id": reading_id or f"r-{next(_number)}",
        "device": {"serial": device.serial, "slot": extra.pop("slot", 1)},
        "measured_at": at.isoformat(),
        "blood_pressure": {
            "systolic": systolic,
            "diastolic": diastolic,
            "unit": "mmHg",
            **({"pulse": pulse} if pulse else {}),
        },
        **extra,
    }


def body_of(*objects: dict[str, Any]) -> bytes:
    """A delivery's body: one object, or an array of several."""
    return json.dumps(objects[0] if len(objects) == 1 else list(objects)).encode()
