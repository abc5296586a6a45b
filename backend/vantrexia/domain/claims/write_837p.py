"""A batch of claims as 837P, 005010X222A1: `write_837p(submission, claims)`.

One billing provider is one HL 20; each claim has its own subscriber HL, and a patient HL when the patient is not the
subscriber. The writer refuses what X12 cannot carry; whether a claim is right is asked of `checks` before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from vantrexia.domain.claims.envelope import wrap
from vantrexia.domain.claims.model import (
    BillingProvider,
    Claim,
    Clinician,
    Person,
    ServiceLine,
    Submission,
)
from vantrexia.domain.claims.x12 import clean_text, money_text, write_segment
from vantrexia.domain.errors import DomainError
from vantrexia.domain.wordings import say

VERSION = "005010X222A1"
MOST_CLAIMS = 5_000  # X222A1 section 1.4.1: what receivers may rely on in one transaction set
SELF = "18"


def write_837p(submission: Submission, claims: Sequence[Claim]) -> str:
    """The file, ASCII, without line ends. Raises `empty_batch`, `too_many_claims`, `bad_x12_value`,
    `bad_control_number`.
    """
    if not claims:
        raise DomainError("empty_batch", "A batch needs at least one claim.")
    if len(claims) > MOST_CLAIMS:
        raise DomainError("too_many_claims", say("A batch takes {most} claims at most.", most=MOST_CLAIMS))
    segments = _write_head(submission)
    number = 0
    for billing, own in _group_by_billing(claims).items():
        number += 1
        parent = number
        segments += _write_billing(billing, number)
        for claim in own:
            number += 1
            is_self = claim.subscriber.relationship == SELF
            segments += _write_subscriber(claim, number, parent, is_self=is_self)
            if not is_self:
                number += 1
                segments += _write_patient(claim, number, number - 1)
            segments += _write_claim(claim)
    return wrap(submission, [segments], version=VERSION)


def _group_by_billing(claims: Iterable[Claim]) -> dict[BillingProvider, list[Claim]]:
    groups: dict[BillingProvider, list[Claim]] = {}
    for claim in claims:
        groups.setdefault(claim.billing, []).append(claim)
    return groups


def _write_head(submission: Submission) -> list[str]:
    return [
        write_segment("ST", "837", "0001", VERSION),
        write_segment(
            "BHT", "0019", "00", submission.reference, _day(submission.at), f"{submission.at:%H%M}", "CH"
        ),
        write_segment(
            "NM1",
            "41",
            "2",
            clean_text(submission.submitter_name, most=60),
            "",
            "",
            "",
            "",
            "46",
            submission.submitter_id,
        ),
        write_segment(
            "PER", "IC", clean_text(submission.contact_name, most=60), "TE", submission.contact_phone
        ),
        write_segment(
            "NM1",
            "40",
            "2",
            clean_text(submission.receiver_name, most=60),
            "",
            "",
            "",
            "",
            "46",
            submission.receiver_code,
        ),
    ]


def _write_billing(billing: BillingProvider, number: int) -> list[str]:
    address = billing.address
    return [
        write_segment("HL", str(number), "", "20", "1"),
        *([write_segment("PRV", "BI", "PXC", billing.taxonomy)] if billing.taxonomy else []),
        write_segment("NM1", "85", "2", clean_text(billing.name, most=60), "", "", "", "", "XX", billing.npi),
        write_segment("N3", clean_text(address.line1, most=55), clean_text(address.line2, most=55)),
        write_segment("N4", clean_text(address.city, most=30), address.state, address.zip),
        write_segment("REF", "EI", billing.tin),
    ]


def _write_subscriber(claim: Claim, number: int, parent: int, *, is_self: bool) -> list[str]:
    subscriber, payer = claim.subscriber, claim.payer
    person = claim.patient if is_self else subscriber.person
    if person is None:
        raise DomainError("subscriber_missing", "A patient who is not the subscriber needs the subscriber.")
    return [
        write_segment("HL", str(number), str(parent), "22", "0" if is_self else "1"),
        write_segment(
            "SBR",
            subscriber.rank,
            SELF if is_self else "",
            subscriber.group_number,
            "",
            "",
            "",
            "",
            "",
            payer.filing,
        ),
        _write_name("IL", person, member_id=subscriber.member_id),
        *(_write_person(person) if is_self else []),  # X222A1: only of the patient
        write_segment("NM1", "PR", "2", clean_text(payer.name, most=60), "", "", "", "", "PI", payer.code),
    ]


def _write_patient(claim: Claim, number: int, parent: int) -> list[str]:
    return [
        write_segment("HL", str(number), str(parent), "23", "0"),
        write_segment("PAT", claim.subscriber.relationship),
        _write_name("QC", claim.patient),
        *_write_person(claim.patient),
    ]


def _write_name(role: str, person: Person, *, member_id: str = "") -> str:
    return write_segment(
        "NM1",
        role,
        "1",
        clean_text(person.last_name, most=60),
        clean_text(person.first_name, most=35),
        clean_text(person.middle_name, most=25),
        "",
        clean_text(person.suffix, most=10),
        "MI" if member_id else "",
        member_id,
    )


def _write_person(person: Person) -> list[str]:
    address = person.address
    return [
        write_segment("N3", clean_text(address.line1, most=55), clean_text(address.line2, most=55)),
        write_segment("N4", clean_text(address.city, most=30), address.state, address.zip),
        write_segment("DMG", "D8", _day(person.birth_date), person.sex),
    ]


def _write_claim(claim: Claim) -> list[str]:
    diagnoses = [
        ("ABK" if place == 0 else "ABF", code.replace(".", "")) for place, code in enumerate(claim.diagnoses)
    ]
    segments = [
        write_segment(
            "CLM",
            claim.id,
            money_text(claim.total),
            "",
            "",
            (claim.place_of_service, "B", claim.frequency),
            "Y",
            "A",
            "Y",
            "Y",
        ),
        *([write_segment("REF", "F8", claim.replaces)] if claim.replaces else []),
        write_segment("HI", *diagnoses),
    ]
    # X222A1: 2310B only when the person who rendered is not the billing provider.
    if claim.rendering.npi != claim.billing.npi:
        segments.append(_write_clinician("82", claim.rendering))
        if claim.rendering.taxonomy:
            segments.append(write_segment("PRV", "PE", "PXC", claim.rendering.taxonomy))
    for number, line in enumerate(claim.lines, start=1):
        segments += _write_line(line, number, claim)
    return segments


def _write_line(line: ServiceLine, number: int, claim: Claim) -> list[str]:
    ordering = claim.ordering if claim.payer.wants_ordering_npi else None
    return [
        write_segment("LX", str(number)),
        write_segment(
            "SV1",
            ("HC", line.code, *line.modifiers),
            money_text(line.charge),
            "UN",
            str(line.units),
            "",
            "",
            tuple(str(pointer) for pointer in line.pointers),
        ),
        write_segment("DTP", "472", "D8", _day(line.service_date)),
        write_segment("REF", "6R", line.control),
        *([_write_clinician("DK", ordering)] if ordering else []),
    ]


def _write_clinician(role: str, person: Clinician) -> str:
    return write_segment(
        "NM1",
        role,
        "1",
        clean_text(person.last_name, most=60),
        clean_text(person.first_name, most=35),
        "",
        "",
        "",
        "XX",
        person.npi,
    )


def _day(value: date) -> str:
    return f"{value:%Y%m%d}"
