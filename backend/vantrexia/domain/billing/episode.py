"""When an episode begins, on which grid it runs and when it ends (rules 8.2, 8.3, 8.7, 8.13).

Public: `resolve_episode`, `Episode`, `Period`, `list_periods`, `get_period`, `is_grid_day`, `find_barrier`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from vantrexia.domain.billing.clock import get_local_date
from vantrexia.domain.billing.facts import PatientFacts, PriorClaim


@dataclass(frozen=True, slots=True)
class Episode:
    """The running episode. `started_at`: from here minutes count; `day_one`: the grid's first day after any
    move.

    `ended_at` is the first end event that belongs to this episode, `earlier_ended_at` the last that belongs
    to an earlier one. `moved_by` is the claim that pushed day 1 (None: not moved).
    """

    zone: ZoneInfo
    consent_at: datetime
    started_at: datetime
    start_date: date
    first_day_one: date | None
    day_one: date | None
    moved_by: PriorClaim | None
    ended_at: datetime | None
    end_date: date | None
    end_cause: str | None
    earlier_ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Period:
    """A 30-day period of the grid. `end` is cut where monitoring ended; `nominal_end` is the grid's."""

    start: date
    end: date
    nominal_end: date

    @property
    def cut(self) -> bool:
        """Whether monitoring ended before the thirty days did."""
        return self.end < self.nominal_end


def find_barrier(facts: PatientFacts, *, needs_established: bool) -> str | None:
    """What forbids billing anything at all (rules 8.17): `no_consent`, `not_enrolled`, `not_established` or
    None."""
    if facts.consent_at is None:
        return "no_consent"
    if facts.enrolled_at is None:
        return "not_enrolled"
    if needs_established and not facts.established:
        return "not_established"
    return None


def resolve_episode(
    facts: PatientFacts,
    *,
    consent_at: datetime,
    enrolled_at: datetime,
    zone: ZoneInfo,
    supply_claims: tuple[PriorClaim, ...],
    occupied_days: int,
) -> Episode:
    """The episode that the latest consent and enrolment opened; `supply_claims` are sorted by start."""
    started_at = max(consent_at, enrolled_at)
    setups = [d.setup_completed_at for d in facts.devices if d.setup_completed_at is not None]
    first_day_one = get_local_date(max(started_at, min(setups)), zone) if setups else None
    day_one, moved_by = _move_day_one(first_day_one, supply_claims, occupied_days)
    end, earlier = _find_end(facts, consent_at=consent_at, enrolled_at=enrolled_at)
    return Episode(
        zone=zone,
        consent_at=consent_at,
        started_at=started_at,
        start_date=get_local_date(started_at, zone),
        first_day_one=first_day_one,
        day_one=day_one,
        moved_by=moved_by,
        ended_at=end[0] if end else None,
        end_date=get_local_date(end[0], zone) if end else None,
        end_cause=end[1] if end else None,
        earlier_ended_at=earlier,
    )


def _move_day_one(
    first: date | None, claims: tuple[PriorClaim, ...], occupied_days: int
) -> tuple[date | None, PriorClaim | None]:
    """Push day 1 past the days an earlier supply claim occupies; a pushed day 1 may meet the next claim."""
    day_one, moved_by = first, None
    for claim in claims:
        if day_one is not None and claim.period_start < day_one:
            free_from = claim.period_start + timedelta(days=occupied_days)
            if free_from > day_one:
                day_one, moved_by = free_from, claim
    return day_one, moved_by


def _find_end(
    facts: PatientFacts, *, consent_at: datetime, enrolled_at: datetime
) -> tuple[tuple[datetime, str] | None, datetime | None]:
    """The first end event of this episode, and the last one a new consent or enrolment has overcome.

    A withdrawal is overcome by a new consent alone, a discharge by either; nobody is enrolled after death, so
    a death always ends monitoring, whatever the dates of the paperwork.
    """
    ends: list[tuple[datetime, str]] = []
    overcome: list[datetime] = []
    if facts.deceased_at is not None:
        ends.append((facts.deceased_at, "death"))
    for moment, cause, renewals in (
        (facts.consent_revoked_at, "withdrawal", (consent_at,)),
        (facts.discharged_at, "discharge", (consent_at, enrolled_at)),
    ):
        if moment is None:
            continue
        if any(renewal > moment for renewal in renewals):
            overcome.append(moment)
        else:
            ends.append((moment, cause))
    if facts.earlier_ended_at is not None:
        overcome.append(facts.earlier_ended_at)
    return min(ends, default=None), max(overcome, default=None)


def list_periods(episode: Episode, *, days: int, until: date) -> tuple[Period, ...]:
    """The grid's periods that begin by `until` and before monitoring ended."""
    if episode.day_one is None:
        return ()
    last = until if episode.end_date is None else min(until, episode.end_date)
    periods = []
    start = episode.day_one
    while start <= last:
        period = get_period(episode, start=start, days=days)
        periods.append(period)
        start = period.nominal_end + timedelta(days=1)
    return tuple(periods)


def get_period(episode: Episode, *, start: date, days: int) -> Period:
    """The period that begins on a grid day, cut at the end of monitoring if that falls inside."""
    nominal_end = start + timedelta(days=days - 1)
    end = nominal_end
    if episode.end_date is not None and start <= episode.end_date < nominal_end:
        end = episode.end_date
    return Period(start=start, end=end, nominal_end=nominal_end)


def is_grid_day(episode: Episode, day: date, *, days: int) -> bool:
    """Whether a date begins a period of this grid, also beyond the end of monitoring."""
    return episode.day_one is not None and day >= episode.day_one and (day - episode.day_one).days % days == 0
