"""Where a patient lived at a time: `zone_at(history, moment, default=…)`. A reading's day, which may be billed, is a date there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime


def zone_at(history: Sequence[tuple[datetime, str]], moment: datetime, *, default: str) -> str:
    """The IANA zone in force then, of (since, zone) oldest first; the earliest for times before it, `default` without a history."""
    if not history:
        return default
    return next((zone for since, zone in reversed(history) if since <= moment), history[0][1])
