"""What the loaders give: rows of plain data, amounts and factors as Decimal.

Public: `Rvu`, `RvuFile`, `Gpci`, `PairEdit`, `UnitLimit`, `Rate`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Rvu:
    """Relative value units of a code without modifier (PPRRVU): work, practice expense outside and inside a
    facility, malpractice."""

    code: str
    status: str
    work: Decimal
    practice_expense: Decimal
    facility_practice_expense: Decimal
    malpractice: Decimal


@dataclass(frozen=True, slots=True)
class RvuFile:
    """A PPRRVU file: its calendar year, the conversion factor all its rows carry, and the rows kept."""

    year: int
    conversion_factor: Decimal
    rows: tuple[Rvu, ...]


@dataclass(frozen=True, slots=True)
class Gpci:
    """Geographic practice cost indices of one Medicare locality (Addendum E)."""

    mac: str
    state: str
    locality: str
    name: str
    work: Decimal
    practice_expense: Decimal
    malpractice: Decimal


@dataclass(frozen=True, slots=True)
class PairEdit:
    """An NCCI procedure-to-procedure edit: `column_two` is denied beside `column_one` on one date of service.

    `modifier`: 0 never together, 1 with an NCCI modifier the record supports, 9 the edit never applied.
    """

    column_one: str
    column_two: str
    valid_from: date
    valid_to: date | None
    modifier: int


@dataclass(frozen=True, slots=True)
class UnitLimit:
    """A medically unlikely edit: most units of a code. `indicator` (MAI): 1 line, 2 day by policy, 3 day, clinical."""

    code: str
    units: int
    indicator: int


@dataclass(frozen=True, slots=True)
class Rate:
    """What a payer agreed to pay, or the practice charges, per unit in US dollars."""

    code: str
    amount: Decimal
    valid_from: date
    valid_to: date | None
