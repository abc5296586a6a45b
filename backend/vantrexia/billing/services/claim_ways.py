"""Which earlier claim a new entry corrects, and the way its payer takes: `find_priors`,
`describe_prior`, `is_unprocessable`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from vantrexia.billing.models import BillingEntry, Claim, ClaimLine, RemittanceClaim
from vantrexia.domain.claims.corrections import Correction, Standing, Way, choose_correction
from vantrexia.domain.claims.model import VOID, PayerOnClaim
from vantrexia.domain.claims.problems import Problem

_DECIDED = frozenset({"paid", "part", "denied", "reversed"})
GONE = frozenset({"rejected", "cancelled"})


@dataclass(frozen=True, slots=True)
class Prior:
    """The claim that is corrected, how, what stands in the way, and its entries that still stand."""

    claim: Claim
    way: Way
    problems: tuple[Problem, ...]
    kept: tuple[BillingEntry, ...]


def find_priors(practice_id: UUID, entries: Sequence[BillingEntry]) -> dict[UUID, Prior]:
    """By entry: the newest claim that carried what the entry replaces or repeats. A rejected one is none: nothing of it
    exists at the payer.
    """
    asked = {
        entry.id: {*([entry.replaces_id] if entry.replaces_id else []), *entry.corrects} for entry in entries
    }
    wanted = {one for ids in asked.values() for one in ids}
    if not wanted:
        return {}
    rows = ClaimLine.objects.filter(practice_id=practice_id, entry_id__in=wanted).exclude(
        Q(claim__status__in=GONE) | Q(claim__frequency=VOID)
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
