"""What is still missing and until when: the countdown of a code in a running period.

Public: `count_down_days`, `count_down_minutes`.
"""

from __future__ import annotations

from datetime import date, timedelta

from vantrexia.domain.billing.clock import TICKS_PER_MINUTE
from vantrexia.domain.billing.results import Countdown


def count_down_days(
    *, days: tuple[date, ...], needed_in_all: int, end: date, closed_through: date, fallback: str | None
) -> Countdown:
    """Days still missing in a period that ends on `end`, seen on the day after `closed_through`.

    A day that already has its reading cannot be the next new day: the running day counts as free only without
    one.
    """
    missing = needed_in_all - len(days)
    first_free = closed_through + timedelta(days=1)
    while first_free in days:
        first_free += timedelta(days=1)
    expected = first_free + timedelta(days=missing - 1)
    return Countdown(
        unit="days",
        needed=missing,
        contact_needed=False,
        expected_on=expected if expected <= end else None,
        resume_by=end - timedelta(days=missing - 1) if expected <= end else None,
        last_day=end,
        reachable=expected <= end,
        fallback=fallback,
    )


def count_down_minutes(
    *, ticks: int, needed_in_all: int, has_contact: bool, last_day: date, open_: bool, fallback: str | None
) -> Countdown:
    """Whole minutes (rounded up) and the contact still missing in a month, or in a supply period for
    99091."""
    missing = max(0, -(-(needed_in_all * TICKS_PER_MINUTE - ticks) // TICKS_PER_MINUTE))
    return Countdown(
        unit="minutes",
        needed=missing,
        contact_needed=not has_contact,
        expected_on=None,
        resume_by=None,
        last_day=last_day,
        reachable=open_,
        fallback=fallback,
    )
