"""Care team, caregivers, contact, interactions, decisions and marks on the record, through the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.factories import assign, blood_pressure, body_of, make_connection, make_device, make_patient
from tests.people import CAST, People
from tests.workflows.test_readings import deliver
from vantrexia.audit.models import Entry
from vantrexia.core.tenancy import set_practice
from vantrexia.domain.access import MATRIX
from vantrexia.patients.models import Interaction, Patient
from vantrexia.vitals.models import Reading

NOW = datetime.now(tz=UTC)
CALL = {"kind": "phone_call", "outcome": "reached", "started_at": (NOW - timedelta(minutes=20)).isoformat()}


def url(patient: Patient, tail: str) -> str:
    return f"/api/v1/patients/{patient.id}/{tail}"


@pytest.fixture
def patient(people: People) -> Patient:
    return make_patient(people.practice)


def test_a_new_responsible_provider_takes_over(people: People, patient: Patient) -> None:
    team = url(patient, "care-team/")
    first = people.nora.post(
        team, {"membership_id": people.paul.membership.id, "function": "responsible_provider"}
    )
    assert (first.status_code, first.json()["by"]) == (201, "Paul Riverside")
    again = people.nora.post(
        team, {"membership_id": people.paul.membership.id, "function": "responsible_provider"}
    )
    assert again.json()["code"] == "already_exists"
    people.nora.post(team, {"membership_id": people.cleo.membership.id, "function": "responsible_provider"})
    rows = {row["by"]: row for row in people.nora.get(team).json()["results"]}
    assert rows["Paul Riverside"]["valid_to"] is not None
    assert rows["Cleo Riverside"]["valid_to"] is None
    ended = people.nora.post(f"{team}{rows['Cleo Riverside']['id']}/end/").json()
    assert ended["valid_to"] is not None


@pytest.mark.parametrize("who", ["olga", "pat"])
def test_only_active_colleagues_join_a_team(people: People, patient: Patient, who: str) -> None:
    body = {"membership_id": getattr(people, who).membership.id, "function": "backup"}
    response = people.nora.post(url(patient, "care-team/"), body)
    assert (response.status_code, list(response.json()["fields"])) == (400, ["membership_id"])


def test_a_caregiver_may_consent_while_they_act_for_the_patient(people: People, patient: Patient) -> None:
    body = {
        "name": "Rosa Example",
        "relationship": "daughter",
        "authority": "guardian",
        "phone": "2025550143",
    }
    caregiver = people.mia.post(url(patient, "caregivers/"), body).json()
    assert (caregiver["phone"], caregiver["valid_to"]) == ("+12025550143", None)
    consent = {"method": "verbal", "given_by": "caregiver", "caregiver_id": caregiver["id"]}
    assert people.mia.post(url(patient, "consents/"), consent).status_code == 201
    people.mia.post(url(patient, f"caregivers/{caregiver['id']}/end/"))
    assert people.mia.post(url(patient, "consents/"), consent).status_code == 400
    assert people.mia.post(url(patient, "caregivers/"), {**body, "phone": "12"}).status_code == 400


def test_contact_permissions_are_kept_in_order(people: People, patient: Patient) -> None:
    people.mia.post(url(patient, "contact-permissions/"), {"channel": "sms", "allowed": True})
    people.mia.post(url(patient, "contact-permissions/"), {"channel": "sms", "allowed": False})
    rows = people.mia.get(url(patient, "contact-permissions/")).json()["results"]
    assert [row["allowed"] for row in rows] == [False, True]
    assert rows[0]["noted_by"] == "Mia Riverside"
    future = {"channel": "sms", "allowed": True, "valid_from": (NOW + timedelta(days=1)).isoformat()}
    assert people.mia.post(url(patient, "contact-permissions/"), future).status_code == 400


def test_the_latest_time_zone_is_the_patients(people: People, patient: Patient) -> None:
    zones = url(patient, "timezones/")
    people.mia.post(zones, {"timezone": "America/Denver"})
    people.mia.post(
        zones, {"timezone": "America/Chicago", "valid_from": (NOW - timedelta(days=90)).isoformat()}
    )
    assert people.mia.get(url(patient, "")).json()["timezone"] == "America/Denver"
    assert people.mia.post(zones, {"timezone": "Mars/Base"}).status_code == 400


@pytest.mark.parametrize(
    ("change", "live"),
    [
        ({}, True),
        ({"kind": "video_call"}, True),
        ({"kind": "portal_message", "outcome": "sent"}, False),
        ({"outcome": "left_message"}, False),
        ({"with_whom": "none", "outcome": "no_answer"}, False),
    ],
)
def test_live_contact_is_real_time_and_reached_somebody(
    people: People, patient: Patient, change: dict[str, Any], live: bool
) -> None:
    made = people.dan.post(url(patient, "interactions/"), {**CALL, **change})
    assert made.status_code == 201, made.content
    assert (made.json()["is_live"], made.json()["by"]) == (live, "Dan Riverside")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"started_at": (NOW + timedelta(hours=1)).isoformat()}, "started_at"),
        ({"ended_at": (NOW - timedelta(days=1)).isoformat()}, "ended_at"),
        ({"started_at": (NOW - timedelta(days=3)).isoformat(), "ended_at": NOW.isoformat()}, "ended_at"),
        ({"with_whom": "caregiver"}, "caregiver_id"),
        ({"kind": "telepathy"}, "kind"),
    ],
)
def test_a_wrong_interaction_is_refused_naming_the_field(
    people: People, patient: Patient, change: dict[str, Any], field: str
) -> None:
    response = people.nora.post(url(patient, "interactions/"), {**CALL, **change})
    assert (response.status_code, list(response.json()["fields"])) == (400, [field])


def test_a_note_is_sealed(people: People, patient: Patient) -> None:
    people.nora.post(url(patient, "interactions/"), {**CALL, "note": "Canary in the note"})
    stored = Interaction.objects.filter(patient_id=patient.id).values_list("note", flat=True).get()
    assert "Canary" not in str(stored)
    assert str(stored).startswith("v1.")
    assert people.nora.get(url(patient, "interactions/")).json()["results"][0]["note"] == "Canary in the note"


def test_a_decision_is_signed_and_rests_on_readings_of_the_patient(people: People, patient: Patient) -> None:
    device = make_device(people.practice)
    assign(device, patient)
    deliver(
        make_connection(people.practice), body_of(blood_pressure(device, 120, at=NOW - timedelta(minutes=3)))
    )
    reading = Reading.objects.get(patient_id=patient.id)
    other = make_patient(people.practice)
    body = {"action": "medication_changed", "rationale": "above goal", "reading_ids": [reading.id]}
    assert people.nora.post(url(patient, "decisions/"), body).status_code == 403
    signed = people.paul.post(url(patient, "decisions/"), body)
    assert (signed.status_code, signed.json()["by"]) == (201, "Paul Riverside")
    foreign = people.paul.post(url(other, "decisions/"), body)
    assert (foreign.status_code, list(foreign.json()["fields"])) == (400, ["reading_ids"])
    bare = people.paul.post(url(patient, "decisions/"), {"action": "no_change"})
    assert bare.status_code == 400


def test_marks_are_set_with_a_reason_by_who_may(people: People, patient: Patient) -> None:
    for mark, field in (("sensitive", "is_sensitive"), ("legal-hold", "legal_hold")):
        path = url(patient, f"{mark}/")
        assert people.nora.put(path, {"reason": "x"}).status_code == 403
        assert people.cleo.put(path, {}).status_code == 400
        assert people.cleo.put(path, {"reason": "court order"}).json()[field] is True
        assert people.cleo.call("DELETE", path, {"reason": "closed"}).json()[field] is False
    assert [entry.reason for entry in Entry.objects.filter(action="patient.held")] == ["court order"]


LISTS = {
    "care-team": ("enrollment.read", "enrollment.write"),
    "caregivers": ("patient.read", "patient.write"),
    "contact-permissions": ("patient.read", "patient.write"),
    "timezones": ("patient.read", "patient.write"),
    "interactions": ("enrollment.read", "interaction.write"),
    "decisions": ("enrollment.read", "decision.write"),
}


@pytest.mark.parametrize("name", sorted(LISTS))
@pytest.mark.parametrize("role", sorted(set(CAST.values())))
def test_every_role_gets_what_the_matrix_says(people: People, patient: Patient, name: str, role: str) -> None:
    person, (read, write) = people.of_role(role), LISTS[name]
    assert person.get(url(patient, f"{name}/")).status_code == (200 if read in MATRIX[role] else 403)
    refused = person.post(url(patient, f"{name}/"), {"nonsense": True}).status_code == 403
    assert refused == (write not in MATRIX[role])


@pytest.mark.parametrize("name", sorted(LISTS))
def test_another_practice_gets_404(people: People, patient: Patient, name: str) -> None:
    assert people.olga.get(url(patient, f"{name}/")).status_code == 404
    set_practice(people.practice.id)
