"""X12 text: segments out and in, with the place of everything that is wrong.

Public: `Segment`, `write_segment`, `split_segments`, `BadFile`, `clean_text`, `money_text`, and the readers of elements
`read_money`, `read_date`, `read_whole`.

Separators (`*`, `:`, `^`, `~`) never stand inside a value: there is no escape in X12, so a value that carries one is
refused when written. Reading takes whatever separators the ISA declares. Errors name the segment by number and
name (`segment 14 (SVC)`), never a value: a value may be a patient's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from vantrexia.domain.errors import DomainError
from vantrexia.domain.wordings import say

ELEMENT, COMPONENT, REPETITION, TERMINATOR = "*", ":", "^", "~"
SEPARATORS = frozenset(ELEMENT + COMPONENT + REPETITION + TERMINATOR)
# X12.6 basic character set without our separators.
_BASIC = re.compile(r"[A-Z0-9 !\"&'()+,\-./;?=]*\Z")
_NOT_BASIC = re.compile(r"[^A-Z0-9 !\"&'()+,\-./;?=]")
# What has no mark to take off, as passports write it (ICAO 9303-3, section 6) and as keyboards set it: a name must be the
# payer's, so O'BRIEN and LUKASZ, not O BRIEN and UKASZ.
_PLAIN_LETTERS = str.maketrans(
    {"Ł": "L", "ł": "l", "Ø": "O", "ø": "o", "Đ": "D", "đ": "d", "Ð": "D", "ð": "d", "Ħ": "H", "ħ": "h", "ı": "i",
     "Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe", "Þ": "TH", "þ": "th",
     **dict.fromkeys("\u2018\u2019\u02bc\u02bb\u2032\u00b4`", "'"), **dict.fromkeys("\u201c\u201d", '"'),
     **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014", "-")}
)  # fmt: skip
_SEGMENT_ID = re.compile(r"[A-Z][A-Z0-9]{1,2}\Z")
_MONEY = re.compile(r"-?[0-9]{0,10}(\.[0-9]{0,2})?\Z")
_DATE = re.compile(r"[0-9]{8}\Z")
_WHOLE = re.compile(r"[0-9]{1,9}\Z")
MOST_BYTES = 20 * 1024 * 1024
_ISA_LENGTH = 106
# Where the ISA's elements begin and end: each width is fixed (X12.5).
_ISA_WIDTHS = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)

Element = str | Sequence[str]


class BadFile(DomainError):
    """A file refused whole: which segment (1-based; 0 the file itself) and why."""

    def __init__(self, segment: int, name: str, reason: str) -> None:
        where = {"segment": segment, "name": name, "reason": reason}
        whole = (
            say("segment {segment} ({name}): {reason}", **where)
            if segment
            else say("the file: {reason}", reason=reason)
        )
        super().__init__("bad_x12", whole, data=where)


@dataclass(frozen=True, slots=True)
class Separators:
    """What the ISA declares."""

    element: str
    component: str
    repetition: str
    terminator: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment as read. `number` counts from 1 in the file; `get(n)` is element n, empty where absent."""

    number: int
    id: str
    elements: tuple[str, ...]
    separators: Separators

    def get(self, index: int) -> str:
        """Element `index` as the guides count them (1 is the first after the name)."""
        return self.elements[index - 1] if index <= len(self.elements) else ""

    def get_parts(self, index: int) -> tuple[str, ...]:
        """The components of a composite element."""
        return tuple(self.get(index).split(self.separators.component))

    def get_part(self, index: int, part: int) -> str:
        """Component `part` (from 1) of element `index`, empty where absent."""
        parts = self.get_parts(index)
        return parts[part - 1] if part <= len(parts) else ""

    def refuse(self, reason: str) -> BadFile:
        """An error about this segment."""
        return BadFile(self.number, self.id, reason)

    def need(self, index: int) -> str:
        """Element `index`; raises BadFile when it is empty."""
        value = self.get(index)
        if not value:
            raise self.refuse(say("element {index:02d} is missing", index=index))
        return value


def write_segment(name: str, *elements: Element) -> str:
    """One segment with its terminator; trailing empty elements and components are left out.

    Raises `bad_x12_value` for a separator inside a value or a character outside the basic set.
    """
    written = [_write_element(name, place, element) for place, element in enumerate(elements, start=1)]
    while written and not written[-1]:
        written.pop()
    return ELEMENT.join([name, *written]) + TERMINATOR


def _write_element(name: str, place: int, element: Element) -> str:
    parts = [element] if isinstance(element, str) else list(element)
    for part in parts:
        if not _BASIC.match(part):
            raise DomainError(
                "bad_x12_value",
                say("{name}{place:02d} holds a character that X12 does not carry", name=name, place=place),
            )
    while parts and not parts[-1]:
        parts.pop()
    return COMPONENT.join(parts)


def clean_text(value: str, *, most: int) -> str:
    """Free text as X12 carries it: capitals without marks, other characters as blanks, at most `most` long."""
    bare = "".join(
        c
        for c in unicodedata.normalize("NFKD", value.translate(_PLAIN_LETTERS))
        if not unicodedata.combining(c)
    )
    return " ".join(_NOT_BASIC.sub(" ", bare.upper()).split())[:most].rstrip()


def money_text(value: Decimal) -> str:
    """An amount as X12 writes it: no superfluous zeros, no exponent; `-5`, `120`, `51.77`."""
    text = f"{value:.2f}"
    return text.removesuffix(".00") if text.endswith(".00") else text.rstrip("0")


def split_segments(body: bytes) -> tuple[Segment, ...]:
    """All segments of a file of one or more interchanges. Raises BadFile."""
    if len(body) > MOST_BYTES:
        raise BadFile(0, "", say("it has more than {most} MB", most=MOST_BYTES // 1024 // 1024))
    try:
        text = body.decode("ascii")
    except UnicodeDecodeError:
        raise BadFile(0, "", "it is no X12: a byte is outside ASCII") from None
    text = text.lstrip()
    if not text.startswith("ISA"):
        raise BadFile(0, "", "it is no X12: it does not begin with ISA")
    segments: list[Segment] = []
    while text:
        separators = _read_separators(text, number=len(segments) + 1)
        head, text = text[: _ISA_LENGTH - 1], text[_ISA_LENGTH:].lstrip("\r\n ")
        segments.append(
            Segment(len(segments) + 1, "ISA", tuple(head.split(separators.element)[1:]), separators)
        )
        while text and not text.startswith("ISA"):
            piece, found, text = text.partition(separators.terminator)
            if not found:
                raise BadFile(len(segments) + 1, piece[:3].strip(), "it does not end: the file is cut off")
            segments.append(_read_segment(piece, number=len(segments) + 1, separators=separators))
            text = text.lstrip("\r\n ")
    return tuple(segments)


def _read_segment(piece: str, *, number: int, separators: Separators) -> Segment:
    name, *elements = piece.split(separators.element)
    if not _SEGMENT_ID.match(name):
        raise BadFile(number, "?", "it does not begin with the name of a segment")
    if any(character < " " for character in piece):
        raise BadFile(number, name, "it holds a control character")
    return Segment(number, name, tuple(elements), separators)


def _read_separators(text: str, *, number: int) -> Separators:
    if len(text) < _ISA_LENGTH:
        raise BadFile(number, "ISA", "it is cut off")
    element, place = text[3], 3
    for width in _ISA_WIDTHS:
        if text[place] != element:
            raise BadFile(number, "ISA", "its elements do not have their fixed widths")
        place += 1 + width
    separators = Separators(element, text[104], text[82], text[105])
    marks = (element, separators.component, separators.repetition, separators.terminator)
    if len(set(marks)) != len(marks) or any(mark.isalnum() or mark in " .-" for mark in marks):
        raise BadFile(number, "ISA", "its separators are not four different marks")
    return separators


def read_money(segment: Segment, index: int, *, needed: bool = True) -> Decimal:
    """An amount of at most two decimals; 0 for an empty element that need not be there."""
    text = segment.get(index)
    if not text and not needed:
        return Decimal(0)
    if not _MONEY.match(text) or not any(character.isdigit() for character in text):
        raise segment.refuse(say("element {index:02d} is not an amount of money", index=index))
    return Decimal(text)


def read_date(segment: Segment, index: int) -> date:
    """A date written CCYYMMDD."""
    text = segment.get(index)
    try:
        if not _DATE.match(text):
            raise ValueError
        if (
            not 1900 <= int(text[:4]) <= 2100
        ):  # no day of a claim or payment; sums with it would leave the calendar
            raise ValueError
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise segment.refuse(say("element {index:02d} is not a date", index=index)) from None


def read_whole(segment: Segment, index: int) -> int:
    """A whole number of at most nine digits."""
    text = segment.get(index)
    if not _WHOLE.match(text):
        raise segment.refuse(say("element {index:02d} is not a whole number", index=index))
    return int(text)
