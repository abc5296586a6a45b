"""What a unit probably pays: effective-dated schedules, always estimates until a person confirms them (rules
5).

Public: `AmountBook.find_amount`, `Amount`, `load_amount_book()`, `build_amount_book()`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from vantrexia.domain.billing.ruledata import read_data


@dataclass(frozen=True, slots=True)
class Amount:
    """US dollars. `total` = `unit` x units; `confirmed` False: show as an unconfirmed estimate."""

    unit: Decimal
    total: Decimal
    schedule: str
    confirmed: bool
    source: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """One payer's amounts by code for dates of service `valid_from..valid_to`; `apm` None: for everyone."""

    id: str
    payer: str
    valid_from: date
    valid_to: date | None
    apm: bool | None
    confirmed: bool
    source: str
    amounts: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class AmountBook:
    """All schedules, the first that fits wins: put a practice's own before the shipped ones."""

    schedules: tuple[Schedule, ...]

    def find_amount(self, *, code: str, units: int, payer: str, on: date, apm: bool) -> Amount | None:
        """The estimate for a line, or None where no schedule knows the code on that date."""
        for schedule in self.schedules:
            if (
                schedule.payer == payer
                and schedule.valid_from <= on
                and (schedule.valid_to is None or on <= schedule.valid_to)
                and schedule.apm in (None, apm)
                and code in schedule.amounts
            ):
                unit = schedule.amounts[code]
                return Amount(unit, unit * units, schedule.id, schedule.confirmed, schedule.source)
        return None


def build_amount_book(schedules: Iterable[Mapping[str, Any]]) -> AmountBook:
    """A book from tables in the shipped file's form; amounts as text, so that no cent passes through a
    float."""
    return AmountBook(
        schedules=tuple(
            Schedule(
                id=s["id"],
                payer=s["payer"],
                valid_from=s["valid_from"],
                valid_to=s.get("valid_to"),
                apm=s.get("apm"),
                confirmed=s["confirmed"] is True,
                source=s["source"],
                amounts={code: Decimal(amount) for code, amount in s["amounts"].items()},
            )
            for s in schedules
        )
    )


@lru_cache(maxsize=1)
def load_amount_book() -> AmountBook:
    """The shipped schedules (rules section 5), unconfirmed."""
    return build_amount_book(read_data("amounts.toml")["schedules"])
