"""What a void of a claim does to rows: `fill_void` and `check_void` (its content), `void_entries` (once it was sent),
`end_voids` (once the payer took the claim back).

The void repeats the claim as it was sent, whatever entries, patient and payer say by now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import F

from vantrexia.audit.services import record
from vantrexia.billing.models import BillingEntry, Claim, ClaimLine
from vantrexia.billing.selectors.claim_content import dump_content, load_content
from vantrexia.billing.services.entries import mark_void
from vantrexia.billing.services.locks import lock_patients
from vantrexia.billing.services.recompute import recompute
from vantrexia.billing.services.work import finish_for_entry
from vantrexia.core.actor import Actor
from vantrexia.domain.billing.ruledata import load_rule_book
from vantrexia.domain.claims import model
from vantrexia.domain.claims.checks import check_claim
from vantrexia.domain.claims.corrections import VOIDABLE, build_void


def fill_void(void: Claim, sent: Claim, controls: Sequence[str], *, today: date) -> model.Claim:
    """Set content, problems and status of a void from the claim it takes back; returns the content."""
    payer = sent.payer
    content = build_void(
        load_content(sent),
        number=void.number,
        controls=controls,
        payer_claim=sent.payer_claim,
        takes_frequency_codes=payer is not None and payer.takes_frequency_codes,
    )
    problems = check_claim(content, today=today, book=load_rule_book())
    void.content, void.total = dump_content(content), content.total
    void.problems = [{"code": p.code, "field": p.field, "params": dict(p.params)} for p in problems]
    void.status = "blocked" if problems else "ready"
    return content


def check_void(void: Claim, lines: Sequence[ClaimLine], *, today: date) -> bool:
    """Compose an open void again: the payer's number may have come. False: there is nothing left to take back."""
    sent = void.corrects
    if sent is None or sent.status not in VOIDABLE:
        return False
    fill_void(void, sent, [line.control for line in lines], today=today)
    void.row_version += 1
    void.save()
    return True


def void_entries(claims: Iterable[Claim], *, actor: Actor, now: datetime) -> None:
    """The payer was told: what still stands of these voids' entries is void here too, and its open work is settled."""
    voids = {claim.id: claim for claim in claims if claim.frequency == model.VOID}
    if not voids:
        return
    practice_id = next(iter(voids.values())).practice_id
    lock_patients({claim.patient_id for claim in voids.values()})
    lines = list(
        ClaimLine.objects.filter(practice_id=practice_id, claim_id__in=list(voids)).order_by("sequence")
    )
    entries = {
        entry.id: entry
        for entry in BillingEntry.objects.select_for_update().filter(
            practice_id=practice_id, id__in=[line.entry_id for line in lines]
        )
    }
    done: list[str] = []
    for line in lines:
        entry = entries[line.entry_id]
        if entry.voided_at is None:
            mark_void(entry, actor=actor, reason=voids[line.claim_id].void_reason, note="", now=now)
            done.append(str(entry.id))
        finish_for_entry(
            practice_id=practice_id, entry_id=entry.id, outcome="corrected", by_id=actor.user_id, now=now,
            kinds=("correction", "denial", "review"),
        )  # fmt: skip
    patients = sorted({claim.patient_id for claim in voids.values()})
    record(
        actor=actor, action="billing_entry.voided", entity="billing_entry", patient_ids=patients,
        detail={"entries": done, "claims": sorted(claim.number for claim in voids.values())}, at=now,
    )  # fmt: skip
    recompute(actor=actor, patient_ids=patients, now=now, is_part=True)


def end_voids(practice_id: UUID, claim_ids: Collection[UUID], *, now: datetime) -> None:
    """Voids under way of claims that are reversed now have done what they were for."""
    Claim.objects.filter(
        practice_id=practice_id,
        corrects_id__in=list(claim_ids),
        corrects__status="reversed",
        frequency=model.VOID,
        status__in=("submitted", "received", "accepted"),
    ).update(status="reversed", status_at=now, row_version=F("row_version") + 1)
