"""Evaluate every stretch of a patient's monitoring in order, each with the claims that stand before it.

Public: `evaluate_spans`, `SpanFacts`.

Once per 30 days holds across episodes: what an earlier stretch is due is a claim to the later one even before it is
sent, and what a later one has billed is none of the earlier one's business (rules 8.13).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from vantrexia.domain.billing.amounts import AmountBook
from vantrexia.domain.billing.clock import get_local_date, get_zone
from vantrexia.domain.billing.engine import evaluate_patient
from vantrexia.domain.billing.facts import PatientFacts, PriorClaim
from vantrexia.domain.billing.results import Evaluation
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
            start, end, dos = line.get_dates()
            due = (*due, PriorClaim(line.code, start, end, dos, True, line.units))
            gone.update(line.replaces, line.corrects)
    return results


def _is_later(one: SpanFacts, claim: PriorClaim) -> bool:
    """Whether our own claim was earned after this stretch had ended and another begun."""
    if not claim.own or one.span.before is None or one.span.ended_at is None:
        return False
    return claim.date_of_service > get_local_date(one.span.ended_at, get_zone(one.facts.timezone))
