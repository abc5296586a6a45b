"""Minutes and live contacts: whose work counts, once, to the second (rules 8.8–8.10, 8.12).

Public: `index_time`, `TimeIndex`, `MonthTime`, `Contact`, `get_span`, `check_closed_lists`.

Everything is interval arithmetic: the union of counted work, less every stretch also logged as another
service, clipped to the episode. Splitting an entry, or logging it twice, changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from vantrexia.domain.billing.clock import (
    TICKS_PER_MINUTE,
    TICKS_PER_SECOND,
    get_date_of_ticks,
    get_midnight,
    get_ticks,
    next_month,
)
from vantrexia.domain.billing.facts import TimeEntry
from vantrexia.domain.billing.intervals import Intervals, clip, find_point_reached, merge, subtract, total
from vantrexia.domain.billing.rulesets import Program, Settings
from vantrexia.domain.errors import DomainError


@dataclass(frozen=True, slots=True)
class Contact:
    """A live contact's counted stretch, with who made it and how."""

    intervals: Intervals
    staff_id: str
    role: str
    activity: str


@dataclass(frozen=True, slots=True)
class MonthTime:
    """A calendar month's counted time. `minutes` is `ticks` with the fraction dropped."""

    ticks: int
    contacts: tuple[Contact, ...]

    @property
    def minutes(self) -> int:
        """Whole minutes."""
        return self.ticks // TICKS_PER_MINUTE


@dataclass(frozen=True, slots=True)
class TimeIndex:
    """Counted intervals of all staff and of clinicians (physician, QHP) alone, and the contacts among
    them."""

    zone: ZoneInfo
    counted: Intervals
    clinician: Intervals
    contacts: tuple[Contact, ...]

    def get_month(self, first: date) -> MonthTime:
        """Time and contacts of the month that begins on `first`, split at local midnight."""
        low, high = get_midnight(self.zone, first), get_midnight(self.zone, next_month(first))
        return MonthTime(
            ticks=total(clip(self.counted, low, high)),
            contacts=tuple(c for c in self.contacts if clip(c.intervals, low, high)),
        )

    def get_clinician_time(self, start: date, after: date) -> Intervals:
        """Clinician intervals from local midnight of `start` to that of `after`."""
        return clip(self.clinician, get_midnight(self.zone, start), get_midnight(self.zone, after))

    def find_day_reached(self, intervals: Intervals, minutes: int) -> date | None:
        """The local date on which intervals add up to so many minutes, or None."""
        point = find_point_reached(intervals, minutes * TICKS_PER_MINUTE)
        return None if point is None else get_date_of_ticks(point - 1, self.zone)


def get_span(entry: TimeEntry) -> tuple[int, int]:
    """The entry's interval in ticks."""
    low = get_ticks(entry.started_at)
    return low, low + int(entry.seconds * TICKS_PER_SECOND)


def check_closed_lists(entry: TimeEntry, settings: Settings) -> None:
    """Refuse a role or activity the rules do not know (rules 8.9). Raises `unknown_role`,
    `unknown_activity`."""
    if entry.role not in settings.counted_roles and entry.role not in settings.uncounted_roles:
        raise DomainError("unknown_role", f"{entry.role!r} is not a role of the rules")
    if (
        entry.activity not in settings.counted_activities
        and entry.activity not in settings.uncounted_activities
    ):
        raise DomainError("unknown_activity", f"{entry.activity!r} is not an activity of the rules")


def index_time(
    entries: tuple[TimeEntry, ...],
    *,
    zone: ZoneInfo,
    settings: Settings,
    program: Program,
    start: int,
    end: int,
) -> TimeIndex:
    """Counted time between two ticks. Raises `unknown_role`, `unknown_activity`, `negative_time`."""
    roles = program.counted_roles or settings.counted_roles
    activities = program.counted_activities or settings.counted_activities
    displacing = settings.displacing_activities - activities
    worked: list[tuple[tuple[int, int], TimeEntry]] = []
    displaced: list[tuple[int, int]] = []
    for entry in entries:
        check_closed_lists(entry, settings)
        low, high = get_span(entry)
        if high < low:
            raise DomainError("negative_time", f"a time entry lasts {entry.seconds} seconds")
        if entry.activity in displacing:
            displaced.append((low, high))
        elif entry.activity in activities and entry.role in roles:
            worked.append(((max(low, start), min(high, end)), entry))
    holes = merge(displaced)
    contacts = []
    for span, entry in sorted(worked, key=lambda item: (item[0], item[1].staff_id, item[1].activity)):
        if entry.interactive and entry.activity not in settings.never_live_activities:
            left = subtract(merge([span]), holes)
            if left:
                contacts.append(Contact(left, entry.staff_id, entry.role, entry.activity))
    return TimeIndex(
        zone=zone,
        counted=subtract(merge(span for span, _ in worked), holes),
        clinician=subtract(
            merge(span for span, entry in worked if entry.role in settings.clinician_roles), holes
        ),
        contacts=tuple(contacts),
    )
