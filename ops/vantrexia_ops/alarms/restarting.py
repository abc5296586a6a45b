"""Whether a container that stays unhealthy may be restarted now: `choose_restarts(unhealthy, restarted, now=…)`. Pure.

Compose reacts to a container that ended, never to one that is unhealthy. The first restart is at once, then after 5 min, 10 min
and so on up to an hour: what restarting does not mend is for a person, and restarting it for ever would only hide it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from vantrexia_ops.alarms.memory import Restarted

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=1)
# Healthy for so long, and the count begins anew.
FORGOTTEN_AFTER = timedelta(hours=6)


def choose_restarts(
    unhealthy: Iterable[str], restarted: Sequence[Restarted], *, now: datetime
) -> tuple[list[str], tuple[Restarted, ...]]:
    """Services to restart now, and what is to be remembered."""
    # What lies in the future was noted by a clock that was wrong.
    known = {found.service: found for found in restarted if timedelta(0) <= now - found.at < FORGOTTEN_AFTER}
    chosen = []
    for service in sorted(set(unhealthy)):
        before = known.get(service)
        if before is not None and now - before.at < pause(before.times):
            continue
        chosen.append(service)
        known[service] = Restarted(service=service, times=(before.times if before else 0) + 1, at=now)
    return chosen, tuple(known[name] for name in sorted(known))


def pause(times: int) -> timedelta:
    """How long after the n-th restart the next one may come."""
    doubled: int = 2 ** max(0, times - 1)
    return min(LONGEST_PAUSE, FIRST_PAUSE * doubled)
