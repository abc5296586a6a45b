"""What an operator does from a terminal: see what waits, place it, throw it out, play it again, erase what is old."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from tests.factories import OpenDoor, blood_pressure, body_of, make_connection, make_device, make_patient
from tests.people import People
from tests.workflows.test_readings import deliver
from vantrexia.audit.models import Entry
from vantrexia.core.tenancy import set_practice
from vantrexia.devices.models import Delivery, DeviceModel, HeldMeasurement
from vantrexia.vitals.models import Reading
from vantrexia.workflows.readings import process_due

NOW = datetime.now(tz=UTC).replace(microsecond=0)


@pytest.fixture
def door(people: People) -> OpenDoor:
    return make_connection(people.practice)


@pytest.fixture
def waiting(people: People, door: OpenDoor) -> HeldMeasurement:
    """A measurement of a device nobody entered."""
    device = make_device(people.practice, serial="TEMPLATE")
    deliver(
        door,
        body_of(blood_pressure(device, 147, at=NOW - timedelta(minutes=3))).replace(
            b"TEMPLATE", b"UNKNOWN-7"
        ),
    )
    return HeldMeasurement.objects.get()


def run(people: People, *words: Any) -> str:
    out = StringIO()
    call_command(*[str(word) for word in words], stdout=out)
    set_practice(people.practice.id)
    return out.getvalue()


def test_the_list_says_what_waits_and_of_which_device_and_no_value(
    people: People, door: OpenDoor, waiting: HeldMeasurement
) -> None:
    deliver(door, b'"nothing"')
    said = run(people, "quarantine", "list", "--practice", people.practice.id)
    assert f"{waiting.id}  unknown_device" in said
    assert "serial=UNKNOWN-7" in said
    assert "delivery quarantined" in said
    assert not re.search(r"\b147\b", said), "three digits inside an id are none"


def test_a_measurement_is_placed_and_played_again(people: People, waiting: HeldMeasurement) -> None:
    patient, model = make_patient(people.practice), DeviceModel.objects.first()
    assert model is not None
    practice = ("--practice", people.practice.id)
    with pytest.raises(CommandError, match="model_id"):
        run(people, "quarantine", "place", waiting.id, *practice, "--patient", patient.id)
    said = run(
        people, "quarantine", "place", waiting.id, *practice, "--patient", patient.id, "--model", model.id
    )
    assert said == "1 measurements, 1 deliveries on their way again\n"
    process_due(now=datetime.now(tz=UTC) + timedelta(seconds=1))
    set_practice(people.practice.id)
    assert Reading.objects.get().patient_id == patient.id


def test_a_time_without_its_offset_is_refused(people: People, waiting: HeldMeasurement) -> None:
    with pytest.raises(CommandError, match="offset"):
        run(
            people,
            "quarantine",
            "place",
            waiting.id,
            "--practice",
            people.practice.id,
            "--from",
            "2026-01-01T10:00:00",
        )


def test_a_measurement_is_thrown_out_with_a_reason_that_is_kept(
    people: People, waiting: HeldMeasurement
) -> None:
    run(
        people,
        "quarantine",
        "discard",
        waiting.id,
        "--practice",
        people.practice.id,
        "--reason",
        "demo device",
    )
    waiting.refresh_from_db()
    assert waiting.state == "discarded"
    entry = Entry.objects.get(action="held_measurement.discarded")
    assert (entry.actor_kind, entry.actor_name, entry.reason) == ("system", "console", "demo device")
    with pytest.raises(CommandError):
        run(people, "quarantine", "discard", uuid4(), "--practice", people.practice.id, "--reason", "x")


def test_deliveries_are_played_again_by_what_was_held_of_them(
    people: People, waiting: HeldMeasurement
) -> None:
    late = make_device(people.practice, serial="UNKNOWN-7")
    from tests.factories import assign

    assign(late, make_patient(people.practice))
    said = run(people, "replay_deliveries", "--held-reason", "unknown_device", "--now")
    assert said == "1 deliveries are on their way again\n1 deliveries processed\n"
    assert Reading.objects.count() == 1
    assert (
        run(people, "replay_deliveries", "--held-reason", "unknown_device")
        == "0 deliveries are on their way again\n"
    )


def test_a_replay_of_everything_must_be_asked_for(people: People) -> None:
    with pytest.raises(CommandError, match="say which"):
        run(people, "replay_deliveries")


def test_old_bodies_are_erased(people: People, door: OpenDoor) -> None:
    deliver(door, b"[]")
    Delivery.objects.update(received_at=NOW, processed_at=NOW, status="processed")
    assert run(people, "erase_bodies") == "0 bodies erased\n"
    with pytest.raises(CommandError):
        run(people, "erase_bodies", "--days", "0")
