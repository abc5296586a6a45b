"""Our 837P read back with the segments of `pyx12`, so that writer and reader do not share a mistake."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pyx12.x12file

Line = tuple[str, tuple[str, ...], Decimal, int, date, tuple[int, ...]]


@dataclass
class Holder:
    member_id: str = ""
    relationship: str = ""


@dataclass
class Back:
    """A claim as read."""

    id: str = ""
    total: Decimal = Decimal(0)
    name: tuple[str, str, str] = ("", "", "")
    birth_date: date = date.min
    sex: str = ""
    diagnoses: tuple[str, ...] = ()
    subscriber: Holder = field(default_factory=Holder)
    lines: tuple[Line, ...] = ()


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def read_back(text: str) -> list[Back]:
    """The claims of a file in their order."""
    found: list[Back] = []
    current = Back()
    for segment in pyx12.x12file.X12Reader(io.StringIO(text)):
        cells = segment.format("~", "*", ":").rstrip("~").split("*")

        def get(index: int, cells: list[str] = cells) -> str:
            return cells[index] if index < len(cells) else ""

        match cells[0], get(1):
            case "SBR", _:
                current = Back(subscriber=Holder(relationship=get(2)))
                found.append(current)
            case "PAT", relationship:
                current.subscriber.relationship = relationship
            case "NM1", ("IL" | "QC") as role:
                current.name = (get(3), get(4), get(5))
                if role == "IL":
                    current.subscriber.member_id = get(9)
            case "DMG", _:
                current.birth_date, current.sex = _day(get(2)), get(3)
            case "CLM", number:
                current.id, current.total = number, Decimal(get(2))
            case "HI", _:
                current.diagnoses = tuple(cell.split(":")[1] for cell in cells[1:])
            case "SV1", service:
                pointers = tuple(int(pointer) for pointer in get(7).split(":"))
                line = ("", tuple(service.split(":")[1:]), Decimal(get(2)), int(get(4)), date.min, pointers)
                current.lines = (*current.lines, line)
            case "DTP", "472":
                current.lines = (
                    *current.lines[:-1],
                    (*current.lines[-1][:4], _day(get(3)), current.lines[-1][5]),
                )
            case "REF", "6R":
                current.lines = (*current.lines[:-1], (get(2), *current.lines[-1][1:]))
    return found
