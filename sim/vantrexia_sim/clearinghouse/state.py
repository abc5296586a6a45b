"""What the clearinghouse remembers between rounds: files seen, claims decided, control numbers, what is owed back.

One JSON file in the output directory. It holds what the claims said, so keep it where the claims are kept.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from vantrexia_sim.clearinghouse.model import Claim, Cut, Decision, Line, LineDecision
from vantrexia_sim.errors import BadInput

FILE = "clearinghouse-state.json"


@dataclass
class Remembered:
    """A decision with the round it was made in; `taken_back` once a reversal went out."""

    decision: Decision
    round: int
    taken_back: bool = False


@dataclass
class State:
    """Everything. `owed` is by `payer|npi`: what a payer could not yet recover; `routes` by npi: sender, usage."""

    round: int = 0
    control: int = 0
    files: list[str] = field(default_factory=list)
    decided: list[Remembered] = field(default_factory=list)
    owed: dict[str, Decimal] = field(default_factory=dict)
    routes: dict[str, list[str]] = field(default_factory=dict)

    def next_control(self) -> int:
        """The next control number, of files, payments and claims alike."""
        self.control += 1
        return self.control

    def list_standing(self) -> list[Decision]:
        """Decisions that were not taken back."""
        return [one.decision for one in self.decided if not one.taken_back]


def load_state(directory: Path) -> State:
    """The state of an output directory; a fresh one where there is none. Raises BadInput."""
    path = directory / FILE
    if not path.exists():
        return State()
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        return State(
            round=table["round"],
            control=table["control"],
            files=table["files"],
            decided=[
                Remembered(_read_decision(one["decision"]), one["round"], one["taken_back"])
                for one in table["decided"]
            ],
            owed={key: Decimal(amount) for key, amount in table["owed"].items()},
            routes=table["routes"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{path} is not a state of this program; move it away to begin anew") from error


def save_state(directory: Path, state: State) -> None:
    """Written beside and moved over, so that a killed round leaves the old one."""
    path = directory / FILE
    new = path.with_suffix(".new")
    new.write_text(json.dumps(asdict(state), default=str, indent=1), encoding="utf-8")
    new.replace(path)


def _read_decision(table: dict[str, Any]) -> Decision:
    return Decision(
        claim=_read_claim(table["claim"]),
        number=table["number"],
        status=table["status"],
        remarks=tuple(table["remarks"]),
        lines=tuple(
            LineDecision(
                line=_read_line(one["line"]),
                paid=Decimal(one["paid"]),
                units=one["units"],
                cuts=tuple(Cut(**{**cut, "amount": Decimal(cut["amount"])}) for cut in one["cuts"]),
                remarks=tuple(one["remarks"]),
            )
            for one in table["lines"]
        ),
    )


def _read_claim(table: dict[str, Any]) -> Claim:
    return Claim(
        **{
            **table,
            "total": Decimal(table["total"]),
            "diagnoses": tuple(table["diagnoses"]),
            "lines": tuple(_read_line(line) for line in table["lines"]),
        }
    )


def _read_line(table: dict[str, Any]) -> Line:
    return Line(
        **{
            **table,
            "modifiers": tuple(table["modifiers"]),
            "charge": Decimal(table["charge"]),
            "service_date": date.fromisoformat(table["service_date"]),
        }
    )
