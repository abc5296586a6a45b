"""What deliveries tell of devices: battery, signal, last seen, and news of their life in any order."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

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
from tests.workflows.test_readings import deliver
from vantrexia.devices.models import Connection, Device, DeviceEvent

NOW = datetime.now(tz=UTC).replace(microsecond=0)


@pytest.fixture
def door(people: People) -> OpenDoor:
    return make_connection(people.practice)


def tell(door: OpenDoor, device: Device, *, minutes: float, event: str = "heartbeat", **state: Any) -> None:
    at = NOW - timedelta(minutes=minutes)
    body = {
        "type": "status",
        "device": {"serial": device.serial, **state},
        "at": at.isoformat(),
        "event": event,
    }
    deliver(door, json.dumps(body).encode())
    device.refresh_from_db()


def events(device: Device) -> list[str]:
    return list(
        DeviceEvent.objects.filter(device=device).order_by("at", "id").values_list("event", flat=True)
    )


def test_battery_signal_and_last_seen_are_shown_as_last_told(people: People, door: OpenDoor) -> None:
    device = make_device(people.practice)
    tell(door, device, minutes=9, battery_percent=80, signal_percent=60)
    tell(door, device, minutes=5, battery_percent=79)
    assert (device.battery_percent, device.signal_percent) == (79, 60)
    assert device.last_seen_at == NOW - timedelta(minutes=5)
    tell(door, device, minutes=30)
    assert device.last_seen_at == NOW - timedelta(minutes=5)


def test_a_low_battery_is_an_event_once_until_it_was_charged(people: People, door: OpenDoor) -> None:
    device = make_device(people.practice, status="connected")
    for minutes, battery in ((9, 30), (8, 19), (7, 15), (6, 90), (5, 10)):
        tell(door, device, minutes=minutes, battery_percent=battery)
    assert events(device) == ["battery_low", "battery_low"]


def test_news_of_a_parcel_that_comes_late_changes_nothing(people: People, door: OpenDoor) -> None:
    device = make_device(people.practice, status="ordered")
    tell(door, device, minutes=9, event="shipped")
    assert device.status == "shipped"
    assert device.last_seen_at is None
    tell(door, device, minutes=8)
    tell(door, device, minutes=7, event="delivered")
    assert device.status == "connected"
    assert events(device) == ["shipped", "connected"]


def test_a_retired_device_stays_retired_whatever_it_sends(people: People, door: OpenDoor) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice, status="retired")
    assign(device, patient)
    deliver(door, body_of(blood_pressure(device, 120, at=NOW - timedelta(minutes=1))))
    device.refresh_from_db()
    assert device.status == "retired"


def test_a_status_of_a_device_nobody_knows_is_no_reason_to_stop(people: People, door: OpenDoor) -> None:
    device = make_device(people.practice)
    body = {"type": "status", "device": {"serial": "NOBODY"}, "at": NOW.isoformat(), "event": "heartbeat"}
    deliver(door, json.dumps([body, {**body, "device": {"serial": device.serial}}]).encode())
    device.refresh_from_db()
    assert device.status == "connected"


def test_a_connection_shows_when_it_last_delivered(people: People, door: OpenDoor) -> None:
    deliver(door, body_of(blood_pressure(make_device(people.practice), 120, at=NOW)), at=NOW)
    assert Connection.objects.get(id=door.id).last_delivery_at == NOW
