"""Where a patient stands in the running period and month, and when time alone changes the answer.

Public: `find_standing`, `Standing`, `SupplyStanding`, `TimeStanding`, `find_next_change`, `RISK_DAYS`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from vantrexia.domain.billing.clock import add_months, month_end, month_of, next_month
from vantrexia.domain.billing.results import Assessment, Evaluation, Status
from vantrexia.domain.billing.rulesets import RuleBook

# A judgement of ours, not of the rules: from how many days before the last chance a patient is called at risk.
RISK_DAYS = 7


@dataclass(frozen=True, slots=True)
class SupplyStanding:
    """The largest supply code still within reach in the running period. `needed` 0: reached, the period runs."""

    assessment: Assessment
    days: int
    needed: int
    resume_by: date | None


@dataclass(frozen=True, slots=True)
class TimeStanding:
    """The month's first full time code. `needed` 0 and no contact needed: reached."""

    assessment: Assessment
    minutes: int
    needed: int
    contact_needed: bool
    last_day: date


@dataclass(frozen=True, slots=True)
class Standing:
    """What runs today; None where nothing runs."""

    supply: SupplyStanding | None
    time: TimeStanding | None


def find_standing(evaluation: Evaluation, *, book: RuleBook) -> Standing:
    """The running supply and time codes of the day after `closed_through`."""
    today = evaluation.closed_through + timedelta(days=1)
    running = [
        a
        for a in evaluation.assessments
        if a.status is Status.NOT_YET
        and a.period_start is not None
        and a.period_end is not None
        and a.period_start <= today <= a.period_end
    ]
    kinds = {a.code: book.codes.codes[a.code].kind for a in running}
    return Standing(
        supply=_stand_supply([a for a in running if kinds[a.code] == "supply"]),
        time=_stand_time([a for a in running if kinds[a.code] == "time"]),
    )


def _stand_supply(running: list[Assessment]) -> SupplyStanding | None:
    if not running:
        return None
    # Bands come from few days to many; of those still possible the last is aimed at.
    aimed = running[-1]
    countdown = aimed.countdown
    return SupplyStanding(
        assessment=aimed,
        days=len(aimed.basis.days),
        needed=countdown.needed if countdown else 0,
        resume_by=countdown.resume_by if countdown else None,
    )


def _stand_time(running: list[Assessment]) -> TimeStanding | None:
    if not running:
        return None
    aimed = running[-1]
    _, end, _ = aimed.get_dates()
    countdown = aimed.countdown
    return TimeStanding(
        assessment=aimed,
        minutes=int(aimed.basis.seconds // 60),
        needed=countdown.needed if countdown else 0,
        contact_needed=bool(countdown and countdown.contact_needed),
        last_day=countdown.last_day if countdown else end,
    )


def find_next_change(evaluation: Evaluation, *, filing_months: int = 12) -> date | None:
    """The first day on whose local midnight the answer changes without any new fact; None: never again."""
    today = evaluation.closed_through + timedelta(days=1)
    return min((day for day in _list_changes(evaluation, filing_months) if day > today), default=None)


def _list_changes(evaluation: Evaluation, filing_months: int) -> Iterable[date]:
    episode = evaluation.episode
    if episode is None:
        return
    if episode.end_date is None:
        yield next_month(month_of(evaluation.closed_through + timedelta(days=1)))
    else:
        yield episode.end_date + timedelta(days=1)
    for period in evaluation.periods[-2:]:
        yield period.end + timedelta(days=1)
        # 99091 waits for every month its period touches.
        yield month_end(month_of(period.end)) + timedelta(days=1)
    if not evaluation.periods and episode.day_one is not None:
        yield episode.day_one
    for one in evaluation.assessments:
        if one.countdown is not None and one.countdown.resume_by is not None:
            yield one.countdown.resume_by + timedelta(days=1)
    for line in evaluation.lines:
        _, _, dos = line.get_dates()
        yield add_months(dos, filing_months) + timedelta(days=1)
