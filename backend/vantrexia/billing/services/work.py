"""Work items: raised once per cause, closed by a person, or by the facts when they no longer say so.

`raise_items` and `settle_items` are the computation's; `open_outreach`, `assign_item`, `finish_item`, `note_item` are
a person's. Corrections and denials name the entry; the sentence is a key with parameters.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.audit.services import record
from vantrexia.billing.models import WorkEvent, WorkItem
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import Conflict, InvalidInput, NotFound
from vantrexia.domain.wordings import say

KINDS = ("outreach", "correction", "denial", "review")
OUTCOMES = (
    "done",
    "reached",
    "not_reached",
    "corrected",
    "kept_as_billed",
    "appealed",
    "written_off",
    "not_needed",
)
BY_FACTS = "facts_changed"
# How the causes begin that the computation raises (`recompute`, `domain.billing.entry_plan`).
_COMPUTED = "^(correct|unsupported|refused|barred):"


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item to raise. `params` are of the sentence `reason`: codes, dates, numbers, nobody's name."""

    kind: str
    cause: str
    reason: str
    patient_id: UUID | None = None
    entry_id: UUID | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    due_on: date | None = None


def raise_items(
    items: Iterable[NewItem], *, practice_id: UUID, by_id: int | None, now: datetime
) -> list[UUID]:
    """Open what is not open yet; returns the new ids. What a person settled for the same cause stays settled."""
    asked = {one.cause: one for one in items}
    rows = WorkItem.objects.filter(practice_id=practice_id, cause__in=asked)
    known = {
        cause
        for cause, state, done_by in rows.values_list("cause", "state", "done_by_id")
        if state == "open" or done_by
    }
    made = [
        WorkItem(
            practice_id=practice_id, kind=one.kind, cause=one.cause, reason=one.reason, params=dict(one.params),
            patient_id=one.patient_id, entry_id=one.entry_id, due_on=one.due_on, created_by_id=by_id, created_at=now,
        )
        for cause, one in asked.items()
        if cause not in known
    ]  # fmt: skip
    WorkItem.objects.bulk_create(made)
    WorkEvent.objects.bulk_create(
        [
            WorkEvent(practice_id=practice_id, item_id=one.id, event="created", by_id=by_id, at=now)
            for one in made
        ]
    )
    return [one.id for one in made]


def settle_items(
    *,
    practice_id: UUID,
    patient_ids: Collection[UUID],
    standing: Collection[str],
    now: datetime,
) -> int:
    """Close items the computation raised for these patients and no longer has a cause for.

    Only its own: what a payer's answer asks for (a claim rejected, a service paid twice) is none of its business.
    """
    gone = list(
        WorkItem.objects.filter(
            practice_id=practice_id,
            patient_id__in=patient_ids,
            state="open",
            created_by_id__isnull=True,
            cause__regex=_COMPUTED,
        ).exclude(cause__in=standing)
    )
    for item in gone:
        _finish(item, outcome=BY_FACTS, by_id=None, now=now, note=None)
    return len(gone)


def open_outreach(
    *, actor: Actor, patient_id: UUID, code: str, period_start: date, reason: str, params: Mapping[str, Any],
    due_on: date | None, now: datetime,
) -> UUID:  # fmt: skip
    """Ask for a call to a patient at risk; the same period's item, where one is open, is that one."""
    practice_id = practice_of(actor)
    cause = f"outreach:{patient_id}:{code}:{period_start.isoformat()}"
    found = WorkItem.objects.filter(practice_id=practice_id, cause=cause, state="open").first()
    if found is not None:
        return found.id
    item = WorkItem(
        practice_id=practice_id, kind="outreach", cause=cause, reason=reason, params=dict(params), patient_id=patient_id,
        due_on=due_on, created_by_id=actor.user_id, created_at=now,
    )  # fmt: skip
    item.save(force_insert=True)
    _tell(item, "created", actor=actor, now=now)
    return item.id


def assign_item(*, actor: Actor, item_id: UUID, membership_id: UUID | None, now: datetime) -> UUID:
    """Give an item to a colleague, or to nobody. The caller has checked that the membership is of this practice."""
    item = _lock(actor, item_id)
    WorkItem.objects.filter(id=item.id).update(assigned_id=membership_id, row_version=item.row_version + 1)
    _tell(
        item,
        "assigned",
        actor=actor,
        now=now,
        detail={"membership_id": str(membership_id) if membership_id else None},
    )
    return item.id


def note_item(*, actor: Actor, item_id: UUID, note: str, now: datetime) -> UUID:
    """Write something down on an item."""
    item = _lock(actor, item_id)
    _tell(item, "noted", actor=actor, now=now, note=note)
    return item.id


def finish_item(*, actor: Actor, item_id: UUID, outcome: str, note: str | None, now: datetime) -> UUID:
    """Settle an item. Raises Conflict when it is settled, InvalidInput for an unknown outcome."""
    item = _lock(actor, item_id)
    if item.state != "open":
        raise Conflict("This item is done.")
    if outcome not in OUTCOMES:
        raise InvalidInput(
            "Unknown outcome.",
            fields={"outcome": [say("must be among {choices}", choices=", ".join(OUTCOMES))]},
        )
    _finish(item, outcome=outcome, by_id=actor.user_id, now=now, note=note)
    _audit(item, "done", actor=actor, now=now)
    return item.id


def finish_for_entry(
    *,
    practice_id: UUID,
    entry_id: UUID,
    outcome: str,
    by_id: int | None,
    now: datetime,
    kinds: Collection[str] = ("correction", "review"),
) -> int:
    """Settle the open items of an entry that was just corrected or voided, of these kinds."""
    rows = list(
        WorkItem.objects.filter(practice_id=practice_id, entry_id=entry_id, state="open", kind__in=kinds)
    )
    for item in rows:
        _finish(item, outcome=outcome, by_id=by_id, now=now, note=None)
    return len(rows)


def finish_denials(entry_ids: Collection[UUID], *, practice_id: UUID, now: datetime) -> int:
    """Settle the open denials of entries the payer has decided on again: what it says now is asked about anew."""
    rows = list(
        WorkItem.objects.filter(
            practice_id=practice_id, entry_id__in=list(entry_ids), state="open", kind="denial"
        )
    )
    for item in rows:
        _finish(item, outcome=BY_FACTS, by_id=None, now=now, note=None)
    return len(rows)


def _lock(actor: Actor, item_id: UUID) -> WorkItem:
    item = WorkItem.objects.select_for_update().filter(practice_id=practice_of(actor), id=item_id).first()
    if item is None:
        raise NotFound("There is no such work item.")
    return item


def _finish(item: WorkItem, *, outcome: str, by_id: int | None, now: datetime, note: str | None) -> None:
    item.state, item.outcome, item.done_at, item.done_by_id = "done", outcome, now, by_id
    item.row_version += 1
    item.save(update_fields=["state", "outcome", "done_at", "done_by_id", "row_version"])
    _write(item, "done", by_id=by_id, now=now, note=note, detail={"outcome": outcome})


def _tell(
    item: WorkItem,
    event: str,
    *,
    actor: Actor,
    now: datetime,
    note: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    _write(item, event, by_id=actor.user_id, now=now, note=note, detail=detail)
    _audit(item, event, actor=actor, now=now)


def _write(
    item: WorkItem,
    event: str,
    *,
    by_id: int | None,
    now: datetime,
    note: str | None,
    detail: Mapping[str, Any] | None,
) -> None:
    row = WorkEvent(
        practice_id=item.practice_id, item_id=item.id, event=event, note=note or None, detail=dict(detail or {}),
        by_id=by_id, at=now,
    )  # fmt: skip
    row.save(force_insert=True)


def _audit(item: WorkItem, event: str, *, actor: Actor, now: datetime) -> None:
    record(
        actor=actor, action=f"billing_work.{event}", entity="work_item", entity_id=item.id,
        patient_ids=[item.patient_id] if item.patient_id else [], detail={"kind": item.kind, "reason": item.reason}, at=now,
    )  # fmt: skip
