"""Vitals and measurements: what a device tells us, before it becomes a stored reading.

Public: `Measurement` (one physical measurement in canonical units), `DeviceRef`, `KINDS`, `VITALS`,
`canonical(vital, value, unit)`, `limits_in(vital, unit)`, `parse_instant(text)`, `check_plausible(measurement)`, `judge_clock(…)`.

A *kind* says what was measured in one act (a blood pressure); a *vital* is one number of it that rules speak
of (systolic). Units are UCUM codes.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from types import MappingProxyType
from typing import Literal, NamedTuple

from vantrexia.domain.errors import DomainError
from vantrexia.domain.units import convert
from vantrexia.domain.wordings import say

ClockVerdict = Literal["ok", "late", "future_held", "too_old_held"]

DEVICE_SYSTEMS: tuple[str, ...] = ("serial", "imei", "mac", "hwi", "gateway_device_id", "user_ref")
MEAL_MARKERS: tuple[str, ...] = ("pre_meal", "post_meal", "fasting", "bedtime", "unknown")

CLOCK_AHEAD_TOLERANCE = timedelta(minutes=10)
LATE_AFTER = timedelta(hours=24)
OLDEST_MONTHS = 13


class Vital(NamedTuple):
    """One number rules speak of. `low` and `high` are hard limits of plausibility, both still plausible."""

    name: str
    unit: str
    decimals: int
    low: float
    high: float
    source: str


_PUBLISHED = "Published limits of the ingestion API."
_OXIMETERS = "ISO 80601-2-61 asks for accuracy from 70 to 100 %; below 50 % is artefact."
_SCALES = "Newborn to the 1,000 lb of bariatric scales."
_METERS = "Wider than meters measure (OneTouch Verio Flex 20 to 600)."
_THERMOMETERS = "Wider than clinical thermometers must measure (ISO 80601-2-56)."
_BREATHS = "Wider than any rate a person keeps up at home."

VITALS: Mapping[str, Vital] = MappingProxyType(
    {
        vital.name: vital
        for vital in (
            Vital("systolic", "mm[Hg]", 1, 60, 300, _PUBLISHED),
            Vital("diastolic", "mm[Hg]", 1, 30, 200, _PUBLISHED),
            Vital("pulse", "/min", 1, 30, 250, _PUBLISHED),
            Vital("spo2", "%", 1, 50, 100, _OXIMETERS),
            Vital("weight_kg", "kg", 3, 2, 454, _SCALES),
            Vital("glucose_mg_dl", "mg/dL", 2, 10, 1000, _METERS),
            Vital("temperature_c", "Cel", 2, 25, 45, _THERMOMETERS),
            Vital("respiratory_rate", "/min", 1, 3, 80, _BREATHS),
        )
    }
)

# Which vitals a kind must carry, and which it may carry besides.
KIND_VITALS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = MappingProxyType(
    {
        "blood_pressure": (("systolic", "diastolic"), ("pulse",)),
        "heart_rate": (("pulse",), ()),
        "pulse_oximetry": (("spo2",), ("pulse",)),
        "weight": (("weight_kg",), ()),
        "glucose": (("glucose_mg_dl",), ()),
        "temperature": (("temperature_c",), ()),
        "respiratory_rate": (("respiratory_rate",), ()),
    }
)
KINDS: tuple[str, ...] = tuple(KIND_VITALS)


class DeviceRef(NamedTuple):
    """How a gateway names a device. `user_ref` is its name of the person where it knows no device."""

    system: str
    value: str


class Problem(NamedTuple):
    """What is wrong with a measurement; `detail` never holds the value, because logs see it."""

    field: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One physical measurement, normalised, not stored. Times are UTC; the device's offset is kept beside.

    `original` keeps value and unit as sent (JSON-able); `seq` tells apart measurements of the same device,
    kind and instant; `source_id` is the gateway's own id of the reading.
    """

    kind: str
    device_ref: DeviceRef
    measured_at: datetime
    slot: int = 1
    utc_offset_minutes: int | None = None
    systolic: float | None = None
    diastolic: float | None = None
    pulse: float | None = None
    irregular_beat: bool | None = None
    spo2: float | None = None
    weight_kg: float | None = None
    glucose_mg_dl: float | None = None
    meal_marker: str | None = None
    temperature_c: float | None = None
    respiratory_rate: float | None = None
    original: Mapping[str, object] = field(default_factory=dict)
    context: Mapping[str, str] = field(default_factory=dict)
    seq: int = 0
    source_id: str | None = None

    def list_values(self) -> dict[str, float]:
        """The vitals carried, as thresholds want them: `{"systolic": 142, "diastolic": 88}`."""
        required, optional = KIND_VITALS[self.kind]
        values: dict[str, float] = {}
        for name in required + optional:
            value = getattr(self, name)
            if value is not None:
                values[name] = value
        return values


def canonical(vital: str, value: Decimal | float | int | str, unit: str) -> float:
    """A value in the unit we store, rounded to the vital's decimals (finer than any home device shows).

    Errors: those of `units.convert`.
    """
    spec = VITALS[vital]
    return float(round(convert(value, unit, spec.unit), spec.decimals))


def limits_in(vital: str, unit: str) -> tuple[float, float]:
    """The hard limits of a vital in a unit people write, one decimal, rounded inwards: whoever keeps to them is not refused."""
    spec = VITALS[vital]
    tenth = Decimal("0.1")
    low = convert(spec.low, spec.unit, unit).quantize(tenth, ROUND_CEILING)
    high = convert(spec.high, spec.unit, unit).quantize(tenth, ROUND_FLOOR)
    return float(low), float(high)


def parse_instant(text: str) -> tuple[datetime, int]:
    """Read an ISO 8601 instant: `("2026-11-23T07:31:05-05:00")` → (12:31:05 UTC, −300 minutes).

    Errors: DomainError `invalid_time` where it is no time, `time_without_zone` where it names no offset: a
    guess would move readings to another day.
    """
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise DomainError("invalid_time", "The time is not ISO 8601.") from None
    offset = moment.utcoffset()
    if offset is None:
        raise DomainError("time_without_zone", "The time names no offset from UTC.")
    try:
        return moment.astimezone(UTC), int(offset.total_seconds() // 60)
    except OverflowError:
        raise DomainError("invalid_time", "The time lies outside the calendar.") from None


def check_plausible(measurement: Measurement) -> tuple[Problem, ...]:
    """Hard limits: what no living person or working device gives. An empty tuple means plausible.

    Such a measurement is held for a person to look at; clinical limits are thresholds, not this.
    """
    if measurement.kind not in KIND_VITALS:
        return (Problem("kind", "unknown_kind", "The kind of measurement is not known."),)
    values = measurement.list_values()
    problems = [
        Problem(name, "missing", say("{name} is missing.", name=name))
        for name in KIND_VITALS[measurement.kind][0]
        if name not in values
    ]
    for name, value in values.items():
        spec = VITALS[name]
        # Written as "not inside" so that NaN, which is neither above nor below anything, is refused too.
        if not spec.low <= value <= spec.high:
            limits = say("{low:g} to {high:g} {unit}", low=spec.low, high=spec.high, unit=spec.unit)
            problems.append(
                Problem(name, "implausible", say("{name} is outside {limits}.", name=name, limits=limits))
            )
    if not problems and "systolic" in values and values["diastolic"] >= values["systolic"]:
        problems.append(Problem("diastolic", "not_below_systolic", "diastolic is not below systolic."))
    return tuple(problems)


def judge_clock(measured_at: datetime, received_at: datetime) -> ClockVerdict:
    """Compare the device's clock with ours. What is held waits for a person; `late` is a mark, not a fault.

    More than 10 minutes ahead cannot be true; older than 13 calendar months lies outside the kept range.
    """
    age = received_at - measured_at
    if age < -CLOCK_AHEAD_TOLERANCE:
        return "future_held"
    if age <= LATE_AFTER:
        return "ok"
    return "too_old_held" if measured_at < _subtract_months(received_at, OLDEST_MONTHS) else "late"


def _subtract_months(moment: datetime, months: int) -> datetime:
    """The same day and time some months earlier; the last day of the month where it has no such day."""
    index = moment.year * 12 + moment.month - 1 - months
    year, month = divmod(index, 12)
    last_day = calendar.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last_day))
