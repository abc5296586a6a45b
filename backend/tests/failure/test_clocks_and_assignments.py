"""Device clocks that are wrong, and devices that changed hands between measuring, sending and processing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import OpenDoor, assign, blood_pressure, make_connection, make_device, make_patient
from tests.failure.deliver import deliver, store
from tests.people import People
from vantrexia.core.tenancy import set_practice
from vantrexia.devices.models import Assignment, HeldMeasurement
from vantrexia.devices.services.deliveries import replay
from vantrexia.triage.models import Alert, PatientState
from vantrexia.vitals.models import Reading
from vantrexia.workflows.readings import process_due

NOW = datetime.now(tz=UTC).replace(microsecond=0)


@pytest.fixture
def door(people: People) -> OpenDoor:
    return make_connection(people.practice)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ahead", "becomes"),
    [
        (timedelta(minutes=9, seconds=59), "reading"),
        (timedelta(minutes=10, seconds=1), "future_held"),
        (timedelta(days=365), "future_held"),
        (timedelta(hours=-23), "reading"),
        (timedelta(hours=-25), "late"),
        (timedelta(days=-300), "late"),
        (timedelta(days=-3650), "too_old_held"),
        (datetime(1970, 1, 1, tzinfo=UTC) - NOW, "too_old_held"),
    ],
)
def test_a_skewed_clock_is_taken_marked_or_held_and_both_clocks_are_kept(
    people: People, door: OpenDoor, ahead: timedelta, becomes: str
) -> None:
    device = make_device(people.practice)
    assign(device, make_patient(people.practice), starts_at=datetime(1960, 1, 1, tzinfo=UTC))
    deliver(door, blood_pressure(device, 190, at=NOW + ahead), at=NOW)
    set_practice(door.practice_id)
    if becomes.endswith("held"):
        held = HeldMeasurement.objects.get()
        assert (held.reason, held.measured_at, held.delivery_received_at) == (becomes, NOW + ahead, NOW)
        assert not Reading.objects.exists()
        assert not Alert.objects.exists()
        return
    reading = Reading.objects.get()
    assert (reading.measured_at, reading.received_at, reading.is_late) == (
        NOW + ahead,
        NOW,
        becomes == "late",
    )
    alert = Alert.objects.get(rule_key="systolic.high")
    assert alert.is_late_data == (becomes == "late")
    assert alert.opened_at >= NOW  # the deadline counts from when somebody could know


@pytest.mark.django_db
def test_a_clock_put_right_in_between_does_not_take_the_place_of_the_newest_value(
    people: People, door: OpenDoor
) -> None:
    """A reading that arrives later and was measured earlier changes the past, not the present."""
    patient, device = make_patient(people.practice), make_device(people.practice)
    assign(device, patient)
    deliver(door, blood_pressure(device, 121, at=NOW - timedelta(minutes=5)), at=NOW)
    deliver(door, blood_pressure(device, 139, at=NOW - timedelta(days=20)), at=NOW + timedelta(minutes=1))
    set_practice(door.practice_id)
    state = PatientState.objects.get(patient=patient)
    assert state.last_reading_at == NOW - timedelta(minutes=5)
    assert state.latest["blood_pressure"]["systolic"] == 121


@pytest.mark.django_db
def test_a_device_that_changed_hands_before_processing_gives_each_their_own(
    people: People, door: OpenDoor
) -> None:
    before, after, device = (
        make_patient(people.practice),
        make_patient(people.practice),
        make_device(people.practice),
    )
    first = assign(device, before)
    handed_over = NOW - timedelta(hours=2)
    store(
        door, blood_pressure(device, 121, at=handed_over - timedelta(seconds=1)), blood_pressure(device, 122, at=handed_over),
        at=NOW,
    )  # fmt: skip
    # Only now somebody notes the hand-over that took place two hours ago.
    Assignment.objects.filter(id=first.id).update(ends_at=handed_over)
    assign(device, after, starts_at=handed_over)
    process_due(now=NOW + timedelta(seconds=1))
    set_practice(door.practice_id)
    assert dict(Reading.objects.values_list("systolic", "patient_id")) == {121.0: before.id, 122.0: after.id}


@pytest.mark.django_db
def test_an_assignment_corrected_afterwards_and_a_replay_double_nothing(
    people: People, door: OpenDoor
) -> None:
    """What was recorded stays with whom it was recorded for until a person corrects it; a replay makes no second one."""
    before, after, device = (
        make_patient(people.practice),
        make_patient(people.practice),
        make_device(people.practice),
    )
    assignment = assign(device, before)
    receipt = deliver(door, blood_pressure(device, 190, at=NOW - timedelta(minutes=3)), at=NOW)
    set_practice(door.practice_id)
    Assignment.objects.filter(id=assignment.id).update(ends_at=NOW - timedelta(hours=1))
    assign(device, after, starts_at=NOW - timedelta(hours=1))
    assert receipt.delivery_id is not None
    replay(delivery_ids=[receipt.delivery_id], now=NOW)
    process_due(now=NOW + timedelta(minutes=1))
    set_practice(door.practice_id)
    assert [row.patient_id for row in Reading.objects.all()] == [before.id]
    assert [row.patient_id for row in Alert.objects.filter(rule_key="systolic.high")] == [before.id]


@pytest.mark.django_db
def test_a_device_taken_back_before_the_measurement_is_nobodys_and_is_held(
    people: People, door: OpenDoor
) -> None:
    device = make_device(people.practice)
    assign(device, make_patient(people.practice), ends_at=NOW - timedelta(days=1))
    deliver(door, blood_pressure(device, 121, at=NOW - timedelta(minutes=3)), at=NOW)
    set_practice(door.practice_id)
    assert HeldMeasurement.objects.get().reason == "not_assigned"
    assert not Reading.objects.exists()
