"""Claims sent again: `resubmit_claims`, for those that were rejected or decided, the way each payer takes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.audit.services import record
from vantrexia.billing.models import BillingEntry, Claim, ClaimLine
from vantrexia.billing.selectors.claim_facts import Desk, load_desk
from vantrexia.billing.selectors.claims import find_later
from vantrexia.billing.services.claim_voids import write_void
from vantrexia.billing.services.claim_ways import GONE, Prior, describe_prior
from vantrexia.billing.services.claims import Built, build_one
from vantrexia.billing.services.locks import lock_patients
from vantrexia.core.actor import Actor
from vantrexia.domain.claims.model import VOID
from vantrexia.domain.errors import Conflict, NotFound

DONE = ("rejected", "denied", "part", "paid", "reversed")


def resubmit_claims(*, actor: Actor, claim_ids: Collection[UUID], now: datetime) -> Built:
    """New claims for claims that were rejected or decided, the way each payer takes; their entries keep their status.

    Raises NotFound, Conflict for a claim that is open, under way, or was made good before.
    """
    practice_id = practice_of(actor)
    rows = Claim.objects.filter(practice_id=practice_id, id__in=set(claim_ids))
    lock_patients(rows.values_list("patient_id", flat=True))
    claims = list(rows.select_for_update().order_by("number"))
    if len(claims) != len(set(claim_ids)):
        raise NotFound("There is no such claim.")
    desk = load_desk(actor, patient_ids=[one.patient_id for one in claims], now=now)
    built = Built()
    for claim in claims:
        _repeat(actor, claim, desk=desk, built=built, now=now)
    record(
        actor=actor, action="claims.resubmitted", entity="claim", patient_ids=sorted({one.patient_id for one in claims}),
        detail={"claims": [one.number for one in claims]}, at=now,
    )  # fmt: skip
    return built


def _repeat(actor: Actor, claim: Claim, *, desk: Desk, built: Built, now: datetime) -> None:
    root = _find_root(claim)
    is_done_void = claim.frequency == VOID and claim.status != "rejected"
    if claim.status not in DONE or is_done_void or find_later(claim) or find_later(root):
        raise Conflict(
            "This claim is under way, or another was made for it.", data={"claim_id": str(claim.id)}
        )
    if claim.frequency == VOID:
        void = write_void(root, actor=actor, reason=claim.void_reason, now=now)
        built.claim_ids.append(void.id)
        built.blocked += void.status == "blocked"
        built.ready += void.status == "ready"
        return
    prior = describe_prior(root)
    if root.id != claim.id:
        prior = Prior(root, prior.way, prior.problems, _merge(prior, claim))
    if not prior.kept:
        built.leave_out("no_entries")
        return
    build_one(actor, prior.kept, desk=desk, prior=prior, built=built, now=now)


def _find_root(claim: Claim) -> Claim:
    """What the payer has: a correction that was rejected left the claim it was about as it is."""
    while claim.status in GONE and claim.corrects is not None:
        claim = claim.corrects
    return claim


def _merge(prior: Prior, claim: Claim) -> tuple[BillingEntry, ...]:
    """Entries of both: a rejected correction may have carried more than the claim it was about."""
    own = ClaimLine.objects.filter(
        practice_id=claim.practice_id, claim_id=claim.id, entry__voided_at__isnull=True
    )
    entries = [line.entry for line in own.select_related("entry").order_by("sequence")]
    known = {entry.id for entry in entries}
    return (*entries, *(entry for entry in prior.kept if entry.id not in known))
