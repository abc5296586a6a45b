"""Parse a file of billing cases: shape and types checked, with the place of the first mistake in one
sentence.

Public: `read_vectors(path)`, `Vector`, `ExpectedLine`, `VectorFileError`.

A case holds a patient, devices, readings, time entries, earlier claims, a window and the expected lines. A
compact reading stands for one automatic reading a day at a whole hour of the patient's time; minutes may be
fractional and are kept exact.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

from vantrexia.domain.billing.clock import get_zone
from vantrexia.domain.billing.facts import Device, PatientFacts, PriorClaim, Reading, TimeEntry
from vantrexia.domain.errors import DomainError

_MAX_COMPACT_DAYS = 3660


class VectorFileError(Exception):
    """The file is not a list of cases; the message is one line and names the place."""


@dataclass(frozen=True, slots=True)
class ExpectedLine:
    """A line a case expects; `date_of_service` None is not compared."""

    code: str
    units: int
    period_start: date
    period_end: date
    date_of_service: date | None


@dataclass(frozen=True, slots=True)
class Vector:
    """One case. `window_to` is "today", evaluated at its end."""

    id: str
    title: str
    facts: PatientFacts
    window_from: date
    window_to: date
    expected: tuple[ExpectedLine, ...]
    expected_void: tuple[tuple[str, date], ...]


def read_vectors(path: Path) -> tuple[Vector, ...]:
    """All cases of a file. Raises `VectorFileError`."""
    try:
        data = json.loads(path.read_text("utf-8"), parse_float=Decimal, parse_constant=_refuse_constant)
    except OSError as problem:
        raise VectorFileError(f"{path}: cannot be read ({problem.strerror})") from None
    except UnicodeDecodeError:
        raise VectorFileError(f"{path}: is not UTF-8 text") from None
    except (ValueError, RecursionError) as problem:
        raise VectorFileError(f"{path}: is not JSON ({problem})") from None
    if not isinstance(data, list):
        raise VectorFileError(f"{path}: must be a list of cases")
    return tuple(_parse_case(_Node(f"case {number}", item)) for number, item in enumerate(data, start=1))


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


class _Node:
    """A JSON object and where it stands; every `get_…` refuses a missing key or another type."""

    def __init__(self, where: str, value: object) -> None:
        self.where = where
        if not isinstance(value, Mapping):
            self.refuse("must be an object")
        self.values: Mapping[str, object] = value

    def refuse(self, what: str) -> NoReturn:
        raise VectorFileError(f"{self.where}: {what}")

    def get_raw(self, key: str) -> object:
        if key not in self.values:
            self.refuse(f"{key!r} is missing")
        return self.values[key]

    def get_text(self, key: str) -> str:
        value = self.get_raw(key)
        if not isinstance(value, str) or not value:
            self.refuse(f"{key!r} must be a non-empty text, not {value!r}")
        return value

    def get_flag(self, key: str, default: bool | None = None) -> bool:
        value = self.get_raw(key) if default is None else self.values.get(key, default)
        if not isinstance(value, bool):
            self.refuse(f"{key!r} must be true or false, not {value!r}")
        return value

    def get_number(self, key: str, default: int | None = None) -> int | Decimal:
        value = self.get_raw(key) if default is None else self.values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or value < 0:
            self.refuse(f"{key!r} must be a number of at least 0, not {value!r}")
        return value

    def get_count(self, key: str, default: int | None = None, *, low: int = 1, high: int = 10**6) -> int:
        value = self.get_number(key, default)
        if not isinstance(value, int) or not low <= value <= high:
            self.refuse(f"{key!r} must be a whole number from {low} to {high}, not {value}")
        return value

    def get_date(self, key: str) -> date:
        text = self.get_text(key)
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.refuse(f"{key!r} must be a date (YYYY-MM-DD), not {text!r}")

    def get_moment(self, key: str) -> datetime:
        text = self.get_text(key)
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            self.refuse(f"{key!r} must be a date and time, not {text!r}")
        if moment.tzinfo is None:
            self.refuse(f"{key!r} must carry a UTC offset, not {text!r}")
        return moment

    def find_moment(self, key: str) -> datetime | None:
        """A moment, or None where the key is absent or null."""
        return None if self.values.get(key) is None else self.get_moment(key)

    def get_node(self, key: str) -> _Node:
        return _Node(f"{self.where}: {key}", self.get_raw(key))

    def list_nodes(self, key: str, *, required: bool = True) -> list[_Node]:
        value = self.get_raw(key) if required else self.values.get(key, [])
        if not isinstance(value, list):
            self.refuse(f"{key!r} must be a list")
        return [_Node(f"{self.where}: {key}[{index}]", item) for index, item in enumerate(value)]


def _parse_case(node: _Node) -> Vector:
    name = node.get_text("id")
    node.where = f"case {name}"
    patient, window = node.get_node("patient"), node.get_node("window")
    for key in ("consent_at", "enrolled_at"):
        patient.get_raw(key)
    timezone = patient.get_text("timezone")
    try:
        zone = get_zone(timezone)
    except DomainError as problem:
        patient.refuse(problem.detail)
    window_from, window_to = window.get_date("from"), window.get_date("to")
    if window_to < window_from:
        window.refuse("'to' lies before 'from'")
    return Vector(
        id=name,
        title=str(node.values.get("title", "")),
        facts=PatientFacts(
            timezone=timezone,
            consent_at=patient.find_moment("consent_at"),
            enrolled_at=patient.find_moment("enrolled_at"),
            established=patient.get_flag("established"),
            consent_revoked_at=patient.find_moment("consent_revoked_at"),
            discharged_at=patient.find_moment("discharged_at"),
            deceased_at=patient.find_moment("deceased_at"),
            devices=tuple(_parse_device(n) for n in node.list_nodes("devices")),
            readings=tuple(r for n in node.list_nodes("readings") for r in _parse_readings(n, zone)),
            time_entries=tuple(_parse_entry(n) for n in node.list_nodes("time_entries")),
            prior_claims=tuple(_parse_claim(n) for n in node.list_nodes("prior_claims", required=False)),
        ),
        window_from=window_from,
        window_to=window_to,
        expected=tuple(_parse_line(n) for n in node.list_nodes("expected")),
        expected_void=tuple(
            (n.get_text("code"), n.get_date("period_start"))
            for n in node.list_nodes("expected_void", required=False)
        ),
    )


def _parse_device(node: _Node) -> Device:
    return Device(
        id=node.get_text("id"),
        type=str(node.values.get("type", "")),
        setup_completed_at=node.find_moment("setup_completed_at"),
        education_minutes=node.get_number("education_minutes", 0),
    )


def _parse_readings(node: _Node, zone: ZoneInfo) -> tuple[Reading, ...]:
    device, automatic = node.get_text("device_id"), node.get_flag("auto_transmitted", True)
    if "measured_at" in node.values:
        return (Reading(device, node.get_moment("measured_at"), automatic),)
    first, hour = node.get_date("from_date"), node.get_count("hour", low=0, high=23)
    days = node.get_count("days", low=0, high=_MAX_COMPACT_DAYS)
    try:
        dates = [first + timedelta(days=n) for n in range(days)]
    except OverflowError:
        node.refuse("'days' runs past the last year")
    return tuple(
        Reading(device, datetime(d.year, d.month, d.day, hour, tzinfo=zone), automatic) for d in dates
    )


def _parse_entry(node: _Node) -> TimeEntry:
    return TimeEntry(
        staff_id=node.get_text("staff_id"),
        role=node.get_text("role"),
        activity=node.get_text("activity"),
        started_at=node.get_moment("started_at"),
        seconds=node.get_number("minutes") * 60,
        interactive=node.get_flag("interactive"),
    )


def _parse_claim(node: _Node) -> PriorClaim:
    start, end = node.get_date("period_start"), node.get_date("period_end")
    if end < start:
        node.refuse("'period_end' lies before 'period_start'")
    return PriorClaim(
        code=node.get_text("code"),
        period_start=start,
        period_end=end,
        # Set-up and 99091 may come without a date; ours is the period's end (rules 8.5, 8.12).
        date_of_service=end
        if node.values.get("date_of_service") is None
        else node.get_date("date_of_service"),
        own=node.get_flag("own", True),
        units=node.get_count("units", 1),
    )


def _parse_line(node: _Node) -> ExpectedLine:
    return ExpectedLine(
        code=node.get_text("code"),
        units=node.get_count("units"),
        period_start=node.get_date("period_start"),
        period_end=node.get_date("period_end"),
        date_of_service=None if node.get_raw("date_of_service") is None else node.get_date("date_of_service"),
    )
