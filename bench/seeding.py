"""Homes for measurements: patients, devices, plans and states in bulk, with real envelopes; readings by the million in SQL."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Door:
    id: UUID
    practice_id: UUID
    key_id: str
    secret: bytes


def seed_practice(patients: int) -> tuple[Any, Door, str]:
    """A practice, its door, and a nurse's access token."""
    from django.db import connection, transaction

    from vantrexia.accounts.models import Membership, Organisation, Practice, Session, User
    from vantrexia.accounts.tokens import issue_access_token
    from vantrexia.core.ids import uuid7
    from vantrexia.core.tenancy import practice_scope
    from vantrexia.devices.models import Connection, ConnectionKey

    now = datetime.now(tz=UTC)
    practice_id = uuid7()
    with transaction.atomic(), practice_scope(practice_id), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        organisation = Organisation(name="Bench PLLC", created_at=now)
        practice = Practice(
            id=practice_id,
            organisation=organisation,
            name="Bench",
            timezone="America/New_York",
            created_at=now,
        )
        practice.save(force_insert=True)
        organisation.save(force_insert=True)
        cursor.execute("SELECT nextval(pg_get_serial_sequence('accounts_user', 'id'))")
        user_id = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('app.user', %s, true)", [str(user_id)])
        user = User(
            id=user_id,
            email=f"bench-{practice_id.hex}@bench.example",
            first_name="Ben",
            last_name="Ch",
            password="!",
            created_at=now,
        )
        user.save(force_insert=True)
        membership = Membership(practice_id=practice_id, user=user, role="nurse", created_at=now)
        membership.save(force_insert=True)
        session = Session(
            practice_id=practice_id,
            user=user,
            membership=membership,
            client="api",
            created_at=now,
            last_used_at=now,
            expires_at=now + timedelta(hours=12),
            idle_minutes=600,
        )
        session.save(force_insert=True)
        secret = os.urandom(32)
        door = Connection(
            practice_id=practice_id,
            gateway="mioconnect",
            name="bench",
            created_at=now,
            hourly_budget=2_000_000_000,
        )
        door.save(force_insert=True)
        ConnectionKey(
            practice_id=practice_id,
            connection=door,
            key_id="k1",
            secret=base64.b64encode(secret).decode(),
            created_at=now,
        ).save(force_insert=True)
        add_patients(practice_id, patients)
    token = issue_access_token(session_id=session.id, user_id=user.id, scope="full", now=now)
    return practice, Door(door.id, practice_id, "k1", secret), token


def add_patients(practice_id: UUID, count: int) -> None:
    """Enrolled patients, each with a cuff assigned since long ago."""
    from vantrexia.core.ids import uuid7
    from vantrexia.devices.models import Assignment, Device, DeviceIdentifier, DeviceModel
    from vantrexia.patients.models import Episode, MeasurementPlan, Patient
    from vantrexia.triage.models import PatientState

    model = DeviceModel(
        practice_id=practice_id, maker="A&D", name="UA-651BLE", kind="blood_pressure", created_at=LONG_AGO
    )
    model.save(force_insert=True)
    for start in range(0, count, 1000):
        rows: dict[Any, list[Any]] = {
            Patient: [],
            Episode: [],
            MeasurementPlan: [],
            Device: [],
            DeviceIdentifier: [],
            Assignment: [],
            PatientState: [],
        }
        for number in range(start, min(count, start + 1000)):
            patient = Patient(
                id=uuid7(),
                practice_id=practice_id,
                first_name=f"First{number}",
                last_name=f"Last{number}",
                date_of_birth="1950-06-15",
                birth_year=1950,
                gender="female",
                mrn=f"MRN-{number:05d}",
                timezone="America/New_York",
                name_rank=float(number),
                created_at=LONG_AGO,
                updated_at=LONG_AGO,
            )
            episode = Episode(
                id=uuid7(),
                practice_id=practice_id,
                patient_id=patient.id,
                started_at=LONG_AGO,
                created_at=LONG_AGO,
            )
            device = Device(
                id=uuid7(),
                practice_id=practice_id,
                model=model,
                serial=f"BENCH-{number:06d}",
                status="connected",
                created_at=LONG_AGO,
                updated_at=LONG_AGO,
            )
            rows[Patient].append(patient)
            rows[Episode].append(episode)
            rows[MeasurementPlan].append(
                MeasurementPlan(
                    practice_id=practice_id,
                    patient_id=patient.id,
                    episode_id=episode.id,
                    kind="blood_pressure",
                    starts_on=LONG_AGO.date(),
                    created_at=LONG_AGO,
                )
            )
            rows[Device].append(device)
            rows[DeviceIdentifier].append(
                DeviceIdentifier(
                    practice_id=practice_id,
                    device_id=device.id,
                    system="serial",
                    value=device.serial,
                    valid_from=LONG_AGO,
                )
            )
            rows[Assignment].append(
                Assignment(
                    practice_id=practice_id,
                    device_id=device.id,
                    patient_id=patient.id,
                    starts_at=LONG_AGO,
                    created_at=LONG_AGO,
                )
            )
            rows[PatientState].append(PatientState(practice_id=practice_id, patient_id=patient.id))
        for kind, made in rows.items():
            kind.objects.bulk_create(made)


# One reading of everybody, `n` steps of `step` ago: rows lie on disk in the order of time, as they would have come.
_READINGS = """
WITH made AS (
    INSERT INTO vitals_reading (id, practice_id, patient_id, device_id, kind, measured_at, received_at, local_date, zone, systolic,
        diastolic, pulse, origin, original, delivery_id, created_at, seq)
    SELECT uuidv7(t.at - clock_timestamp()), a.practice_id, a.patient_id, a.device_id, 'blood_pressure', t.at, t.at,
        (t.at AT TIME ZONE 'America/New_York')::date, 'America/New_York', 110 + (%(n)s + a.place) %% 30, 70 + (%(n)s + a.place) %% 15,
        60 + (%(n)s + a.place) %% 20, 'automatic',
        '{"pulse": 66, "unit": "mmHg", "systolic": 122, "diastolic": 78}', md5(%(n)s || '-' || a.place / 20)::uuid, t.at, 1
    FROM (SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM devices_assignment WHERE practice_id = %(practice)s) a
    CROSS JOIN LATERAL (SELECT date_trunc('hour', now()) - interval '2 days' - %(n)s * %(step)s - a.place * interval '1 millisecond'
                        AS at) t
    RETURNING id, practice_id, measured_at
)
INSERT INTO vitals_readingkey (connection_id, source_id, practice_id, reading_id, measured_at)
SELECT %(door)s, 'blood_pressure:' || md5(id::text), practice_id, id, measured_at FROM made
"""


def add_readings(practice_id: UUID, count: int, *, door: UUID) -> None:
    """History in SQL: about `count` readings and their gateway's ids, spread over all patients and a year."""
    from bench.filling import clean_up, connect, run_each, without_indexes

    with connect() as admin:
        row = admin.execute(
            "SELECT count(*) FROM devices_assignment WHERE practice_id = %s", [practice_id]
        ).fetchone()
    times = count // (row[0] if row else 1)
    given = {"practice": practice_id, "door": door, "step": timedelta(days=360) / times}
    with without_indexes("vitals_reading", "vitals_readingkey"):
        run_each(_READINGS, [{**given, "n": n} for n in reversed(range(times))])
    clean_up("vitals_reading", "vitals_readingkey")
