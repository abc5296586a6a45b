"""The inventory through the API: register, life of a device, assignments, swaps, who may what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.factories import assign, blood_pressure, body_of, make_connection, make_device, make_patient
from tests.people import CAST, People
from tests.workflows.test_readings import deliver
from vantrexia.audit.models import Entry
from vantrexia.core.models import StreamEvent
from vantrexia.core.tenancy import set_practice
from vantrexia.devices.models import Assignment, Device, DeviceEvent, DeviceIdentifier, DeviceSetup
from vantrexia.domain.access import MATRIX
from vantrexia.patients.models import Episode
from vantrexia.vitals.models import Reading

NOW = datetime.now(tz=UTC).replace(microsecond=0)


def model_id(people: People, kind: str = "blood_pressure") -> str:
    models = people.nora.post("/api/v1/device-models/defaults/").json()["results"]
    return next(model["id"] for model in models if model["kind"] == kind)


def new_device(people: People, serial: str = "A123", **given: Any) -> dict[str, Any]:
    body = {"model_id": model_id(people, given.pop("kind", "blood_pressure")), "serial": serial, **given}
    response = people.nora.post("/api/v1/devices/", body)
    assert response.status_code == 201, response.content
    return response.json()


def test_the_six_published_models_ship_and_any_other_can_be_added(people: People) -> None:
    first = people.nora.post("/api/v1/device-models/defaults/").json()
    again = people.nora.post("/api/v1/device-models/defaults/").json()
    assert first["count"] == again["count"] == 6
    names = {(row["maker"], row["name"], row["kind"]) for row in first["results"]}
    assert ("A&D", "UA-651BLE", "blood_pressure") in names
    assert ("Nonin", "3230", "pulse_oximetry") in names
    assert [row["name"] for row in first["results"] if row["reports_irregular_beat"]] == ["UA-767PBT-Ci"]
    own = {"maker": "Omron", "name": "BP7250", "kind": "blood_pressure", "slots": 2}
    assert people.nora.post("/api/v1/device-models/", own).json()["slots"] == 2
    assert people.nora.post("/api/v1/device-models/", own).status_code == 409
    bad = people.nora.post("/api/v1/device-models/", {**own, "name": "X", "kind": "mood"})
    assert (bad.status_code, list(bad.json()["fields"])) == (400, ["kind"])


def test_a_device_is_entered_found_by_any_of_its_names_and_read(people: People) -> None:
    made = new_device(people, imei="356938035643809", hub_imei="356938035643810")
    assert (made["status"], made["imei"], made["hub_imei"]) == (
        "ordered",
        "356938035643809",
        "356938035643810",
    )
    assert {name["system"] for name in made["identifiers"]} == {"serial", "imei"}
    for search in ("a123", "5643809"):
        found = people.nora.get(f"/api/v1/devices/?search={search}").json()
        assert [row["id"] for row in found["results"]] == [made["id"]], search
    assert people.nora.get("/api/v1/devices/?search=nothing").json()["count"] == 0
    assert people.nora.get("/api/v1/devices/?status=ordered").json()["count"] == 1
    assert (
        people.nora.get(f"/api/v1/devices/?model={made['model']['id']}&status=shipped").json()["count"] == 0
    )


def test_a_serial_exists_once_and_a_name_means_one_device(people: People) -> None:
    made = new_device(people, hwi="HW-1")
    twice = people.nora.post("/api/v1/devices/", {"model_id": made["model"]["id"], "serial": "A123"})
    assert (twice.status_code, twice.json()["code"], twice.json()["device_id"]) == (
        409,
        "already_exists",
        made["id"],
    )
    other = people.nora.post(
        "/api/v1/devices/", {"model_id": made["model"]["id"], "serial": "B1", "hwi": "HW-1"}
    )
    assert (other.status_code, other.json()["device_id"]) == (409, made["id"])
    assert Device.objects.filter(serial="B1").count() == 0


def test_bad_input_names_the_field(people: People) -> None:
    for body, field in (
        ({"model_id": str(uuid4()), "serial": "X"}, "model_id"),
        ({"model_id": model_id(people), "serial": " "}, "serial"),
        ({"serial": "X"}, "model_id"),
    ):
        response = people.nora.post("/api/v1/devices/", body)
        assert response.status_code == 400
        assert field in response.json()["fields"]
    assert "status" in people.nora.get("/api/v1/devices/?status=lost").json()["fields"]
    assert "model" in people.nora.get("/api/v1/devices/?model=x").json()["fields"]


def test_a_device_goes_through_its_life_with_every_step_kept(people: People) -> None:
    device = new_device(people)
    url = f"/api/v1/devices/{device['id']}"
    for act, status in (
        ("ship", "shipped"),
        ("deliver", "delivered"),
        ("connect", "connected"),
        ("return", "returned"),
    ):
        body = people.nora.post(f"{url}/{act}/", {"note": "by courier"}).json()
        assert body["status"] == status
    assert body["allowed_actions"] == ["order", "retire"]
    refused = people.nora.post(f"{url}/connect/")
    assert (refused.status_code, refused.json()["code"]) == (409, "invalid_transition")
    people.nora.post(f"{url}/order/")
    people.nora.post(f"{url}/retire/")
    history = people.nora.get(f"{url}/history/").json()
    steps = [event["action"] for event in reversed(history["results"])]
    assert steps == ["registered", "shipped", "delivered", "connected", "returned", "ordered", "retired"]
    assert history["results"][0]["actor_name"] == "Nora Riverside"
    audited = set(Entry.objects.filter(entity="device").values_list("action", flat=True))
    assert {"device.registered", "device.shipped", "device.returned", "device.retired"} <= audited


def test_a_device_is_given_to_a_patient_and_taken_back(people: People) -> None:
    device, patient = make_device(people.practice), make_patient(people.practice)
    url = f"/api/v1/devices/{device.id}"
    body = people.nora.post(f"{url}/assign/", {"patient_id": patient.id}).json()
    assert [(one["patient_id"], one["slot"], one["to"]) for one in body["assignments"]] == [
        (str(patient.id), 1, None)
    ]
    assert people.nora.post(f"{url}/return/").status_code == 409
    shown = people.nora.get(f"/api/v1/patients/{patient.id}/devices/").json()["results"]
    assert [(one["device_id"], one["serial"]) for one in shown] == [(str(device.id), device.serial)]
    assert people.nora.post(f"{url}/unassign/", {"slot": 1}).json()["assignments"] == []
    assert people.nora.post(f"{url}/return/").status_code == 200
    assert people.nora.post(f"{url}/assign/", {"patient_id": patient.id}).status_code == 409


def test_times_of_a_clock_a_little_ahead_are_now_and_no_reading_is_nobodys_meanwhile(people: People) -> None:
    def ahead() -> datetime:
        return datetime.now(tz=UTC) + timedelta(minutes=3)

    def measure(device: Device) -> Any:
        moment = datetime.now(tz=UTC)
        deliver(door, body_of(blood_pressure(device, 120, at=moment)), at=moment + timedelta(seconds=1))
        return Reading.objects.filter(device_id=device.id).order_by("measured_at").last()

    door, old, new = (
        make_connection(people.practice),
        make_device(people.practice),
        make_device(people.practice),
    )
    first, second = make_patient(people.practice), make_patient(people.practice)
    url = f"/api/v1/devices/{old.id}"
    given = people.nora.post(f"{url}/assign/", {"patient_id": first.id, "from": ahead()})
    assert given.status_code == 201, given.content
    assert measure(old).patient_id == first.id
    assert people.nora.post(f"{url}/unassign/", {"to": ahead()}).status_code == 200
    assert people.nora.post(f"{url}/assign/", {"patient_id": second.id}).status_code == 201
    assert measure(old).patient_id == second.id
    swap = {"new_device_id": new.id, "reason": "cuff torn", "at": ahead()}
    assert people.nora.post(f"{url}/swap/", swap).status_code == 200
    assert measure(new).patient_id == second.id


def test_overlapping_assignments_are_refused_with_who_and_when_and_no_name(people: People) -> None:
    device, first = make_device(people.practice), make_patient(people.practice, last_name="Canary")
    assign(device, first, starts_at=NOW - timedelta(days=9))
    second = make_patient(people.practice)
    response = people.nora.post(
        f"/api/v1/devices/{device.id}/assign/", {"patient_id": second.id, "from": NOW - timedelta(days=20)}
    )
    body = response.json()
    assert (response.status_code, body["code"], body["patient_id"]) == (409, "overlap", str(first.id))
    assert datetime.fromisoformat(body["from"]) == NOW - timedelta(days=9)
    assert "Canary" not in response.content.decode()
    assert Assignment.objects.filter(patient=second).count() == 0


def test_two_people_share_a_device_by_its_slots(people: People) -> None:
    device = make_device(people.practice, slots=2)
    first, second = make_patient(people.practice), make_patient(people.practice)
    url = f"/api/v1/devices/{device.id}"
    for patient, slot in ((first, 1), (second, 2)):
        assert people.nora.post(f"{url}/assign/", {"patient_id": patient.id, "slot": slot}).status_code == 201
    assert people.nora.post(f"{url}/assign/", {"patient_id": first.id, "slot": 3}).json()["fields"]["slot"]
    unclear = people.nora.post(f"{url}/unassign/")
    assert (unclear.status_code, unclear.json()["slots"]) == (409, [1, 2])
    assert people.nora.post(f"{url}/unassign/", {"slot": 2}).status_code == 200
    assert people.nora.post(f"{url}/unassign/", {"slot": 2}).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"patient_id": str(uuid4())}, "patient_id"),
        ({}, "patient_id"),
        ({"from": (NOW + timedelta(days=1)).isoformat()}, "from"),
    ],
)
def test_an_assignment_that_does_not_fit_names_the_field(
    people: People, body: dict[str, Any], field: str
) -> None:
    device, patient = make_device(people.practice), make_patient(people.practice)
    if field == "from":
        body = {"patient_id": str(patient.id), **body}
    response = people.nora.post(f"/api/v1/devices/{device.id}/assign/", body)
    assert response.status_code == 400
    assert field in response.json()["fields"]


def test_an_archived_patient_gets_no_device(people: People) -> None:
    device, patient = make_device(people.practice), make_patient(people.practice, active=False)
    response = people.nora.post(f"/api/v1/devices/{device.id}/assign/", {"patient_id": patient.id})
    assert (response.status_code, list(response.json()["fields"])) == (400, ["patient_id"])


def test_after_a_swap_there_is_one_series_and_episode_and_setup_are_unchanged(people: People) -> None:
    patient, old, new = (
        make_patient(people.practice),
        make_device(people.practice),
        make_device(people.practice),
    )
    assign(old, patient, starts_at=NOW - timedelta(days=30))
    DeviceIdentifier(
        practice_id=people.practice.id,
        device=old,
        system="hwi",
        value="HW-7",
        valid_from=NOW - timedelta(days=30),
    ).save(force_insert=True)
    episode = Episode.objects.get(patient=patient)
    setup = DeviceSetup(
        practice_id=people.practice.id,
        patient=patient,
        episode=episode,
        device=old,
        created_at=NOW,
        setup_completed_at=NOW - timedelta(days=30),
        education_minutes=20,
    )
    setup.save(force_insert=True)
    swapped_at = NOW - timedelta(hours=2)
    response = people.nora.post(
        f"/api/v1/devices/{old.id}/swap/", {"new_device_id": new.id, "reason": "cuff torn", "at": swapped_at}
    )
    assert response.status_code == 200, response.content
    old.refresh_from_db()
    before, after = Assignment.objects.order_by("starts_at")
    assert (old.status, before.ends_at, before.end_reason) == ("swapped", swapped_at, "swapped")
    assert (after.device_id, after.starts_at, after.ends_at, after.replaces_id) == (
        new.id,
        swapped_at,
        None,
        before.id,
    )
    names = (
        DeviceIdentifier.objects.filter(system="hwi")
        .order_by("valid_from")
        .values_list("device_id", "valid_to")
    )
    assert list(names) == [(old.id, swapped_at), (new.id, None)]
    door = make_connection(people.practice)
    deliver(
        door,
        body_of(
            blood_pressure(old, 120, at=NOW - timedelta(hours=5)),
            blood_pressure(new, 121, at=NOW - timedelta(hours=1)),
        ),
    )
    assert list(Reading.objects.order_by("measured_at").values_list("patient_id", "systolic")) == [
        (patient.id, 120.0),
        (patient.id, 121.0),
    ]
    setup.refresh_from_db()
    assert (setup.device_id, Episode.objects.get(patient=patient).started_at) == (old.id, episode.started_at)
    assert set(DeviceEvent.objects.values_list("event", flat=True)) >= {"swapped", "swapped_in"}


def test_a_scale_does_not_replace_a_cuff_nor_a_retired_device_anything(people: People) -> None:
    patient, cuff = make_patient(people.practice), make_device(people.practice)
    assign(cuff, patient)
    url = f"/api/v1/devices/{cuff.id}/swap/"
    scale, retired = (
        make_device(people.practice, kind="weight"),
        make_device(people.practice, status="retired"),
    )
    wrong = people.nora.post(url, {"new_device_id": scale.id, "reason": "x"})
    assert (wrong.status_code, list(wrong.json()["fields"])) == (400, ["new_device_id"])
    assert people.nora.post(url, {"new_device_id": cuff.id, "reason": "x"}).status_code == 400
    assert people.nora.post(url, {"new_device_id": retired.id, "reason": "x"}).status_code == 409
    assert people.nora.post(url, {"new_device_id": uuid4(), "reason": "x"}).status_code == 404
    cuff.refresh_from_db()
    assert (cuff.status, Assignment.objects.get().ends_at) == ("delivered", None)


def test_a_name_is_added_and_ended_but_never_the_serial(people: People) -> None:
    device = make_device(people.practice)
    url = f"/api/v1/devices/{device.id}/identifiers/"
    body = people.nora.post(url, {"system": "gateway_device_id", "value": "G-1"}).json()
    made = next(name for name in body["identifiers"] if name["system"] == "gateway_device_id")
    serial = next(name for name in body["identifiers"] if name["system"] == "serial")
    ended = people.nora.post(f"{url}{made['id']}/end/").json()
    assert next(name for name in ended["identifiers"] if name["id"] == made["id"])["to"]
    assert people.nora.post(f"{url}{serial['id']}/end/").status_code == 409
    assert people.nora.post(url, {"system": "nickname", "value": "x"}).status_code == 400


def test_a_device_with_a_wrong_clock_is_marked_and_its_readings_held(people: People) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice)
    assign(device, patient)
    url = f"/api/v1/devices/{device.id}/"
    assert (
        people.nora.patch(url, {"clock_is_wrong": True, "note": "shows 2020"}).json()["clock_is_wrong"]
        is True
    )
    assert people.nora.patch(url, {"serial": "other"}).json()["serial"] == device.serial
    deliver(
        make_connection(people.practice), body_of(blood_pressure(device, 190, at=NOW - timedelta(minutes=2)))
    )
    assert Reading.objects.count() == 0


def test_lists_are_audited_with_the_patients_they_showed(people: People) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice)
    assign(device, patient)
    people.nora.get("/api/v1/devices/")
    people.nora.get(f"/api/v1/devices/{device.id}/")
    people.nora.get(f"/api/v1/devices/{device.id}/history/")
    people.nora.get(f"/api/v1/patients/{patient.id}/devices/")
    for action in ("devices.listed", "device.read", "device.history_read", "patient.devices_listed"):
        assert Entry.objects.get(action=action).patient_ids == [patient.id], action


def test_changes_tell_open_screens(people: People) -> None:
    device, patient = make_device(people.practice), make_patient(people.practice)
    people.nora.post(f"/api/v1/devices/{device.id}/assign/", {"patient_id": patient.id})
    event = StreamEvent.objects.get(kind="device")
    assert (event.entity_id, event.patient_id) == (device.id, patient.id)


def test_a_page_of_devices_costs_the_same_number_of_queries_however_long(
    people: People, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        assign(make_device(people.practice), make_patient(people.practice))
    with django_assert_max_num_queries(12):
        assert len(people.nora.get("/api/v1/devices/").json()["results"]) == 12


def test_another_practice_finds_nothing(people: People) -> None:
    device, patient = make_device(people.practice), make_patient(people.practice)
    url = f"/api/v1/devices/{device.id}"
    assert people.olga.get("/api/v1/devices/").json()["count"] == 0
    assert people.olga.get("/api/v1/device-models/").json()["count"] == 0
    for path in (f"{url}/", f"{url}/history/", f"/api/v1/patients/{patient.id}/devices/"):
        assert people.olga.get(path).status_code == 404, path
    for act, body in (
        ("ship", {}),
        ("assign", {"patient_id": patient.id}),
        ("unassign", {}),
        ("swap", {"new_device_id": device.id, "reason": "x"}),
        ("identifiers", {"system": "mac", "value": "1"}),
    ):
        assert people.olga.post(f"{url}/{act}/", body).status_code in (400, 404), act
    set_practice(people.practice.id)
    assert DeviceEvent.objects.count() == 0


@pytest.mark.parametrize("role", sorted(set(CAST.values())))
def test_every_role_gets_what_the_matrix_says(people: People, role: str) -> None:
    person, device = people.of_role(role), make_device(people.practice)
    url = f"/api/v1/devices/{device.id}"
    for method, path, permission in (
        ("GET", "/api/v1/devices/", "device.read"),
        ("GET", f"{url}/", "device.read"),
        ("GET", f"{url}/history/", "device.read"),
        ("GET", "/api/v1/device-models/", "device.read"),
        ("POST", "/api/v1/devices/", "device.write"),
        ("POST", f"{url}/retire/", "device.write"),
        ("POST", f"{url}/assign/", "device.assign"),
        ("POST", f"{url}/swap/", "device.assign"),
    ):
        status = person.call(method, path, {} if method == "POST" else None).status_code
        assert (status == 403) is (permission not in MATRIX[role]), (method, path, status)
