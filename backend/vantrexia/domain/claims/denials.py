"""What a payer's codes mean, in plain words, and what to do next: `explain_adjustment`, `explain_remark`,
`explain_provider_adjustment`, `explain_status`, `judge`, `find_appeal_bar`.

Texts are our own and dated (`data/denials.toml`), English and Spanish. A code we have no text for is said to be one:
the money is posted all the same, and somebody looks it up.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

from vantrexia.domain.claims.remittance import Adjustment

LANGUAGES = ("en", "es")
KINDS = ("denial", "contractual", "sequestration", "patient", "other")
ACTIONS = (
    "correct",
    "appeal",
    "bill_other_payer",
    "bill_patient",
    "send_records",
    "find_first",
    "stop",
    "look_up",
    "none",
)
_UNKNOWN = {
    "en": (
        "The payer's code {code} has no description here.",
        "Look it up on the payer's page, then decide.",
    ),
    "es": (
        "El código {code} del pagador no tiene descripción aquí.",
        "Búsquelo en la página del pagador y decida.",
    ),
}


class Outcome(StrEnum):
    """What a payer decided on a line."""

    PAID = "paid"
    PART = "part"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Explanation:
    """A code in words. `known` False: there is no text, `action` is to look it up."""

    code: str
    kind: str
    action: str
    says: str
    next: str
    known: bool


@lru_cache(maxsize=1)
def load_denials() -> Mapping[str, Any]:
    """The shipped texts: `carc`, `rarc`, `plb`, `category`, `status`, and the day they were written (`as_of`)."""
    return tomllib.loads((files("vantrexia.domain.claims") / "data" / "denials.toml").read_text("utf-8"))


def explain_adjustment(adjustment: Adjustment, *, language: str = "en") -> Explanation:
    """A CARC in words. In the group PR the patient owes it, unless the reason is a denial."""
    tongue = _choose(language)
    row = load_denials()["carc"].get(adjustment.reason)
    if row is None:
        says, following = _UNKNOWN[tongue]
        kind = "patient" if adjustment.group == "PR" else "denial"
        return Explanation(
            adjustment.reason, kind, "look_up", says.format(code=adjustment.reason), following, known=False
        )
    text = row[tongue]
    return Explanation(adjustment.reason, row["kind"], row["action"], text["says"], text["next"], known=True)


def explain_remark(code: str, *, language: str = "en") -> str:
    """A RARC in words."""
    return _find("rarc", code, language)


def explain_provider_adjustment(reason: str, *, language: str = "en") -> str:
    """A PLB reason in words."""
    return _find("plb", reason, language)


def explain_status(category: str, code: str, *, language: str = "en") -> str:
    """A claim status of a 277CA in words: category, then code."""
    return f"{_find('category', category, language)} {_find('status', code, language)}"


def judge(*, paid: Decimal, charge: Decimal, adjustments: Iterable[Adjustment]) -> Outcome:
    """What was decided on a line: nothing paid and something denied is a denial; a part denied is a part.

    A line whose whole amount the patient owes (deductible) or the contract takes off is paid, with 0.
    """
    denied = any(
        adjustment.amount and explain_adjustment(adjustment).kind == "denial" for adjustment in adjustments
    )
    if not denied:
        return Outcome.PAID
    return Outcome.DENIED if paid == 0 and charge != 0 else Outcome.PART


def find_cause(adjustments: Iterable[Adjustment]) -> Adjustment | None:
    """The adjustment a denial is about: the largest that is one."""
    causes = [one for one in adjustments if one.amount and explain_adjustment(one).kind == "denial"]
    return max(causes, key=lambda one: abs(one.amount), default=None)


def find_appeal_bar(*, reason: str, remarks: Iterable[str], is_medicare_b: bool) -> str | None:
    """The code that says no appeal is heard on a denial; None where one may be asked for. `reason` is the CARC."""
    bars = load_denials()["no_appeal"]
    said = next((code for code in remarks if code in bars["remarks"]), None)
    if said is None and is_medicare_b and reason in bars["medicare_reasons"]:
        return reason
    return said


def _find(table: str, code: str, language: str) -> str:
    tongue = _choose(language)
    row = load_denials()[table].get(code)
    return _UNKNOWN[tongue][0].format(code=code) if row is None else str(row[tongue])


def _choose(language: str) -> str:
    tongue = language[:2].lower()
    return tongue if tongue in LANGUAGES else "en"
