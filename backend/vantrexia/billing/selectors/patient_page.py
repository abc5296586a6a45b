"""One patient's billing, computed as of now: both clocks with their days, minutes and reasons: `read_patient_billing`.

Nothing stored is shown as current: the facts are read and judged at the moment of asking, and nothing is written.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from vantrexia.billing.selectors.evaluations import evaluate_book, list_programs, load_books
from vantrexia.billing.selectors.facts import load_patients
from vantrexia.core.actor import Actor
from vantrexia.domain.billing.describe import describe_assessment, describe_basis, describe_flags
from vantrexia.domain.billing.entry_states import BILLED
from vantrexia.domain.billing.results import Assessment, Evaluation, Severity
from vantrexia.domain.billing.rulesets import RuleBook
from vantrexia.domain.billing.standing import find_standing
from vantrexia.domain.billing.version import get_rules_version
from vantrexia.domain.errors import DomainError
from vantrexia.patients.selectors.names import name_patients
from vantrexia.patients.selectors.patients import check_patient
from vantrexia.patients.selectors.rows import name_members

_TIME = ("time", "time_addon")


def read_patient_billing(viewer: Actor, patient_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Stretches newest first. Raises NotFound; facts the rules refuse are told in `problem`."""
    check_patient(viewer, patient_id)
    book = load_patients([patient_id], now=now)[patient_id]
    books = load_books(viewer, at=now)
    body: dict[str, Any] = {
        "patient_id": patient_id,
        "patient_name": name_patients(viewer, [patient_id])[patient_id],
        "timezone": book.zone,
        "today": book.today,
        "window_from": book.window_from,
        "evaluated_at": now,
        "rules_version": get_rules_version(),
        "problem": None,
        "stretches": [],
    }
    spans = list_programs(book.spans)
    try:
        evaluations = evaluate_book(book, now=now, books=books)
    except DomainError as refused:
        return {**body, "problem": refused.code}
    standing = {one.key: one for one in book.entries if one.voided_at is None}
    staff = name_members(viewer, _list_staff(evaluations))
    body["stretches"] = [
        {
            "episode_id": UUID(one.span.episode.id),
            "program": one.facts.program,
            **_show_evaluation(evaluation, books.rules, standing, staff),
        }
        for one, evaluation in reversed(list(zip(spans, evaluations, strict=True)))
    ]
    return body


def _list_staff(evaluations: list[Evaluation]) -> set[UUID | None]:
    return {
        UUID(contact.staff_id)
        for evaluation in evaluations
        for assessment in evaluation.assessments
        for contact in assessment.basis.contacts
    }


def _show_evaluation(
    evaluation: Evaluation, rules: RuleBook, standing: dict[tuple[str, date], Any], staff: dict[UUID, str]
) -> dict[str, Any]:
    episode = evaluation.episode
    kinds = {a.code: rules.codes.codes[a.code].kind for a in evaluation.assessments}

    def show(one: Assessment) -> dict[str, Any]:
        entry = standing.get((one.code, one.period_start)) if one.period_start else None
        return {
            **describe_assessment(one),
            "entry_id": entry.id if entry else None,
            "entry_status": entry.status if entry else None,
            "is_billed": bool(entry and entry.status in BILLED),
        }

    return {
        "barrier": evaluation.barrier,
        "closed_through": evaluation.closed_through,
        "day_one": episode.day_one if episode else None,
        "ended_on": episode.end_date if episode else None,
        "end_cause": episode.end_cause if episode else None,
        "rule_sets": list(evaluation.rule_sets),
        "holds": describe_flags(f for f in evaluation.flags if f.severity is Severity.HOLD),
        "warnings": describe_flags(f for f in evaluation.flags if f.severity is Severity.WARN),
        "setup": [show(a) for a in evaluation.assessments if kinds[a.code] == "setup"],
        "periods": _show_periods(evaluation, kinds, show),
        "months": _show_months(evaluation, kinds, show, staff),
        "others": [
            show(a) for a in evaluation.assessments if a.period_start is None and kinds[a.code] != "setup"
        ],
        "countdowns": _show_countdowns(evaluation, rules),
    }


def _show_periods(evaluation: Evaluation, kinds: dict[str, str], show: Any) -> list[dict[str, Any]]:
    """The thirty-day clock, newest first."""
    found = []
    for period in reversed(evaluation.periods):
        mine = [
            a
            for a in evaluation.assessments
            if a.period_start == period.start and kinds[a.code] in ("supply", "clinician_time")
        ]
        supply = next((a for a in mine if kinds[a.code] == "supply"), None)
        if supply is not None:
            found.append(
                {
                    "start": period.start,
                    "end": period.end,
                    "nominal_end": period.nominal_end,
                    "days": list(supply.basis.days),
                    "days_by_device": dict(supply.basis.days_by_device),
                    "assessments": [show(a) for a in mine],
                }
            )
    return found


def _show_months(
    evaluation: Evaluation, kinds: dict[str, str], show: Any, staff: dict[UUID, str]
) -> list[dict[str, Any]]:
    """The calendar-month clock, newest first."""
    months: dict[date, list[Assessment]] = {}
    for one in evaluation.assessments:
        if one.period_start is not None and kinds[one.code] in _TIME:
            months.setdefault(one.period_start, []).append(one)
    return [
        {
            "month": first,
            "seconds": describe_basis(mine[0].basis)["seconds"],
            "minutes": int(mine[0].basis.seconds // 60),
            "contacts": [
                {
                    "at": contact.at,
                    "by": staff.get(UUID(contact.staff_id)),
                    "role": contact.role,
                    "activity": contact.activity,
                }
                for contact in mine[0].basis.contacts
            ],
            "assessments": [show(a) for a in mine],
        }
        for first, mine in sorted(months.items(), reverse=True)
    ]


def _show_countdowns(evaluation: Evaluation, rules: RuleBook) -> list[dict[str, Any]]:
    """What the running period and month still need, with the reasons that say so in words."""
    standing = find_standing(evaluation, book=rules)
    return [
        describe_assessment(one.assessment) for one in (standing.supply, standing.time) if one is not None
    ]
