"""Billing cases in few words: Pat with a cuff, days of data, somebody's minutes, earlier claims, and what
comes of it.

`make_patient` builds facts, `bill` lists the lines as text (`99454x1 2026-04-01..2026-04-30 @2026-04-30`),
`void` the voids. Moments are New York time as `2026-04-01 08:00` unless a zone is given; Nora the nurse is
`rn`, Paul the provider `physician`.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from vantrexia.domain.billing.engine import evaluate_patient
from vantrexia.domain.billing.facts import Device, PatientFacts, PriorClaim, Reading, TimeEntry
from vantrexia.domain.billing.results import Assessment, Evaluation
from vantrexia.domain.billing.rulesets import RuleBook

NEW_YORK = "America/New_York"


def at(text: str, zone: str = NEW_YORK) -> datetime:
    """A local moment."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def day(text: str) -> date:
    return date.fromisoformat(text)


def cuff(setup: str | None = "2026-04-01 07:30", taught: int = 0, *, id: str = "bp1", **more: Any) -> Device:
    return Device(id, None if setup is None else at(setup), taught, **more)


def data(
    first: str, days: int = 1, *, device: str = "bp1", hour: int = 8, zone: str = NEW_YORK, **more: Any
) -> list[Reading]:
    """One automatic reading a day."""
    start = day(first)
    return [
        Reading(device, at(f"{start + timedelta(days=n)} {hour:02}:00", zone), **more) for n in range(days)
    ]


def work(
    when: str,
    minutes: float | str,
    activity: str = "data_review",
    *,
    role: str = "rn",
    live: bool = False,
    staff: str = "nora",
    zone: str = NEW_YORK,
    **more: Any,
) -> TimeEntry:
    """Work that is no contact."""
    return TimeEntry(staff, role, activity, at(when, zone), Decimal(str(minutes)) * 60, live, **more)


def call(when: str, minutes: float | str, activity: str = "phone_call", **more: Any) -> TimeEntry:
    """A live call."""
    return work(when, minutes, activity, live=True, **more)


def claim(
    code: str, start: str, end: str | None = None, *, dos: str | None = None, own: bool = True, units: int = 1
) -> PriorClaim:
    """A billed line; without an end thirty days, or the month of a time code."""
    first = day(start)
    last = day(end) if end else first + timedelta(days=29)
    return PriorClaim(code, first, last, day(dos) if dos else last, own, units)


def make_patient(
    *,
    consent: str | None = "2026-03-30 10:00",
    enrolled: str | None = "2026-03-30 10:00",
    devices: tuple[Device, ...] | None = None,
    taught: int = 0,
    readings: list[Reading] | None = None,
    time: tuple[TimeEntry, ...] = (),
    claims: tuple[PriorClaim, ...] = (),
    timezone: str = NEW_YORK,
    established: bool = True,
    revoked: str | None = None,
    discharged: str | None = None,
    died: str | None = None,
    **more: Any,
) -> PatientFacts:
    def when(text: str | None) -> datetime | None:
        return None if text is None else at(text, timezone)

    return PatientFacts(
        timezone=timezone,
        consent_at=when(consent),
        enrolled_at=when(enrolled),
        established=established,
        consent_revoked_at=when(revoked),
        discharged_at=when(discharged),
        deceased_at=when(died),
        devices=devices if devices is not None else (cuff(taught=taught),),
        readings=tuple(readings or ()),
        time_entries=time,
        prior_claims=claims,
        **more,
    )


def evaluate(
    facts: PatientFacts, today: str, *, since: str = "2024-01-01", book: RuleBook | None = None
) -> Evaluation:
    """As of the end of `today` in the patient's zone."""
    now = at(f"{day(today) + timedelta(days=1)} 00:00", facts.timezone)
    return evaluate_patient(facts, now=now, window_from=day(since), book=book)


def bill(facts: PatientFacts, today: str, **options: Any) -> list[str]:
    return sorted(
        f"{a.code}x{a.units} {a.period_start}..{a.period_end} @{a.date_of_service}"
        for a in evaluate(facts, today, **options).lines
    )


def void(facts: PatientFacts, today: str, **options: Any) -> list[str]:
    return sorted(f"{v.claim.code} {v.claim.period_start}" for v in evaluate(facts, today, **options).voids)


def flags(facts: PatientFacts, today: str, **options: Any) -> list[str]:
    return sorted({f.key for f in evaluate(facts, today, **options).flags})


def get_assessment(
    facts: PatientFacts, today: str, code: str, start: str | None = None, **options: Any
) -> Assessment:
    found = [
        a
        for a in evaluate(facts, today, **options).assessments
        if a.code == code and (start is None or a.period_start == day(start))
    ]
    assert len(found) == 1, found
    return found[0]


def say_all(assessment: Assessment) -> str:
    return " ".join(r.text for r in assessment.reasons)
