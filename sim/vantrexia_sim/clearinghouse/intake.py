"""The front end: takes a claim in and numbers it, or refuses it with a status (X12 lists 507 and 508).

Looked at: sums (A7:178), check digits of NPIs (A7:562), the form of a Medicare number (A7:164), dates to come (A7:187),
frequency codes where the payer is Medicare (A7:535) or names no claim of ours (A7:464), and the scenario.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from vantrexia_sim.clearinghouse.model import Batch, Claim, Decision, Intake
from vantrexia_sim.clearinghouse.scenario import Scenario
from vantrexia_sim.clearinghouse.state import State

ACCEPTED = "A2:20:PR"
_MEDICARE = re.compile(r"[1-9][A-Z][0-9A-Z][0-9][A-Z][0-9A-Z][0-9][A-Z]{2}[0-9]{2}")


def take_in(batch: Batch, *, scenario: Scenario, state: State, today: date) -> list[Intake]:
    """Every claim of a batch, in its order."""
    taken: list[Intake] = []
    for claim in batch.claims:
        status = _find_fault(claim, state.list_standing(), today)
        rule = scenario.find_rule(claim)
        if status is None and rule is not None and rule.reject:
            status = rule.reject
        if status is None:
            taken.append(Intake(claim, ACCEPTED, True, f"ICN{state.next_control():09d}"))
        else:
            taken.append(Intake(claim, status, False))
    return taken


def _find_fault(claim: Claim, standing: Iterable[Decision], today: date) -> str | None:
    if claim.total != sum((line.charge for line in claim.lines), Decimal(0)):
        return "A7:178"
    if not has_check_digit(claim.billing_npi):
        return "A7:562:85"
    if not has_check_digit(claim.rendering_npi):
        return "A7:562:82"
    if claim.filing == "MB" and not _MEDICARE.fullmatch(claim.member_id):
        return "A7:164:IL"
    if any(line.service_date > today for line in claim.lines):
        return "A7:187"
    if claim.frequency != "1":
        if claim.filing == "MB":
            return "A7:535"
        numbers = {decision.number for decision in standing}
        if claim.replaces not in numbers:
            return "A7:464"
    return None


def has_check_digit(npi: str) -> bool:
    """Luhn over 80840 and the ten digits (45 CFR 162.406)."""
    if not re.fullmatch(r"[0-9]{10}", npi):
        return False
    doubled = [int(d) * (1 + place % 2) for place, d in enumerate(reversed("80840" + npi))]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0
