"""Setting the practice's limits of time keeping: `set_time_limits`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.accounts.services.practices import set_setting
from vantrexia.audit.services import record
from vantrexia.billing.selectors.time_limits import RANGES, TIME_LIMITS, TimeLimits, get_time_limits
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import InvalidInput
from vantrexia.domain.wordings import say


def set_time_limits(*, actor: Actor, changes: Mapping[str, int], now: datetime) -> TimeLimits:
    """New limits from now on; what is not named stays. Raises InvalidInput naming each value out of range."""
    problems = {
        name: [say("must be from {low} to {high}", low=RANGES[name][0], high=RANGES[name][1])]
        for name, value in changes.items()
        if not RANGES[name][0] <= value <= RANGES[name][1]
    }
    if problems:
        raise InvalidInput("The limits are not valid.", fields=problems)
    before = get_time_limits(actor, at=now)
    after = TimeLimits(**{**asdict(before), **changes})
    if after != before:
        set_setting(actor=actor, name=TIME_LIMITS, value=asdict(after), now=now)
        record(
            actor=actor,
            action="time.limits_changed",
            entity="practice",
            entity_id=practice_of(actor),
            detail={"before": asdict(before), "after": asdict(after)},
            at=now,
        )
    return after
