"""What a scenario file (TOML) asks for: rates, and rules that match claims. `read_scenario(path)`, `Scenario`.

coinsurance = "0.20"
first_number = 1             # of a clearinghouse that begins: its control numbers, payments and claims count from here
[rates]                      # allowed per unit; a code without a rate is allowed as charged
99454 = "52.11"
[[rules]]                    # the first that fits wins; patterns as in a shell
claim = "*-202611-2"         # any of claim, member, code, payer
deny = "97"                  # or reject = "A7:562:82", pay_units = 1, pay_percent = 50, hold = true
remark = "N20"
[[reversals]]                # in the round after the one that decided
claim = "*-202611-5"
then = "same"                # or a CARC to deny with, or nothing: taken back for good
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal, InvalidOperation
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from vantrexia_sim.clearinghouse.model import Claim, Line
from vantrexia_sim.errors import BadInput

# What a unit is allowed where the scenario says nothing: figures to practise with, no payer's schedule.
RATES = {
    "99453": Decimal("21.71"),
    "99445": Decimal("52.11"),
    "99454": Decimal("52.11"),
    "99470": Decimal("26.05"),
    "99457": Decimal("51.77"),
    "99458": Decimal("41.42"),
    "99091": Decimal("55.45"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """Patterns, and one thing to do."""

    claim: str = "*"
    member: str = "*"
    code: str = "*"
    payer: str = "*"
    deny: str = ""
    reject: str = ""
    remark: str = ""
    pay_units: int | None = None
    pay_percent: int | None = None
    hold: bool = False

    def fits(self, claim: Claim, line: Line | None = None) -> bool:
        """Whether it is about this claim, and this line when one is given."""
        return (
            fnmatchcase(claim.id, self.claim)
            and fnmatchcase(claim.member_id, self.member)
            and fnmatchcase(claim.payer_code, self.payer)
            and (
                fnmatchcase(line.code, self.code)
                if line
                else any(fnmatchcase(one.code, self.code) for one in claim.lines)
            )
        )


@dataclass(frozen=True, slots=True)
class Reversal:
    """A decided claim to take back: `then` is `same`, a CARC, or empty."""

    claim: str
    then: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """All of a file."""

    rates: Mapping[str, Decimal] = field(default_factory=lambda: RATES)
    coinsurance: Decimal = Decimal("0.20")
    sequestration: Decimal = Decimal("0.02")
    first_number: int = 1
    rules: tuple[Rule, ...] = ()
    reversals: tuple[Reversal, ...] = ()

    def find_rule(self, claim: Claim, line: Line | None = None) -> Rule | None:
        """The first that fits."""
        return next((rule for rule in self.rules if rule.fits(claim, line)), None)


def read_scenario(path: Path | None) -> Scenario:
    """A file's scenario; without one, rates and content alone decide. Raises BadInput."""
    if path is None:
        return Scenario()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{path} is not TOML: {error}") from error
    _refuse_unknown(table, Scenario, str(path))
    first = table.get("first_number", 1)
    if type(first) is not int or first < 1:
        raise BadInput(f"{path}: first_number must be a whole number from 1")
    try:
        return Scenario(
            rates={**RATES, **{str(code): Decimal(rate) for code, rate in table.get("rates", {}).items()}},
            coinsurance=Decimal(table.get("coinsurance", "0.20")),
            sequestration=Decimal(table.get("sequestration", "0.02")),
            first_number=first,
            rules=tuple(_build(Rule, one, f"{path}: rules") for one in table.get("rules", ())),
            reversals=tuple(
                _build(Reversal, one, f"{path}: reversals") for one in table.get("reversals", ())
            ),
        )
    except (InvalidOperation, TypeError) as error:
        raise BadInput(f'{path}: an amount must be text like "52.11"') from error


def _build(kind: Any, table: Mapping[str, Any], where: str) -> Any:
    _refuse_unknown(table, kind, where)
    try:
        return kind(**table)
    except TypeError as error:
        raise BadInput(f"{where}: {error}") from error


def _refuse_unknown(table: Mapping[str, Any], kind: Any, where: str) -> None:
    known = {one.name for one in fields(kind)}
    for name in table:
        if name not in known:
            raise BadInput(f"{where}: unknown key {name!r}; known: {', '.join(sorted(known))}")
