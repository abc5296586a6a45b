"""Flags about earlier claims: ours, another practice's, other services' (rules sections 3.6, 6, 8.13, 8.14).

Public: `list_claim_flags`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from vantrexia.domain.billing.clock import list_months, month_end, month_of
from vantrexia.domain.billing.context import Context
from vantrexia.domain.billing.facts import PriorClaim
from vantrexia.domain.billing.flag_texts import make_flag
from vantrexia.domain.billing.results import Assessment, Flag


def list_claim_flags(context: Context, lines: list[Assessment]) -> Iterator[Flag]:
    """Flags that compare lines with claims, then claims with each other."""
    if not context.claims.all:
        return
    for line in lines:
        yield from _flag_line(context, line)
    yield from _flag_billed(context)


def _flag_line(context: Context, line: Assessment) -> Iterator[Flag]:
    start, end, _ = line.get_dates()
    known, conflicts = context.book.codes.codes, context.book.codes.list_related("conflicts")
    kind, family = known[line.code].kind, known[line.code].program
    # A cut supply line still stands for its thirty days when it is compared with others' claims.
    if kind in ("setup", "supply", "clinician_time"):
        end = max(end, start + timedelta(days=context.claims.period_days - 1))
    for claim in context.claims.all:
        low, high = _get_span(context, claim)
        if low > end or high < start:
            continue
        code = known.get(claim.code)
        if code is not None and code.program != family:
            key = "RTM_OVERLAP"
        elif code is not None and not claim.own:
            key = "OTHER_PRACTICE"
        elif claim.code in conflicts:
            key = "CONFLICTING_SERVICE"
        else:
            continue
        yield make_flag(
            key,
            codes=frozenset({line.code}),
            period_start=start,
            claim=claim.code,
            start=claim.period_start,
            end=claim.period_end,
        )


def _get_span(context: Context, claim: PriorClaim) -> tuple[date, date]:
    code = context.book.codes.codes.get(claim.code)
    if code is not None and code.kind == "supply":
        return claim.period_start, max(
            claim.period_end, claim.period_start + timedelta(days=context.claims.occupied_days - 1)
        )
    return claim.period_start, claim.period_end


def _flag_billed(context: Context) -> Iterator[Flag]:
    """Our billed lines that stand where they should not."""
    for period in context.periods:
        billed = context.claims.count_billed(context.claims.supply, period.start)
        if sum(billed.values()) > 1:
            yield make_flag(
                "TWO_SUPPLY_LINES",
                codes=frozenset(billed),
                period_start=period.start,
                units=sum(billed.values()),
                start=period.start,
            )
        if billed and context.list_period_blocks(period):
            for code in sorted(billed):
                yield make_flag(
                    "BILLED_IN_BLOCKED_PERIOD", period_start=period.start, claim=code, start=period.start
                )
    for first in sorted({month_of(c.period_start) for c in context.claims.time if c.own}):
        if context.claims.list_month_blocks(first):
            for code in sorted({c.code for c in context.claims.list_own_time(first)}):
                yield make_flag("BILLED_IN_BLOCKED_PERIOD", period_start=first, claim=code, start=first)
    for claim in context.claims.clinician:
        if not claim.own:
            continue
        for first in list_months(claim.period_start, claim.period_end):
            starts_inside = month_end(first) >= context.episode.start_date
            if starts_inside and context.choose_month(first).band is not None:
                yield make_flag("CLINICIAN_AND_TIME", period_start=first, claim=claim.code, month=first)
