"""What was received and what was decided. Amounts in US dollars."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """An SV1 with its date and REF*6R."""

    control: str
    code: str
    modifiers: tuple[str, ...]
    charge: Decimal
    units: int
    service_date: date


@dataclass(frozen=True, slots=True)
class Claim:
    """A CLM with those around it."""

    id: str
    total: Decimal
    frequency: str
    replaces: str
    member_id: str
    last_name: str
    first_name: str
    billing_name: str
    billing_npi: str
    rendering_npi: str
    payer_name: str
    payer_code: str
    filing: str
    diagnoses: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """A file as received. `reference` is BHT03; `acknowledgement` the AK1..AK9 of its group, one segment each."""

    name: str
    sender_id: str
    receiver_id: str
    submitter_name: str
    submitter_id: str
    usage: str
    reference: str
    is_accepted: bool
    acknowledgement: tuple[str, ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """One adjustment: group, CARC, amount, units."""

    group: str
    reason: str
    amount: Decimal
    units: int | None = None


@dataclass(frozen=True, slots=True)
class LineDecision:
    """What is paid on a line, and why not all."""

    line: Line
    paid: Decimal
    units: int
    cuts: tuple[Cut, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """On a claim: `number` is the payer's own (ICN), `status` CLP02 (1, 4, 22)."""

    claim: Claim
    number: str
    status: str
    lines: tuple[LineDecision, ...]
    remarks: tuple[str, ...] = ()

    @property
    def paid(self) -> Decimal:
        """Over its lines."""
        return sum((line.paid for line in self.lines), Decimal(0))

    @property
    def patient_share(self) -> Decimal:
        """Over its lines: the group PR."""
        return sum((cut.amount for line in self.lines for cut in line.cuts if cut.group == "PR"), Decimal(0))


@dataclass(frozen=True, slots=True)
class Intake:
    """A claim taken in (`status` A2:20:PR) or refused (`A7:562:82`)."""

    claim: Claim
    status: str
    is_accepted: bool
    number: str = ""
