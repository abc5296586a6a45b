"""The objective and how fast its error budget is used up: burn rates over several windows, as Google's SRE workbook (chapter 5) has them.

Objective 99.9 % over 30 days: a budget of 43.2 minutes. A burn rate of 1 uses it up in exactly 30 days. An alarm needs a long window
(enough was lost to matter) and a short one (it is still going on), so that it neither flickers nor outlives its cause. At night a single
error is a large share of few requests: an alarm also needs `LEAST_ERRORS` in its long window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Severity = Literal["critical", "error", "warning", "info"]
BUDGET_DAYS = 30
LEAST_ERRORS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Requests answered in the minute before `at`, and how many of them failed."""

    at: datetime
    requests: int
    errors: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """`share` is how much of the month's budget is gone when the alarm goes off: factor x long / 30 days."""

    name: str
    factor: float
    long: timedelta
    short: timedelta
    severity: Severity

    @property
    def share(self) -> float:
        return self.factor * self.long / timedelta(days=BUDGET_DAYS)


WINDOWS = (
    Window(
        name="fast", factor=14.4, long=timedelta(hours=1), short=timedelta(minutes=5), severity="critical"
    ),
    Window(
        name="medium", factor=6.0, long=timedelta(hours=6), short=timedelta(minutes=30), severity="critical"
    ),
    Window(name="slow", factor=1.0, long=timedelta(days=3), short=timedelta(hours=6), severity="warning"),
)
LONGEST = max(window.long for window in WINDOWS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Burn:
    """One window at one moment. `rate` is of the long window."""

    window: Window
    rate: float
    is_firing: bool


def judge_burn(samples: Sequence[Sample], *, now: datetime, objective: float) -> list[Burn]:
    """Every window, firing or not."""
    judged = []
    for window in WINDOWS:
        long_rate = burn_rate(samples, now=now, over=window.long, objective=objective)
        short_rate = burn_rate(samples, now=now, over=window.short, objective=objective)
        errors = sum(sample.errors for sample in _within(samples, now=now, over=window.long))
        firing = long_rate >= window.factor and short_rate >= window.factor and errors >= LEAST_ERRORS
        judged.append(Burn(window=window, rate=long_rate, is_firing=firing))
    return judged


def burn_rate(samples: Sequence[Sample], *, now: datetime, over: timedelta, objective: float) -> float:
    """Share of errors by the share the objective allows; 0 when nobody asked."""
    found = _within(samples, now=now, over=over)
    requests = sum(sample.requests for sample in found)
    if not requests:
        return 0.0
    # Rounded: 1 - 0.999 is not 0.001 to a computer, and a rate of exactly the factor must fire.
    return round(sum(sample.errors for sample in found) / requests / (1 - objective), 9)


def _within(samples: Sequence[Sample], *, now: datetime, over: timedelta) -> list[Sample]:
    return [sample for sample in samples if now - over < sample.at <= now]
