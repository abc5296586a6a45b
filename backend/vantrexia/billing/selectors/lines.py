"""A book's evaluation as lines to compare with its entries: `list_lines`, `list_kept`, and the records they become."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from vantrexia.billing.selectors.evaluations import Books
from vantrexia.billing.selectors.facts import PatientBook
from vantrexia.billing.selectors.worked import EntryFact
from vantrexia.domain.billing.chain import SpanFacts
from vantrexia.domain.billing.describe import describe_basis, describe_flags, describe_reasons
from vantrexia.domain.billing.entry_plan import NOT_SUPPORTED, Kept, Wanted
from vantrexia.domain.billing.results import Assessment, Evaluation, Severity
from vantrexia.domain.billing.rulesets import RuleBook
from vantrexia.domain.billing.version import get_rules_version

NOTHING = "[]"


def canonical(value: Any) -> str:
    """JSON that is equal where the values are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


UNSUPPORTED_HOLD = canonical([{"key": NOT_SUPPORTED, "params": {}}])


@dataclass(frozen=True, slots=True)
class Line:
    """A wanted line with the columns of the entry it becomes."""

    wanted: Wanted
    columns: dict[str, Any]


def list_lines(
    book: PatientBook, spans: Sequence[SpanFacts], evaluations: Sequence[Evaluation], *, books: Books
) -> list[Line]:
    """The lines of every stretch. A later stretch's line of the same code and period takes the earlier one's place."""
    found: dict[tuple[str, date], Line] = {}
    for one, evaluation in zip(spans, evaluations, strict=True):
        for assessment in evaluation.lines:
            line = _build_line(book, one, evaluation, assessment, books)
            found[line.wanted.key] = line
    return list(found.values())


def _build_line(
    book: PatientBook, one: SpanFacts, evaluation: Evaluation, assessment: Assessment, books: Books
) -> Line:
    start, end, dos = assessment.get_dates()
    kind = books.rules.codes.codes[assessment.code].kind
    covered = book.find_coverage(dos)
    flags = [flag for flag in evaluation.flags if flag.touches(assessment)]
    amount = books.price(assessment, covered)
    timed = kind in ("time", "time_addon", "clinician_time")
    columns: dict[str, Any] = {
        "patient_id": str(book.patient_id),
        "episode_id": one.span.episode.id,
        "cpt_code": assessment.code,
        "units": assessment.units,
        "period_start": start.isoformat(),
        "period_end": end.isoformat(),
        "service_date": dos.isoformat(),
        "duration_minutes": int(assessment.basis.seconds // 60) if timed else 0,
        "amount": str(amount.total if amount else Decimal("0.00")),
        "amount_is_estimate": amount is None or not amount.confirmed,
        "payer_id": str(covered.payer_id) if covered else None,
        "payer_name": covered.payer_name if covered else "",
        "icd10_codes": book.list_diagnoses(dos),
        "corrects": [],
        "rule_set": assessment.rule_set,
        "facts": {
            "reasons": describe_reasons(assessment.reasons),
            "basis": describe_basis(assessment.basis),
            "source": assessment.source,
            "program": one.facts.program,
            "amount_schedule": amount.schedule if amount else None,
        },
    }
    return Line(
        Wanted(
            code=assessment.code,
            kind=kind,
            units=assessment.units,
            period_start=start,
            service_date=dos,
            fingerprint=sha256(canonical(columns).encode()).hexdigest(),
            holds=canonical(describe_flags(f for f in flags if f.severity is Severity.HOLD)),
            warnings=canonical(describe_flags(f for f in flags if f.severity is Severity.WARN)),
            replaces=tuple(claim.id for claim in assessment.replaces if claim.own and claim.id),
            corrects=tuple(claim.id for claim in assessment.corrects if claim.own and claim.id),
        ),
        {**columns, "rules_version": get_rules_version()},
    )


def list_kept(entries: Sequence[EntryFact], *, rules: RuleBook) -> list[Kept]:
    """Entries as the plan compares them."""
    known = rules.codes.codes
    return [
        Kept(
            id=str(one.id),
            code=one.code,
            kind=known[one.code].kind if one.code in known else "",
            units=one.units,
            period_start=one.period_start,
            service_date=one.service_date,
            status=one.status,
            fingerprint=one.fingerprint,
            is_automatic=one.auto_generated,
            holds=_canonical_text(one.hold_reasons),
            warnings=_canonical_text(one.warnings),
            is_voided=one.voided_at is not None,
        )
        for one in entries
    ]


def _canonical_text(text: str) -> str:
    """PostgreSQL writes jsonb in its own order."""
    return text if text == NOTHING else canonical(json.loads(text))


def list_open_holds(hold_reasons: Sequence[dict[str, Any]], released: Sequence[str]) -> list[str]:
    """Keys of the holds nobody has let go."""
    return sorted({str(one["key"]) for one in hold_reasons} - set(released))


def entry_ids(lines: Sequence[str]) -> list[UUID]:
    """Ids of the rules' claims as ids of entries."""
    return [UUID(one) for one in lines]
