"""Which earlier claim a new entry corrects, and the way its payer takes: `find_priors`,
`describe_prior`, `is_unprocessable`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from vantrexia.billing.models import BillingEntry, Claim, ClaimLine, RemittanceClaim
from vantrexia.domain.billing.entry_states import PENDING
from vantrexia.domain.claims.corrections import Correction, Standing, Way, choose_correction
from vantrexia.domain.claims.model import VOID, PayerOnClaim
from vantrexia.domain.claims.problems import Problem

_DECIDED = frozenset({"paid", "part", "denied", "reversed"})
GONE = frozenset({"rejected", "cancelled"})
_HERE = ("blocked", "ready", "batched")


@dataclass(frozen=True, slots=True)
class Prior:
    """The claim that is corrected, how, what stands in the way, and its entries that still stand."""

    claim: Claim
    way: Way
    problems: tuple[Problem, ...]
    kept: tuple[BillingEntry, ...]


def find_priors(practice_id: UUID, entries: Sequence[BillingEntry]) -> dict[UUID, Prior]:
    """By entry: the newest claim that carried what the entry replaces or repeats. A rejected one is none, nor one that has
    not left: nothing of it exists at the payer.
    """
    asked = {entry.id: {*before, *entry.corrects} for entry, before in _list_replaced(practice_id, entries)}
    wanted = {one for ids in asked.values() for one in ids}
    if not wanted:
        return {}
    rows = ClaimLine.objects.filter(practice_id=practice_id, entry_id__in=wanted).exclude(
        Q(claim__status__in=(*GONE, *_HERE)) | Q(claim__frequency=VOID)
    )
    by_entry = {
        line.entry_id: line.claim
        for line in rows.select_related("claim__payer").order_by("claim__created_at")
    }
    found: dict[UUID, Prior] = {}
    for entry_id, ids in asked.items():
        claims = [by_entry[one] for one in ids if one in by_entry]
        if claims:
            found[entry_id] = describe_prior(max(claims, key=lambda claim: claim.created_at))
    return found


def _list_replaced(
    practice_id: UUID, entries: Sequence[BillingEntry]
) -> list[tuple[BillingEntry, list[UUID]]]:
    """With each entry what it took the place of, back to what was billed: one that changed again before it was sent still
    corrects what the payer has."""
    before: dict[UUID, UUID | None] = {entry.id: entry.replaces_id for entry in entries}
    while unread := {one for one in before.values() if one is not None and one not in before}:
        rows = BillingEntry.objects.filter(practice_id=practice_id, id__in=unread)
        before |= {
            key: replaced if status == PENDING else None
            for key, status, replaced in rows.values_list("id", "status", "replaces_id")
        }
    found: list[tuple[BillingEntry, list[UUID]]] = []
    for entry in entries:
        chain: list[UUID] = []
        at = before[entry.id]
        while at is not None:
            chain.append(at)
            at = before[at]
        found.append((entry, chain))
    return found


def describe_prior(claim: Claim) -> Prior:
    """How a claim that left is corrected now, and what of it still stands."""
    payer = claim.payer
    profile = PayerOnClaim(
        "", "", "", takes_frequency_codes=payer is not None and payer.takes_frequency_codes
    )
    standing = Standing.DECIDED if claim.status in _DECIDED else Standing.SUBMITTED
    if claim.status in GONE or (claim.status == "denied" and is_unprocessable(claim)):
        standing = Standing.REJECTED
    way = choose_correction(payer=profile, standing=standing, take_back=False, payer_claim=claim.payer_claim)
    # A replacement that must wait for the payer's number is found by the claim's own checks.
    is_asked = way.kind is Correction.REOPENING
    problems = (Problem("frequency_not_taken", "frequency"),) if is_asked else ()
    lines = ClaimLine.objects.filter(
        practice_id=claim.practice_id, claim_id=claim.id, entry__voided_at__isnull=True
    )
    kept = [line.entry for line in lines.select_related("entry").order_by("sequence")]
    return Prior(claim, way, problems, tuple(kept))


def is_unprocessable(claim: Claim) -> bool:
    """Whether the payer said that the claim could not be processed (MA130): it takes a new one, no correction."""
    return RemittanceClaim.objects.filter(
        practice_id=claim.practice_id, claim_id=claim.id, remarks__contains=["MA130"]
    ).exists()
