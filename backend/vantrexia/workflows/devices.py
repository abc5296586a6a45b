"""What time makes due around devices: marking the silent ones, erasing bodies whose time is over.

`mark_all_silent(now)` and `erase_old_bodies(…)` go through the practices one by one, each in its own transaction; both may
run twice without effect.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from django.conf import settings

from vantrexia.accounts.selectors.practices import list_practice_ids
from vantrexia.core.actor import system_actor
from vantrexia.core.tenancy import practice_scope
from vantrexia.core.ticks import tick
from vantrexia.devices.services.deliveries import erase_bodies
from vantrexia.devices.services.silence import mark_silent_devices
from vantrexia.workflows.sweeps import Job


def mark_all_silent(now: datetime) -> int:
    """Devices of every practice that nobody has heard of for too long."""
    done = 0
    for practice_id in list_practice_ids():
        with practice_scope(practice_id):
            done += len(mark_silent_devices(actor=system_actor("silence", practice_id=practice_id), now=now))
    tick("mark_silent", now=now, detail={"done": done})
    return done


def erase_old_bodies(*, practices: Iterable[UUID], days: int, now: datetime) -> int:
    """Bodies settled more than so many days ago, in portions; returns how many."""
    done = 0
    for practice_id in practices:
        actor = system_actor("erase_bodies", practice_id=practice_id)
        while True:
            with practice_scope(practice_id):
                erased = erase_bodies(actor=actor, before=now - timedelta(days=days), now=now)
            done += erased
            if not erased:
                break
    return done


def erase_daily(now: datetime) -> int:
    """The retention class of raw bodies, every day."""
    done = erase_old_bodies(practices=list_practice_ids(), days=settings.DELIVERY_RETENTION_DAYS, now=now)
    tick("erase_bodies", now=now, detail={"done": done})
    return done


JOBS: Mapping[str, Job] = MappingProxyType(
    {
        "hourly_silence": Job(mark_all_silent, timedelta(hours=1), "default"),
        "daily_erase_bodies": Job(erase_daily, timedelta(hours=24), "default"),
    }
)
