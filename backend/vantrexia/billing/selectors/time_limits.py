"""The practice's limits of time keeping, a dated setting: `get_time_limits(viewer, at=…)`, and its zone.

Defaults: 5 minutes without activity is idle, 30 on a call; a browser unheard of for 3 minutes is lost; a person's day
over 16 hours is held (rules section 6).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from vantrexia.accounts.models import Practice
from vantrexia.accounts.selectors.practices import find_setting
from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.core.actor import Actor
from vantrexia.domain.billing.timekeeping import Limits
from vantrexia.domain.errors import NotFound

TIME_LIMITS = "time.limits"


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """What a practice may set. Seconds and hours; ranges in `RANGES`."""

    idle_seconds: int = 300
    call_idle_seconds: int = 1800
    lost_seconds: int = 180
    day_hold_hours: int = 16

    @property
    def timer(self) -> Limits:
        """The timer's part."""
        return Limits(
            idle=timedelta(seconds=self.idle_seconds),
            call_idle=timedelta(seconds=self.call_idle_seconds),
            lost=timedelta(seconds=self.lost_seconds),
        )


# A beat comes every 30 seconds and a hidden tab's clock may tick once a minute: less than two minutes would lose the living.
RANGES: dict[str, tuple[int, int]] = {
    "idle_seconds": (60, 1800),
    "call_idle_seconds": (300, 7200),
    "lost_seconds": (120, 900),
    "day_hold_hours": (8, 16),
}


def get_time_limits(viewer: Actor, *, at: datetime) -> TimeLimits:
    """The limits in force at an instant; the defaults for what was never set."""
    stored: Any = find_setting(viewer=viewer, name=TIME_LIMITS, at=at) or {}
    return TimeLimits(**{**asdict(TimeLimits()), **{name: stored[name] for name in RANGES if name in stored}})


def get_zone_of_practice(viewer: Actor) -> str:
    """The practice's IANA zone. Raises NotFound."""
    zone = Practice.objects.filter(id=practice_of(viewer)).values_list("timezone", flat=True).first()
    if zone is None:
        raise NotFound("There is no such practice.")
    return zone
