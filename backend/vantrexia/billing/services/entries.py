"""What people do with billing entries: void, correct, move the status, let a hold go (`manual` makes one by hand).

`void_entry`, `correct_entry`, `change_statuses` (what claims and remittances use), `release_hold`. An
entry is never edited: a correction voids it and makes another that names it. Each act is an `EntryEvent` and one audit
entry; the patient's billing is computed again in the same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.audit.services import record
from vantrexia.billing.models import BillingEntry, EntryEvent, WorkItem
from vantrexia.billing.selectors.lines import list_open_holds
from vantrexia.billing.services.locks import lock_patients
from vantrexia.billing.services.recompute import recompute
from vantrexia.billing.services.work import NewItem, finish_for_entry, raise_items
from vantrexia.core.actor import Actor
from vantrexia.core.outbox import Event, emit
from vantrexia.domain.billing.entry_states import BILLED, check_event, check_release, check_step
from vantrexia.domain.billing.ruledata import load_rule_book
from vantrexia.domain.errors import Conflict, DomainError, InvalidInput, NotFound
from vantrexia.domain.wordings import say

VOID_REASONS = (
    "entered_in_error",
    "not_billable",
    "patient_request",
    "duplicate",
    "unsupported",
    "written_off",
    "other",
)


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction came to: the entry that was voided (None: it stays, an add-on joins it) and the new ones."""

    voided: UUID | None
    made: list[UUID]


def void_entry(*, actor: Actor, entry_id: UUID, reason: str, note: str, now: datetime) -> UUID:
    """Take an entry back. What was sent to a payer leaves a work item: the payer must be told as well.

    Raises NotFound, InvalidInput, Conflict for one that is void.
    """
    if reason not in VOID_REASONS:
        raise InvalidInput(
            "Unknown reason.",
            fields={"reason": [say("must be among {choices}", choices=", ".join(VOID_REASONS))]},
        )
    entry = lock_entry(actor, entry_id)
    mark_void(entry, actor=actor, reason=reason, note=note, now=now)
    finish_for_entry(
        practice_id=entry.practice_id, entry_id=entry.id, outcome="corrected", by_id=actor.user_id, now=now
    )
    if entry.status in BILLED and entry.status != "denied":
        params = {"code": entry.cpt_code, "dos": entry.service_date.isoformat(), "status": entry.status}
        item = NewItem("correction", f"void:{entry.id}", "void_at_payer", entry.patient_id, entry.id, params)
        raise_items([item], practice_id=entry.practice_id, by_id=actor.user_id, now=now)
    _audit(entry, "voided", actor=actor, now=now, detail={"reason": reason, "status": entry.status})
    recompute(actor=actor, patient_ids=[entry.patient_id], now=now, is_part=True)
    return entry.id


def correct_entry(*, actor: Actor, entry_id: UUID, note: str, now: datetime) -> Corrected:
    """Make the entries say what the facts say now, where they were billed as something else.

    The billed entry is voided and replaced by what its period supports; a late add-on joins its base, which stays.
    Raises NotFound, and Conflict where the entry is void, pending, or already what the facts say.
    """
    entry = lock_entry(actor, entry_id)
    if entry.voided_at is not None or entry.status not in BILLED:
        raise Conflict("Only an entry that was billed is corrected; void a pending one.")
    kinds = load_rule_book().codes.codes
    kind = kinds[entry.cpt_code].kind
    stays = _has_open(entry, "correct_add")
    if not stays:
        mark_void(entry, actor=actor, reason="corrected", note=note, now=now)
    finish_for_entry(
        practice_id=entry.practice_id, entry_id=entry.id, outcome="corrected", by_id=actor.user_id, now=now
    )
    done = recompute(
        actor=actor,
        patient_ids=[entry.patient_id],
        now=now,
        accepted={("time_addon", entry.period_start): None}
        if stays
        else {(kind, entry.period_start): str(entry.id)},
        is_part=True,
    )
    made = list(
        BillingEntry.objects.filter(
            id__in=done.entry_ids, voided_at__isnull=True, created_at=now, period_start=entry.period_start
        )
    )
    if stays and not made:
        raise Conflict("The facts say what was billed.")
    detail = {"made": [str(one.id) for one in made], "voided": not stays}
    _write_event(entry, "corrected", actor=actor, now=now, note=note, detail=detail)
    _audit(entry, "corrected", actor=actor, now=now, detail=detail)
    return Corrected(None if stays else entry.id, [one.id for one in made])


def change_statuses(
    *,
    actor: Actor,
    changes: Mapping[UUID, str],
    now: datetime,
    reason: str = "",
    note: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> list[UUID]:
    """Move entries along the state machine, all or none. `reason` is coded (a CARC, `claim_sent`), `note` in words.

    Raises NotFound, `invalid_transition`, Conflict with the holds of a held entry.
    """
    practice_id = practice_of(actor)
    rows = BillingEntry.objects.filter(practice_id=practice_id, id__in=list(changes))
    lock_patients(rows.values_list("patient_id", flat=True))
    entries = list(rows.select_for_update().order_by("id"))
    if len(entries) != len(changes):
        raise NotFound("There is no such billing entry.")
    for entry in entries:
        _check_step(entry, changes[entry.id])
    for entry in entries:
        to, before = changes[entry.id], entry.status
        entry.status, entry.status_at = to, now
        entry.row_version += 1
        entry.save(update_fields=["status", "status_at", "row_version"])
        _write_event(
            entry,
            "status",
            actor=actor,
            now=now,
            before=before,
            after=to,
            reason=reason,
            note=note,
            detail=detail,
        )
    patients = list(dict.fromkeys(entry.patient_id for entry in entries))
    record(
        actor=actor, action="billing_entry.status", entity="billing_entry",
        entity_id=entries[0].id if len(entries) == 1 else "", patient_ids=patients,
        detail={"statuses": {str(entry.id): entry.status for entry in entries}, "reason": reason}, at=now,
    )  # fmt: skip
    emit([Event("billing", one, one) for one in patients], practice_id=practice_id, at=now)
    return [entry.id for entry in entries]


def release_hold(*, actor: Actor, entry_id: UUID, key: str, note: str, now: datetime) -> UUID:
    """Let a hold go, saying why. Raises NotFound, Conflict, `not_releasable`."""
    entry = lock_entry(actor, entry_id)
    holds = list_open_holds(entry.hold_reasons, entry.released_holds)
    if entry.voided_at is not None:
        raise Conflict("This entry is void.")
    check_release(key=key, status=entry.status, open_holds=holds)
    entry.released_holds = [*entry.released_holds, key]
    entry.row_version += 1
    entry.save(update_fields=["released_holds", "row_version"])
    _write_event(entry, "hold_released", actor=actor, now=now, reason=key, note=note)
    _audit(entry, "hold_released", actor=actor, now=now, detail={"hold": key})
    emit([Event("billing", entry.patient_id, entry.patient_id)], practice_id=entry.practice_id, at=now)
    return entry.id


def lock_entry(actor: Actor, entry_id: UUID) -> BillingEntry:
    """The entry, with its patient's billing locked. Raises NotFound."""
    mine = BillingEntry.objects.filter(practice_id=practice_of(actor), id=entry_id)
    patient_id = mine.values_list("patient_id", flat=True).first()
    if patient_id is None:
        raise NotFound("There is no such billing entry.")
    lock_patients([patient_id])
    return mine.select_for_update().get()


def _check_step(entry: BillingEntry, to: str) -> None:
    holds = list_open_holds(entry.hold_reasons, entry.released_holds)
    try:
        check_step(status=entry.status, to=to, is_voided=entry.voided_at is not None, open_holds=holds)
    except DomainError as refused:
        refused.data["entry_id"] = str(entry.id)
        raise


def mark_void(entry: BillingEntry, *, actor: Actor, reason: str, note: str, now: datetime) -> None:
    """The row, void, with its event. Raises Conflict for one that is."""
    if entry.voided_at is not None:
        raise Conflict("This entry is void.")
    entry.voided_at, entry.void_reason, entry.voided_by_id = now, reason, actor.user_id
    entry.row_version += 1
    entry.save(update_fields=["voided_at", "void_reason", "voided_by_id", "row_version"])
    _write_event(entry, "voided", actor=actor, now=now, before=entry.status, reason=reason, note=note)


def _has_open(entry: BillingEntry, reason: str) -> bool:
    return WorkItem.objects.filter(
        practice_id=entry.practice_id, entry_id=entry.id, state="open", reason=reason
    ).exists()


def _write_event(
    entry: BillingEntry, event: str, *, actor: Actor, now: datetime, before: str = "", after: str = "",
    reason: str = "", note: str | None = None, detail: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    check_event(event, reason)
    row = EntryEvent(
        practice_id=entry.practice_id, entry_id=entry.id, event=event, from_status=before, to_status=after,
        reason=reason, note=note or None, detail=dict(detail or {}), by_id=actor.user_id, at=now,
    )  # fmt: skip
    row.save(force_insert=True)


def _audit(
    entry: BillingEntry, event: str, *, actor: Actor, now: datetime, detail: Mapping[str, Any]
) -> None:
    record(
        actor=actor, action=f"billing_entry.{event}", entity="billing_entry", entity_id=entry.id,
        patient_ids=[entry.patient_id], detail=detail, at=now,
    )  # fmt: skip
