"""A professional claim as the payer must see it: frozen data, amounts in US dollars, dates of the patient's zone.

Public: `Claim`, `ServiceLine`, `Subscriber`, `PayerOnClaim`, `BillingProvider`, `Clinician`, `Address`, `Person`,
`Submission`. Where a value goes in CMS-1500 and 837P: `docs/claims.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

ORIGINAL, REPLACEMENT, VOID = "1", "7", "8"  # CLM05-3, claim frequency


@dataclass(frozen=True, slots=True)
class Address:
    """A street address; `zip` is 5 or 9 digits. A billing provider's must be a street and carry 9 digits."""

    line1: str
    city: str
    state: str
    zip: str
    line2: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A patient or subscriber, the name exactly as on the card. `sex` is M, F or U (DMG03)."""

    last_name: str
    first_name: str
    birth_date: date
    sex: str
    address: Address
    middle_name: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class BillingProvider:
    """Loop 2010AA: who bills. `taxonomy` is optional; `tin` is nine digits (EIN)."""

    name: str
    npi: str
    tin: str
    address: Address
    taxonomy: str = ""


@dataclass(frozen=True, slots=True)
class Clinician:
    """A person who renders (2310B) or orders (2420E)."""

    last_name: str
    first_name: str
    npi: str
    taxonomy: str = ""


@dataclass(frozen=True, slots=True)
class PayerOnClaim:
    """Loop 2010BB and what this payer takes: `code` is NM109 (PI), `filing` SBR09 (MB, 16, CI, …).

    `rule_payer` is the payer of the rule book. `takes_frequency_codes`: 7 and 8 only where its guide takes them in
    writing (rules 7.1). `timely_filing_days` from the date of service.
    """

    name: str
    code: str
    filing: str
    rule_payer: str = "cms"
    takes_frequency_codes: bool = False
    wants_ordering_npi: bool = False
    timely_filing_days: int = 365


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Loops 2000B/2010BA: whose insurance it is.

    `relationship` is the patient's to the subscriber (SBR02/PAT01); with `18` (self) the subscriber is the patient and
    `person` is None. `rank` is P, S or T.
    """

    member_id: str
    relationship: str = "18"
    rank: str = "P"
    group_number: str = ""
    person: Person | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One SV1: `control` is REF*6R, by which the remittance finds it again; `pointers` count diagnoses from 1.

    `period_start..period_end` are the days or the month it was earned in: rules compare them, the claim does not carry
    them.
    """

    control: str
    code: str
    units: int
    charge: Decimal
    service_date: date
    pointers: tuple[int, ...]
    period_start: date
    period_end: date
    modifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One CLM. `total` is stated apart from the lines, so that a check can compare them.

    `replaces` is the payer's own number of the claim a 7 or 8 is about (REF*F8).
    """

    id: str
    total: Decimal
    place_of_service: str
    patient: Person
    subscriber: Subscriber
    payer: PayerOnClaim
    billing: BillingProvider
    rendering: Clinician
    diagnoses: tuple[str, ...]
    lines: tuple[ServiceLine, ...]
    frequency: str = ORIGINAL
    replaces: str = ""
    ordering: Clinician | None = None
    died_on: date | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """The envelope of a batch: who sends to whom, when (the practice's local time), under which control numbers.

    `interchange` (ISA13) and `group` (GS06) are 1–999,999,999 and never repeat; `usage` is P (production) or T (test).
    """

    sender_id: str
    receiver_id: str
    submitter_name: str
    submitter_id: str
    contact_name: str
    contact_phone: str
    receiver_name: str
    receiver_code: str
    reference: str
    at: datetime
    interchange: int
    group: int
    usage: str = "T"
    sender_qualifier: str = "ZZ"
    receiver_qualifier: str = "ZZ"
