"""Readings through the API: lists by cursor, one with its corrections, correcting, and the FHIR shape."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.factories import (
    OpenDoor,
    assign,
    blood_pressure,
    body_of,
    make_connection,
    make_device,
    make_patient,
)
from tests.people import CAST, People
from tests.workflows.test_readings import deliver
from vantrexia.audit.models import Entry
from vantrexia.core.actor import system_actor
from vantrexia.core.tenancy import practice_scope, set_practice
from vantrexia.devices.models import Device
from vantrexia.domain.access import MATRIX
from vantrexia.patients.models import Patient
from vantrexia.vitals.models import Reading
from vantrexia.vitals.selectors.readings import list_readings

NOW = datetime.now(tz=UTC).replace(microsecond=0)
URL = "/api/v1/observations/"


@pytest.fixture
def door(people: People) -> OpenDoor:
    return make_connection(people.practice)


def home(people: People, **patient: Any) -> tuple[Patient, Device]:
    who, device = make_patient(people.practice, **patient), make_device(people.practice)
    assign(device, who)
    return who, device


def measure(door: OpenDoor, device: Device, *values: float, minutes: float = 5) -> None:
    """Readings one after the other, the first the oldest, the last `minutes` ago."""
    last = len(values) - 1
    bodies = [
        blood_pressure(device, value, at=NOW - timedelta(minutes=minutes + (last - index) * 10))
        for index, value in enumerate(values)
    ]
    deliver(door, body_of(*bodies))


def test_a_patient_s_readings_come_newest_first_page_by_page(people: People, door: OpenDoor) -> None:
    patient, device = home(people)
    other, other_device = home(people)
    measure(door, device, 120, 121, 122, 123, 124)
    measure(door, other_device, 180)
    seen: list[float] = []
    cursor = ""
    for _ in range(3):
        body = people.nora.get(f"{URL}?patient_id={patient.id}&page_size=2&cursor={cursor}").json()
        seen += [row["systolic"] for row in body["results"]]
        cursor = body["next_cursor"]
    assert seen == [124, 123, 122, 121, 120]
    assert cursor is None
    row = people.nora.get(f"{URL}?patient_id={other.id}").json()["results"][0]
    assert (row["observation_type"], row["device_id"], row["origin"], row["state"]) == (
        "blood_pressure", other_device.serial, "automatic", "final",
    )  # fmt: skip
    assert (row["pulse"], "spo2" in row) == (70, False)


def test_the_readings_of_several_records_come_as_one_list(people: People, door: OpenDoor) -> None:
    """As those of a person whose records were merged: every page takes the newest of them all."""
    (one, first), (two, second), (_, third) = (home(people) for _ in range(3))
    measure(door, first, 120, 122, 124, minutes=5)  # 25, 15 and 5 minutes ago
    measure(door, second, 121, 123, minutes=10)
    measure(door, third, 180)
    viewer = system_actor("test", practice_id=people.practice.id)
    seen: list[float | None] = []
    before: tuple[datetime, UUID] | None = None
    with practice_scope(people.practice.id):
        while rows := list_readings(
            viewer, patient_ids=[one.id, two.id], kind="blood_pressure", since=None, until=None,
            before=before, limit=2,
        ):  # fmt: skip
            seen += [row.systolic for row in rows]
            before = (rows[-1].measured_at, rows[-1].id)
    assert seen == [124, 123, 122, 121, 120]


def test_readings_of_one_instant_are_neither_lost_nor_repeated_between_pages(
    people: People, door: OpenDoor
) -> None:
    at = NOW - timedelta(minutes=5)
    people_here = [home(people) for _ in range(5)]
    deliver(door, body_of(*[blood_pressure(device, 120, at=at) for _, device in people_here]))
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        body = people.nora.get(f"{URL}?page_size=2&cursor={cursor}").json()
        seen += [row["patient_id"] for row in body["results"]]
        cursor = body["next_cursor"]
    assert sorted(seen) == sorted(str(patient.id) for patient, _ in people_here)


def test_kind_and_time_narrow_the_list(people: People, door: OpenDoor) -> None:
    patient, device = home(people)
    measure(door, device, 120, 121, minutes=60)
    typed = {
        "patient_id": str(patient.id),
        "measured_at": (NOW - timedelta(minutes=3)).isoformat(),
        "pulse": 66,
    }
    people.nora.post("/api/v1/ingestion/heart-rate/", typed)
    base = f"{URL}?patient_id={patient.id}"
    assert [row["pulse"] for row in people.nora.get(f"{base}&kind=heart_rate").json()["results"]] == [66]
    since = (NOW - timedelta(minutes=65)).isoformat().replace("+", "%2B")
    until = (NOW - timedelta(minutes=30)).isoformat().replace("+00:00", "Z")
    rows = people.nora.get(f"{base}&from={since}&to={until}").json()["results"]
    assert [row["systolic"] for row in rows] == [121]


def test_the_practice_s_readings_are_of_a_day_unless_asked_and_of_a_month_at_most(
    people: People, door: OpenDoor
) -> None:
    _, device = home(people)
    measure(door, device, 120, minutes=60 * 30)
    measure(door, device, 121)
    assert [row["systolic"] for row in people.nora.get(URL).json()["results"]] == [121]
    since = (NOW - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert len(people.nora.get(f"{URL}?from={since}").json()["results"]) == 2
    far = (NOW - timedelta(days=40)).strftime("%Y-%m-%dT%H:%M:%SZ")
    refused = people.nora.get(f"{URL}?from={far}")
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["from"])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("kind=mood", "kind"), ("patient_id=x", "patient_id"), ("from=yesterday", "from"), ("to=2026-01-01T00:00:00", "to"),
        ("cursor=!!", "cursor"), ("cursor=AAAA", "cursor"), ("page_size=0", "page_size"), ("page_size=many", "page_size"),
    ],
)  # fmt: skip
def test_bad_filters_are_400_naming_the_field(people: People, query: str, field: str) -> None:
    response = people.nora.get(f"{URL}?{query}")
    assert response.status_code == 400
    assert field in response.json()["fields"]


def test_one_reading_is_shown_whole_and_its_correction_with_it(people: People, door: OpenDoor) -> None:
    patient, device = home(people)
    measure(door, device, 186)
    reading = Reading.objects.get()
    shown = people.nora.get(f"{URL}{reading.id}/").json()
    assert (shown["original"]["systolic"], shown["device"]["serial"], shown["corrections"]) == (
        186,
        device.serial,
        [],
    )
    body = {"action": "amend", "values": {"systolic": 136, "irregular_heartbeat": True}, "reason": "Misread"}
    after = people.nora.post(f"{URL}{reading.id}/correct/", body).json()
    assert (after["systolic"], after["irregular_heartbeat"], after["state"], after["version"]) == (
        136,
        True,
        "amended",
        2,
    )
    correction = after["corrections"][0]
    assert (correction["action"], correction["before"], correction["reason"], correction["corrected_by"]) == (
        "amended", {"systolic": 186.0, "irregular_beat": None}, "Misread", "Nora Riverside",
    )  # fmt: skip
    item = people.nora.get("/api/v1/triage/patients/").json()["results"][0]
    assert (item["risk_level"], item["unacknowledged_alerts"]) == ("normal", 0)
    assert patient.id == reading.patient_id


def test_both_halves_of_a_moved_reading_know_each_other(people: People, door: OpenDoor) -> None:
    (_, device), (right, _) = home(people), home(people)
    measure(door, device, 150)
    reading = Reading.objects.get()
    body = {"action": "wrong_person", "patient_id": right.id, "reason": "Husband measured"}
    old = people.nora.post(f"{URL}{reading.id}/correct/", body).json()
    assert (old["state"], old["corrections"][0]["action"]) == ("entered_in_error", "wrong_person")
    new = people.nora.get(f"{URL}{old['corrections'][0]['new_reading_id']}/").json()
    assert (new["patient_id"], new["corrections"][0]["reading_id"]) == (str(right.id), str(reading.id))
    again = people.nora.post(f"{URL}{reading.id}/correct/", {"action": "entered_in_error", "reason": "x"})
    assert (again.status_code, again.json()["code"]) == (409, "conflict")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"action": "erase", "reason": "x"}, "action"),
        ({"action": "amend", "values": {"systolic": 130}}, "reason"),
        ({"action": "amend", "reason": "x"}, "values"),
        ({"action": "amend", "reason": "x", "values": {"mood": 1}}, "mood"),
        ({"action": "amend", "reason": "x", "values": {"spo2": 97}}, "spo2"),
        ({"action": "amend", "reason": "x", "values": {"systolic": "NaN"}}, "values"),
        ({"action": "wrong_person", "reason": "x"}, "patient_id"),
        ({"action": "wrong_person", "reason": "x", "patient_id": str(uuid4())}, "patient_id"),
    ],
)
def test_a_correction_that_does_not_fit_is_400_naming_the_field(
    people: People, door: OpenDoor, body: dict[str, Any], field: str
) -> None:
    _, device = home(people)
    measure(door, device, 150)
    response = people.nora.post(f"{URL}{Reading.objects.get().id}/correct/", body)
    assert response.status_code == 400, response.content
    assert field in response.json()["fields"]
    assert Reading.objects.get().state == "final"


def test_reads_are_audited_with_whose_readings_they_showed(people: People, door: OpenDoor) -> None:
    patient, device = home(people)
    measure(door, device, 120)
    reading = Reading.objects.get()
    people.nora.get(URL)
    people.nora.get(f"{URL}{reading.id}/")
    people.nora.get(f"/api/v1/fhir/observations/{reading.id}/")
    for action in ("readings.listed", "reading.read", "reading.exported"):
        assert Entry.objects.get(action=action).patient_ids == [patient.id], action


def test_a_page_costs_the_same_number_of_queries_however_long(
    people: People, door: OpenDoor, django_assert_max_num_queries: Any
) -> None:
    patient, device = home(people)
    measure(door, device, *range(100, 140))
    with django_assert_max_num_queries(8):
        assert len(people.nora.get(f"{URL}?patient_id={patient.id}").json()["results"]) == 40


def test_a_reading_as_fhir_has_the_us_core_shape_and_no_name(people: People, door: OpenDoor) -> None:
    patient, device = home(people, last_name="Canary")
    measure(door, device, 142)
    reading = Reading.objects.get()
    response = people.nora.get(f"/api/v1/fhir/observations/{reading.id}/")
    body = response.json()
    assert response["Content-Type"].startswith("application/fhir+json")
    assert (body["resourceType"], body["id"], body["status"]) == ("Observation", str(reading.id), "final")
    assert body["meta"]["profile"] == [
        "http://hl7.org/fhir/us/core/StructureDefinition/us-core-blood-pressure"
    ]
    assert body["subject"] == {"reference": f"Patient/{patient.id}"}
    assert [part["valueQuantity"]["value"] for part in body["component"]][:2] == [142, 80]
    assert datetime.fromisoformat(body["effectiveDateTime"]) == reading.measured_at
    assert body["effectiveDateTime"][-6:] in ("-05:00", "-04:00")
    assert b"Canary" not in response.content
    people.nora.post(f"{URL}{reading.id}/correct/", {"action": "entered_in_error", "reason": "x"})
    after = people.nora.get(f"/api/v1/fhir/observations/{reading.id}/").json()
    assert (after["status"], after["meta"]["versionId"]) == ("entered-in-error", "2")


def test_another_practice_finds_nothing(people: People, door: OpenDoor) -> None:
    patient, device = home(people)
    measure(door, device, 120)
    reading = Reading.objects.get()
    assert people.olga.get(URL).json()["results"] == []
    for path in (
        f"{URL}?patient_id={patient.id}",
        f"{URL}{reading.id}/",
        f"/api/v1/fhir/observations/{reading.id}/",
    ):
        assert people.olga.get(path).status_code == 404, path
    body = {"action": "entered_in_error", "reason": "x"}
    assert people.olga.post(f"{URL}{reading.id}/correct/", body).status_code == 404
    set_practice(people.practice.id)
    assert Reading.objects.get().state == "final"


@pytest.mark.parametrize("role", sorted(set(CAST.values())))
def test_every_role_gets_what_the_matrix_says(people: People, door: OpenDoor, role: str) -> None:
    person, (_, device) = people.of_role(role), home(people)
    measure(door, device, 120)
    reading = Reading.objects.get()
    for method, path, permission in (
        ("GET", URL, "reading.read"),
        ("GET", f"{URL}{reading.id}/", "reading.read"),
        ("GET", f"/api/v1/fhir/observations/{reading.id}/", "reading.read"),
        ("POST", f"{URL}{reading.id}/correct/", "reading.correct"),
    ):
        status = person.call(method, path, {} if method == "POST" else None).status_code
        assert (status == 403) is (permission not in MATRIX[role]), (method, path, status)
