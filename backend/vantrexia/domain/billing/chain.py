"""Evaluate every stretch of a patient's monitoring in order, each with the claims that stand before it.

Public: `evaluate_spans`, `SpanFacts`.

Once per 30 days holds across episodes: what an earlier stretch is due is a claim to the later one even before it is
sent, and what a later one has billed is none of the earlier one's business (rules 8.13). A month in which two stretches
worked has one code of an exclusive pair: the greater that either earned, and nothing is void that either supports.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from vantrexia.domain.billing.amounts import AmountBook
from vantrexia.domain.billing.clock import get_local_date, get_zone, month_of
from vantrexia.domain.billing.engine import evaluate_patient
from vantrexia.domain.billing.facts import PatientFacts, PriorClaim
from vantrexia.domain.billing.reasons import say
from vantrexia.domain.billing.results import Assessment, Evaluation, Status
from vantrexia.domain.billing.rulesets import RuleBook
from vantrexia.domain.billing.spans import Span


@dataclass(frozen=True, slots=True)
class SpanFacts:
    """A stretch and its facts, yet without claims."""

    span: Span
    facts: PatientFacts


def evaluate_spans(
    spans: Sequence[SpanFacts],
    *,
    claims: Sequence[PriorClaim],
    now: datetime,
    window_from: date | None = None,
    book: RuleBook | None = None,
    amounts: AmountBook | None = None,
) -> list[Evaluation]:
    """One evaluation per stretch, oldest first. Raises what `evaluate_patient` raises."""
    results: list[Evaluation] = []
    due: tuple[PriorClaim, ...] = ()
    gone: set[PriorClaim] = set()
    for one in spans:
        known = [c for c in claims if c not in gone and not _is_later(one, c)]
        evaluation = evaluate_patient(
            replace(one.facts, prior_claims=(*known, *due)),
            now=now,
            window_from=window_from,
            book=book,
            amounts=amounts,
        )
        results.append(evaluation)
        for line in evaluation.lines:
            gone.update(line.replaces, line.corrects)
            results = [_give_way(earlier, line) for earlier in results[:-1]] + results[-1:]
            due = (*(c for c in due if c not in line.replaces), _as_claim(line))
    return [_keep_supported(results, one) for one in results]


def _as_claim(line: Assessment) -> PriorClaim:
    """A line that is due, as the rules see one that was billed."""
    start, end, dos = line.get_dates()
    return PriorClaim(line.code, start, end, dos, True, line.units)


def _give_way(earlier: Evaluation, line: Assessment) -> Evaluation:
    """Of a pair that excludes each other the later stretch earned the greater: what the earlier one is due is not sent."""
    lost = [one for one in earlier.lines if _as_claim(one) in line.replaces]
    if not lost:
        return earlier
    return replace(
        earlier,
        lines=tuple(one for one in earlier.lines if one not in lost),
        assessments=tuple(_say_lost(one, line) if one in lost else one for one in earlier.assessments),
    )


def _say_lost(one: Assessment, line: Assessment) -> Assessment:
    minutes, month = int(line.basis.seconds // 60), line.get_dates()[0]
    reason = say("minutes_exclusive", minutes=minutes, month=month, other=line.code)
    return replace(one, status=Status.NEVER, reasons=(*one.reasons, reason), held_by=())


def _keep_supported(results: Sequence[Evaluation], one: Evaluation) -> Evaluation:
    """Without the voids of lines that the minutes of another stretch support."""
    if not one.voids:
        return one
    supported = {
        (a.code, a.period_start)
        for other in results
        if other is not one
        for a in other.assessments
        if any(reason.key == "minutes_reached" for reason in a.reasons)
    }
    kept = tuple(v for v in one.voids if (v.claim.code, month_of(v.claim.period_start)) not in supported)
    return replace(one, voids=kept)


def _is_later(one: SpanFacts, claim: PriorClaim) -> bool:
    """Whether our own claim was earned after this stretch had ended and another begun."""
    if not claim.own or one.span.before is None or one.span.ended_at is None:
        return False
    return claim.date_of_service > get_local_date(one.span.ended_at, get_zone(one.facts.timezone))
