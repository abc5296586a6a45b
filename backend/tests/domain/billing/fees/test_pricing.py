"""The Medicare payment formula."""

from __future__ import annotations

from decimal import Decimal

import pytest

from vantrexia.domain.billing.fees.pricing import price
from vantrexia.domain.billing.fees.rows import Gpci, Rvu

NATIONAL = Gpci("00000", "US", "00", "NATIONAL", Decimal(1), Decimal(1), Decimal(1))
AUSTIN = Gpci("04412", "TX", "31", "AUSTIN", Decimal("1.010"), Decimal("0.989"), Decimal("0.713"))
SUPPLY = Rvu("99454", "A", Decimal(0), Decimal("1.55"), Decimal("1.50"), Decimal("0.01"))


@pytest.mark.parametrize(
    ("factor", "expected"), [("33.4009", "52.11"), ("33.5675", "52.37")]
)  # rules section 5: 1.56 RVU, both conversion factors of 2026
def test_the_national_amounts_of_2026(factor: str, expected: str) -> None:
    assert price(SUPPLY, NATIONAL, conversion_factor=Decimal(factor)) == Decimal(expected)


def test_a_locality_and_a_facility_change_the_amount() -> None:
    # (0 + 1.55 x 0.989 + 0.01 x 0.713) x 33.4009 = 51.4391…
    assert price(SUPPLY, AUSTIN, conversion_factor=Decimal("33.4009")) == Decimal("51.44")
    # (0 + 1.50 x 0.989 + 0.01 x 0.713) x 33.4009 = 49.7874…
    assert price(SUPPLY, AUSTIN, conversion_factor=Decimal("33.4009"), facility=True) == Decimal("49.79")
