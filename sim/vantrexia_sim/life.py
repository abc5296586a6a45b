"""Days in the life of a home: which measurements it takes, with which device, and what its hub sends when.

`live_days(home=…, first=…, last=…, seed=…, anchor=…)`  all uploads whose measurements fall on these local
  days
`take_now(home=…, device=…, at=…, …)`                  one upload taken at a given moment (the demo's steady
  pace)

Every random choice hangs on (seed, home, device, day), never on what was generated before, so a run that
starts later, ends earlier or is restarted makes the same readings again, byte for byte. `anchor` is the start
of the run: courses of illness are counted from it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from vantrexia_sim import mishaps
from vantrexia_sim.localtime import to_local_instant
from vantrexia_sim.model import Device, Home, Upload
from vantrexia_sim.people import Person, make_person
from vantrexia_sim.physiology import take_sample


@dataclass(frozen=True, slots=True)
class Slot:
    """A moment of the day to measure at: hours after waking, or before bed when negative; and the meal, if
    any."""

    hours: float
    meal: str | None = None


# How often each vital is measured in a day. Order of the list is order of the day.
_SLOTS: dict[str, tuple[Slot, ...]] = {
    "blood_pressure": (Slot(0.8), Slot(-2.0)),
    "weight": (Slot(0.3),),
    "pulse_oximetry": (Slot(1.2), Slot(-3.0)),
    "glucose": (Slot(0.4, "fasting"), Slot(4.8, "pre"), Slot(-2.6, "post"), Slot(-0.3, "bedtime")),
    "heart_rate": (Slot(2.0),),
    "temperature": (Slot(1.0),),
    "respiratory_rate": (Slot(1.1),),
}


def live_days(*, home: Home, first: date, last: date, seed: int, anchor: datetime) -> Iterator[Upload]:
    """Uploads of the local days `first`…`last` (both in), in order of measurement; `upload_at` may be days
    later."""
    person = make_person(home=home, seed=seed)
    zone = ZoneInfo(home.zone)
    day = first
    while day <= last:
        yield from _live_day(home=home, person=person, zone=zone, day=day, seed=seed, anchor=anchor)
        day += timedelta(days=1)


def take_now(
    *, home: Home, device: Device, at: datetime, days: float, seed: int, meal: str | None = None
) -> Upload:
    """One measurement at `at` (any zone), sent at once. `days` drives the course of the illness."""
    person = make_person(home=home, seed=seed)
    local = at.astimezone(ZoneInfo(home.zone)).replace(microsecond=0)
    rng = Random(f"{seed}|now|{device.key}|{local.isoformat()}")
    sample = take_sample(person=person, kind=device.kind, at=local, days=days, rng=rng, meal=meal)
    return Upload(
        device=device,
        upload_id=make_upload_id(seed=seed, device=device, at=local, what=device.kind),
        taken_at=local,
        upload_at=local,
        battery_percent=mishaps.battery_percent(device=device, at=local, seed=seed),
        signal_percent=mishaps.signal_percent(device=device, rng=rng, seed=seed),
        sample=sample,
        repeat_of_delivery=mishaps.is_repeated(rng=rng),
    )


def make_upload_id(*, seed: int, device: Device, at: datetime, what: str) -> str:
    """The gateway's own id of a reading or status: a digest of what makes it this one and no other."""
    text = f"{seed}|{device.key}|{at.isoformat()}|{what}"
    return hashlib.sha256(text.encode()).hexdigest()[:26]


def _live_day(
    *, home: Home, person: Person, zone: ZoneInfo, day: date, seed: int, anchor: datetime
) -> Iterator[Upload]:
    taken: list[tuple[datetime, Device, str | None, bool, Random]] = []
    for device in home.devices:
        for index, slot in enumerate(_SLOTS[device.kind]):
            rng = Random(f"{seed}|{device.key}|{day.isoformat()}|{index}")
            at = _moment(person=person, zone=zone, day=day, slot=slot, rng=rng)
            battery = mishaps.battery_percent(device=device, at=at, seed=seed)
            if not device.is_used_at(at) or mishaps.is_missed(
                person=person, day=day, seed=seed, battery=battery, rng=rng
            ):
                continue
            taken.append((at, device, slot.meal, True, rng))
            if device.kind == "blood_pressure" and person.measures_twice:
                taken.append((at + timedelta(seconds=rng.randint(70, 150)), device, None, False, rng))
    uploads = [
        _upload(home, person, at, device, meal, first, rng, seed, anchor)
        for at, device, meal, first, rng in taken
    ]
    uploads += _statuses(home=home, person=person, zone=zone, day=day, seed=seed)
    yield from sorted(uploads, key=lambda upload: (upload.taken_at, upload.upload_id))


def _moment(*, person: Person, zone: ZoneInfo, day: date, slot: Slot, rng: Random) -> datetime:
    """When in local time this slot happened: people sleep in at weekends, and nobody is punctual."""
    wake = person.wake_hour + (0.9 if day.weekday() >= 5 else 0.0)
    hours = wake + slot.hours if slot.hours >= 0 else person.bed_hour + slot.hours
    seconds = round((hours + rng.gauss(0, 0.35)) * 3600)
    naive = datetime(day.year, day.month, day.day) + timedelta(seconds=min(max(seconds, 0), 86_390))  # noqa: DTZ001
    return to_local_instant(naive=naive, zone=zone, second_time=rng.random() < 0.5)


def _upload(
    home: Home,
    person: Person,
    at: datetime,
    device: Device,
    meal: str | None,
    first: bool,
    rng: Random,
    seed: int,
    anchor: datetime,
) -> Upload:
    days = (at - anchor).total_seconds() / 86_400
    sample = take_sample(person=person, kind=device.kind, at=at, days=days, rng=rng, meal=meal, first=first)
    stamped = mishaps.read_device_clock(device=device, at=at, seed=seed)
    if stamped != at:
        sample = replace(sample, measured_at=stamped.astimezone(ZoneInfo(home.zone)))
    return Upload(
        device=device,
        upload_id=make_upload_id(seed=seed, device=device, at=at, what=device.kind),
        taken_at=at,
        upload_at=mishaps.leave_home_at(person=person, at=at, seed=seed, rng=rng),
        battery_percent=mishaps.battery_percent(device=device, at=at, seed=seed),
        signal_percent=mishaps.signal_percent(device=device, rng=rng, seed=seed),
        sample=sample,
        repeat_of_delivery=mishaps.is_repeated(rng=rng),
    )


def _statuses(*, home: Home, person: Person, zone: ZoneInfo, day: date, seed: int) -> Iterator[Upload]:
    """A heartbeat of the hub each day, and a warning when a device's cells are nearly empty."""
    for index, device in enumerate(home.devices):
        rng = Random(f"{seed}|status|{device.key}|{day.isoformat()}")
        at = to_local_instant(
            naive=datetime(day.year, day.month, day.day, 3, rng.randrange(60), rng.randrange(60)),  # noqa: DTZ001
            zone=zone,
        )
        if not device.is_used_at(at):
            continue
        battery = mishaps.battery_percent(device=device, at=at, seed=seed)
        weak = mishaps.EMPTY_PERCENT < battery <= mishaps.WEAK_PERCENT
        if index and not weak:
            continue
        event = "low_battery" if weak else "heartbeat"
        yield Upload(
            device=device,
            upload_id=make_upload_id(seed=seed, device=device, at=at, what=event),
            taken_at=at,
            upload_at=mishaps.leave_home_at(person=person, at=at, seed=seed, rng=rng),
            battery_percent=battery,
            signal_percent=mishaps.signal_percent(device=device, rng=rng, seed=seed),
            event=event,
        )
