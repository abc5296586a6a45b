"""What Medicare allows for a unit at a locality: `price(rvu, gpci, conversion_factor, facility)`.

Payment = (work RVU x work GPCI + PE RVU x PE GPCI + MP RVU x MP GPCI) x CF (42 CFR 414.22, 414.26), rounded to the
cent, half up. The allowed amount: Medicare pays 80 % of it less 2 % sequestration; the rest is the patient's share.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from vantrexia.domain.billing.fees.rows import Gpci, Rvu

CENT = Decimal("0.01")
MEDICARE_SHARE = Decimal("0.80")  # Social Security Act 1833(a)(1)
SEQUESTRATION = Decimal("0.02")  # 2 % of what Medicare pays


@dataclass(frozen=True, slots=True)
class Split:
    """An allowed amount in US dollars, split: what Medicare pays, what sequestration keeps, what the patient owes."""

    allowed: Decimal
    medicare: Decimal
    sequestration: Decimal
    patient: Decimal


def price(rvu: Rvu, gpci: Gpci, *, conversion_factor: Decimal, facility: bool = False) -> Decimal:
    """The allowed amount of one unit in US dollars; `facility`: place of service 19, 21, 22 and the like."""
    expense = rvu.facility_practice_expense if facility else rvu.practice_expense
    units = rvu.work * gpci.work + expense * gpci.practice_expense + rvu.malpractice * gpci.malpractice
    return (units * conversion_factor).quantize(CENT, ROUND_HALF_UP)


def split_allowed(allowed: Decimal) -> Split:
    """Who owes what of an allowed amount, deductible met. The three parts always add up to it."""
    share = (allowed * MEDICARE_SHARE).quantize(CENT, ROUND_HALF_UP)
    kept = (share * SEQUESTRATION).quantize(CENT, ROUND_HALF_UP)
    return Split(allowed=allowed, medicare=share - kept, sequestration=kept, patient=allowed - share)
