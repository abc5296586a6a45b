"""A patient's book evaluated, and the state row it becomes: `evaluate_book`, `build_state`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from vantrexia.billing.selectors.amounts import PracticeAmounts, read_amounts
from vantrexia.billing.selectors.facts import PatientBook
from vantrexia.billing.selectors.worked import Covered
from vantrexia.core.actor import Actor
from vantrexia.domain.billing.amounts import Amount, AmountBook
from vantrexia.domain.billing.chain import SpanFacts, evaluate_spans
from vantrexia.domain.billing.clock import get_zone
from vantrexia.domain.billing.context import DEFAULT_PAYER
from vantrexia.domain.billing.describe import describe_assessment, describe_flags
from vantrexia.domain.billing.results import Assessment, Evaluation
from vantrexia.domain.billing.ruledata import load_rule_book
from vantrexia.domain.billing.rulesets import RuleBook
from vantrexia.domain.billing.standing import find_next_change, find_standing
from vantrexia.domain.billing.version import get_rules_version

SNAPSHOT_DAYS = 100  # what ended longer ago is told by its entries
_encode = msgspec.json.Encoder().encode
_EMPTY = (
    "supply_start", "supply_end", "supply_days", "supply_needed", "supply_resume_by", "supply_amount", "time_month",
    "time_minutes", "time_needed", "time_last_day", "time_amount",
)  # fmt: skip


@dataclass(slots=True)
class Books:
    """The rule sets and the amounts that hold for a practice; books by payer are built once."""

    rules: RuleBook
    amounts: PracticeAmounts
    _by_payer: dict[tuple[UUID | None, str], AmountBook] = field(default_factory=dict)

    def book_of(self, payer_id: UUID | None, rule_payer: str) -> AmountBook:
        """What this payer pays the practice, as far as is known."""
        found = self._by_payer.get((payer_id, rule_payer))
        if found is None:
            found = self._by_payer[payer_id, rule_payer] = self.amounts.book_for(
                payer_id, rule_payer=rule_payer
            )
        return found

    def price(self, line: Assessment, covered: Covered | None) -> Amount | None:
        """The estimate of a line, by who pays on its date of service."""
        rule_payer = covered.rule_payer if covered else DEFAULT_PAYER
        return self.book_of(covered.payer_id if covered else None, rule_payer).find_amount(
            code=line.code,
            units=line.units,
            payer=rule_payer,
            on=line.get_dates()[2],
            apm=self.amounts.settings.apm,
        )


def load_books(viewer: Actor, *, at: datetime) -> Books:
    """The shipped rules, and the practice's amounts before the shipped ones."""
    return Books(load_rule_book(), read_amounts(viewer, at=at))


def evaluate_book(book: PatientBook, *, now: datetime, books: Books) -> list[Evaluation]:
    """One evaluation per stretch and program. Raises DomainError where the rules refuse the facts."""
    results: list[Evaluation] = []
    spans = list(book.spans)
    if books.amounts.settings.apm:
        spans = [replace(one, facts=replace(one.facts, apm=True)) for one in spans]
    for program in dict.fromkeys(one.facts.program for one in spans):
        results += evaluate_spans(
            [one for one in spans if one.facts.program == program],
            claims=book.claims,
            now=now,
            window_from=book.window_from,
            book=books.rules,
            amounts=books.book_of(None, DEFAULT_PAYER),
        )
    return results


def build_state(
    book: PatientBook, one: SpanFacts, evaluation: Evaluation, *, now: datetime, rules: RuleBook
) -> dict[str, Any]:
    """The columns of a state row, without id and practice."""
    standing = find_standing(evaluation, book=rules)
    since = (evaluation.closed_through - timedelta(days=SNAPSHOT_DAYS)).isoformat()
    assessments = [describe_assessment(a) for a in evaluation.assessments]
    snapshot = {
        "assessments": [a for a in assessments if a["period_end"] is None or a["period_end"] >= since],
        "flags": describe_flags(evaluation.flags),
        "day_one": _iso(evaluation.episode.day_one) if evaluation.episode else None,
        "ended_on": _iso(evaluation.episode.end_date) if evaluation.episode else None,
    }
    text = _encode(snapshot)
    supply, time = standing.supply, standing.time
    return {
        "patient_id": book.patient_id,
        "episode_id": UUID(one.span.episode.id),
        "span": one.span.number,
        "program": one.facts.program,
        "is_running": evaluation.episode is not None and evaluation.episode.end_date is None,
        "evaluated_at": now,
        "closed_through": evaluation.closed_through,
        "next_due_at": get_midnight_of(find_next_change(evaluation), get_zone(book.zone)),
        "rules_version": get_rules_version(),
        "rule_sets": list(evaluation.rule_sets),
        "barrier": evaluation.barrier or "",
        "problem": "",
        "snapshot": snapshot,
        "digest": sha256(text).hexdigest(),
        "supply_code": supply.assessment.code if supply else "",
        "supply_start": supply.assessment.period_start if supply else None,
        "supply_end": supply.assessment.period_end if supply else None,
        "supply_days": supply.days if supply else None,
        "supply_needed": supply.needed if supply else None,
        "supply_resume_by": supply.resume_by if supply else None,
        "supply_amount": str(supply.assessment.amount.total) if supply and supply.assessment.amount else None,
        "time_code": time.assessment.code if time else "",
        "time_month": time.assessment.period_start if time else None,
        "time_minutes": time.minutes if time else None,
        "time_needed": time.needed if time else None,
        "time_contact_needed": bool(time and time.contact_needed),
        "time_last_day": time.last_day if time else None,
        "time_amount": str(time.assessment.amount.total) if time and time.assessment.amount else None,
    }


def build_problem_state(book: PatientBook, one: SpanFacts, *, problem: str, now: datetime) -> dict[str, Any]:
    """The state of a stretch the rules refuse to judge: looked at again tomorrow, or when a fact changes."""
    empty = dict.fromkeys(_EMPTY)
    return {
        **empty,
        "patient_id": book.patient_id,
        "episode_id": UUID(one.span.episode.id),
        "span": one.span.number,
        "program": one.facts.program,
        "is_running": one.span.ended_at is None,
        "evaluated_at": now,
        "closed_through": book.today - timedelta(days=1),
        "next_due_at": now + timedelta(days=1),
        "rules_version": get_rules_version(),
        "rule_sets": [],
        "barrier": "",
        "problem": problem[:64],
        "snapshot": {"assessments": [], "flags": [], "day_one": None, "ended_on": None},
        "digest": sha256(problem.encode()).hexdigest(),
        "supply_code": "",
        "time_code": "",
        "time_contact_needed": False,
    }


def get_midnight_of(day: date | None, zone: ZoneInfo) -> datetime | None:
    """The instant at which a local date begins."""
    return None if day is None else datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def list_programs(spans: Sequence[SpanFacts]) -> list[SpanFacts]:
    """Stretches in the order `evaluate_book` answers them."""
    return [
        one
        for program in dict.fromkeys(s.facts.program for s in spans)
        for one in spans
        if one.facts.program == program
    ]


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
