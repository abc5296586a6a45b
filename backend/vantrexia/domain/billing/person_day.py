"""A person's day as logged: how long it was, and whether it was in two places at once (rules section 6).

Public: `Work`, `sum_days`, `find_overlaps`, `list_second_places`, `find_impossible`, `DAY_TOO_LONG`, `TWO_PLACES`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from vantrexia.domain.billing.clock import TICKS_PER_SECOND, get_date_of_ticks, get_midnight

DAY_TOO_LONG = "day_too_long"
TWO_PLACES = "two_places"
_HOUR = 3600 * TICKS_PER_SECOND


@dataclass(frozen=True, slots=True)
class Work:
    """A stretch of one person's work, `[low, high)` in ticks, on one patient. `id` and `patient` are opaque."""

    id: str
    patient: str
    low: int
    high: int


def split_days(work: Work, *, zone: ZoneInfo) -> Iterator[tuple[date, int]]:
    """The local dates a stretch touches, with the ticks on each; a day has 23 to 25 hours."""
    low, day = work.low, get_date_of_ticks(work.low, zone)
    while low < work.high:
        following = date.fromordinal(day.toordinal() + 1)
        until = min(work.high, get_midnight(zone, following))
        yield day, until - low
        low, day = until, following


def sum_days(works: Iterable[Work], *, zone: ZoneInfo) -> Counter[date]:
    """Ticks of each local date, summed as logged: two entries at once make the day longer, which is the point."""
    days: Counter[date] = Counter()
    for work in works:
        for day, ticks in split_days(work, zone=zone):
            days[day] += ticks
    return days


def find_overlaps(works: Iterable[Work]) -> Iterator[tuple[Work, Work]]:
    """Pairs of stretches on two patients at once, the earlier first."""
    open_now: list[Work] = []
    for work in sorted(works, key=lambda w: (w.low, w.high, w.id)):
        if work.low >= work.high:
            continue
        open_now = [earlier for earlier in open_now if earlier.high > work.low]
        for earlier in open_now:
            if earlier.patient != work.patient:
                yield earlier, work
        open_now.append(work)


def list_second_places(works: Iterable[Work]) -> Iterator[Work]:
    """Each stretch that began while one on another patient ran, once: the later ones of `find_overlaps`.

    Whatever runs at once, a stretch costs the same: only the latest end and the latest end of somebody else are kept.
    """
    patient, latest, of_others = "", -1, -1
    for work in sorted(works, key=lambda w: (w.low, w.high, w.id)):
        if work.low >= work.high:
            continue
        if (of_others if work.patient == patient else latest) > work.low:
            yield work
        if work.patient == patient:
            latest = max(latest, work.high)
        elif work.high > latest:
            patient, latest, of_others = work.patient, work.high, latest
        else:
            of_others = max(of_others, work.high)


def find_impossible(
    works: Iterable[Work], *, zone: ZoneInfo, day_hold_hours: int
) -> dict[str, frozenset[str]]:
    """What is impossible about which entry of one person: ids with `day_too_long`, `two_places` or both."""
    works = list(works)
    long_days = {day for day, ticks in sum_days(works, zone=zone).items() if ticks > day_hold_hours * _HOUR}
    found: dict[str, set[str]] = {}
    for work in works:
        if any(day in long_days for day, _ in split_days(work, zone=zone)):
            found.setdefault(work.id, set()).add(DAY_TOO_LONG)
    for pair in find_overlaps(works):
        for work in pair:
            found.setdefault(work.id, set()).add(TWO_PLACES)
    return {id_: frozenset(kinds) for id_, kinds in found.items()}
