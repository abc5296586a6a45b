"""Instants, local dates and months: the calendar arithmetic of rules 8.1 and 8.10.

Public: `get_zone`, `get_ticks`, `get_date_of_ticks`, `get_local_date`, `get_last_closed_day`, `get_midnight`, `month_of`,
`month_end`, `next_month`, `list_months`, `add_months`.

A tick is a picosecond since 1970 UTC: minutes arrive as decimal fractions (6.6) and must add up exactly,
which neither floats nor microseconds promise. A day lasts from local midnight to local midnight, 23 to 25
hours.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vantrexia.domain.errors import DomainError

TICKS_PER_SECOND = 10**12
TICKS_PER_MINUTE = 60 * TICKS_PER_SECOND
_TICKS_PER_MICROSECOND = 10**6
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=1024)
def get_zone(name: str) -> ZoneInfo:
    """The IANA zone. Raises `unknown_time_zone`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise DomainError("unknown_time_zone", f"{name!r} is not an IANA time zone") from None


def get_ticks(moment: datetime) -> int:
    """Ticks since 1970 UTC. Raises `naive_datetime`: a moment without an offset is not an instant."""
    if moment.tzinfo is None:
        raise DomainError("naive_datetime", f"{moment.isoformat()} carries no UTC offset")
    since = moment - _EPOCH
    return (
        since.days * 86400 + since.seconds
    ) * TICKS_PER_SECOND + since.microseconds * _TICKS_PER_MICROSECOND


def get_local_date(moment: datetime, zone: ZoneInfo) -> date:
    """The calendar date of an instant in a zone."""
    return moment.astimezone(zone).date()


def get_date_of_ticks(ticks: int, zone: ZoneInfo) -> date:
    """The calendar date of a tick count in a zone."""
    return get_local_date(_EPOCH + timedelta(microseconds=ticks // _TICKS_PER_MICROSECOND), zone)


def get_last_closed_day(now: datetime, zone: ZoneInfo) -> date:
    """The last calendar day that is over in a zone. Raises `naive_datetime`."""
    return get_date_of_ticks(get_ticks(now), zone) - timedelta(days=1)


@lru_cache(maxsize=65536)
def get_midnight(zone: ZoneInfo, day: date) -> int:
    """The tick at which a local date begins. Where midnight is skipped by daylight saving, the moment of the
    jump."""
    return get_ticks(datetime(day.year, day.month, day.day, tzinfo=zone))


def month_of(day: date) -> date:
    """The first day of a date's month, which names the month everywhere in this package."""
    return day.replace(day=1)


@lru_cache(maxsize=4096)
def month_end(first: date) -> date:
    """The last day of the month of `first`."""
    return first.replace(day=monthrange(first.year, first.month)[1])


def next_month(first: date) -> date:
    """The first day of the following month."""
    return month_end(first) + timedelta(days=1)


def list_months(start: date, end: date) -> tuple[date, ...]:
    """First days of the months that `start..end` (inclusive) touches."""
    months = []
    month = month_of(start)
    while month <= end:
        months.append(month)
        month = next_month(month)
    return tuple(months)


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the month's last day where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
