"""The path of a reading, from the stored body to the alert."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

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
from tests.people import People
from vantrexia.audit.models import Entry
from vantrexia.core.tenancy import set_practice
from vantrexia.devices.models import Delivery, HeldMeasurement
from vantrexia.devices.services.deliveries import Receipt, replay, store_delivery
from vantrexia.triage.models import Alert, PatientState
from vantrexia.vitals.models import Reading
from vantrexia.workflows.readings import process_due

NOW = datetime.now(tz=UTC).replace(microsecond=0)


def deliver(door: OpenDoor, body: bytes, *, key: str | None = None, at: datetime = NOW) -> Receipt:
    receipt = store_delivery(
        practice_id=door.practice_id,
        connection_id=door.id,
        key_id=door.key_id,
        delivery_key=key,
        body=body,
        content_type="application/json",
        content_encoding="",
        received_at=at,
    )
    process_due(now=at + timedelta(seconds=1))
    set_practice(door.practice_id)
    return receipt


@pytest.fixture
def door(people: People) -> OpenDoor:
    return make_connection(people.practice)


def test_a_high_blood_pressure_becomes_one_reading_one_critical_alert_and_a_red_patient(
    people: People, door: OpenDoor
) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice)
    assign(device, patient)
    deliver(door, body_of(blood_pressure(device, 186, 96, at=NOW - timedelta(minutes=3))))
    reading = Reading.objects.get()
    assert (reading.patient_id, reading.systolic, reading.origin, reading.state) == (
        patient.id,
        186.0,
        "automatic",
        "final",
    )
    alert = Alert.objects.get(rule_key="systolic.high")
    assert (alert.severity, alert.state, alert.value, alert.reading_id) == (
        "critical",
        "open",
        186.0,
        reading.id,
    )
    assert alert.due_at - alert.opened_at == timedelta(minutes=15)
    state = PatientState.objects.get(patient=patient)
    assert state.level == "critical"
    assert 76 <= (state.score or 0) <= 100
    assert state.top_alert_id is not None
    device.refresh_from_db()
    assert device.status == "connected"
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.readings, delivery.held) == ("processed", 1, 0)
    entry = Entry.objects.get(action="readings.recorded")
    assert entry.patient_ids == [patient.id]
    assert entry.detail["readings"] == [str(reading.id)]


def test_a_repeated_delivery_and_a_repeated_reading_change_nothing(people: People, door: OpenDoor) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice)
    assign(device, patient)
    at = NOW - timedelta(minutes=3)
    body = body_of(blood_pressure(device, 150, at=at, reading_id="same"))
    first = deliver(door, body)
    assert deliver(door, body) == Receipt("duplicate", first.delivery_id)
    # The gateway sends the reading again in another body, and once more under another time.
    deliver(door, body_of(blood_pressure(device, 150, at=at, reading_id="same", note="again")))
    deliver(door, body_of(blood_pressure(device, 150, at=at - timedelta(days=40), reading_id="same")))
    assert Reading.objects.count() == 1
    assert Alert.objects.filter(rule_key="systolic.high").count() == 1


def test_later_breaches_join_and_a_graver_one_raises_the_same_alert(people: People, door: OpenDoor) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice)
    assign(device, patient)
    for minutes, systolic in ((30, 150), (20, 155), (10, 185)):
        deliver(door, body_of(blood_pressure(device, systolic, at=NOW - timedelta(minutes=minutes))))
    alert = Alert.objects.get(rule_key="systolic.high")
    assert (alert.severity, alert.breach_count, alert.value) == ("critical", 3, 185.0)


def test_an_unknown_device_is_held_and_found_again_on_replay(people: People, door: OpenDoor) -> None:
    patient = make_patient(people.practice)
    stranger = make_device(people.practice, serial="KNOWN")
    body = body_of(blood_pressure(stranger, 120, at=NOW - timedelta(minutes=3))).replace(b"KNOWN", b"LATER")
    receipt = deliver(door, body)
    assert HeldMeasurement.objects.get().reason == "unknown_device"
    assert Reading.objects.count() == 0
    late = make_device(people.practice, serial="LATER")
    assign(late, patient)
    assert receipt.delivery_id is not None
    replay(delivery_ids=[receipt.delivery_id], now=NOW)
    process_due(now=NOW + timedelta(seconds=5))
    set_practice(door.practice_id)
    assert Reading.objects.get().patient_id == patient.id
    assert HeldMeasurement.objects.get().state == "resolved"


def test_a_reading_follows_the_assignment_at_the_time_it_was_measured(people: People, door: OpenDoor) -> None:
    before, after = make_patient(people.practice), make_patient(people.practice)
    device = make_device(people.practice)
    swap = NOW - timedelta(days=2)
    assign(device, before, ends_at=swap)
    assign(device, after, starts_at=swap)
    deliver(
        door,
        body_of(
            blood_pressure(device, 120, at=swap - timedelta(seconds=1)), blood_pressure(device, 121, at=swap)
        ),
    )
    owners = dict(Reading.objects.values_list("systolic", "patient_id"))
    assert owners == {120.0: before.id, 121.0: after.id}


def test_a_body_nobody_understands_is_quarantined_whole(people: People, door: OpenDoor) -> None:
    deliver(door, b'{"hello": "world"}')
    delivery = Delivery.objects.get()
    assert delivery.status in ("quarantined", "processed")
    assert delivery.reason or delivery.held


def test_a_reading_from_the_future_is_held(people: People, door: OpenDoor) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice)
    assign(device, patient)
    deliver(door, body_of(blood_pressure(device, 120, at=NOW + timedelta(hours=2))))
    assert HeldMeasurement.objects.get().reason == "future_held"
    assert Reading.objects.count() == 0


def test_one_poisoned_delivery_does_not_hold_up_the_others(
    people: People, door: OpenDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vantrexia.workflows import readings as path

    patient, device = make_patient(people.practice), make_device(people.practice)
    assign(device, patient)
    real = path.record_readings

    def poisoned(candidates: list) -> object:  # type: ignore[type-arg]
        if any(candidate.systolic == 133 for candidate in candidates):
            raise RuntimeError("boom with a value 133")
        return real(candidates)

    monkeypatch.setattr(path, "record_readings", poisoned)
    for systolic in (120, 133, 121):
        store_delivery(
            practice_id=door.practice_id,
            connection_id=door.id,
            key_id="k1",
            delivery_key=None,
            content_type="application/json",
            body=body_of(blood_pressure(device, systolic, at=NOW - timedelta(minutes=systolic))),
            content_encoding="",
            received_at=NOW,
        )
    moment = NOW
    for _ in range(6):
        moment += timedelta(minutes=5)
        process_due(now=moment)
    set_practice(door.practice_id)
    assert sorted(Reading.objects.values_list("systolic", flat=True)) == [120.0, 121.0]
    failed = Delivery.objects.get(status="failed")
    assert failed.attempts == 5
    assert "RuntimeError" in failed.error
    assert "133" not in failed.error.replace(":133 ", "")
