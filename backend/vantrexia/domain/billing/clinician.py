"""99091: a physician's or QHP's own minutes in a supply period (rules 8.12, 3.4).

Public: `assess_clinician`, `count_clinician_ticks`.
"""

from __future__ import annotations

from datetime import date, timedelta

from vantrexia.domain.billing.clock import TICKS_PER_MINUTE, list_months, month_end
from vantrexia.domain.billing.context import Context, get_seconds
from vantrexia.domain.billing.countdown import count_down_minutes
from vantrexia.domain.billing.episode import Period
from vantrexia.domain.billing.facts import PriorClaim
from vantrexia.domain.billing.intervals import total
from vantrexia.domain.billing.reasons import Reason, Value, say
from vantrexia.domain.billing.results import Assessment, Basis, Countdown, Status
from vantrexia.domain.billing.supply import say_block


def count_clinician_ticks(context: Context, start: date, end: date) -> int:
    """Clinician time on the dates `start..end` inclusive."""
    return total(context.time.get_clinician_time(start, end + timedelta(days=1)))


def assess_clinician(context: Context, period: Period) -> list[Assessment]:
    """99091 for one period; an empty list where the rule set has no such code.

    It needs no supply code, so what blocks supply does not block it; RTM and another 99091 do. It waits until
    every month the period touches has ended, because only then is it known that no time code bars it.
    """
    rules, program = context.get_rules(period.end)
    rule = program.clinician
    if rule is None:
        return []
    intervals = context.time.get_clinician_time(period.start, period.end + timedelta(days=1))
    ticks = total(intervals)
    minutes = ticks // TICKS_PER_MINUTE
    own = tuple(c for c in context.claims.clinician if c.own and c.period_start == period.start)
    blocks = context.claims.list_clinician_blocks(period)
    bars, barring_claims = _list_bars(context, period)
    reached_on = context.time.find_day_reached(intervals, rule.min_minutes)
    span: dict[str, Value] = {"minutes": minutes, "start": period.start, "end": period.end}
    countdown: Countdown | None = None
    corrects: tuple[PriorClaim, ...] = ()
    waiting = [m for m in list_months(period.start, period.end) if month_end(m) > context.closed_through]
    if minutes < rule.min_minutes:
        reasons = [say("clinician_too_few", **span, code=rule.code, min=rule.min_minutes)]
        status = Status.NEVER
        if period.end > context.closed_through and context.episode.end_date is None and not (blocks or bars):
            status = Status.NOT_YET
            countdown = count_down_minutes(
                ticks=ticks,
                needed_in_all=rule.min_minutes,
                has_contact=True,
                last_day=period.end,
                open_=True,
                fallback=None,
            )
            reasons.append(say("minutes_missing", needed=countdown.needed, last=period.end))
    else:
        reasons = [say("clinician_reached", **span)]
        if sum(c.units for c in own) == 1:
            status = Status.ALREADY_BILLED
            reasons.append(say("already_billed", code=rule.code, dos=own[0].date_of_service))
        elif blocks or bars:
            status = Status.NEVER
        elif waiting:
            status = Status.NOT_YET
            reasons.append(say("clinician_waits", month=waiting[-1]))
        else:
            status, corrects = Status.BILLABLE, own
    dos = period.end
    if rules.settings.clinician_dos == "minimum_day" and reached_on is not None:
        dos = reached_on
    return [
        Assessment(
            code=rule.code,
            status=status,
            units=1,
            period_start=period.start,
            period_end=period.end,
            date_of_service=dos,
            rule_set=rules.id,
            source=rule.source,
            reasons=(*reasons, *(say_block(b) for b in blocks), *bars),
            basis=Basis(
                seconds=get_seconds(ticks),
                reached_on=reached_on,
                claims=(*own, *(b.claim for b in blocks), *barring_claims),
            ),
            countdown=countdown,
            corrects=corrects,
        )
    ]


def _list_bars(context: Context, period: Period) -> tuple[list[Reason], list[PriorClaim]]:
    """Why a month the period touches bars 99091: a time code billable or billed there, or care management
    billed."""
    reasons: list[Reason] = []
    claims: list[PriorClaim] = []
    for first in list_months(period.start, period.end):
        choice = context.choose_month(first)
        if choice.band is not None and not context.claims.list_month_blocks(first):
            reasons.append(say("clinician_barred_time", other=choice.band.code, month=first))
        for claim in context.claims.list_clinician_bars(first):
            reasons.append(say("clinician_barred_claim", claim=claim.code, month=first))
            claims.append(claim)
    return reasons, claims
