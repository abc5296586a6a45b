"""Where each content of the CMS-1500 form (02/12) is printed: `place_cms1500(claim)` returns the marks of each form.

The form is made for a printer of ten characters and six lines an inch: 85 columns, 66 lines, both counted from 1. Boxes of a
choice take an X. Box names and contents are those of `cms1500.py`; how wide a box is, is the form's (NUCC 1500 reference
manual). Names and addresses are cut to their box; a number that does not fit is refused, for half a number is a wrong one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from vantrexia.domain.claims.cms1500 import LETTERS, MOST_LINES, name_clinician, name_person
from vantrexia.domain.claims.model import Address, Claim, Person, ServiceLine
from vantrexia.domain.claims.x12 import clean_text
from vantrexia.domain.errors import DomainError
from vantrexia.domain.wordings import say

COLUMNS, LINES = 85, 66
FIRST_SERVICE = 44  # the lower, white half of the first service line; the next are two lines below each other
_KINDS = {"MB": 1, "MC": 8}  # box 1, columns; 45 is Other
_RELATIONS = {"18": 33, "01": 38, "19": 42}  # box 6; 47 is Other
_SEXES = {"M": 42, "F": 47}
_DIAGNOSIS_COLUMNS = (3, 16, 29, 42)


@dataclass(frozen=True, slots=True)
class Mark:
    """A text on the form; `width` is the box's, in columns."""

    box: str
    line: int
    column: int
    width: int
    text: str


def place_cms1500(claim: Claim) -> tuple[tuple[Mark, ...], ...]:
    """The marks of each form, top to bottom. Raises `form_overflow` for an amount, number or code wider than its box."""
    return tuple(
        tuple(sorted(_place_form(claim, claim.lines[start : start + MOST_LINES]), key=_order))
        for start in range(0, len(claim.lines), MOST_LINES)
    )


def _order(mark: Mark) -> tuple[int, int]:
    return mark.line, mark.column


def _place_form(claim: Claim, lines: tuple[ServiceLine, ...]) -> Iterator[Mark]:
    yield from _words("carrier", 2, 41, 31, claim.payer.name)
    yield _cross("1", 8, _KINDS.get(claim.payer.filing, 45))
    yield from _exact("1a", 8, 50, 29, claim.subscriber.member_id)
    yield from _place_persons(claim)
    for box, line in (("10a", 20), ("10b", 22), ("10c", 24)):
        yield _cross(box, line, 41)  # no accident: the claim says none (CLM11 absent)
    is_medicare = claim.payer.filing == "MB"
    yield from _exact("11", 18, 50, 29, claim.subscriber.group_number or ("NONE" if is_medicare else ""))
    yield from _words("12", 29, 7, 25, "SIGNATURE ON FILE")
    yield from _words("13", 29, 55, 25, "SIGNATURE ON FILE")
    if claim.ordering is not None:
        yield from _exact("17.qualifier", 34, 1, 2, "DK")
        yield from _words("17", 34, 4, 24, name_clinician(claim.ordering))
        yield from _exact("17b", 34, 33, 10, claim.ordering.npi)
    yield from _exact("21.ind", 37, 42, 1, "0")
    for place, code in enumerate(claim.diagnoses[: len(LETTERS)]):
        line, column = 38 + place // 4, _DIAGNOSIS_COLUMNS[place % 4]
        yield from _exact(f"21{LETTERS[place]}", line, column, 7, code.replace(".", ""))
    if claim.frequency != "1":
        yield from _exact("22.code", 38, 50, 11, claim.frequency)
        yield from _exact("22.reference", 38, 62, 18, claim.replaces)
    for number, one in enumerate(lines, start=1):
        yield from _place_service(claim, one, number)
    yield from _place_foot(claim, sum((one.charge for one in lines), Decimal(0)))


def _place_persons(claim: Claim) -> Iterator[Mark]:
    patient = claim.patient
    yield from _words("2", 10, 1, 28, name_person(patient))
    yield from _place_date("3", 10, (31, 34, 37), f"{patient.birth_date:%m %d %Y}")
    if patient.sex in _SEXES:
        yield _cross("3.sex", 10, _SEXES[patient.sex])
    yield from _place_address("5", 1, 26, patient.address)
    if claim.subscriber.relationship == "18" and claim.payer.filing == "MB":
        return  # Medicare leaves 4, 6 and 7 empty while it is primary (Claims Processing Manual, chapter 26)
    subscriber: Person = claim.subscriber.person or patient
    yield from _words("4", 10, 50, 29, name_person(subscriber))
    yield _cross("6", 12, _RELATIONS.get(claim.subscriber.relationship, 47))
    yield from _place_address("7", 50, 74, subscriber.address)


def _place_address(box: str, column: int, state_column: int, address: Address) -> Iterator[Mark]:
    street = " ".join(filter(None, (address.line1, address.line2)))
    yield from _words(f"{box}.street", 12, column, 28, street)
    yield from _words(f"{box}.city", 14, column, 23, address.city)
    yield from _exact(f"{box}.state", 14, state_column, 3, address.state)
    yield from _exact(f"{box}.zip", 16, column, 12, address.zip)


def _place_service(claim: Claim, one: ServiceLine, number: int) -> Iterator[Mark]:
    line = FIRST_SERVICE + 2 * (number - 1)
    day = f"{one.service_date:%m %d %y}"
    yield from _place_date(f"24A.{number}.from", line, (1, 4, 7), day)
    yield from _place_date(f"24A.{number}.to", line, (10, 13, 16), day)
    yield from _exact(f"24B.{number}", line, 19, 2, claim.place_of_service)
    yield from _exact(f"24D.{number}", line, 25, 6, one.code)
    for place, modifier in enumerate(one.modifiers):
        yield from _exact(f"24D.{number}.{place + 1}", line, 33 + 3 * place, 2, modifier)
    yield from _exact(f"24E.{number}", line, 45, 4, "".join(LETTERS[pointer - 1] for pointer in one.pointers))
    yield from _place_amount(f"24F.{number}", line, 50, one.charge)
    yield from _exact(f"24G.{number}", line, 59, 3, str(one.units))
    yield from _exact(f"24J.{number}", line, 68, 11, claim.rendering.npi)


def _place_foot(claim: Claim, total: Decimal) -> Iterator[Mark]:
    billing = claim.billing
    yield from _exact("25", 56, 1, 15, billing.tin)
    yield _cross("25.ein", 56, 19)
    # The box takes 14 characters of the claim's number; ours have nine.
    yield from _exact("26", 56, 23, 14, claim.id)
    yield _cross("27", 56, 38)
    yield from _place_amount("28", 56, 52, total)
    yield from _words("31", 60, 1, 21, name_clinician(claim.rendering))
    yield from _words("33.name", 58, 50, 29, billing.name)
    yield from _words("33.street", 59, 50, 29, billing.address.line1)
    place = f"{billing.address.city} {billing.address.state} {billing.address.zip}"
    yield from _words("33.city", 60, 50, 29, place)
    yield from _exact("33a", 61, 50, 10, billing.npi)


def _place_date(box: str, line: int, columns: tuple[int, int, int], day: str) -> Iterator[Mark]:
    for column, part in zip(columns, day.split(), strict=True):
        yield Mark(box, line, column, len(part), part)


def _place_amount(box: str, line: int, column: int, amount: Decimal) -> Iterator[Mark]:
    """Dollars against the box's dotted line, cents behind it, no point."""
    dollars, _, cents = f"{amount:.2f}".partition(".")
    if len(dollars) > 5:
        raise _overflow(box)
    yield Mark(box, line, column + 5 - len(dollars), len(dollars), dollars)
    yield Mark(f"{box}.cents", line, column + 6, 2, cents)


def _words(box: str, line: int, column: int, width: int, text: str) -> Iterator[Mark]:
    shown = clean_text(text, most=width)
    if shown:
        yield Mark(box, line, column, width, shown)


def _exact(box: str, line: int, column: int, width: int, text: str) -> Iterator[Mark]:
    if len(text) > width:
        raise _overflow(box)
    if text:
        yield Mark(box, line, column, width, text)


def _cross(box: str, line: int, column: int) -> Mark:
    return Mark(box, line, column, 1, "X")


def _overflow(box: str) -> DomainError:
    return DomainError(
        "form_overflow",
        say("Box {box} of the form is too small for what it must say.", box=box),
        data={"box": box},
    )
