"""A month of a patient's time in words a nurse can use: what counted, what did not and why, what is missing.

Public: `report_month`, `MonthReport`, `EntryReport`, `NextStep`.

No arithmetic of its own: minutes and contacts are those of `index_time`, codes those of `choose_time`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from vantrexia.domain.billing.choose import TimeChoice, choose_time
from vantrexia.domain.billing.clock import TICKS_PER_SECOND, get_midnight, month_end, next_month
from vantrexia.domain.billing.countdown import count_down_minutes
from vantrexia.domain.billing.facts import TimeEntry
from vantrexia.domain.billing.intervals import Interval, clip, merge, subtract, total
from vantrexia.domain.billing.minutes import MonthTime, TimeIndex, get_span
from vantrexia.domain.billing.results import Countdown
from vantrexia.domain.billing.rulesets import Program, Settings


@dataclass(frozen=True, slots=True)
class EntryReport:
    """One entry in the month: its seconds there, those of them that count, and why the others do not.

    `why`: activity, role, outside_episode, other_service (also logged as such), shared (with another entry).
    """

    seconds: Decimal
    counted_seconds: Decimal
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next code (or unit of the add-on) and what is missing for it."""

    code: str
    unit: int
    at_minutes: int
    countdown: Countdown


@dataclass(frozen=True, slots=True)
class MonthReport:
    """`logged` is everything as written down; `counted` what the rules count, every second once.

    `shared`: seconds that several people worked at once and that count once. `choice` is what minutes and
    contact support today; `next` is None where nothing more can be reached.
    """

    logged: Decimal
    counted: Decimal
    shared: Decimal
    time: MonthTime
    choice: TimeChoice
    next: NextStep | None
    entries: Mapping[str, EntryReport]


def report_month(
    entries: tuple[TimeEntry, ...],
    *,
    index: TimeIndex,
    first: date,
    start: int,
    end: int,
    is_open: bool,
    settings: Settings,
    program: Program,
) -> MonthReport:
    """One calendar month. `index` is `index_time` of the same entries; counting runs from tick `start` to `end`."""
    low, high = get_midnight(index.zone, first), get_midnight(index.zone, next_month(first))
    counted = clip(index.counted, low, high)
    inside = {entry.id: clip((get_span(entry),), low, high) for entry in entries}
    earning = {
        entry.id: clip(inside[entry.id], start, end) for entry in entries if _earns(entry, settings, program)
    }
    time = index.get_month(first)
    has_contact = bool(time.contacts)
    cap = settings.addon_cap
    reports = {}
    for entry in entries:
        spans = inside[entry.id]
        if spans:
            reports[entry.id] = _report_entry(entry, spans, earning, counted, settings, program)
    earned = [span for spans in earning.values() for span in spans]
    return MonthReport(
        logged=_seconds(sum(total(spans) for spans in inside.values())),
        counted=_seconds(time.ticks),
        shared=_seconds(sum(high - low for low, high in earned) - total(merge(earned))),
        time=time,
        choice=choose_time(minutes=time.minutes, live_contact=has_contact, program=program, cap=cap),
        next=_find_next(time, first=first, is_open=is_open, cap=cap, program=program),
        entries=reports,
    )


def _earns(entry: TimeEntry, settings: Settings, program: Program) -> bool:
    return entry.role in (program.counted_roles or settings.counted_roles) and entry.activity in (
        program.counted_activities or settings.counted_activities
    )


def _report_entry(
    entry: TimeEntry,
    spans: tuple[Interval, ...],
    earning: Mapping[str, tuple[Interval, ...]],
    counted: tuple[Interval, ...],
    settings: Settings,
    program: Program,
) -> EntryReport:
    why = []
    if entry.activity not in (program.counted_activities or settings.counted_activities):
        why.append("activity")
    if entry.role not in (program.counted_roles or settings.counted_roles):
        why.append("role")
    mine = earning.get(entry.id, ())
    kept = tuple(part for low, high in mine for part in clip(counted, low, high))
    if not why:
        if total(mine) < total(spans):
            why.append("outside_episode")
        if total(kept) < total(mine):
            why.append("other_service")
        others = merge(span for other, theirs in earning.items() if other != entry.id for span in theirs)
        if total(subtract(mine, others)) < total(mine):
            why.append("shared")
    return EntryReport(_seconds(total(spans)), _seconds(total(kept)), tuple(why))


def _find_next(time: MonthTime, *, first: date, is_open: bool, cap: int, program: Program) -> NextStep | None:
    """The lowest step not reached; without a contact the highest one the minutes would support already."""
    addon = program.addon
    base = program.time[-1].min_minutes
    steps = [(band.min_minutes, band.code, 1) for band in program.time]
    steps += [(base + n * addon.step_minutes, addon.code, n) for n in range(1, cap + 1)]
    reached = [step for step in steps if time.minutes >= step[0]]
    ahead = steps[len(reached) :]
    if reached and not time.contacts:
        step = reached[-1]
    elif ahead:
        step = ahead[0]
    else:
        return None
    countdown = count_down_minutes(
        ticks=time.ticks,
        needed_in_all=step[0],
        has_contact=bool(time.contacts),
        last_day=month_end(first),
        open_=is_open,
        fallback=None,
    )
    return NextStep(code=step[1], unit=step[2], at_minutes=step[0], countdown=countdown)


def _seconds(ticks: int) -> Decimal:
    return Decimal(ticks) / TICKS_PER_SECOND
