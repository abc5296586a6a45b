"""Local clock time in an IANA zone, right on the nights the clocks change.

`to_local_instant(naive=…, zone=…, second_time=…)`  wall time → aware local time; a wall time that does not
exist is moved forward by the gap, one that happens twice is the first occurrence unless `second_time`
`is_skipped(naive=…, zone=…)`  True for a wall time the clocks jumped over
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def to_local_instant(*, naive: datetime, zone: ZoneInfo, second_time: bool = False) -> datetime:
    """Aware local time of a wall-clock reading. Going through UTC is what lands skipped times on a real
    instant."""
    aware = naive.replace(
        tzinfo=zone, fold=1 if second_time and not is_skipped(naive=naive, zone=zone) else 0
    )
    return aware.astimezone(UTC).astimezone(zone)


def is_skipped(*, naive: datetime, zone: ZoneInfo) -> bool:
    """True when no clock in the zone ever showed this time (spring forward)."""
    aware = naive.replace(tzinfo=zone, fold=0)
    return aware.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive
