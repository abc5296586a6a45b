"""Billed lines of ours that the facts no longer support at all (rules 8.13).

Public: `list_voids`.

A line replaced by the other code of its pair is not a void; lines off the grid or of an earlier episode are
left alone; a block by others is no reason either, only missing days, teaching, minutes or contact are.
"""

from __future__ import annotations

from vantrexia.domain.billing.choose import find_supply_band
from vantrexia.domain.billing.clinician import count_clinician_ticks
from vantrexia.domain.billing.clock import TICKS_PER_MINUTE, month_of
from vantrexia.domain.billing.context import Context
from vantrexia.domain.billing.episode import Period, get_period, is_grid_day
from vantrexia.domain.billing.facts import PriorClaim
from vantrexia.domain.billing.reasons import Reason, say
from vantrexia.domain.billing.results import Void
from vantrexia.domain.billing.supply import find_taught_on


def list_voids(context: Context) -> tuple[Void, ...]:
    """Voids among our claims whose billed date of service lies in the window."""
    voids = []
    for claims, judge in (
        (context.claims.setup, _judge_setup),
        (context.claims.supply, _judge_supply),
        (context.claims.time, _judge_time),
        (context.claims.clinician, _judge_clinician),
    ):
        for claim in claims:
            if claim.own and context.window_from <= claim.date_of_service <= context.closed_through:
                reason = judge(context, claim)
                if reason is not None:
                    voids.append(Void(claim=claim, reasons=(reason,)))
    return tuple(voids)


def _find_period(context: Context, claim: PriorClaim) -> Period | None:
    """The grid period a claim was billed for, also beyond the end of monitoring; None off the grid."""
    days = context.claims.period_days
    if not is_grid_day(context.episode, claim.period_start, days=days):
        return None
    return get_period(context.episode, start=claim.period_start, days=days)


def _judge_setup(context: Context, claim: PriorClaim) -> Reason | None:
    period = _find_period(context, claim)
    if period is None:
        return None
    taught_on = find_taught_on(context)
    if taught_on is None or taught_on > period.end:
        return say("unsupported_teaching", code=claim.code)
    _, program = context.get_rules(period.end)
    count = context.days.count(period.start, period.end)
    return say("unsupported_days", days=count, code=claim.code) if count < program.setup.min_days else None


def _judge_supply(context: Context, claim: PriorClaim) -> Reason | None:
    period = _find_period(context, claim)
    if period is None:
        return None
    _, program = context.get_rules(period.end)
    count = context.days.count(period.start, period.end)
    band = find_supply_band(days=count, program=program)
    if band is None:
        return say("unsupported_days", days=count, code=claim.code)
    if band.code != claim.code and band.code in context.claims.count_billed(
        context.claims.supply, period.start
    ):
        return say("unsupported_pair", other=band.code, code=claim.code)
    return None


def _judge_time(context: Context, claim: PriorClaim) -> Reason | None:
    if context.is_earlier_episode(claim):
        return None
    first = month_of(claim.period_start)
    month, choice = context.get_month(first), context.choose_month(first)
    if context.book.codes.codes[claim.code].kind == "time_addon":
        supported = choice.addon_units > 0
    else:
        supported = choice.band is not None
    if not supported:
        if not month.contacts:
            return say("unsupported_contact", code=claim.code)
        return say("unsupported_minutes", minutes=month.minutes, code=claim.code)
    if choice.band is not None and choice.band.code != claim.code:
        billed = {c.code for c in context.claims.list_own_time(first)}
        if choice.band.code in billed and context.book.codes.codes[claim.code].kind == "time":
            return say("unsupported_pair", other=choice.band.code, code=claim.code)
    return None


def _judge_clinician(context: Context, claim: PriorClaim) -> Reason | None:
    period = _find_period(context, claim)
    if period is None:
        return None
    _, program = context.get_rules(period.end)
    minutes = count_clinician_ticks(context, period.start, period.end) // TICKS_PER_MINUTE
    if program.clinician is not None and minutes < program.clinician.min_minutes:
        return say("unsupported_minutes", minutes=minutes, code=claim.code)
    return None
