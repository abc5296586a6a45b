"""Evaluate one patient: every code, every reason, the lines to bill, the lines to void, the flags.

Public: `evaluate_patient`.

The story: find what forbids billing at all; resolve the episode and its grid; count days and minutes once;
assess each 30-day period (supply, set-up, clinician time) and each calendar month (treatment management);
compare with what is billed; raise flags. The same facts give the same answer, in whatever order they arrived.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from vantrexia.domain.billing.amounts import AmountBook, load_amount_book
from vantrexia.domain.billing.clinician import assess_clinician
from vantrexia.domain.billing.clock import get_last_closed_day, get_zone, list_months
from vantrexia.domain.billing.context import Context, build_context, get_payer
from vantrexia.domain.billing.episode import find_barrier
from vantrexia.domain.billing.facts import PatientFacts
from vantrexia.domain.billing.flags import list_barrier_flags, list_flags
from vantrexia.domain.billing.minutes import check_closed_lists
from vantrexia.domain.billing.reasons import say
from vantrexia.domain.billing.results import Assessment, Evaluation, Flag, Severity, Status
from vantrexia.domain.billing.ruledata import load_rule_book
from vantrexia.domain.billing.rulesets import Program, RuleBook, RuleSet
from vantrexia.domain.billing.supply import assess_setup, assess_supply
from vantrexia.domain.billing.treatment import assess_month
from vantrexia.domain.billing.voids import list_voids


def evaluate_patient(
    facts: PatientFacts,
    *,
    now: datetime,
    window_from: date | None = None,
    book: RuleBook | None = None,
    amounts: AmountBook | None = None,
) -> Evaluation:
    """What can be billed for one patient, as known at `now`.

    Days before `now`'s date in the patient's zone are over; a period or month is closed when its last day is.
    Lines and voids are those whose date of service lies between `window_from` (inclusive; None: the episode's
    start) and the last day that is over. Raises `DomainError`: unknown role or activity, zone, payer or
    program, naive moments.
    """
    book = book or load_rule_book()
    barrier = find_barrier(facts, needs_established=_needs_established(facts, book, now))
    if barrier is not None or facts.consent_at is None or facts.enrolled_at is None:
        return _evaluate_barred(facts, book=book, now=now, barrier=barrier or "no_consent")
    context = build_context(
        facts,
        consent_at=facts.consent_at,
        enrolled_at=facts.enrolled_at,
        now=now,
        window_from=window_from,
        book=book,
        amounts=amounts or load_amount_book(),
    )
    assessments = _assess(context)
    flags = list_flags(context, assessments)
    finished = tuple(_finish(context, a, flags) for a in assessments)
    return Evaluation(
        closed_through=context.closed_through,
        barrier=None,
        episode=context.episode,
        periods=context.periods,
        assessments=finished,
        lines=tuple(a for a in finished if a.is_line and _is_in_window(context, a)),
        voids=list_voids(context),
        flags=flags,
        rule_sets=tuple(sorted(context.used_rule_sets)),
    )


def _get_running_rules(facts: PatientFacts, book: RuleBook, now: datetime) -> tuple[date, RuleSet, Program]:
    """The last day that is over, and the rules of that day."""
    closed_through = get_last_closed_day(now, get_zone(facts.timezone))
    rules = book.get_rule_set(payer=get_payer(facts, closed_through), on=closed_through)
    return closed_through, rules, rules.get_program(facts.program)


def _needs_established(facts: PatientFacts, book: RuleBook, now: datetime) -> bool:
    return _get_running_rules(facts, book, now)[2].needs_established


def _evaluate_barred(facts: PatientFacts, *, book: RuleBook, now: datetime, barrier: str) -> Evaluation:
    """Nothing may be billed: every code says why (rules 8.17). Unknown roles and activities are refused
    too."""
    closed_through, rules, program = _get_running_rules(facts, book, now)
    for entry in facts.time_entries:
        check_closed_lists(entry, rules.settings)
    codes = {program.setup.code: program.setup.source, program.addon.code: program.addon.source}
    codes |= {band.code: band.source for band in program.supply}
    codes |= {band.code: band.source for band in program.time}
    if program.clinician is not None:
        codes[program.clinician.code] = program.clinician.source
    return Evaluation(
        closed_through=closed_through,
        barrier=barrier,
        episode=None,
        periods=(),
        assessments=tuple(
            Assessment(
                code=code,
                status=Status.NEVER,
                units=0,
                period_start=None,
                period_end=None,
                date_of_service=None,
                rule_set=rules.id,
                source=codes[code],
                reasons=(say(barrier),),
            )
            for code in sorted(codes)
        ),
        lines=(),
        voids=(),
        flags=list_barrier_flags(facts, barrier),
        rule_sets=(rules.id,),
    )


def _assess(context: Context) -> list[Assessment]:
    """Set-up, then every period and month that reaches into the window."""
    result = [assess_setup(context)]
    for period in context.periods:
        if period.end >= context.window_from:
            result.extend(assess_supply(context, period))
            result.extend(assess_clinician(context, period))
    running_day = context.closed_through + timedelta(days=1)
    last = running_day if context.episode.end_date is None else min(running_day, context.episode.end_date)
    for first in list_months(max(context.episode.start_date, context.window_from), last):
        result.extend(assess_month(context, first))
    return result


def _is_in_window(context: Context, line: Assessment) -> bool:
    return (
        line.date_of_service is not None
        and context.window_from <= line.date_of_service <= context.closed_through
    )


def _finish(context: Context, assessment: Assessment, flags: tuple[Flag, ...]) -> Assessment:
    """Add the estimate; hold a billable line that a hold flag touches (rules 8.18: the line itself stays)."""
    if assessment.status not in (Status.BILLABLE, Status.NOT_YET) or assessment.date_of_service is None:
        return assessment
    on = assessment.date_of_service
    rules, _ = context.get_rules(on)
    amount = context.amounts.find_amount(
        code=assessment.code, units=assessment.units, payer=rules.payer, on=on, apm=context.facts.apm
    )
    if assessment.status is Status.NOT_YET:
        return replace(assessment, amount=amount)
    held_by = tuple(f.key for f in flags if f.severity is Severity.HOLD and f.touches(assessment))
    status = Status.HELD if held_by else Status.BILLABLE
    return replace(assessment, amount=amount, status=status, held_by=held_by)
