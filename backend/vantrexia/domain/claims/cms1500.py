"""A claim as the contents of the CMS-1500 form (02/12): `build_cms1500(claim)` returns box → value.

Box names as the NUCC instruction manual counts them (`1a`, `24A.1` for the first line). The form takes six lines and four
pointers; a longer claim comes as several forms. Dates MM DD YYYY (3) and MM DD YY (24A), amounts without a decimal point.
The red form itself is bought: only its contents are made here; where they are printed on it: `cms1500_grid.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from vantrexia.domain.claims.model import Address, Claim, Clinician, Person, ServiceLine
from vantrexia.domain.claims.x12 import clean_text

MOST_LINES = 6
LETTERS = "ABCDEFGHIJKL"
_KINDS = {"MB": "MEDICARE", "MC": "MEDICAID"}
_RELATIONS = {"18": "SELF", "01": "SPOUSE", "19": "CHILD"}


def build_cms1500(claim: Claim) -> tuple[Mapping[str, str], ...]:
    """The forms of a claim, in order; each states the total of its own lines (box 28)."""
    return tuple(
        _build_form(claim, claim.lines[start : start + MOST_LINES])
        for start in range(0, len(claim.lines), MOST_LINES)
    )


def _build_form(claim: Claim, lines: tuple[ServiceLine, ...]) -> dict[str, str]:
    subscriber = claim.subscriber.person or claim.patient
    is_self = claim.subscriber.relationship == "18"
    is_medicare = claim.payer.filing == "MB"
    boxes = {
        "carrier": clean_text(claim.payer.name, most=60),
        "1": _KINDS.get(claim.payer.filing, "OTHER"),
        "1a": claim.subscriber.member_id,
        "2": name_person(claim.patient),
        "3": f"{_long_date(claim.patient.birth_date)} {claim.patient.sex}",
        # Medicare leaves 4 and 7 empty while it is primary (Claims Processing Manual, chapter 26).
        "4": "" if is_self and is_medicare else name_person(subscriber),
        "5": _street(claim.patient.address),
        "6": "" if is_self and is_medicare else _RELATIONS.get(claim.subscriber.relationship, "OTHER"),
        "7": "" if is_self and is_medicare else _street(subscriber.address),
        "11": claim.subscriber.group_number or ("NONE" if is_medicare else ""),
        "12": "SIGNATURE ON FILE",
        "13": "SIGNATURE ON FILE",
        "21.ind": "0",
        "22": "" if claim.frequency == "1" else f"{claim.frequency} {claim.replaces}",
        "25": f"{claim.billing.tin} EIN",
        "26": claim.id,
        "27": "YES",
        "28": _cents(sum((line.charge for line in lines), Decimal(0))),
        "31": name_clinician(claim.rendering),
        "33": f"{clean_text(claim.billing.name, most=60)}, {_street(claim.billing.address)}",
        "33a": claim.billing.npi,
    }
    if claim.ordering is not None:
        boxes |= {"17": f"DK {name_clinician(claim.ordering)}", "17b": claim.ordering.npi}
    for letter, code in zip(LETTERS, claim.diagnoses, strict=False):
        boxes[f"21{letter}"] = code.replace(".", "")
    for number, line in enumerate(lines, start=1):
        boxes |= dict(_fill_line(claim, line, number))
    return {box: value for box, value in boxes.items() if value}


def _fill_line(claim: Claim, line: ServiceLine, number: int) -> Iterator[tuple[str, str]]:
    day = f"{line.service_date:%m %d %y}"
    yield f"24A.{number}", f"{day} {day}"
    yield f"24B.{number}", claim.place_of_service
    yield f"24D.{number}", " ".join((line.code, *line.modifiers))
    yield f"24E.{number}", "".join(LETTERS[pointer - 1] for pointer in line.pointers)
    yield f"24F.{number}", _cents(line.charge)
    yield f"24G.{number}", str(line.units)
    yield f"24J.{number}", claim.rendering.npi


def name_person(person: Person) -> str:
    """LAST SUFFIX, FIRST, MIDDLE."""
    last = " ".join(filter(None, (person.last_name, person.suffix)))
    parts = (last, person.first_name, person.middle_name)
    return ", ".join(clean_text(part, most=35) for part in parts if part)


def name_clinician(person: Clinician) -> str:
    """FIRST LAST."""
    return clean_text(f"{person.first_name} {person.last_name}", most=60)


def _street(address: Address) -> str:
    line = " ".join(filter(None, (address.line1, address.line2)))
    return f"{clean_text(line, most=55)}, {clean_text(address.city, most=30)} {address.state} {address.zip}"


def _long_date(day: date) -> str:
    return f"{day:%m %d %Y}"


def _cents(amount: Decimal) -> str:
    """Dollars and cents with a blank between, as the form's columns want them."""
    dollars, _, cents = f"{amount:.2f}".partition(".")
    return f"{dollars} {cents}"
