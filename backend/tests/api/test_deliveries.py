"""What could not be placed, through the API: seen, set right, played again, thrown out; and who may."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

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
from vantrexia.core.tenancy import set_practice
from vantrexia.devices.models import Delivery, Device, DeviceModel, HeldMeasurement
from vantrexia.devices.services.deliveries import erase_bodies
from vantrexia.domain.access import MATRIX
from vantrexia.vitals.models import Reading
from vantrexia.workflows.readings import process_due

NOW = datetime.now(tz=UTC).replace(microsecond=0)


@pytest.fixture
def door(people: People) -> OpenDoor:
    return make_connection(people.practice)


def unknown(
    people: People, door: OpenDoor, *, serial: str = "LATER", minutes: int = 3, systolic: float = 142
) -> str:
    """A delivery of a device nobody entered; returns its id."""
    known = make_device(people.practice, serial=f"TEMPLATE-{serial}-{minutes}")
    body = body_of(blood_pressure(known, systolic, at=NOW - timedelta(minutes=minutes)))
    receipt = deliver(door, body.replace(known.serial.encode(), serial.encode()))
    return str(receipt.delivery_id)


def play(people: People) -> None:
    set_practice(people.practice.id)
    process_due(now=datetime.now(tz=UTC) + timedelta(seconds=1))
    set_practice(people.practice.id)


def test_a_delivery_of_an_unknown_device_is_shown_as_quarantined_with_its_name(
    people: People, door: OpenDoor
) -> None:
    delivery = unknown(people, door)
    row = people.nora.get("/api/v1/deliveries/?status=quarantined").json()["results"][0]
    assert (row["id"], row["status"], row["reason"], row["device_serial"]) == (
        delivery, "quarantined", "unknown_device", "LATER",
    )  # fmt: skip
    assert (row["connection"], row["open_held"]) == ("mioconnect", 1)
    assert people.nora.get("/api/v1/deliveries/?status=processed").json()["count"] == 0


def test_one_delivery_shows_its_body_and_says_so_in_the_audit(people: People, door: OpenDoor) -> None:
    delivery = unknown(people, door)
    body = people.nora.get(f"/api/v1/deliveries/{delivery}/").json()
    assert json.loads(body["body"])["blood_pressure"]["systolic"] == 142
    assert [held["reason"] for held in body["held_measurements"]] == ["unknown_device"]
    entry = Entry.objects.get(action="delivery.body_read")
    assert (entry.entity_id, entry.actor_user_id) == (delivery, people.nora.user.id)


def test_a_new_device_is_entered_given_to_its_patient_and_everything_of_it_comes_in(
    people: People, door: OpenDoor
) -> None:
    patient = make_patient(people.practice)
    first, second = unknown(people, door, minutes=9), unknown(people, door, minutes=4, systolic=139)
    model = DeviceModel.objects.first()
    assert model is not None
    url = f"/api/v1/deliveries/{first}/resolve/"
    asked = people.nora.post(url, {"device_serial": "LATER", "patient_id": patient.id})
    assert (asked.status_code, list(asked.json()["fields"])) == (400, ["model_id"])
    done = people.nora.post(url, {"device_serial": "LATER", "patient_id": patient.id, "model_id": model.id})
    # What else waits for this device is played again with it.
    assert (done.status_code, sorted(done.json()["replayed"])) == (200, sorted([first, second]))
    play(people)
    assert sorted(Reading.objects.values_list("patient_id", "systolic")) == [
        (patient.id, 139.0),
        (patient.id, 142.0),
    ]
    assert people.nora.get("/api/v1/deliveries/?status=quarantined").json()["count"] == 0
    assert set(HeldMeasurement.objects.values_list("state", flat=True)) == {"resolved"}
    held = HeldMeasurement.objects.get(delivery_id=first)
    assert (held.resolution, held.resolved_by_id) == ("placed", people.nora.user.id)
    assert Device.objects.get(serial="LATER").status == "connected"


def test_a_known_device_nobody_has_is_given_to_its_patient_from_the_first_measurement(
    people: People, door: OpenDoor
) -> None:
    patient, other, device = (
        make_patient(people.practice),
        make_patient(people.practice),
        make_device(people.practice),
    )
    assign(device, other, starts_at=NOW - timedelta(hours=1))
    receipt = deliver(door, body_of(blood_pressure(device, 120, at=NOW - timedelta(hours=5))))
    held = people.nora.get("/api/v1/deliveries/held/?reason=not_assigned").json()["results"][0]
    url = f"/api/v1/deliveries/held/{held['id']}/resolve/"
    missing = people.nora.post(url, {})
    assert (missing.status_code, list(missing.json()["fields"])) == (400, ["patient_id"])
    assert people.nora.post(url, {"patient_id": patient.id}).json()["replayed"] == [str(receipt.delivery_id)]
    play(people)
    assert Reading.objects.get().patient_id == patient.id
    shown = people.nora.get(f"/api/v1/devices/{device.id}/history/").json()["assignments"]
    assert [one["patient_id"] for one in shown] == [str(other.id), str(patient.id)]
    assert shown[1]["to"] == shown[0]["from"]


def test_a_device_of_the_inventory_gets_the_name_the_gateway_uses(people: People) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice, serial="ON-THE-LABEL")
    assign(device, patient)
    door = make_connection(people.practice)
    body = body_of(blood_pressure(device, 120, at=NOW - timedelta(minutes=1))).replace(
        b"ON-THE-LABEL", b"GW-77"
    )
    receipt = deliver(door, body)
    done = people.nora.post(
        f"/api/v1/deliveries/{receipt.delivery_id}/resolve/", {"device_serial": "ON-THE-LABEL"}
    )
    assert done.status_code == 200, done.content
    play(people)
    assert Reading.objects.get().device_id == device.id


def test_discarding_needs_a_reason_and_lasts_through_a_replay(people: People, door: OpenDoor) -> None:
    delivery = unknown(people, door)
    url = f"/api/v1/deliveries/{delivery}"
    assert people.nora.post(f"{url}/resolve/", {"action": "discard"}).status_code == 400
    done = people.nora.post(f"{url}/resolve/", {"action": "discard", "reason": "Shop display"})
    assert done.json() == {"held": 1, "replayed": []}
    assert people.nora.post(f"{url}/replay/", {"reason": "try"}).status_code == 200
    play(people)
    assert HeldMeasurement.objects.filter(state="open").count() == 0
    entry = Entry.objects.get(action="held_measurement.discarded")
    assert entry.reason == "Shop display"
    gone = people.nora.post(f"{url}/resolve/", {"action": "discard", "reason": "again"})
    assert gone.status_code == 409


def test_a_body_nobody_understood_is_set_aside_by_a_person_with_a_reason(
    people: People, door: OpenDoor
) -> None:
    receipt = deliver(door, b'"only a text"')
    row = people.nora.get("/api/v1/deliveries/?status=quarantined").json()["results"][0]
    assert (row["id"], row["open_held"]) == (str(receipt.delivery_id), 0)
    assert row["reason"]
    url = f"/api/v1/deliveries/{receipt.delivery_id}/resolve/"
    nothing = people.nora.post(url, {"device_serial": "X"})
    assert (nothing.status_code, nothing.json()["code"]) == (409, "conflict")
    assert people.nora.post(url, {"action": "discard", "reason": "Vendor's test"}).status_code == 200
    assert people.nora.get("/api/v1/deliveries/?status=quarantined").json()["count"] == 0


def test_a_replay_repeats_nothing_and_keeps_the_count(people: People, door: OpenDoor) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice)
    assign(device, patient)
    receipt = deliver(door, body_of(blood_pressure(device, 150, at=NOW - timedelta(minutes=1))))
    assert people.nora.post(f"/api/v1/deliveries/{receipt.delivery_id}/replay/").status_code == 200
    twice = people.nora.post(f"/api/v1/deliveries/{receipt.delivery_id}/replay/")
    assert twice.status_code == 410
    play(people)
    row = Delivery.objects.get()
    assert (row.status, row.readings, row.duplicates, Reading.objects.count()) == ("processed", 1, 0, 1)


def test_several_devices_in_one_delivery_are_resolved_one_by_one(people: People, door: OpenDoor) -> None:
    one, two = make_device(people.practice, serial="T1"), make_device(people.practice, serial="T2")
    body = body_of(*[blood_pressure(device, 120, at=NOW - timedelta(minutes=1)) for device in (one, two)])
    receipt = deliver(door, body.replace(b'"T1"', b'"U1"').replace(b'"T2"', b'"U2"'))
    url = f"/api/v1/deliveries/{receipt.delivery_id}/resolve/"
    unclear = people.nora.post(url, {"patient_id": make_patient(people.practice).id})
    assert (unclear.status_code, list(unclear.json()["fields"])) == (400, ["device_serial"])
    model = DeviceModel.objects.first()
    assert model is not None
    done = people.nora.post(url, {"device_serial": "U2", "model_id": model.id})
    assert done.json()["held"] == 1


def test_the_queue_is_told_in_numbers(people: People, door: OpenDoor) -> None:
    unknown(people, door)
    deliver(door, b'"text"')
    stats = people.nora.get("/api/v1/deliveries/stats/").json()
    # One not understood, one of which something is held: what the list shows.
    assert (stats["waiting"], stats["quarantined"], stats["failed"]) == (0, 2, 0)
    assert people.nora.get("/api/v1/deliveries/?status=quarantined").json()["count"] == stats["quarantined"]
    assert (stats["held_open"], stats["held_by_reason"]) == (1, {"unknown_device": 1})


def test_an_old_body_is_erased_but_not_while_somebody_is_needed(people: People, door: OpenDoor) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice)
    assign(device, patient)
    done = deliver(door, body_of(blood_pressure(device, 120, at=NOW - timedelta(minutes=1))))
    unknown(people, door)
    deliver(door, b'"text"')
    actor = system_actor("erase", practice_id=people.practice.id)
    later = NOW + timedelta(days=90)
    assert erase_bodies(actor=actor, before=later, now=later) == 1
    assert erase_bodies(actor=actor, before=later, now=later) == 0
    row = people.nora.get(f"/api/v1/deliveries/{done.delivery_id}/").json()
    assert (row["body"], row["readings"], bool(row["body_erased_at"])) == (None, 1, True)
    assert people.nora.post(f"/api/v1/deliveries/{done.delivery_id}/replay/").status_code == 410
    assert Entry.objects.filter(action="deliveries.bodies_erased").count() == 1


def test_held_content_is_shown_one_by_one_and_audited(people: People, door: OpenDoor) -> None:
    unknown(people, door)
    row = people.nora.get("/api/v1/deliveries/held/").json()["results"][0]
    assert "measurement" not in row
    one = people.nora.get(f"/api/v1/deliveries/held/{row['id']}/").json()
    assert one["measurement"]["systolic"] == 142
    assert Entry.objects.filter(action="held_measurement.read").count() == 1


def test_a_list_costs_the_same_number_of_queries_however_long(
    people: People, door: OpenDoor, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        unknown(people, door, serial=f"U-{number}", minutes=number + 1)
    with django_assert_max_num_queries(10):
        assert people.nora.get("/api/v1/deliveries/?status=quarantined").json()["count"] == 8


def test_another_practice_finds_nothing(people: People, door: OpenDoor) -> None:
    delivery = unknown(people, door)
    held = HeldMeasurement.objects.get().id
    assert people.olga.get("/api/v1/deliveries/").json()["count"] == 0
    assert people.olga.get("/api/v1/deliveries/held/").json()["count"] == 0
    for path in (
        f"/api/v1/deliveries/{delivery}/",
        f"/api/v1/deliveries/held/{held}/",
        f"/api/v1/deliveries/{uuid4()}/",
    ):
        assert people.olga.get(path).status_code == 404, path
    for path in (
        f"/api/v1/deliveries/{delivery}/replay/", f"/api/v1/deliveries/{delivery}/resolve/",
        f"/api/v1/deliveries/held/{held}/resolve/",
    ):  # fmt: skip
        body = {"action": "discard", "reason": "x"}
        assert people.olga.post(path, body).status_code == 404, path
    set_practice(people.practice.id)
    assert HeldMeasurement.objects.get().state == "open"


@pytest.mark.parametrize("role", sorted(set(CAST.values())))
def test_every_role_gets_what_the_matrix_says(people: People, door: OpenDoor, role: str) -> None:
    person, delivery = people.of_role(role), unknown(people, door)
    for method, path, permission in (
        ("GET", "/api/v1/deliveries/", "delivery.read"),
        ("GET", f"/api/v1/deliveries/{delivery}/", "delivery.read"),
        ("GET", "/api/v1/deliveries/stats/", "delivery.read"),
        ("GET", "/api/v1/deliveries/held/", "delivery.read"),
        ("POST", f"/api/v1/deliveries/{delivery}/resolve/", "delivery.resolve"),
        ("POST", f"/api/v1/deliveries/{delivery}/replay/", "delivery.resolve"),
    ):
        status = person.call(method, path, {} if method == "POST" else None).status_code
        assert (status == 403) is (permission not in MATRIX[role]), (method, path, status)


def test_bad_filters_are_400_naming_the_field(people: People) -> None:
    for path, field in (
        ("/api/v1/deliveries/?status=lost", "status"), ("/api/v1/deliveries/?connection=x", "connection"),
        ("/api/v1/deliveries/held/?state=x", "state"), ("/api/v1/deliveries/?page=0", "page"),
    ):  # fmt: skip
        response = people.nora.get(path)
        assert response.status_code == 400, path
        assert field in response.json()["fields"]
