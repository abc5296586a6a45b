"""What the practice's self-check is told: plain facts about many patients, without a name.

Public: `PracticeFacts` and its parts. Keys of patients, staff and streams are opaque; they come back in the
findings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class EnrolledPatient:
    """One patient in monitoring. `last_visit_on`: the last visit with the practice before enrolment, None:
    none known.

    `other_practices`: how many other practices billed monitoring for this patient in the checked months.
    """

    patient: str
    enrolled_on: date
    last_visit_on: date | None
    other_practices: int = 0


@dataclass(frozen=True, slots=True)
class BilledLine:
    """A line billed or about to leave. `kind` as in the code book: setup, supply, time, time_addon,
    clinician_time."""

    patient: str
    code: str
    kind: str
    period_start: date
    date_of_service: date
    units: int = 1


@dataclass(frozen=True, slots=True)
class StaffWork:
    """One entry of a person's day, over all patients. `note_digest` lets equal notes be seen without their
    text."""

    staff: str
    patient: str
    started_at: datetime
    seconds: Decimal | int
    timezone: str
    note_digest: str = ""


@dataclass(frozen=True, slots=True)
class MonthTotal:
    """A patient's counted time in a month, in seconds."""

    patient: str
    month: date
    seconds: Decimal | int


@dataclass(frozen=True, slots=True)
class Stream:
    """A device's readings of a period as one digest (values and moments): equal digests mean copied data."""

    patient: str
    device: str
    digest: str


@dataclass(frozen=True, slots=True)
class PracticeFacts:
    """Everything the self-check looks at, for lines with dates of service up to `today`."""

    today: date
    patients: tuple[EnrolledPatient, ...] = ()
    lines: tuple[BilledLine, ...] = ()
    work: tuple[StaffWork, ...] = ()
    totals: tuple[MonthTotal, ...] = ()
    streams: tuple[Stream, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a pattern becomes a finding; the first two are the outliers OIG named in 2025
    (OEI-02-23-00261)."""

    enrolment_growth_percent: int = 150
    no_visit_percent: int = 80
    no_visit_since: date = date(2021, 1, 1)
    smallest_enrolment: int = 10
    exact_total_percent: int = 20
    smallest_sample: int = 20
    same_note_patients: int = 5
    day_hold_hours: int = 16
