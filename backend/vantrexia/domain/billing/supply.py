"""Supply and set-up: the 30-day clock (rules 8.3–8.6, 8.13).

Public: `assess_supply` for one period, `assess_setup` for the episode, `find_taught_on`; `say_block` for the other assessors.
"""

from __future__ import annotations

from datetime import date

from vantrexia.domain.billing.choose import find_supply_band
from vantrexia.domain.billing.claims import Block
from vantrexia.domain.billing.clock import get_local_date
from vantrexia.domain.billing.context import Context
from vantrexia.domain.billing.countdown import count_down_days
from vantrexia.domain.billing.episode import Period
from vantrexia.domain.billing.facts import PriorClaim
from vantrexia.domain.billing.reasons import Reason, Value, say
from vantrexia.domain.billing.results import Assessment, Basis, Countdown, Status
from vantrexia.domain.billing.rulesets import RuleSet, SupplyBand


def say_block(block: Block) -> Reason:
    """The reason that names the blocking claim."""
    claim = block.claim
    return say(f"blocked_{block.cause}", claim=claim.code, start=claim.period_start, end=claim.period_end)


def assess_supply(context: Context, period: Period) -> list[Assessment]:
    """Every supply code of the rule set for one period; at most one of them is a line."""
    rules, program = context.get_rules(period.end)
    count = context.days.count(period.start, period.end)
    chosen = find_supply_band(days=count, program=program)
    blocks = context.list_period_blocks(period)
    own = tuple(c for c in context.claims.supply if c.own and c.period_start == period.start)
    basis = Basis(
        days=context.days.list_days(period.start, period.end),
        days_by_device=context.days.count_by_device(period.start, period.end),
        claims=(*own, *(b.claim for b in blocks)),
    )
    return [
        _assess_band(context, period, rules, band, chosen, count, blocks, own, basis)
        for band in program.supply
    ]


def _assess_band(
    context: Context,
    period: Period,
    rules: RuleSet,
    band: SupplyBand,
    chosen: SupplyBand | None,
    count: int,
    blocks: tuple[Block, ...],
    own: tuple[PriorClaim, ...],
    basis: Basis,
) -> Assessment:
    billed = tuple(c for c in own if c.code == band.code)
    units = sum(c.units for c in billed)
    closed = period.end <= context.closed_through
    status, reasons, countdown = _judge_days(context, period, band, chosen, count, closed=closed)
    replaces: tuple[PriorClaim, ...] = ()
    corrects: tuple[PriorClaim, ...] = ()
    if blocks:
        status = Status.ALREADY_BILLED if billed else Status.NEVER
        reasons, countdown = [*(say_block(b) for b in blocks), *reasons], None
    elif status is Status.BILLABLE and units == 1:
        status = Status.ALREADY_BILLED
        reasons.append(say("already_billed", code=band.code, dos=billed[0].date_of_service))
    elif status is Status.BILLABLE:
        replaces = tuple(c for c in own if c.code != band.code)
        corrects = billed
        reasons.extend(say("replaces", claim=c.code, dos=c.date_of_service) for c in replaces)
        if billed:
            reasons.append(say("units_changed", billed=units, units=1))
    if context.episode.end_cause is not None and period.cut:
        reasons.append(say("period_cut", end=period.end, cause=context.episode.end_cause))
    return Assessment(
        code=band.code,
        status=status,
        units=1,
        period_start=period.start,
        period_end=period.end,
        date_of_service=period.end,
        rule_set=rules.id,
        source=band.source,
        reasons=tuple(reasons),
        basis=basis,
        countdown=countdown,
        replaces=replaces,
        corrects=corrects,
    )


def _judge_days(
    context: Context, period: Period, band: SupplyBand, chosen: SupplyBand | None, count: int, *, closed: bool
) -> tuple[Status, list[Reason], Countdown | None]:
    """What the days alone say about one band, before claims are looked at."""
    span: dict[str, Value] = {"days": count, "start": period.start, "end": period.end, "code": band.code}
    if chosen is band:
        reasons = [say("days_reached", **span, min=band.min_days, max=band.max_days)]
        if closed:
            return Status.BILLABLE, reasons, None
        return Status.NOT_YET, [*reasons, say("period_open", end=period.end)], None
    if chosen is not None and count > band.max_days:
        return Status.NEVER, [say("days_too_many", **span, max=band.max_days, other=chosen.code)], None
    reasons = [say("days_too_few", **span, min=band.min_days)]
    if closed:
        return Status.NEVER, reasons, None
    countdown = count_down_days(
        days=context.days.list_days(period.start, period.end),
        needed_in_all=band.min_days,
        end=period.end,
        closed_through=context.closed_through,
        fallback=chosen.code if chosen else None,
    )
    if countdown.expected_on is None:
        left = (period.end - context.closed_through).days
        reasons.append(say("days_out_of_reach", needed=countdown.needed, left=left, last=period.end))
        return Status.NEVER, reasons, countdown
    reasons.append(
        say(
            "days_missing",
            needed=countdown.needed,
            code=band.code,
            expected=countdown.expected_on,
            last=period.end,
        )
    )
    return Status.NOT_YET, reasons, countdown


def find_taught_on(context: Context) -> date | None:
    """The first completed set-up of this episode with documented teaching.

    A set-up from before an earlier episode's end does not teach this one: re-enrolment needs new teaching
    (rules 9).
    """
    earlier = context.episode.earlier_ended_at
    moments = [
        d.setup_completed_at
        for d in context.facts.devices
        if d.setup_completed_at is not None
        and d.education_minutes > 0
        and (earlier is None or d.setup_completed_at > earlier)
    ]
    return get_local_date(min(moments), context.episode.zone) if moments else None


def assess_setup(context: Context) -> Assessment:
    """Set-up, once per episode, with the first period that meets the minimum after the teaching (rules
    8.6)."""
    taught_on = find_taught_on(context)
    period = _find_setup_period(context, taught_on)
    shown = period or (context.periods[-1] if context.periods else None)
    rules, program = context.get_rules(shown.end if shown else context.closed_through)
    rule = program.setup
    prior = [
        c
        for c in context.claims.setup
        if context.episode.first_day_one is not None and c.period_start >= context.episode.first_day_one
    ]
    days = context.days.list_days(shown.start, shown.end) if shown else ()
    dos = shown.end if shown else None
    countdown: Countdown | None = None
    if prior:
        own = [c for c in prior if c.own]
        status = Status.ALREADY_BILLED if own else Status.NEVER
        reasons = (
            [say("already_billed", code=rule.code, dos=own[0].date_of_service)]
            if own
            else [say("setup_other_practice", claim=prior[0].code)]
        )
    elif taught_on is None:
        status, reasons = Status.NEVER, [say("setup_not_taught")]
    elif period is None:
        over = context.episode.end_date is not None and context.episode.end_date <= context.closed_through
        status = Status.NEVER if over or shown is None else Status.NOT_YET
        reasons = [say("setup_no_period", min=rule.min_days)]
        if status is Status.NOT_YET and shown is not None and not context.list_period_blocks(shown):
            countdown = count_down_days(
                days=days,
                needed_in_all=max(rule.min_days, len(days)),
                end=shown.end,
                closed_through=context.closed_through,
                fallback=None,
            )
    else:
        reasons = [say("setup_taught", day=taught_on, min=rule.min_days, end=period.end)]
        status = Status.BILLABLE
        if period.end > context.closed_through:
            status = Status.NOT_YET
            reasons.append(say("period_open", end=period.end))
        if rules.settings.setup_dos == "minimum_day":
            dos = max(days[rule.min_days - 1], taught_on)
    return Assessment(
        code=rule.code,
        status=status,
        units=1,
        period_start=shown.start if shown else None,
        period_end=shown.end if shown else None,
        date_of_service=dos,
        rule_set=rules.id,
        source=rule.source,
        reasons=tuple(reasons),
        basis=Basis(days=days, taught_on=taught_on, claims=tuple(prior)),
        countdown=countdown,
    )


def _find_setup_period(context: Context, taught_on: date | None) -> Period | None:
    if taught_on is None:
        return None
    for period in context.periods:
        _, program = context.get_rules(period.end)
        if (
            period.end >= taught_on
            and context.days.count(period.start, period.end) >= program.setup.min_days
            and not context.list_period_blocks(period)
        ):
            return period
    return None
