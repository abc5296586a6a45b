"""Flags about minutes and contacts (rules sections 6, 8.9, 8.11 and 9).

Public: `list_time_flags`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from vantrexia.domain.billing.clock import (
    get_date_of_ticks,
    get_local_date,
    get_midnight,
    month_end,
    next_month,
)
from vantrexia.domain.billing.context import Context
from vantrexia.domain.billing.facts import TimeEntry
from vantrexia.domain.billing.flag_texts import make_flag
from vantrexia.domain.billing.intervals import clip
from vantrexia.domain.billing.minutes import get_span
from vantrexia.domain.billing.results import Assessment, Flag


def list_time_flags(context: Context, assessments: list[Assessment]) -> Iterator[Flag]:
    """Flags of every assessed month that has counted time."""
    months = sorted(
        {
            a.period_start
            for a in assessments
            if a.period_start is not None and context.book.codes.codes[a.code].kind == "time"
        }
    )
    for first in months:
        if context.get_month(first).ticks:
            yield from _flag_month(context, first)


def _flag_month(context: Context, first: date) -> Iterator[Flag]:
    rules, program = context.get_rules(context.get_month_dos(first))
    codes = frozenset({*(band.code for band in program.time), program.addon.code})
    choice = context.choose_month(first)
    entries = _list_entries(context, first)
    if choice.excess_units:
        yield make_flag(
            "UNITS_OVER_MUE",
            codes=frozenset({program.addon.code}),
            period_start=first,
            month=first,
            excess=choice.excess_units,
            code=program.addon.code,
        )
    for entry in entries:
        if entry.interactive and entry.reached is False:
            day = get_local_date(entry.started_at, context.episode.zone)
            yield make_flag("CONTACT_WITHOUT_PERSON", codes=codes, period_start=first, day=day)
            break
    if any(_is_after_close(context, entry) and entry.second_person is None for entry in entries):
        yield make_flag("LATE_ENTRY_UNCONFIRMED", codes=codes, period_start=first, month=first)
    held = sum(entry.held for entry in entries)
    if held:
        yield make_flag("TIME_ENTRY_HELD", codes=codes, period_start=first, month=first, entries=held)
    minutes = context.get_month(first).minutes
    thresholds = [band.min_minutes for band in program.time]
    thresholds += [
        program.time[-1].min_minutes + n * program.addon.step_minutes
        for n in range(1, rules.settings.addon_cap + 1)
    ]
    near = [t for t in thresholds if t <= minutes <= t + 1]
    if near and any(_is_backdated(context, entry) for entry in entries):
        yield make_flag(
            "BARELY_OVER_BACKDATED",
            codes=codes,
            period_start=first,
            month=first,
            minutes=minutes,
            threshold=near[-1],
        )
    yield from _flag_em_days(context, first, codes)


def _list_entries(context: Context, first: date) -> list[TimeEntry]:
    """Entries of roles and activities that count, touching a month, in order of time."""
    settings = context.get_rules(context.get_month_dos(first))[0].settings
    low, high = get_midnight(context.time.zone, first), get_midnight(context.time.zone, next_month(first))
    found = [
        e
        for e in context.facts.time_entries
        if e.role in settings.counted_roles
        and e.activity in settings.counted_activities
        and clip((get_span(e),), low, high)
    ]
    return sorted(found, key=lambda e: (e.started_at, e.staff_id, e.activity))


def _is_backdated(context: Context, entry: TimeEntry) -> bool:
    """Written down on a later date than the work was done."""
    return entry.recorded_at is not None and get_local_date(
        entry.recorded_at, context.episode.zone
    ) > get_date_of_ticks(get_span(entry)[1], context.episode.zone)


def _is_after_close(context: Context, entry: TimeEntry) -> bool:
    """Written down after the month of the work had ended."""
    zone = context.episode.zone
    return entry.recorded_at is not None and get_local_date(entry.recorded_at, zone) > month_end(
        get_local_date(entry.started_at, zone)
    )


def _flag_em_days(context: Context, first: date, codes: frozenset[str]) -> Iterator[Flag]:
    zone = context.time.zone
    visits = {
        get_local_date(e.started_at, zone) for e in context.facts.time_entries if e.activity == "em_visit"
    }
    for day in sorted(visits):
        if day.replace(day=1) == first:
            low = get_midnight(zone, day)
            if clip(context.time.counted, low, get_midnight(zone, date.fromordinal(day.toordinal() + 1))):
                yield make_flag("TIME_ON_EM_DAY", codes=codes, period_start=first, day=day)
