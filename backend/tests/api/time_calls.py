"""The timer over the API in few words: `start(people.nora, patient)`, `stop(people.nora, entry_id)`, a patient's month."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from tests.people import Person
from vantrexia.accounts.models import Credential
from vantrexia.patients.models import Patient

TIME = "/api/v1/billing/time/"
ENTRIES = "/api/v1/billing/time-entries/"


def give_credential(
    person: Person, profession: str = "rn", *, since: date = date(2025, 1, 1), until: date | None = None
) -> None:
    """A profession the person holds."""
    Credential(
        practice_id=person.practice.id,
        membership=person.membership,
        profession=profession,
        valid_from=since,
        valid_to=until,
        created_at=datetime.fromisoformat("2025-01-01T00:00:00+00:00"),
    ).save(force_insert=True)


def start(person: Person, patient: Patient, activity: str = "data_review", **more: Any) -> dict[str, Any]:
    """The timer after a start, or the error."""
    body = {"patient_id": patient.id, "activity": activity, "token": uuid4(), **more}
    return dict(person.post(f"{TIME}timer/start/", body).json())


def beat(person: Person, entry_id: object, active_at: datetime) -> dict[str, Any]:
    return dict(person.post(f"{TIME}timer/beat/", {"entry_id": entry_id, "active_at": active_at}).json())


def stop(person: Person, entry_id: object, **more: Any) -> dict[str, Any]:
    return dict(person.post(f"{TIME}timer/stop/", {"entry_id": entry_id, **more}).json())


def read_month(person: Person, patient: Patient, month: str, **query: Any) -> dict[str, Any]:
    tail = "".join(f"&{name}={value}" for name, value in query.items())
    return dict(person.get(f"{TIME}patients/{patient.id}/?month={month}{tail}").json())
