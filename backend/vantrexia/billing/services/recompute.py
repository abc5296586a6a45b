"""Compute patients' billing again and make their entries say what the facts say: `recompute`.

One transaction for a batch of patients: their marks, facts, evaluations, entries, work items, states. Run twice it
changes nothing. What was billed is never touched (`domain.billing.entry_plan`).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.audit.services import record
from vantrexia.billing.models import BillingEntry, EntryEvent
from vantrexia.billing.selectors.evaluations import (
    Books,
    build_problem_state,
    build_state,
    evaluate_book,
    list_programs,
    load_books,
)
from vantrexia.billing.selectors.facts import PatientBook, load_patients
from vantrexia.billing.selectors.lines import UNSUPPORTED_HOLD, Line, list_kept, list_lines
from vantrexia.billing.services.states import forget_marks, read_marks, write_states
from vantrexia.billing.services.work import NewItem, raise_items, settle_items
from vantrexia.core.actor import Actor
from vantrexia.core.ids import uuid7
from vantrexia.core.outbox import Event, emit
from vantrexia.core.plain import insert_records, run_statement, uuid_array
from vantrexia.domain.billing.describe import describe_params
from vantrexia.domain.billing.entry_plan import Plan, plan_entries
from vantrexia.domain.billing.entry_states import check_event
from vantrexia.domain.billing.results import Evaluation
from vantrexia.domain.errors import DomainError

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Recomputed:
    """What a batch came to."""

    patients: int = 0
    created: int = 0
    voided: int = 0
    held: int = 0
    items: int = 0
    problems: int = 0
    patient_ids: list[UUID] = field(default_factory=list)  # whose entries changed
    entry_ids: list[UUID] = field(default_factory=list)


@dataclass(slots=True)
class _Batch:
    """What the whole batch will write, in a handful of statements."""

    accepted: Accepted | None = None
    states: list[dict[str, Any]] = field(default_factory=list)
    voids: list[tuple[str, str]] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)
    holds: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    items: list[NewItem] = field(default_factory=list)


Accepted = Mapping[tuple[str, date], str | None]


def recompute(
    *,
    actor: Actor,
    patient_ids: Sequence[UUID],
    now: datetime,
    accepted: Accepted | None = None,
    is_part: bool = False,
) -> Recomputed:
    """Bring these patients up to date; the caller holds their locks (`locks`).

    `accepted`: corrections a person agreed to, of the one patient asked for (`domain.billing.entry_plan`). `is_part`: of
    another act, which writes the audit entry.
    """
    practice_id = practice_of(actor)
    marks = read_marks(patient_ids)  # before the facts: what changes meanwhile leaves a mark that stays
    books = load_patients(patient_ids, now=now)
    rules = load_books(actor, at=now)
    batch, done = _Batch(accepted=accepted), Recomputed(patients=len(books))
    for book in books.values():
        _recompute_one(book, rules, batch=batch, done=done, practice_id=practice_id, now=now)
    _write_entries(batch, now=now)
    write_states(batch.states, patient_ids=list(books), practice_id=practice_id)
    done.items = len(raise_items(batch.items, practice_id=practice_id, by_id=None, now=now))
    settle_items(
        practice_id=practice_id, patient_ids=list(books), standing={one.cause for one in batch.items}, now=now,
    )  # fmt: skip
    forget_marks(marks)
    if done.patient_ids:
        if not is_part:
            _audit(done, actor=actor, now=now)
        emit([Event("billing", one, one) for one in done.patient_ids], practice_id=practice_id, at=now)
    return done


def _recompute_one(
    book: PatientBook, rules: Books, *, batch: _Batch, done: Recomputed, practice_id: UUID, now: datetime
) -> None:
    spans = list_programs(book.spans)
    try:
        evaluations = evaluate_book(book, now=now, books=rules)
    except DomainError as error:
        # Facts the rules refuse (an unknown activity, a payer without rules): nothing is changed, somebody is told.
        log.warning("billing not computed", extra={"event": "billing_refused", "reason": error.code})
        done.problems += 1
        batch.states += [build_problem_state(book, one, problem=error.code, now=now) for one in spans]
        batch.items.append(
            NewItem("review", f"refused:{book.patient_id}:{error.code}", "evaluation_failed", book.patient_id,
                    params={"problem": error.code})
        )  # fmt: skip
        return
    batch.states += [
        build_state(book, one, evaluation, now=now, rules=rules.rules)
        for one, evaluation in zip(spans, evaluations, strict=True)
    ]
    lines = list_lines(book, spans, evaluations, books=rules)
    plan = plan_entries(
        wanted=[line.wanted for line in lines],
        voids=[void for evaluation in evaluations for void in evaluation.voids],
        kept=list_kept(book.entries, rules=rules.rules),
        window_from=book.window_from,
        not_supported=UNSUPPORTED_HOLD,
        accepted=batch.accepted,
    )
    _collect_items(book, plan, evaluations, batch)
    if not plan.is_empty:
        _collect_entries(book, plan, lines, batch=batch, done=done, practice_id=practice_id, now=now)


def _collect_items(book: PatientBook, plan: Plan, evaluations: Sequence[Evaluation], batch: _Batch) -> None:
    batch.items += [
        NewItem(
            "correction",
            one.cause,
            one.reason,
            book.patient_id,
            UUID(one.entry_id),
            describe_params(one.params),
        )
        for one in plan.corrections
    ]
    barred = next((e.barrier for e in evaluations if e.barrier), None)
    billed = [one for one in book.entries if one.is_billed]
    if billed and barred and not any(e.barrier is None for e in evaluations):
        batch.items.append(
            NewItem("review", f"barred:{book.patient_id}:{barred}", "billed_without_basis", book.patient_id,
                    params={"barrier": barred, "claims": len(billed)})
        )  # fmt: skip


def _collect_entries(
    book: PatientBook, plan: Plan, lines: Sequence[Line], *, batch: _Batch, done: Recomputed, practice_id: UUID,
    now: datetime,
) -> None:  # fmt: skip
    columns = {line.wanted.key: line.columns for line in lines}
    done.patient_ids.append(book.patient_id)
    for kept, reason in plan.void:
        batch.voids.append((kept.id, reason))
        batch.events.append(_event(practice_id, kept.id, "voided", now, reason=reason, before=kept.status))
        done.voided += 1
        done.entry_ids.append(UUID(kept.id))
    for wanted, replaces in plan.create:
        entry_id = uuid7()
        batch.entries.append(
            {
                **columns[wanted.key], "id": entry_id, "practice_id": practice_id, "status": "pending",
                "hold_reasons": json.loads(wanted.holds), "warnings": json.loads(wanted.warnings), "released_holds": [],
                "fingerprint": wanted.fingerprint, "auto_generated": True, "created_at": now, "status_at": now,
                "replaces_id": replaces, "corrects": list(wanted.corrects), "void_reason": "", "row_version": 1,
            }
        )  # fmt: skip
        batch.events.append(_event(practice_id, entry_id, "created", now, after="pending"))
        done.created += 1
        done.entry_ids.append(entry_id)
    for kept, holds, warnings in plan.hold:
        batch.holds.append(
            {"id": kept.id, "hold_reasons": json.loads(holds), "warnings": json.loads(warnings)}
        )
        if holds != kept.holds:
            keys = [one["key"] for one in json.loads(holds)]
            batch.events.append(_event(practice_id, kept.id, "holds_changed", now, detail={"holds": keys}))
        done.held += 1
        done.entry_ids.append(UUID(kept.id))


def _event(
    practice_id: UUID, entry_id: object, event: str, now: datetime, *, before: str = "", after: str = "", reason: str = "",
    detail: dict[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    check_event(event, reason)
    return {
        "id": uuid7(), "practice_id": practice_id, "entry_id": str(entry_id), "event": event, "from_status": before,
        "to_status": after, "reason": reason, "detail": detail or {}, "at": now,
    }  # fmt: skip


_VOID = """
UPDATE billing_billingentry e SET voided_at = %s, void_reason = v.reason, row_version = e.row_version + 1
FROM unnest(%s::uuid[], %s::text[]) AS v(id, reason) WHERE e.id = v.id AND e.voided_at IS NULL AND e.status = 'pending'
"""
_HOLD = """
UPDATE billing_billingentry e SET hold_reasons = v.hold_reasons, warnings = v.warnings, row_version = e.row_version + 1
FROM json_to_recordset(%s::json) AS v(id uuid, hold_reasons jsonb, warnings jsonb) WHERE e.id = v.id AND e.status = 'pending'
"""


def _write_entries(batch: _Batch, *, now: datetime) -> None:
    if batch.voids:
        ids = uuid_array(UUID(one) for one, _ in batch.voids)
        run_statement(_VOID, [now, ids, [reason for _, reason in batch.voids]])
    insert_records(BillingEntry, batch.entries)
    if batch.holds:
        run_statement(_HOLD, [json.dumps(batch.holds)])
    insert_records(EntryEvent, batch.events)


def _audit(done: Recomputed, *, actor: Actor, now: datetime) -> None:
    record(
        actor=actor, action="billing.recomputed", entity="billing_entry", patient_ids=done.patient_ids,
        detail={"created": done.created, "voided": done.voided, "held": done.held, "entry_ids": [str(i) for i in done.entry_ids]},
        at=now,
    )  # fmt: skip
