"""Flags of one patient: what must be held and what deserves a look (rules section 6). They never change a
line.

Public: `list_flags`, `list_barrier_flags`. Flags over many patients: `practice_check`.
"""

from __future__ import annotations

from collections.abc import Iterator

from vantrexia.domain.billing.choose import find_supply_band
from vantrexia.domain.billing.clock import add_months, get_local_date, list_months
from vantrexia.domain.billing.context import Context, get_payer
from vantrexia.domain.billing.episode import Period
from vantrexia.domain.billing.facts import PatientFacts
from vantrexia.domain.billing.flag_texts import make_flag
from vantrexia.domain.billing.flags_claims import list_claim_flags
from vantrexia.domain.billing.flags_time import list_time_flags
from vantrexia.domain.billing.results import Assessment, Flag, Status

_RUNNING_PERIODS_WITHOUT_TIME = 3


def list_barrier_flags(facts: PatientFacts, barrier: str) -> tuple[Flag, ...]:
    """The hold for a patient nothing may be billed for, louder where something was."""
    flags = [make_flag(barrier.upper())]
    own = [c for c in facts.prior_claims if c.own]
    if own:
        flags.append(make_flag("BILLED_WITHOUT_BASIS", claims=len(own)))
    return tuple(flags)


def list_flags(context: Context, assessments: list[Assessment]) -> tuple[Flag, ...]:
    """All flags of a patient, in a fixed order."""
    lines = [a for a in assessments if a.status is Status.BILLABLE]
    return (
        *_flag_start_and_end(context),
        *_flag_lines(context, lines),
        *_flag_days(context, assessments),
        *_flag_pattern(context, assessments),
        *_flag_diagnosis(context, lines),
        *list_time_flags(context, assessments),
        *list_claim_flags(context, lines),
    )


def _flag_start_and_end(context: Context) -> Iterator[Flag]:
    episode, facts = context.episode, context.facts
    since, consent_at = episode.earlier_ended_at, episode.consent_at
    settings = context.get_rules(episode.start_date)[0].settings
    early = [e.started_at for e in facts.time_entries if e.activity in settings.counted_activities]
    early += [r.measured_at for r in facts.readings if r.automatic and not r.hospital]
    early = [m for m in early if m < consent_at and (since is None or m > since)]
    if early:
        day, consent = (get_local_date(m, episode.zone) for m in (min(early), consent_at))
        # The first period and the first month are where such work could have slipped in; later ones
        # stand alone.
        starts = {d for d in (episode.first_day_one, episode.start_date.replace(day=1)) if d is not None}
        for start in sorted(starts):
            yield make_flag("CONSENT_AFTER_SERVICE", period_start=start, day=day, consent=consent)
    if episode.ended_at is not None and episode.end_date is not None:
        if episode.ended_at < episode.started_at:
            yield make_flag("END_BEFORE_START", end=episode.end_date, start=episode.start_date)
        if context.days.after_end:
            yield make_flag("DATA_AFTER_END", days=len(context.days.after_end), end=episode.end_date)


def _flag_lines(context: Context, lines: list[Assessment]) -> Iterator[Flag]:
    """What the date of service and the payer of each line say."""
    facts = context.facts
    for line in lines:
        start, _, dos = line.get_dates()
        codes = frozenset({line.code})
        rules, _ = context.get_rules(dos)
        if not rules.confirmed:
            yield make_flag(
                "RULE_SET_UNCONFIRMED",
                codes=codes,
                period_start=start,
                rule_set=rules.id,
                why=rules.hold_reason,
            )
        if facts.coverages:
            covered = any(
                c.valid_from <= dos and (c.valid_to is None or dos < c.valid_to) for c in facts.coverages
            )
            if not covered:
                yield make_flag("NO_COVERAGE", codes=codes, period_start=start, day=dos)
            before, after = get_payer(facts, max(start, context.episode.start_date)), get_payer(facts, dos)
            if before != after:
                yield make_flag(
                    "PAYER_CHANGED", codes=codes, period_start=start, before=before, after=after, start=start
                )
        last = add_months(dos, rules.settings.timely_filing_months)
        if last <= context.closed_through:
            yield make_flag("FILING_LATE", codes=codes, period_start=start, day=dos, last=last)
        if facts.order_valid_until is not None and facts.order_valid_until < dos:
            yield make_flag("ORDER_EXPIRED", codes=codes, period_start=start, day=facts.order_valid_until)
    if facts.order_on_file is False and lines:
        yield make_flag("ORDER_MISSING")


def _flag_days(context: Context, assessments: list[Assessment]) -> Iterator[Flag]:
    days = context.days
    starts = {a.period_start for a in assessments}
    for period in context.periods:
        if period.start not in starts or period.end < context.window_from:
            continue
        _, program = context.get_rules(period.end)
        codes = frozenset(band.code for band in program.supply) | {program.setup.code}
        count = days.count(period.start, period.end)
        band = find_supply_band(days=count, program=program)
        best = max(days.count_by_device(period.start, period.end).values(), default=0)
        if band is not None and best < band.min_days:
            yield make_flag(
                "DAYS_POOLED",
                codes=codes,
                period_start=period.start,
                days=count,
                start=period.start,
                best=best,
            )
        typed = days.list_typed(period.start, period.end)
        if typed:
            with_typed = find_supply_band(days=min(count + len(typed), program.period_days), program=program)
            billed = context.claims.count_billed(context.claims.supply, period.start)
            if with_typed is not None and with_typed is not band and with_typed.code in billed:
                yield make_flag(
                    "TYPED_READINGS_IN_DAY_COUNT",
                    codes=codes,
                    period_start=period.start,
                    claim=with_typed.code,
                    start=period.start,
                    days=len(typed),
                )
            yield make_flag(
                "TYPED_DAYS_NOT_COUNTED",
                codes=codes,
                period_start=period.start,
                days=len(typed),
                start=period.start,
            )
        for stay in context.facts.stays:
            inside = [
                d
                for d in days.list_days(period.start, period.end)
                if d >= stay.from_date and (stay.to_date is None or d < stay.to_date)
            ]
            if inside:
                yield make_flag("READINGS_DURING_STAY", codes=codes, period_start=period.start, day=inside[0])
    if days.held:
        yield make_flag("CLOCK_HELD", days=len(days.held))
    for device in days.wrong_serial:
        yield make_flag("WRONG_SERIAL", device=device)
    for device in days.unknown_device:
        yield make_flag("UNKNOWN_DEVICE", device=device)


def _flag_pattern(context: Context, assessments: list[Assessment]) -> Iterator[Flag]:
    """One of the three parts missing: set-up, supply or management (OIG)."""
    closed = [p for p in context.periods if p.end <= context.closed_through]
    supplied = [p for p in closed if _is_supplied(context, p)]
    timed = [
        a
        for a in assessments
        if a.status in (Status.BILLABLE, Status.ALREADY_BILLED) and _is_time(context, a.code)
    ]
    recent = closed[-_RUNNING_PERIODS_WITHOUT_TIME:]
    if len(recent) == _RUNNING_PERIODS_WITHOUT_TIME and all(p in supplied for p in recent):
        months = list_months(recent[0].start, recent[-1].end)
        if not any(context.choose_month(m).band or context.claims.list_own_time(m) for m in months):
            yield make_flag("SUPPLY_WITHOUT_TIME", periods=len(recent))
    if timed and not supplied and not context.claims.supply:
        yield make_flag("TIME_WITHOUT_SUPPLY")
    setup = assessments[0]
    if setup.status is Status.NEVER and any(
        a.is_line and a.code in _supply_codes(context, a) for a in assessments
    ):
        yield make_flag("SETUP_MISSING", code=setup.code)


def _is_supplied(context: Context, period: Period) -> bool:
    _, program = context.get_rules(period.end)
    return find_supply_band(days=context.days.count(period.start, period.end), program=program) is not None


def _is_time(context: Context, code: str) -> bool:
    return context.book.codes.codes[code].kind in ("time", "time_addon")


def _supply_codes(context: Context, assessment: Assessment) -> frozenset[str]:
    on = assessment.date_of_service or context.closed_through
    return frozenset(band.code for band in context.get_rules(on)[1].supply)


def _flag_diagnosis(context: Context, lines: list[Assessment]) -> Iterator[Flag]:
    diagnoses = context.facts.diagnoses
    if diagnoses is None or not lines:
        return
    if not diagnoses:
        yield make_flag("DIAGNOSIS_MISSING")
        return
    plain = tuple(d.replace(".", "").upper() for d in diagnoses)
    for support in context.book.codes.diagnosis_support:
        types = sorted({d.type for d in context.facts.devices} & support.device_types)
        if types and not any(d.startswith(support.prefixes) for d in plain):
            yield make_flag("DIAGNOSIS_MISMATCH", device=types[0])
    for rule_set in sorted({a.rule_set for a in lines}):
        covered = context.book.rule_sets[rule_set].covered_diagnoses
        if covered is not None and not any(
            d.startswith(tuple(c.replace(".", "") for c in covered)) for d in plain
        ):
            codes = frozenset(a.code for a in lines if a.rule_set == rule_set)
            yield make_flag("DIAGNOSIS_NOT_COVERED", codes=codes, rule_set=rule_set)
