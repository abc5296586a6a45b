"""Take a whole claim back at its payer: `void_claim` (CLM05-3 of 8, or a reopening where the payer takes no such claim).

The void is a claim of its own that repeats the first. It leaves as others do, in a batch; when it is sent its entries are
void here too, and the reversal that comes back (CLP02 22) ends it.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from vantrexia.accounts.selectors.practices import get_practice
from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.audit.services import record
from vantrexia.billing.models import Claim, ClaimLine
from vantrexia.billing.selectors.claims import find_later
from vantrexia.billing.services.claim_numbers import take_numbers
from vantrexia.billing.services.claim_void_rows import fill_void
from vantrexia.billing.services.claim_ways import is_unprocessable
from vantrexia.billing.services.claims import OPEN, lock_claim
from vantrexia.billing.services.entries import VOID_REASONS
from vantrexia.billing.services.locks import lock_patients
from vantrexia.core.actor import Actor
from vantrexia.domain.claims.corrections import VOIDABLE
from vantrexia.domain.claims.model import VOID
from vantrexia.domain.errors import Conflict, InvalidInput
from vantrexia.domain.wordings import say

CLAIM_VOID_REASONS = (*(one for one in VOID_REASONS if one != "written_off"), "wrong_payer", "wrong_patient")


def void_claim(*, actor: Actor, claim_id: UUID, reason: str, now: datetime) -> UUID:
    """Make the claim that takes a claim back; returns its id. Blocked while the payer's number is not known, or where the
    payer takes no frequency codes: then it states what to ask a reopening for.

    Raises NotFound, InvalidInput, Conflict where nothing is at the payer or another claim came after it.
    """
    if reason not in CLAIM_VOID_REASONS:
        known = ", ".join(CLAIM_VOID_REASONS)
        raise InvalidInput(
            "Unknown reason.", fields={"reason": [say("must be among {choices}", choices=known)]}
        )
    rows = Claim.objects.filter(practice_id=practice_of(actor), id=claim_id)
    lock_patients(rows.values_list("patient_id", flat=True))
    sent = lock_claim(actor, claim_id)
    _refuse(sent)
    void = write_void(sent, actor=actor, reason=reason, now=now)
    record(
        actor=actor, action="claim.voided", entity="claim", entity_id=sent.id, patient_ids=[sent.patient_id],
        detail={"number": sent.number, "void": void.number, "reason": reason}, at=now,
    )  # fmt: skip
    return void.id


def write_void(sent: Claim, *, actor: Actor, reason: str, now: datetime) -> Claim:
    """The rows of a void; the first claim's lines are live no more, so that its entries stand on the void."""
    practice_id = sent.practice_id
    old = list(ClaimLine.objects.filter(practice_id=practice_id, claim_id=sent.id).order_by("sequence"))
    number = f"C{take_numbers(practice_id, 'claim')[0]:08d}"
    controls = [f"{number}L{place}" for place in range(1, len(old) + 1)]
    void = Claim(
        practice_id=practice_id, number=number, patient_id=sent.patient_id, payer=sent.payer, coverage_id=sent.coverage_id,
        billing_id=sent.billing_id, rendering_id=sent.rendering_id, service_date=sent.service_date, frequency=VOID,
        corrects_id=sent.id, void_reason=reason, created_by_id=actor.user_id, created_at=now, status_at=now,
    )  # fmt: skip
    zone = ZoneInfo(get_practice(viewer=actor, now=now).timezone)
    content = fill_void(void, sent, controls, today=now.astimezone(zone).date())
    ClaimLine.objects.filter(practice_id=practice_id, claim_id=sent.id).update(is_live=False)
    void.save(force_insert=True)
    ClaimLine.objects.bulk_create(
        [
            ClaimLine(
                practice_id=practice_id, claim=void, entry_id=before.entry_id, sequence=before.sequence, control=line.control,
                cpt_code=line.code, modifiers=list(line.modifiers), units=line.units, charge=line.charge,
                service_date=line.service_date,
            )
            for before, line in zip(old, content.lines, strict=True)
        ]
    )  # fmt: skip
    return void


def _refuse(sent: Claim) -> None:
    """Raises Conflict where there is nothing to void, each with its reason."""
    if sent.frequency == VOID:
        raise Conflict("This claim is itself a void.")
    if sent.status in OPEN or sent.status == "batched":
        raise Conflict("This claim has not left: cancel it, or the batch it is in.")
    if sent.status == "reversed":
        raise Conflict("The payer took this claim back already.")
    if sent.status not in VOIDABLE or (sent.status == "denied" and is_unprocessable(sent)):
        raise Conflict("Nothing of this claim is at the payer: there is nothing to void.")
    later = find_later(sent)
    if later is not None:
        raise Conflict("Another claim came after this one: void that.", data={"claim_id": str(later.id)})
