"""What the path holds back and why, and that nothing of it is ever lost: contradictions, wrong clocks, policies, leases."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tests.factories import (
    OpenDoor,
    assign,
    blood_pressure,
    body_of,
    make_connection,
    make_device,
    make_patient,
)
from tests.people import People
from tests.workflows.test_readings import deliver
from vantrexia.core.tenancy import set_practice
from vantrexia.devices.models import Connection, Delivery, HeldMeasurement
from vantrexia.devices.services import deliveries
from vantrexia.notifications.models import Notification
from vantrexia.patients.models import PatientTimezone
from vantrexia.vitals.models import Reading
from vantrexia.workflows.held import Wish, replay_deliveries, resolve_waiting
from vantrexia.workflows.readings import process_batch, process_due

NOW = datetime.now(tz=UTC).replace(microsecond=0)


@pytest.fixture
def door(people: People) -> OpenDoor:
    return make_connection(people.practice)


def put(door: OpenDoor, body: bytes, *, at: datetime = NOW) -> deliveries.Receipt:
    """Keep a delivery without processing it."""
    return deliveries.store_delivery(
        practice_id=door.practice_id, connection_id=door.id, key_id="k1", delivery_key=None, body=body,
        content_type="application/json", content_encoding="", received_at=at,
    )  # fmt: skip


def test_two_values_of_one_device_and_instant_wait_for_a_person(people: People, door: OpenDoor) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice)
    assign(device, patient)
    at = NOW - timedelta(minutes=5)
    deliver(door, body_of(blood_pressure(device, 120, at=at)))
    deliver(door, body_of(blood_pressure(device, 180, at=at)))
    held = HeldMeasurement.objects.get()
    assert (held.reason, held.measured_at, json.loads(held.payload)["systolic"]) == (
        "differs_from_stored",
        at,
        180,
    )
    assert Reading.objects.get().systolic == 120.0
    row = Delivery.objects.order_by("-id")[0]
    assert (row.readings, row.held) == (0, 1)


@pytest.mark.parametrize("what", ["unknown device", "nonsense"])
def test_whoever_watches_the_data_is_told_once_a_day_that_something_waits(
    people: People, door: OpenDoor, what: str
) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice)
    assign(device, patient)
    noon = NOW.replace(hour=12, minute=0, second=0)
    told = Notification.objects.filter(message_key="readings_held")

    def send(at: datetime) -> None:
        body = body_of(blood_pressure(device, 190, at=at)).replace(device.serial.encode(), b"STRANGER")
        deliver(door, body if what == "unknown device" else f"[{at:%S}".encode(), at=at)

    deliver(door, body_of(blood_pressure(device, 120, at=noon)), at=noon)
    assert not told.exists(), "nothing waits"
    for minutes in (1, 2, 24 * 60):
        send(noon + timedelta(minutes=minutes, seconds=minutes))
    assert list(told.values_list("recipient_id", flat=True)) == [people.dan.membership.id] * 2


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"at": NOW + timedelta(minutes=11)}, "future_held"),
        ({"at": NOW - timedelta(days=410)}, "too_old_held"),
        ({"systolic": 310}, "implausible"),
        ({"slot": 2}, "not_assigned"),
    ],
)
def test_every_reason_is_said(people: People, door: OpenDoor, change: dict[str, Any], reason: str) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice, slots=2)
    assign(device, patient)
    given: dict[str, Any] = {"at": NOW - timedelta(minutes=5), "systolic": 120, **change}
    deliver(door, body_of(blood_pressure(device, given.pop("systolic"), **given)))
    assert (HeldMeasurement.objects.get().reason, Reading.objects.count()) == (reason, 0)


def test_good_measurements_of_a_delivery_are_stored_beside_held_ones(people: People, door: OpenDoor) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice)
    assign(device, patient)
    stranger = make_device(people.practice)
    at = NOW - timedelta(minutes=5)
    body = body_of(
        blood_pressure(device, 120, at=at), blood_pressure(stranger, 130, at=at), {"type": "mystery"}
    )
    deliver(door, body)
    row = Delivery.objects.get()
    assert (row.status, row.readings, row.held) == ("processed", 1, 2)
    assert set(HeldMeasurement.objects.values_list("reason", flat=True)) > {"not_assigned"}


def test_the_connection_says_what_its_readings_count_as(people: People, door: OpenDoor) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice)
    assign(device, patient)
    Connection.objects.filter(id=door.id).update(origin="import")
    deliver(door, body_of(blood_pressure(device, 120, at=NOW - timedelta(minutes=5))))
    assert Reading.objects.get().origin == "import"


def test_a_reading_gets_the_date_of_where_the_patient_lived_then(people: People, door: OpenDoor) -> None:
    patient, device = make_patient(people.practice, timezone="Pacific/Honolulu"), make_device(people.practice)
    assign(device, patient)
    moved = NOW - timedelta(days=10)
    for zone, since in (("America/New_York", NOW - timedelta(days=500)), ("Pacific/Honolulu", moved)):
        PatientTimezone(
            practice_id=people.practice.id, patient=patient, timezone=zone, valid_from=since
        ).save(force_insert=True)
    before, after = moved - timedelta(days=1), moved + timedelta(days=1)
    deliver(door, body_of(*[blood_pressure(device, 120, at=at) for at in (before, after)]))
    zones = list(Reading.objects.order_by("measured_at").values_list("zone", flat=True))
    assert zones == ["America/New_York", "Pacific/Honolulu"]


def test_a_delivery_another_worker_has_settled_is_not_settled_again(people: People, door: OpenDoor) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice)
    assign(device, patient)
    put(door, body_of(blood_pressure(device, 150, at=NOW - timedelta(minutes=5))))
    mine = deliveries.claim_deliveries(most=10, now=NOW)
    theirs = deliveries.claim_deliveries(
        most=10, now=NOW + timedelta(minutes=2)
    )  # the lease ran out meanwhile
    assert [item.id for item in mine] == [item.id for item in theirs]
    for share in (theirs, mine):
        process_batch(people.practice.id, share, now=NOW + timedelta(minutes=2))
    row = Delivery.objects.get()
    assert (row.status, row.readings, row.duplicates) == ("processed", 1, 0)


def test_a_claim_stops_at_its_weight(people: People, door: OpenDoor) -> None:
    for number in range(4):
        put(door, b'[{"pad":"' + b"x" * 5_000_000 + b'"}, %d]' % number, at=NOW + timedelta(seconds=number))
    first = deliveries.claim_deliveries(most=200, now=NOW + timedelta(minutes=1))
    assert 1 <= len(first) < 5
    assert sum(1 for _ in first) * 5_000_000 <= deliveries.MOST_WEIGHT + 5_000_100
    set_practice(people.practice.id)
    assert process_due(now=NOW + timedelta(minutes=5)) == 4
    set_practice(people.practice.id)
    assert set(Delivery.objects.values_list("status", flat=True)) == {"processed"}


def test_placing_one_places_all_that_wait_for_the_same_device_once(people: People, door: OpenDoor) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice)
    for minutes in (30, 20, 10):
        deliver(door, body_of(blood_pressure(device, 120 + minutes, at=NOW - timedelta(minutes=minutes))))
    first = HeldMeasurement.objects.order_by("measured_at")[0]
    actor = people.nora.actor
    done = resolve_waiting(actor=actor, wish=Wish(patient_id=patient.id), held_id=first.id, now=NOW)
    assert len(done.replayed) == 3
    process_due(now=NOW + timedelta(seconds=9))
    set_practice(people.practice.id)
    assert sorted(Reading.objects.values_list("systolic", flat=True)) == [130.0, 140.0, 150.0]
    assert HeldMeasurement.objects.filter(state="open").count() == 0


def test_a_replay_rings_once_it_is_committed(
    people: People, door: OpenDoor, django_capture_on_commit_callbacks: Any
) -> None:
    deliver(door, b"[]")
    row = Delivery.objects.get()
    with django_capture_on_commit_callbacks() as callbacks:
        replay_deliveries(actor=people.nora.actor, delivery_ids=[row.id], now=NOW)
    assert len(callbacks) == 1
    row.refresh_from_db()
    assert (row.status, row.attempts) == ("received", 0)


def test_quarantine_is_audited_and_told_to_open_screens(people: People, door: OpenDoor) -> None:
    from vantrexia.audit.models import Entry
    from vantrexia.core.models import StreamEvent

    deliver(door, b'"a text"')
    entry = Entry.objects.get(action="delivery.quarantined")
    assert (entry.outcome, entry.actor_kind) == ("failure", "system")
    assert StreamEvent.objects.filter(kind="delivery").count() == 1


def test_a_body_that_does_not_open_is_quarantined_and_the_others_go_on(
    people: People, door: OpenDoor
) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice)
    assign(device, patient)
    broken, good = (
        put(door, b"[1]"),
        put(door, body_of(blood_pressure(device, 120, at=NOW - timedelta(minutes=1)))),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE devices_delivery SET body = 'v1.t1.nonsense'::bytea WHERE id = %s", [broken.delivery_id]
        )
    process_due(now=NOW + timedelta(seconds=1))
    set_practice(people.practice.id)
    rows = dict(Delivery.objects.values_list("id", "reason"))
    assert rows == {broken.delivery_id: "unreadable", good.delivery_id: ""}
    assert Reading.objects.count() == 1
