"""Data days: on which local dates an automatic reading counts (rules 8.1, 8.2, 8.4, 8.7).

Public: `index_days`, `DayIndex`.

A day counts once however many readings or devices; typed readings, readings before the device's set-up or
after the end of monitoring, held clocks and a hospital's own devices never count, but are kept aside for the
flags.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from vantrexia.domain.billing.facts import Device, Reading


@dataclass(frozen=True, slots=True)
class DayIndex:
    """Sorted distinct dates. `by_device` holds the counted dates of each device, `typed` dates with typed
    readings only.

    `best_device`: a day total is the best single device's instead of the union (setting `device_days`).
    """

    counted: tuple[date, ...]
    by_device: dict[str, tuple[date, ...]]
    typed: tuple[date, ...]
    after_end: tuple[date, ...]
    held: tuple[date, ...]
    wrong_serial: tuple[str, ...]
    unknown_device: tuple[str, ...]
    best_device: bool

    def count(self, start: date, end: date) -> int:
        """Data days in `start..end` inclusive."""
        if self.best_device:
            return max(self.count_by_device(start, end).values(), default=0)
        return bisect_right(self.counted, end) - bisect_left(self.counted, start)

    def count_by_device(self, start: date, end: date) -> dict[str, int]:
        """Data days of each device in `start..end` inclusive."""
        return {
            device: bisect_right(days, end) - bisect_left(days, start)
            for device, days in self.by_device.items()
        }

    def list_days(self, start: date, end: date) -> tuple[date, ...]:
        """The data days in `start..end` inclusive that `count` counted."""
        days = self.counted
        if self.best_device and self.by_device:
            days = max(sorted(self.by_device.items()), key=lambda item: len(_between(item[1], start, end)))[1]
        return _between(days, start, end)

    def list_typed(self, start: date, end: date) -> tuple[date, ...]:
        """Days in `start..end` on which somebody typed a reading and no device sent one."""
        return _between(self.typed, start, end)


def index_days(
    readings: tuple[Reading, ...],
    devices: tuple[Device, ...],
    *,
    zone: ZoneInfo,
    started_at: datetime,
    ended_at: datetime | None,
    now: datetime,
    clock_tolerance: timedelta,
    best_device: bool,
    self_reported: bool,
    as_noted: bool = True,
) -> DayIndex:
    """Sort readings into days. A reading at the very moment of start or end still counts; nothing from `now`
    on does. `as_noted`: a date noted with a reading is its day."""
    by_id = {d.id: d for d in devices}
    gates = {d.id: max(started_at, d.setup_completed_at) for d in devices if d.setup_completed_at is not None}
    counted: dict[str, set[date]] = {}
    typed: set[date] = set()
    after_end: set[date] = set()
    held: set[date] = set()
    wrong_serial: set[str] = set()
    unknown: set[str] = set()
    for reading in readings:
        measured_at, device_id = reading.measured_at, reading.device_id
        gate = gates.get(device_id)
        if gate is None:
            if device_id not in by_id:
                unknown.add(device_id)
            continue
        if measured_at < gate or measured_at >= now:
            continue
        day = (reading.local_date if as_noted else None) or measured_at.astimezone(zone).date()
        if ended_at is not None and measured_at > ended_at:
            after_end.add(day)
        elif reading.hospital:
            continue
        elif not (reading.automatic or self_reported):
            typed.add(day)
        elif reading.held or (
            reading.received_at is not None and measured_at - reading.received_at > clock_tolerance
        ):
            held.add(day)
        elif reading.serial is not None and by_id[device_id].serial not in (None, reading.serial):
            # A reading follows the serial number's assignment, never the device record it was filed under.
            wrong_serial.add(device_id)
        else:
            days = counted.get(device_id)
            if days is None:
                counted[device_id] = {day}
            else:
                days.add(day)
    union = set().union(*counted.values())
    return DayIndex(
        counted=tuple(sorted(union)),
        by_device={device: tuple(sorted(days)) for device, days in sorted(counted.items())},
        typed=tuple(sorted(typed - union)),
        after_end=tuple(sorted(after_end)),
        held=tuple(sorted(held)),
        wrong_serial=tuple(sorted(wrong_serial)),
        unknown_device=tuple(sorted(unknown)),
        best_device=best_device,
    )


def _between(days: tuple[date, ...], start: date, end: date) -> tuple[date, ...]:
    return days[bisect_left(days, start) : bisect_right(days, end)]
