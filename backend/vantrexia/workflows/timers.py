"""The timers' sweep: ends segments whose browser or person went away, where they did. Idempotent; runs twice a minute."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from vantrexia.billing.services.timer_endings import end_quiet_timers, list_practices_with_timers
from vantrexia.core.ticks import tick
from vantrexia.workflows.sweeps import Job


def sweep_timers(now: datetime) -> int:
    """Timers nobody keeps alive any more, of every practice."""
    done = sum(
        end_quiet_timers(practice_id=practice_id, now=now) for practice_id in list_practices_with_timers()
    )
    tick("sweep_timers", now=now, detail={"done": done})
    return done


JOBS: Mapping[str, Job] = MappingProxyType(
    {"sweep_timers": Job(sweep_timers, timedelta(seconds=30), "default")}
)
