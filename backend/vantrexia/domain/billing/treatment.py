"""Treatment management: the calendar-month clock (rules 8.8–8.11, 8.13, 8.15).

Public: `assess_month`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vantrexia.domain.billing.choose import TimeChoice
from vantrexia.domain.billing.claims import Block
from vantrexia.domain.billing.clock import get_local_date, month_end
from vantrexia.domain.billing.context import Context, get_seconds
from vantrexia.domain.billing.countdown import count_down_minutes
from vantrexia.domain.billing.facts import PriorClaim
from vantrexia.domain.billing.minutes import MonthTime
from vantrexia.domain.billing.reasons import Reason, say
from vantrexia.domain.billing.results import Assessment, Basis, Countdown, Status
from vantrexia.domain.billing.rulesets import Program, RuleSet, TimeBand
from vantrexia.domain.billing.supply import say_block


@dataclass(frozen=True, slots=True)
class _Month:
    """One month as its assessors see it."""

    context: Context
    first: date
    last: date
    dos: date
    rules: RuleSet
    program: Program
    time: MonthTime
    choice: TimeChoice
    blocks: tuple[Block, ...]
    own: tuple[PriorClaim, ...]
    basis: Basis

    @property
    def open(self) -> bool:
        """Whether minutes can still be worked in it: an ended episode earns no more."""
        return self.dos > self.context.closed_through and self.context.episode.end_date is None

    def list_billed(self, code: str) -> tuple[PriorClaim, ...]:
        return tuple(c for c in self.own if c.code == code)

    def list_earlier(self) -> tuple[PriorClaim, ...]:
        return tuple(c for c in self.own if self.context.is_earlier_episode(c))


def assess_month(context: Context, first: date) -> list[Assessment]:
    """Every time code of the rule set for one calendar month."""
    dos = context.get_month_dos(first)
    rules, program = context.get_rules(dos)
    time = context.get_month(first)
    blocks = context.claims.list_month_blocks(first)
    own = context.claims.list_own_time(first)
    month = _Month(
        context=context,
        first=first,
        last=month_end(first),
        dos=dos,
        rules=rules,
        program=program,
        time=time,
        choice=context.choose_month(first),
        blocks=blocks,
        own=own,
        basis=Basis(
            seconds=get_seconds(time.ticks),
            contacts=context.describe_contacts(time.contacts, first),
            claims=(*own, *(b.claim for b in blocks)),
        ),
    )
    return [*(_assess_band(month, band) for band in program.time), _assess_addon(month)]


def _assess_band(month: _Month, band: TimeBand) -> Assessment:
    billed = month.list_billed(band.code)
    units = sum(c.units for c in billed)
    status, reasons, countdown = _judge_minutes(month, band)
    replaces: tuple[PriorClaim, ...] = ()
    corrects: tuple[PriorClaim, ...] = ()
    # An earlier episode earned its line with minutes this episode cannot see: it is never reduced.
    larger = {b.code for b in month.program.time if b.min_minutes > band.min_minutes}
    kept = tuple(c for c in month.list_earlier() if c.code in larger)
    if month.blocks:
        status = Status.ALREADY_BILLED if billed else Status.NEVER
        reasons, countdown = [*(say_block(b) for b in month.blocks), *reasons], None
    elif month.choice.band is band and kept:
        status = Status.ALREADY_BILLED
        reasons.append(say("billed_by_earlier_episode", claim=kept[0].code, dos=kept[0].date_of_service))
    elif month.choice.band is band and units == 1:
        status = Status.ALREADY_BILLED
        reasons.append(say("already_billed", code=band.code, dos=billed[0].date_of_service))
    elif status is Status.BILLABLE:
        codes = month.context.book.codes.codes
        replaces = tuple(c for c in month.own if c.code != band.code and codes[c.code].kind == "time")
        corrects = billed
        reasons.extend(say("replaces", claim=c.code, dos=c.date_of_service) for c in replaces)
        if billed:
            reasons.append(say("units_changed", billed=units, units=1))
    return _build(
        month,
        code=band.code,
        source=band.source,
        status=status,
        reasons=reasons,
        countdown=countdown,
        replaces=replaces,
        corrects=corrects,
    )


def _judge_minutes(month: _Month, band: TimeBand) -> tuple[Status, list[Reason], Countdown | None]:
    """What minutes and contact alone say about one first-minutes code."""
    minutes, chosen = month.time.minutes, month.choice.band
    if chosen is band:
        contact = get_local_date(month.basis.contacts[0].at, month.context.episode.zone)
        reasons = [say("minutes_reached", minutes=minutes, month=month.first, contact=contact)]
        if month.dos <= month.context.closed_through:
            return Status.BILLABLE, reasons, None
        return Status.NOT_YET, [*reasons, say("month_open", dos=month.dos)], None
    if chosen is not None and chosen.min_minutes > band.min_minutes:
        return (
            Status.NEVER,
            [say("minutes_exclusive", minutes=minutes, month=month.first, other=chosen.code)],
            None,
        )
    reasons = []
    if minutes < band.min_minutes:
        reasons.append(
            say("minutes_too_few", minutes=minutes, month=month.first, code=band.code, min=band.min_minutes)
        )
    if not month.time.contacts:
        reasons.append(say("no_live_contact", month=month.first))
    return _wait(month, reasons, needed_in_all=band.min_minutes)


def _wait(
    month: _Month, reasons: list[Reason], *, needed_in_all: int
) -> tuple[Status, list[Reason], Countdown | None]:
    """Not reached: still possible while the month runs, never once it is over."""
    if not month.open:
        return Status.NEVER, [*reasons, say("month_over")], None
    countdown = count_down_minutes(
        ticks=month.time.ticks,
        needed_in_all=needed_in_all,
        has_contact=bool(month.time.contacts),
        last_day=month.last,
        open_=True,
        fallback=month.choice.band.code if month.choice.band else None,
    )
    if countdown.needed:
        reasons.append(say("minutes_missing", needed=countdown.needed, last=month.last))
    if countdown.contact_needed:
        reasons.append(say("contact_missing", last=month.last))
    return Status.NOT_YET, reasons, countdown


def _assess_addon(month: _Month) -> Assessment:
    addon, units = month.program.addon, month.choice.addon_units
    base_billed, billed = month.list_billed(addon.base), month.list_billed(addon.code)
    billed_units = sum(c.units for c in billed)
    kept_units = sum(c.units for c in month.list_earlier() if c.code == addon.code)
    dos = min((c.date_of_service for c in base_billed), default=month.dos)
    corrects: tuple[PriorClaim, ...] = ()
    countdown: Countdown | None = None
    if not units:
        status, reasons, countdown = _judge_no_addon(month)
    else:
        status = Status.BILLABLE if dos <= month.context.closed_through else Status.NOT_YET
        contact = get_local_date(month.basis.contacts[0].at, month.context.episode.zone)
        reasons = [say("minutes_reached", minutes=month.time.minutes, month=month.first, contact=contact)]
        if month.choice.excess_units:
            reasons.append(
                say("units_capped", excess=month.choice.excess_units, cap=month.rules.settings.addon_cap)
            )
    if month.blocks:
        status = Status.ALREADY_BILLED if billed else Status.NEVER
        reasons, countdown = [*(say_block(b) for b in month.blocks), *reasons], None
    elif units and billed_units == units:
        status = Status.ALREADY_BILLED
        reasons.append(say("already_billed", code=addon.code, dos=billed[0].date_of_service))
    elif units and kept_units >= units:
        status = Status.ALREADY_BILLED
        reasons.append(say("billed_by_earlier_episode", claim=addon.code, dos=billed[0].date_of_service))
    elif status is Status.BILLABLE:
        corrects = (*base_billed, *billed)
        if billed:
            reasons.append(say("units_changed", billed=billed_units, units=units))
        if base_billed:
            reasons.append(say("late_addon", base=addon.base, dos=dos))
    elif units:
        reasons.append(say("month_open", dos=dos))
    return _build(
        month,
        code=addon.code,
        source=addon.source,
        status=status,
        reasons=reasons,
        countdown=countdown,
        units=max(units, 1),
        dos=dos,
        corrects=corrects,
    )


def _judge_no_addon(month: _Month) -> tuple[Status, list[Reason], Countdown | None]:
    addon = month.program.addon
    base = next(band for band in month.program.time if band.code == addon.base)
    needed = base.min_minutes + addon.step_minutes
    reasons = [
        say("addon_after_base", code=addon.code, base=addon.base),
        say("minutes_too_few", minutes=month.time.minutes, month=month.first, code=addon.code, min=needed),
    ]
    if not month.time.contacts:
        reasons.append(say("no_live_contact", month=month.first))
    return _wait(month, reasons, needed_in_all=needed)


def _build(
    month: _Month,
    *,
    code: str,
    source: str,
    status: Status,
    reasons: list[Reason],
    countdown: Countdown | None,
    units: int = 1,
    dos: date | None = None,
    replaces: tuple[PriorClaim, ...] = (),
    corrects: tuple[PriorClaim, ...] = (),
) -> Assessment:
    return Assessment(
        code=code,
        status=status,
        units=units,
        period_start=month.first,
        period_end=month.last,
        date_of_service=dos or month.dos,
        rule_set=month.rules.id,
        source=source,
        reasons=tuple(reasons),
        basis=month.basis,
        countdown=countdown,
        replaces=replaces,
        corrects=corrects,
    )
