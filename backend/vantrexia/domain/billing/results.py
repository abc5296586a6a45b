"""What the engine answers: assessments by code, lines, voids, flags, each with reasons and the facts they
rest on.

Public: `Evaluation`, `Assessment`, `Status`, `Countdown`, `Void`, `Flag`, `Severity`, `Basis`, `ContactFact`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from vantrexia.domain.billing.amounts import Amount
from vantrexia.domain.billing.episode import Episode, Period
from vantrexia.domain.billing.facts import PriorClaim
from vantrexia.domain.billing.reasons import Reason, Value
from vantrexia.domain.errors import DomainError


class Status(StrEnum):
    """Where a code stands for one period."""

    BILLABLE = "billable"
    HELD = "held"
    NOT_YET = "not_yet"
    NEVER = "never"
    ALREADY_BILLED = "already_billed"


class Severity(StrEnum):
    """`hold` stops submission, `warn` asks for a look."""

    HOLD = "hold"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class ContactFact:
    """A live contact: when it began, who, with which credential, how."""

    at: datetime
    staff_id: str
    role: str
    activity: str


@dataclass(frozen=True, slots=True)
class Basis:
    """The facts a line rests on."""

    days: tuple[date, ...] = ()
    days_by_device: Mapping[str, int] = field(default_factory=dict)
    seconds: Decimal = Decimal(0)
    contacts: tuple[ContactFact, ...] = ()
    reached_on: date | None = None
    taught_on: date | None = None
    claims: tuple[PriorClaim, ...] = ()


@dataclass(frozen=True, slots=True)
class Countdown:
    """What is still missing. `unit` is `days` or `minutes`.

    `expected_on`: when a day a day reaches it (days only). `resume_by`: the latest day from which readings
    must then run without a gap. `last_day`: the last day on which it can still be reached. `fallback`: the
    smaller code that fits already.
    """

    unit: str
    needed: int
    contact_needed: bool
    expected_on: date | None
    resume_by: date | None
    last_day: date
    reachable: bool
    fallback: str | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """One code for one period (30 days or a calendar month; None before a grid exists)."""

    code: str
    status: Status
    units: int
    period_start: date | None
    period_end: date | None
    date_of_service: date | None
    rule_set: str
    source: str
    reasons: tuple[Reason, ...]
    basis: Basis = field(default_factory=Basis)
    countdown: Countdown | None = None
    amount: Amount | None = None
    replaces: tuple[PriorClaim, ...] = ()
    corrects: tuple[PriorClaim, ...] = ()
    held_by: tuple[str, ...] = ()

    def get_dates(self) -> tuple[date, date, date]:
        """Period start, period end and date of service. Raises `no_dates` before a grid exists."""
        if self.period_start is None or self.period_end is None or self.date_of_service is None:
            raise DomainError("no_dates", f"{self.code} has no period")
        return self.period_start, self.period_end, self.date_of_service

    @property
    def is_line(self) -> bool:
        """Whether this is a line to bill, now or once released from its hold."""
        return self.status in (Status.BILLABLE, Status.HELD)


@dataclass(frozen=True, slots=True)
class Void:
    """A billed line of ours that the facts no longer support."""

    claim: PriorClaim
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """Something a person must see (rules section 6). `codes` and `period_start` narrow what it touches; None
    is everything."""

    key: str
    severity: Severity
    params: Mapping[str, Value]
    codes: frozenset[str] | None = None
    period_start: date | None = None

    def touches(self, assessment: Assessment) -> bool:
        """Whether a line falls under this flag."""
        return (self.codes is None or assessment.code in self.codes) and (
            self.period_start is None or assessment.period_start == self.period_start
        )


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything about one patient as of `closed_through` (the last day that is over).

    `lines` are the assessments to bill whose date of service lies in the window; `assessments` also say what
    is not billed and why. `rule_sets` names every rule set used.
    """

    closed_through: date
    barrier: str | None
    episode: Episode | None
    periods: tuple[Period, ...]
    assessments: tuple[Assessment, ...]
    lines: tuple[Assessment, ...]
    voids: tuple[Void, ...]
    flags: tuple[Flag, ...]
    rule_sets: tuple[str, ...]
