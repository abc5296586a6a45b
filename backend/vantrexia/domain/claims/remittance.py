"""What an 835 says, as types: payment, claims, lines, adjustments, provider-level adjustments.

Public: `Remittance`, `RemittanceClaim`, `RemittanceLine`, `Adjustment`, `ProviderAdjustment`.

Amounts are US dollars as the payer states them: an adjustment is what is taken off a charge, so positive ones reduce
the payment; in a reversal (`is_reversal`, CLP02 22) charges, payments and adjustments carry the opposite sign. A positive
provider-level adjustment (PLB) reduces the payment too. `segment` is the place in the file, for messages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

REVERSAL = "22"  # CLP02


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One triplet of a CAS: group CO, OA, PI or PR, reason (CARC), amount, units."""

    group: str
    reason: str
    amount: Decimal
    units: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RemittanceLine:
    """One SVC. `control` is REF*6R, empty where the payer did not return it; `units` are the paid ones."""

    segment: int
    control: str
    code: str
    modifiers: tuple[str, ...]
    charge: Decimal
    paid: Decimal
    units: Decimal
    service_date: date | None
    adjustments: tuple[Adjustment, ...]
    remarks: tuple[str, ...]
    billed_code: str = ""  # SVC06, where the payer decided on another code than ours


@dataclass(frozen=True, slots=True)
class RemittanceClaim:
    """One CLP. `adjustments` are those of the claim as a whole; `remarks` the RARCs of MOA and MIA."""

    segment: int
    id: str
    status: str
    charge: Decimal
    paid: Decimal
    patient_share: Decimal
    payer_claim: str
    adjustments: tuple[Adjustment, ...]
    remarks: tuple[str, ...]
    lines: tuple[RemittanceLine, ...]
    service_date: date | None

    @property
    def is_reversal(self) -> bool:
        """Whether it takes back an earlier decision."""
        return self.status == REVERSAL


@dataclass(frozen=True, slots=True)
class ProviderAdjustment:
    """One pair of a PLB: why (WO, FB, L6, …), the payer's reference (often a claim), the amount taken off."""

    segment: int
    reason: str
    reference: str
    amount: Decimal
    fiscal_date: date


@dataclass(frozen=True, slots=True)
class Remittance:
    """One 835 transaction set: a payment (or a notice of none) and what it is for.

    `payer_key` is TRN03 and `trace` TRN02: together they name the payment. `total` is BPR02, negative for a debit.
    `digest` is of what the set says, whatever file it comes in.
    """

    payer_key: str
    trace: str
    payer_name: str
    payee_npi: str
    method: str
    paid_on: date
    total: Decimal
    segment: int
    claims: tuple[RemittanceClaim, ...]
    provider_adjustments: tuple[ProviderAdjustment, ...]
    control: str
    interchange: int
    digest: str
