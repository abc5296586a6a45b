"""A practice that can send claims, in a few words: `open_desk(practice)`, `make_covered(desk, …)`, `make_entry(patient, …)`.

Rows are written through the ORM inside the running practice's scope; entries carry the facts a line rests on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from tests.factories import make_patient
from vantrexia.accounts.models import Practice, PracticeSetting
from vantrexia.billing.models import BillingEntry, ClaimProvider, Coverage, Payer
from vantrexia.patients.models import Order, Patient

NOW = datetime(2026, 12, 2, 15, 0, tzinfo=UTC)
EARLY = datetime(2026, 1, 2, tzinfo=UTC)
NOVEMBER = date(2026, 11, 1)
RENDERING, ORDERING, BILLING = "1245319599", "1992999825", "1234567893"
_LETTERS = "ACDEFGHJKM"
_number = count(1)

SETTINGS = {
    "sender_id": "SUB12345",
    "receiver_id": "04412",
    "receiver_name": "Practice Clearinghouse",
    "submitter_name": "Riverside Cardiology PLLC",
    "submitter_id": "SUB12345",
    "contact_name": "Bill Office",
    "contact_phone": "5125550100",
    "usage": "T",
}
PRICES = {
    "99453": "30",
    "99454": "120",
    "99445": "110",
    "99457": "140",
    "99458": "120",
    "99470": "80",
    "99091": "90",
}


@dataclass(frozen=True)
class Desk:
    """Who pays and who stands on claims."""

    practice: Practice
    medicare: Payer
    commercial: Payer
    billing: ClaimProvider
    rendering: ClaimProvider


def open_desk(practice: Practice) -> Desk:
    """Settings, two payers, a billing and a rendering provider."""
    stamps = {"practice_id": practice.id, "created_at": EARLY, "updated_at": EARLY}
    medicare = Payer(
        **stamps, name="Medicare Part B TX", kind="medicare_b", payer_code="04412", filing_indicator="MB"
    )
    commercial = Payer(
        **stamps, name="Acme Health", kind="commercial", payer_code="ACME1", filing_indicator="CI",
        takes_frequency_codes=True, wants_ordering_npi=True,
    )  # fmt: skip
    billing = ClaimProvider(
        **stamps, kind="billing", name="Riverside Cardiology PLLC", npi=BILLING, taxonomy="207RC0000X", tin="741234567",
        line1="100 Main St", city="Austin", state="TX", zip="787010001",
    )  # fmt: skip
    rendering = ClaimProvider(
        **stamps, kind="rendering", name="Smith", first_name="Alex", npi=RENDERING, taxonomy="207RC0000X"
    )
    for row in (medicare, commercial, billing, rendering):
        row.save(force_insert=True)
    PracticeSetting(practice_id=practice.id, name="claims", value=SETTINGS, valid_from=EARLY).save(
        force_insert=True
    )
    return Desk(practice, medicare, commercial, billing, rendering)


def make_covered(
    desk: Desk, *, payer: Payer | None = None, member_id: str | None = None, **given: Any
) -> Patient:
    """A patient with address, order and coverage since January."""
    number = next(_number)
    patient = make_patient(
        desk.practice,
        **{
            "enrolled_at": EARLY, "sex": "female", "address_line1": f"{number} Oak Ln", "city": "Austin", "state": "TX",
            "zip": "78702", "first_name": "Jane", "last_name": f"Doe{_LETTERS[number % 10]}", **given,
        },
    )  # fmt: skip
    payer = payer or desk.medicare
    own = f"1{_LETTERS[number // 100 % 10]}{number % 10}{number // 10 % 10}TE5MK{number % 100:02d}"
    Coverage(
        practice_id=desk.practice.id, patient=patient, payer=payer, member_id=member_id or own, valid_from=EARLY.date(),
        created_at=EARLY,
    ).save(force_insert=True)  # fmt: skip
    Order(
        practice_id=desk.practice.id, patient=patient, ordered_by_name="Ana Ruiz", ordering_npi=ORDERING,
        ordered_on=EARLY.date(), vitals=["blood_pressure"], diagnoses=["I11.0"], created_at=EARLY,
    ).save(force_insert=True)  # fmt: skip
    return patient


def make_entry(patient: Patient, code: str, *, on: date = date(2026, 11, 30), **given: Any) -> BillingEntry:
    """A pending entry of a period or month that ends on a date of service."""
    units = given.pop("units", 1)
    is_time = code in ("99457", "99458", "99470")
    start = on.replace(day=1) if is_time else on - timedelta(days=29)
    days = [(start + timedelta(days=n)).isoformat() for n in range(16)]
    entry = BillingEntry(
        **{
            "practice_id": patient.practice_id, "patient": patient, "cpt_code": code, "units": units, "period_start": start,
            "period_end": on, "service_date": on, "duration_minutes": 63 if is_time else 0,
            "amount": Decimal(PRICES[code]) * units, "icd10_codes": ["I11.0", "I50.22"], "rule_set": "cms-2026",
            "rules_version": "test", "created_at": NOW, "status_at": NOW,
            "facts": {
                "reasons": [],
                "basis": {
                    "days": [] if is_time else days,
                    "contacts": [{"at": "2026-11-09T15:00:00+00:00"}] if is_time else [],
                },
            },
            **given,
        }
    )  # fmt: skip
    entry.save(force_insert=True)
    return entry
