"""The schedule's work on accounts: what sign-in leaves behind is removed once a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from vantrexia.accounts.services.housekeeping import purge_expired
from vantrexia.workflows.sweeps import Job


def daily_leftovers(now: datetime) -> int:
    """Old failure counters and refresh tokens; answers how many rows went."""
    return sum(purge_expired(now=now).values())


JOBS: Mapping[str, Job] = MappingProxyType(
    {"daily_leftovers": Job(daily_leftovers, timedelta(days=1), "default")}
)
