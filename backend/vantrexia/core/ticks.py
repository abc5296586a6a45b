"""When recurring things last worked: `tick(name, now)` notes that something is alive, `read_ticks()` is what health checks look at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from vantrexia.core.models import JobTick


def tick(name: str, *, now: datetime, detail: Mapping[str, object] | None = None) -> None:
    """Note that `name` worked at `now`."""
    JobTick.objects.update_or_create(name=name, defaults={"at": now, "detail": dict(detail or {})})


def read_ticks() -> dict[str, tuple[datetime, dict[str, object]]]:
    """Every tick by name."""
    return {name: (at, detail) for name, at, detail in JobTick.objects.values_list("name", "at", "detail")}


def read_tick(name: str) -> tuple[datetime, dict[str, object]] | None:
    """One tick by name."""
    return JobTick.objects.filter(name=name).values_list("at", "detail").first()
