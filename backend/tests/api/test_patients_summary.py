"""The head of a patient's page, and the patient's audit, through the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import assign, blood_pressure, body_of, make_connection, make_device, make_patient
from tests.people import CAST, People
from tests.workflows.test_readings import deliver
from vantrexia.audit.models import Entry
from vantrexia.core.tenancy import set_practice
from vantrexia.domain.access import MATRIX
from vantrexia.patients.models import Patient

NOW = datetime.now(tz=UTC)


def url(patient: Patient, tail: str = "summary/") -> str:
    return f"/api/v1/patients/{patient.id}/{tail}"


@pytest.fixture
def patient(people: People) -> Patient:
    who, device = make_patient(people.practice), make_device(people.practice)
    assign(device, who)
    device.battery_percent = 42
    device.save()
    people.nora.post(
        url(who, "care-team/"), {"membership_id": people.paul.membership.id, "function": "backup"}
    )
    deliver(
        make_connection(people.practice), body_of(blood_pressure(device, 191, at=NOW - timedelta(minutes=4)))
    )
    return who


def test_one_call_tells_everything_the_page_shows(people: People, patient: Patient) -> None:
    body = people.nora.get(url(patient)).json()
    assert (body["patient"]["last_name"], body["patient"]["age"]) == (
        "Example",
        NOW.year - 1950 - (NOW.replace(month=6, day=15) > NOW),
    )
    assert (body["episode"]["status"], body["consent"]["status"], body["is_monitored"]) == (
        "active",
        "active",
        True,
    )
    assert body["latest_vitals"]["blood_pressure"]["systolic"] == 191
    assert (body["risk_level"], body["open_alert_count"]) == ("critical", 1)
    assert body["open_alerts"][0]["allowed_actions"]
    assert all(reason["text"] for reason in body["reasons"])
    assert [(row["battery_percent"], row["slot"]) for row in body["devices"]] == [(42, 1)]
    assert body["adherence"]["expected"] == 7
    assert [row["by"] for row in body["care_team"]] == ["Paul Riverside"]
    assert Entry.objects.get(action="patient.summary_read").patient_ids == [patient.id]


def test_a_patient_nobody_monitors_has_a_page_too(people: People) -> None:
    newcomer = make_patient(people.practice, enrolled_at=None)
    body = people.nora.get(url(newcomer)).json()
    assert (body["episode"], body["consent"], body["is_monitored"]) == (None, None, False)
    assert (body["risk_level"], body["risk_score"], body["adherence"], body["devices"]) == (
        "no_data",
        None,
        None,
        [],
    )


def test_the_summary_shows_a_role_only_what_its_permissions_allow(people: People, patient: Patient) -> None:
    body = people.bill.get(url(patient)).json()
    assert body["patient"]["mrn"] == patient.mrn
    assert body["episode"]["status"] == "active"
    for hidden in (
        "latest_vitals",
        "risk_level",
        "reasons",
        "open_alerts",
        "open_alert_count",
        "devices",
        "adherence",
    ):
        assert body[hidden] is None, hidden


@pytest.mark.parametrize("role", sorted(set(CAST.values())))
def test_every_role_gets_what_the_matrix_says(people: People, patient: Patient, role: str) -> None:
    person = people.of_role(role)
    assert person.get(url(patient)).status_code == (200 if "patient.read" in MATRIX[role] else 403)
    audit = person.get(url(patient, "audit/")).status_code
    assert audit == (200 if "audit.read" in MATRIX[role] else 403)


def test_the_audit_of_a_patient_names_who_looked_and_who_did(people: People, patient: Patient) -> None:
    people.nora.get(url(patient))
    rows = people.ada.get(url(patient, "audit/")).json()["results"]
    assert rows[0]["action"] == "patient.summary_read"
    assert rows[0]["actor_name"] == "Nora Riverside"
    assert "care_team.added" in {row["action"] for row in rows}
    other = make_patient(people.practice)
    assert people.ada.get(url(other, "audit/")).json()["results"] == []


def test_the_audit_of_a_patient_goes_on_over_pages(people: People, patient: Patient) -> None:
    for _ in range(60):
        people.nora.get(url(patient))
    first = people.ada.get(url(patient, "audit/")).json()
    assert len(first["results"]) == 50
    second = people.ada.call(
        "GET", url(patient, "audit/"), QUERY_STRING="cursor=" + first["next_cursor"].replace("+", "%2B")
    )
    seen = {row["id"] for row in first["results"]}
    assert not seen & {row["id"] for row in second.json()["results"]}
    assert people.ada.get(url(patient, "audit/?cursor=nonsense")).status_code == 400


def test_another_practice_gets_404(people: People, patient: Patient) -> None:
    assert people.olga.get(url(patient)).status_code == 404
    set_practice(people.practice.id)
