"""Batches of claims: `create_batch`, `submit_batch`, `cancel_batch`.

Claims are composed and checked once more in the act that writes the file; one that is no longer right stays out. `pyx12` gives
its opinion before the file is kept: a file it refuses is not made. Entries become submitted when a person says the file was
sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from vantrexia.accounts.selectors.practices import get_practice
from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.audit.services import record
from vantrexia.billing.models import Claim, ClaimBatch, ClaimLine
from vantrexia.billing.selectors.claim_content import load_content
from vantrexia.billing.selectors.claim_settings import ClaimSettings, read_claim_settings
from vantrexia.billing.services.claim_numbers import take_numbers
from vantrexia.billing.services.claim_void_rows import void_entries
from vantrexia.billing.services.claims import MOST_AT_ONCE, check_claims, is_billable
from vantrexia.billing.services.edi_files import keep_file
from vantrexia.billing.services.entries import change_statuses
from vantrexia.billing.services.x12_validation import find_faults
from vantrexia.core.actor import Actor
from vantrexia.domain.claims.model import VOID, Submission
from vantrexia.domain.claims.write_837p import write_837p
from vantrexia.domain.errors import Conflict, DomainError, NotFound


@dataclass(frozen=True, slots=True)
class Batched:
    """The batch, and how many claims stayed out because they are no longer right."""

    batch_id: UUID
    claims: int
    left_out: int


def create_batch(*, actor: Actor, claim_ids: Sequence[UUID] = (), now: datetime) -> Batched:
    """One file of all claims that are ready, or of those named.

    Raises `claim_settings_missing`, `empty_batch`, NotFound, Conflict, `x12_refused` (with the places).
    """
    practice_id = practice_of(actor)
    settings = read_claim_settings(actor, at=now)
    if not settings.is_complete:
        raise DomainError("claim_settings_missing", "Say first who sends claims to whom (claim settings).")
    ids = list(claim_ids) or list(
        Claim.objects.filter(practice_id=practice_id, status="ready")
        .order_by("service_date", "number")
        .values_list("id", flat=True)[:MOST_AT_ONCE]
    )
    checked = check_claims(actor=actor, claim_ids=ids, now=now)
    ready = [claim for claim in checked if claim.status == "ready"]
    if not ready:
        raise DomainError("empty_batch", "No claim is ready.", data={"left_out": len(checked)})
    control = take_numbers(practice_id, "interchange")[0]
    zone = ZoneInfo(get_practice(viewer=actor, now=now).timezone)
    submission = _address(settings, control=control, at=now.astimezone(zone))
    text = write_837p(submission, [load_content(claim) for claim in ready])
    faults = find_faults(text)
    if faults:
        raise DomainError(
            "x12_refused", "The X12 validator refuses the file; nothing was made.",
            data={"faults": [fault.say() for fault in faults[:20]]},
        )  # fmt: skip
    file, _ = keep_file(
        actor=actor, kind="837", name=f"{submission.reference}.837", body=text.encode("ascii"), now=now
    )
    batch = ClaimBatch(
        practice_id=practice_id, control=control, reference=submission.reference, usage=settings.usage, status="built",
        file=file, claim_count=len(ready), total=sum((claim.total for claim in ready), Decimal(0)),
        created_by_id=actor.user_id, created_at=now,
    )  # fmt: skip
    batch.save(force_insert=True)
    _move(ready, "batched", batch=batch, now=now)
    _tell(batch, ready, "built", actor=actor, now=now)
    return Batched(batch.id, len(ready), len(checked) - len(ready))


def _address(settings: ClaimSettings, *, control: int, at: datetime) -> Submission:
    return Submission(
        sender_id=settings.sender_id,
        receiver_id=settings.receiver_id,
        submitter_name=settings.submitter_name,
        submitter_id=settings.submitter_id,
        contact_name=settings.contact_name,
        contact_phone=settings.contact_phone,
        receiver_name=settings.receiver_name,
        receiver_code=settings.receiver_id,
        reference=f"RPM{at:%Y%m%d}-{control:06d}",
        at=at,
        interchange=control,
        group=control,
        usage=settings.usage,
        sender_qualifier=settings.sender_qualifier,
        receiver_qualifier=settings.receiver_qualifier,
    )


def submit_batch(*, actor: Actor, batch_id: UUID, now: datetime) -> UUID:
    """The file was sent: its claims and their entries are submitted.

    Raises NotFound; Conflict when it was sent or cancelled before, or when facts changed since it was built and an
    entry no longer stands: cancel it and build another.
    """
    batch = _lock(actor, batch_id)
    if batch.status != "built":
        raise Conflict("This batch was sent or cancelled before.")
    claims = _claims_of(batch)
    lines = ClaimLine.objects.filter(practice_id=batch.practice_id, claim__in=claims).select_related(
        "entry", "claim"
    )
    pending: list[UUID] = []
    for line in lines:
        if line.claim.frequency == VOID:
            continue
        if not is_billable(line.entry, is_repeat=line.claim.corrects_id is not None):
            raise Conflict(
                "Facts changed since the batch was built; cancel it and build another.",
                data={"claim_id": str(line.claim_id), "entry_id": str(line.entry_id)},
            )
        if line.entry.status == "pending":
            pending.append(line.entry_id)
    change_statuses(
        actor=actor, changes=dict.fromkeys(pending, "submitted"), now=now, reason="claim_sent",
        detail={"batch": batch.reference},
    )  # fmt: skip
    void_entries(claims, actor=actor, now=now)
    batch.submitted_at, batch.submitted_by_id = now, actor.user_id
    _change(batch, "submitted")
    _move(claims, "submitted", batch=batch, now=now)
    _tell(batch, claims, "submitted", actor=actor, now=now)
    return batch.id


def cancel_batch(*, actor: Actor, batch_id: UUID, now: datetime) -> UUID:
    """The file was not sent and will not be: its claims are open again. Its numbers are not used again."""
    batch = _lock(actor, batch_id)
    if batch.status != "built":
        raise Conflict("This batch was sent or cancelled before.")
    claims = _claims_of(batch)
    _change(batch, "cancelled")
    _move(claims, "ready", batch=None, now=now)
    check_claims(actor=actor, claim_ids=[claim.id for claim in claims], now=now)
    _tell(batch, claims, "cancelled", actor=actor, now=now)
    return batch.id


def _lock(actor: Actor, batch_id: UUID) -> ClaimBatch:
    batch = ClaimBatch.objects.select_for_update().filter(practice_id=practice_of(actor), id=batch_id).first()
    if batch is None:
        raise NotFound("There is no such batch.")
    return batch


def _claims_of(batch: ClaimBatch) -> list[Claim]:
    rows = Claim.objects.filter(practice_id=batch.practice_id, batch_id=batch.id)
    return list(rows.select_for_update().order_by("service_date", "number"))


def _change(batch: ClaimBatch, status: str) -> None:
    batch.status, batch.row_version = status, batch.row_version + 1
    batch.save(update_fields=["status", "row_version", "submitted_at", "submitted_by_id"])


def _move(claims: Sequence[Claim], status: str, *, batch: ClaimBatch | None, now: datetime) -> None:
    for claim in claims:
        claim.status, claim.status_at, claim.batch = status, now, batch
        claim.row_version += 1
    Claim.objects.bulk_update(claims, ["status", "status_at", "batch", "row_version"], batch_size=500)


def _tell(batch: ClaimBatch, claims: Sequence[Claim], act: str, *, actor: Actor, now: datetime) -> None:
    record(
        actor=actor, action=f"claim_batch.{act}", entity="claim_batch", entity_id=batch.id,
        patient_ids=sorted({claim.patient_id for claim in claims}),
        detail={"reference": batch.reference, "claims": len(claims)}, at=now,
    )  # fmt: skip
