"""The sums an 835 must keep (X221A1 section 1.10.2.1): `check_balance(remittance)`, `sum_adjustments`.

Line: charge − adjustments = paid. Claim: the same with its own adjustments and its lines', and the lines' charges are
its charge. Only a reversal is below zero. Payment: paid claims − provider-level adjustments = BPR02. One cent off refuses
the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from vantrexia.domain.claims.remittance import Adjustment, Remittance, RemittanceClaim
from vantrexia.domain.claims.x12 import BadFile
from vantrexia.domain.wordings import say

ZERO = Decimal(0)


def sum_adjustments(adjustments: Iterable[Adjustment]) -> Decimal:
    """What they take off in all."""
    return sum((adjustment.amount for adjustment in adjustments), ZERO)


def check_balance(remittance: Remittance) -> None:
    """Raises BadFile naming the segment where a sum does not hold; amounts are not patients' data alone, so stated."""
    for claim in remittance.claims:
        _check_claim(claim)
    paid = sum((claim.paid for claim in remittance.claims), ZERO)
    taken = sum((adjustment.amount for adjustment in remittance.provider_adjustments), ZERO)
    if paid - taken != remittance.total:
        raise BadFile(
            remittance.segment,
            "BPR",
            say(
                "the claims pay {paid} and {taken} is taken off, but the payment is {total}",
                paid=paid,
                taken=taken,
                total=remittance.total,
            ),
        )


def _check_claim(claim: RemittanceClaim) -> None:
    for segment, name, charge, paid in (
        (claim.segment, "CLP", claim.charge, claim.paid),
        *((line.segment, "SVC", line.charge, line.paid) for line in claim.lines),
    ):
        # X221A1 section 1.10.2.8: a decision is never below zero; what takes one back has all its signs turned.
        if (charge > 0 or paid > 0) if claim.is_reversal else (charge < 0 or paid < 0):
            if claim.is_reversal:
                wrong = say(
                    "a reversal charges {charge} and pays {paid}: the sign is wrong", charge=charge, paid=paid
                )
            else:
                wrong = say(
                    "a decision charges {charge} and pays {paid}: the sign is wrong", charge=charge, paid=paid
                )
            raise BadFile(segment, name, wrong)
    for line in claim.lines:
        taken = sum_adjustments(line.adjustments)
        if line.charge - taken != line.paid:
            raise BadFile(
                line.segment,
                "SVC",
                say(
                    "charge {charge} less adjustments {taken} is not {paid} paid",
                    charge=line.charge,
                    taken=taken,
                    paid=line.paid,
                ),
            )
    if claim.lines:
        charged = sum((line.charge for line in claim.lines), ZERO)
        if charged != claim.charge:
            raise BadFile(
                claim.segment,
                "CLP",
                say(
                    "the lines charge {charged}, the claim states {charge}",
                    charged=charged,
                    charge=claim.charge,
                ),
            )
    taken = sum_adjustments(claim.adjustments)
    taken += sum((sum_adjustments(line.adjustments) for line in claim.lines), ZERO)
    if claim.charge - taken != claim.paid:
        raise BadFile(
            claim.segment,
            "CLP",
            say(
                "charge {charge} less adjustments {taken} is not {paid} paid",
                charge=claim.charge,
                taken=taken,
                paid=claim.paid,
            ),
        )
