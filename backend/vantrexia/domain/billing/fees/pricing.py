"""What Medicare allows for a unit at a locality: `price(rvu, gpci, conversion_factor, facility)`.

Payment = (work RVU x work GPCI + PE RVU x PE GPCI + MP RVU x MP GPCI) x CF (42 CFR 414.22, 414.26), rounded to the
cent, half up. It is what Medicare allows, not what it pays: that is 80 % of it (Social Security Act
1833(a)(1)) less 2 % sequestration. What was paid is read from the remittance.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from vantrexia.domain.billing.fees.rows import Gpci, Rvu

CENT = Decimal("0.01")


def price(rvu: Rvu, gpci: Gpci, *, conversion_factor: Decimal, facility: bool = False) -> Decimal:
    """The allowed amount of one unit in US dollars; `facility`: place of service 19, 21, 22 and the like."""
    expense = rvu.facility_practice_expense if facility else rvu.practice_expense
    units = rvu.work * gpci.work + expense * gpci.practice_expense + rvu.malpractice * gpci.malpractice
    return (units * conversion_factor).quantize(CENT, ROUND_HALF_UP)
