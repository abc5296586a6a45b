"""A patient's account: whose record it opens, what it sees of it, and that it sees nothing else."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.api.signing_in import login
from tests.factories import assign, blood_pressure, body_of, make_connection, make_device, make_patient
from tests.people import CAST, People
from tests.workflows.test_readings import deliver
from vantrexia.accounts.models import Membership, Practice
from vantrexia.api.ingestion_shapes import KINDS
from vantrexia.audit.models import Entry
from vantrexia.core.tenancy import set_practice
from vantrexia.patients.models import Patient
from vantrexia.vitals.models import Reading

NOW = datetime.now(tz=UTC).replace(microsecond=0)
URL = "/api/v1/own-record/"
SCREEN = Path(__file__).resolve().parents[3] / "frontend" / "src" / "api" / "typed-kinds.json"


@pytest.fixture
def own(people: People) -> Patient:
    """Pat's record, with one reading a device sent."""
    patient, device = make_patient(people.practice), make_device(people.practice)
    assign(device, patient)
    deliver(
        make_connection(people.practice),
        body_of(blood_pressure(device, 190, 70, at=NOW - timedelta(hours=1))),
        at=NOW - timedelta(hours=1),
    )
    set_practice(people.practice.id)
    Membership.objects.filter(id=people.pat.membership.id).update(patient_id=patient.id)
    return patient


def type_in(people: People, patient: Patient, part: str, **values: Any) -> Any:
    body = {"patient_id": str(patient.id), "measured_at": (NOW - timedelta(minutes=5)).isoformat(), **values}
    return people.pat.post(f"/api/v1/ingestion/{part}/", body)


def test_me_and_login_name_the_record_of_a_patient_and_of_nobody_else(people: People, own: Patient) -> None:
    named = {"id": str(own.id), "display_name": f"{own.first_name} {own.last_name}"}
    assert people.pat.get("/api/v1/auth/me/").json()["own_record"] == named
    set_practice(people.practice.id)
    entry = Entry.objects.filter(action="profile.read").latest("at")
    assert entry.patient_ids == [own.id]
    assert login("pat@riverside.example").json()["user"]["own_record"] == named
    set_practice(people.practice.id)
    assert Entry.objects.filter(action="session.started").latest("at").patient_ids == [own.id]
    assert people.pat.patch("/api/v1/auth/me/", {"language": "es"}).json()["own_record"] == named
    assert people.nora.get("/api/v1/auth/me/").json()["own_record"] is None
    Membership.objects.filter(id=people.pat.membership.id).update(patient_id=None)
    assert people.pat.get("/api/v1/auth/me/").json()["own_record"] is None


def test_it_shows_what_was_sent_and_typed_newest_first_and_nothing_of_triage(
    people: People, own: Patient
) -> None:
    assert type_in(people, own, "weight", weight=181.4, unit="lb").status_code == 201
    answer = people.pat.get(URL)
    body = answer.json()
    assert (answer.status_code, body["id"], body["takes_readings"]) == (200, str(own.id), True)
    shown = [(one["observation_type"], one["origin"]) for one in body["readings"]]
    assert shown == [("weight", "patient_typed"), ("blood_pressure", "automatic")]
    assert body["readings"][0]["weight_kg"] == 82.282
    words = answer.content.decode()
    assert not any(word in words for word in ("alert", "critical", "warning", "risk", "score", "limit"))
    set_practice(people.practice.id)
    assert Entry.objects.filter(action="own_record.read").latest("at").patient_ids == [own.id]


def test_withdrawn_readings_and_other_peoples_are_not_there(people: People, own: Patient) -> None:
    type_in(people, own, "heart-rate", pulse=71)
    other = make_patient(people.practice)
    body = {"patient_id": str(other.id), "measured_at": NOW.isoformat(), "pulse": 99}
    assert people.nora.post("/api/v1/ingestion/heart-rate/", body).status_code == 201
    set_practice(people.practice.id)
    Reading.objects.filter(patient_id=own.id, kind="blood_pressure").update(state="entered_in_error")
    assert [one["pulse"] for one in people.pat.get(URL).json()["readings"]] == [71]


@pytest.mark.parametrize("role", sorted(CAST.values()))
def test_without_a_record_of_ones_own_there_is_none(people: People, role: str) -> None:
    assert people.of_role(role).get(URL).status_code == 404


def test_every_bound_it_tells_is_taken_in_every_unit_and_nothing_beyond(people: People, own: Patient) -> None:
    kinds = people.pat.get(URL).json()["kinds"]
    assert [kind["path"] for kind in kinds] == list(KINDS)
    assert [unit["code"] for unit in kinds[1]["fields"][0]["units"]] == ["lb", "kg"]
    minute = 0

    def answer(kind: dict[str, Any], field: dict[str, Any], unit: dict[str, Any], value: float) -> int:
        nonlocal minute
        minute += 1
        # The other needed values of the kind lie where they fit: a diastolic below, a systolic above.
        rest = {
            one["name"]: one["units"][0]["high" if one["name"] == "systolic" else "low"]
            for one in kind["fields"]
            if one["is_required"] and one["name"] != field["name"]
        }
        chosen = {"unit": unit["code"]} if len(field["units"]) > 1 else {}
        at = (NOW - timedelta(minutes=minute)).isoformat()
        body = {"patient_id": str(own.id), "measured_at": at, **rest, field["name"]: value, **chosen}
        return people.pat.post(f"/api/v1/ingestion/{kind['path']}/", body).status_code

    wrong = []
    for kind in kinds:
        for field in kind["fields"]:
            for unit in field["units"]:
                expected = {
                    unit["low"]: 201,
                    unit["high"]: 201,
                    unit["low"] - 0.2: 400,
                    unit["high"] + 0.2: 400,
                }
                for value, status in expected.items():
                    if (got := answer(kind, field, unit, value)) != status:
                        wrong.append((kind["kind"], field["name"], unit["code"], value, got))
    assert wrong == []


def test_an_archived_record_says_that_it_takes_no_readings(people: People, own: Patient) -> None:
    assert (
        people.cleo.post(f"/api/v1/patients/{own.id}/archive/", {"reason": "moved away"}).status_code == 200
    )
    assert people.pat.get(URL).json()["takes_readings"] is False


def test_a_session_that_can_only_enrol_an_authenticator_sees_and_types_nothing(
    people: People, own: Patient
) -> None:
    Practice.objects.filter(id=people.practice.id).update(mfa_required_roles=["patient"])
    answer = login("pat@riverside.example").json()
    assert (answer["user"]["must_enrol_totp"], answer["user"]["own_record"]) == (True, None)
    people.pat.token = answer["access"]
    assert people.pat.get(URL).status_code == 404
    assert type_in(people, own, "heart-rate", pulse=70).status_code == 403


def test_the_list_costs_the_same_however_many_there_are(
    people: People, own: Patient, django_assert_max_num_queries: Any
) -> None:
    for minute in range(40):
        at = (NOW - timedelta(minutes=minute)).isoformat()
        people.pat.post(
            "/api/v1/ingestion/heart-rate/", {"patient_id": str(own.id), "measured_at": at, "pulse": 70}
        )
    with django_assert_max_num_queries(14):
        assert len(people.pat.get(URL).json()["readings"]) == 30


def test_the_screen_of_staff_knows_the_same_kinds_units_and_bounds(people: People, own: Patient) -> None:
    """Staff have no record of their own to ask: their form reads a file, which therefore may say nothing else."""
    written = json.loads(SCREEN.read_text(encoding="utf-8"))
    assert written == people.pat.get(URL).json()["kinds"], (
        f"{SCREEN.name} says something else than the server"
    )
