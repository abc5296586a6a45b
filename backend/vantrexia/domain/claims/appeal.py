"""The letter that asks a payer to decide again: `write_appeal(facts)` returns its parts as text.

Letters go to payers in the United States, so they are in English. The evidence is attached, not retold: the letter names
what the packet holds. Medicare's first level is the redetermination, asked for within 120 days of receiving the decision
(42 CFR 405.942), which is presumed five days after its date. The patient's name and number are in the letter and nowhere
else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

MEDICARE_DAYS, RECEIPT_DAYS = 120, 5


@dataclass(frozen=True, slots=True)
class AppealFacts:
    """What the letter is about. `supports` are sentences on what the facts are (16 data days from … to …)."""

    payer: str
    is_medicare_b: bool
    practice: str
    billing_npi: str
    patient: str
    member_id: str
    claim_id: str
    payer_claim: str
    code: str
    units: int
    service_date: date
    charge: Decimal
    decided_on: date
    reason_code: str
    reason: str
    supports: tuple[str, ...]
    attachments: tuple[str, ...]
    signer: str
    today: date


@dataclass(frozen=True, slots=True)
class AppealLetter:
    """The parts of the letter in their order; `last_day` is the last on which Medicare takes it, else None."""

    written: str
    addressee: str
    subject: str
    paragraphs: tuple[str, ...]
    attachments: tuple[str, ...]
    signature: str
    last_day: date | None


def write_appeal(facts: AppealFacts) -> AppealLetter:
    """The letter."""
    request = "a redetermination of" if facts.is_medicare_b else "a reconsideration of"
    number = f", your number {facts.payer_claim}" if facts.payer_claim else ""
    supports = " ".join(facts.supports)
    paragraphs = [
        f"We ask for {request} your decision of {_say(facts.decided_on)} on claim {facts.claim_id}{number}: "
        f"{facts.code}, {facts.units} unit{'' if facts.units == 1 else 's'}, date of service "
        f"{_say(facts.service_date)}, {facts.charge:.2f} USD, for {facts.patient}, member {facts.member_id}.",
        f"You gave the reason {facts.reason_code}: {facts.reason}",
        *([f"The record shows: {supports}"] if supports else []),
        "The enclosed records document the order, consent, device, days of data, minutes and contact that the service "
        "rests on. Please reverse the decision and pay the line, or tell us which requirement is not met and where it is "
        "written.",
    ]
    last = facts.decided_on + timedelta(days=MEDICARE_DAYS + RECEIPT_DAYS) if facts.is_medicare_b else None
    return AppealLetter(
        written=_say(facts.today),
        addressee=facts.payer,
        subject=f"Appeal: claim {facts.claim_id}, {facts.code}, {_say(facts.service_date)}",
        paragraphs=tuple(paragraphs),
        attachments=facts.attachments,
        signature=f"{facts.signer}, {facts.practice}, NPI {facts.billing_npi}",
        last_day=last,
    )


def _say(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
