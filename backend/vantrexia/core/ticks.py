"""When recurring things last worked, and running a periodic job once per slot.

`tick(name, now)` notes that something is alive; `read_ticks()` is what health checks look at. `once_per_slot(name, slot)` is true
for the first caller of a slot and false for every other, whatever two beats or a retried task do.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from vantrexia.core.models import JobRun, JobTick


def tick(name: str, *, now: datetime, detail: Mapping[str, object] | None = None) -> None:
    """Note that `name` worked at `now`."""
    JobTick.objects.update_or_create(name=name, defaults={"at": now, "detail": dict(detail or {})})


def read_ticks() -> dict[str, tuple[datetime, dict[str, object]]]:
    """Every tick by name."""
    return {name: (at, detail) for name, at, detail in JobTick.objects.values_list("name", "at", "detail")}


def slot_of(now: datetime, *, every: timedelta) -> datetime:
    """The start of the slot `now` lies in."""
    seconds = int(every.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=now.tzinfo)


def once_per_slot(name: str, slot: datetime, *, now: datetime) -> bool:
    """Claim a slot of a job; commits at once, so that a job that dies half-way is not run twice by accident."""
    with transaction.atomic():
        _, created = JobRun.objects.get_or_create(name=name, slot=slot, defaults={"started_at": now})
    return created


def finish_slot(
    name: str,
    slot: datetime,
    *,
    now: datetime,
    outcome: str = "done",
    detail: Mapping[str, object] | None = None,
) -> None:
    """Note how a claimed slot ended."""
    JobRun.objects.filter(name=name, slot=slot).update(
        finished_at=now, outcome=outcome, detail=dict(detail or {})
    )


def read_tick(name: str) -> tuple[datetime, dict[str, object]] | None:
    """One tick by name."""
    return JobTick.objects.filter(name=name).values_list("at", "detail").first()
