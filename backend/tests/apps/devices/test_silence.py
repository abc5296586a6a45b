"""Devices that go quiet are marked, once, and come back by themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.factories import assign, blood_pressure, body_of, make_connection, make_device, make_patient
from tests.people import People
from tests.workflows.test_readings import deliver
from vantrexia.accounts.models import PracticeSetting
from vantrexia.audit.models import Entry
from vantrexia.core.actor import system_actor
from vantrexia.core.tenancy import set_practice
from vantrexia.devices.models import Device, DeviceEvent
from vantrexia.devices.services.silence import mark_silent_devices
from vantrexia.workflows.devices import mark_all_silent

NOW = datetime.now(tz=UTC).replace(microsecond=0)


def connected(people: People, *, seen: timedelta | None) -> Device:
    device = make_device(people.practice, status="connected")
    Device.objects.filter(id=device.id).update(last_seen_at=None if seen is None else NOW - seen)
    device.refresh_from_db()
    return device


def test_a_connected_device_is_silent_after_three_days_and_noted_once(people: People) -> None:
    quiet, lively = (
        connected(people, seen=timedelta(days=3, seconds=1)),
        connected(people, seen=timedelta(days=2)),
    )
    never = connected(people, seen=None)
    actor = system_actor("silence", practice_id=people.practice.id)
    assert set(mark_silent_devices(actor=actor, now=NOW)) == {quiet.id, never.id}
    assert mark_silent_devices(actor=actor, now=NOW) == []
    lively.refresh_from_db()
    assert lively.status == "connected"
    event = DeviceEvent.objects.get(device=quiet)
    assert (event.event, event.from_status, event.to_status) == ("silent", "connected", "silent")
    assert Entry.objects.filter(action="devices.marked_silent").count() == 1


def test_how_long_is_the_practice_s_own_setting(people: People) -> None:
    device = connected(people, seen=timedelta(days=4))
    PracticeSetting(
        practice_id=people.practice.id, name="device_silent_days", value=7, valid_from=NOW - timedelta(days=9)
    ).save(force_insert=True)
    actor = system_actor("silence", practice_id=people.practice.id)
    assert mark_silent_devices(actor=actor, now=NOW) == []
    assert mark_silent_devices(actor=actor, now=NOW + timedelta(days=4)) == [device.id]


def test_a_reading_brings_a_silent_device_back(people: People) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice, status="silent")
    assign(device, patient)
    deliver(
        make_connection(people.practice), body_of(blood_pressure(device, 120, at=NOW - timedelta(minutes=1)))
    )
    device.refresh_from_db()
    assert device.status == "connected"


def test_the_hourly_job_goes_through_every_practice(people: People) -> None:
    connected(people, seen=timedelta(days=9))
    set_practice(people.other_practice.id)
    make_device(people.other_practice, status="connected")
    assert mark_all_silent(NOW) == 2
