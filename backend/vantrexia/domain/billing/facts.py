"""What the billing rules are told about one patient: plain facts, no opinion.

Public: `PatientFacts` and its parts `Device`, `Reading`, `TimeEntry`, `PriorClaim`, `Coverage`, `Stay`.

All moments are aware datetimes (their offset only fixes the instant, rules 8.1); all dates are the patient's.
Intervals are `[from, to)`, an open end is `None`. Order inside a tuple never matters.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Device:
    """A device in the patient's hands. `setup_completed_at` None: its readings do not count yet (rules
    8.2)."""

    id: str
    setup_completed_at: datetime | None
    education_minutes: Decimal | int = 0
    type: str = ""
    serial: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One measurement. `automatic`: collected and uploaded by the device, typed by nobody.

    `held` is a reading whose clock is known to be wrong; `hospital` one taken by a facility's own device.
    Neither counts. `local_date`: the date where the patient lived then, if it was noted; a patient who has moved
    since keeps the days as they were.
    """

    device_id: str
    measured_at: datetime
    automatic: bool = True
    received_at: datetime | None = None
    serial: str | None = None
    held: bool = False
    hospital: bool = False
    local_date: date | None = None


@dataclass(frozen=True, slots=True)
class TimeEntry:
    """A stretch of one person's work, exact in seconds. `role` is the credential frozen into the entry.

    `interactive`: live with patient or caregiver. `reached` False: nobody was on the other end.
    `recorded_at`: when it was written down, to recognise late entries; `second_person` names who confirmed an
    entry made after its month closed. `held`: impossible as it stands (a day over 16 hours, two places at once),
    and nobody has resolved it.
    """

    staff_id: str
    role: str
    activity: str
    started_at: datetime
    seconds: Decimal | int
    interactive: bool = False
    reached: bool | None = None
    recorded_at: datetime | None = None
    second_person: str | None = None
    id: str = ""
    held: bool = False


@dataclass(frozen=True, slots=True)
class PriorClaim:
    """A line already billed. `own` False: another practice's. Two sites of one TIN and specialty are one
    biller."""

    code: str
    period_start: date
    period_end: date
    date_of_service: date
    own: bool = True
    units: int = 1
    id: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who pays on which dates, `[valid_from, valid_to)`."""

    payer: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """An inpatient or SNF stay, or a pause: an interval of local dates `[from_date, to_date)`."""

    from_date: date
    to_date: date | None = None


@dataclass(frozen=True, slots=True)
class PatientFacts:
    """Everything the rules may look at for one patient in one program (`rpm`, `rtm_respiratory`, …).

    `diagnoses` and `order_valid_until`/`order_on_file` None mean "not told", which raises no flag; an empty
    tuple or False means "there is none", which does. `apm`: the practice bills as a qualifying APM
    participant (amounts only). `earlier_ended_at`: when an earlier episode of the patient ended, where these
    facts are of a later one.
    """

    timezone: str
    consent_at: datetime | None
    enrolled_at: datetime | None
    established: bool
    consent_revoked_at: datetime | None = None
    discharged_at: datetime | None = None
    deceased_at: datetime | None = None
    devices: tuple[Device, ...] = ()
    readings: tuple[Reading, ...] = ()
    time_entries: tuple[TimeEntry, ...] = ()
    prior_claims: tuple[PriorClaim, ...] = ()
    program: str = "rpm"
    coverages: tuple[Coverage, ...] = ()
    diagnoses: tuple[str, ...] | None = None
    order_on_file: bool | None = None
    order_valid_until: date | None = None
    stays: tuple[Stay, ...] = ()
    pauses: tuple[Stay, ...] = ()
    apm: bool = False
    earlier_ended_at: datetime | None = None
