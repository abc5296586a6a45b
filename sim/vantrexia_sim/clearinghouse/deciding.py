"""The payer: what is allowed, paid, left to the patient, cut and denied, line by line.

By content: the same service twice is 18; a second supply of a member within 30 days is 119; 99091 beside time codes of a
month is 97; an add-on without its base is B15; a Z code as main diagnosis is 16 with M76; units over 3 are 151 with N362.
By scenario: denials, part payments. What remains is allowed at the rate; 45 is the contract's cut, 2 the coinsurance, 253
the sequestration.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from vantrexia_sim.clearinghouse.model import Claim, Cut, Decision, Line, LineDecision
from vantrexia_sim.clearinghouse.scenario import Rule, Scenario

CENT = Decimal("0.01")
SUPPLY = frozenset({"99445", "99454", "98976", "98977", "98978", "98984", "98985", "98986"})
TIME = frozenset({"99457", "99458", "99470"})
ADD_ONS = {"99458": "99457", "98981": "98980"}
MOST_UNITS = 3


def decide(claim: Claim, number: str, *, scenario: Scenario, standing: Iterable[Decision]) -> Decision:
    """The decision on a claim taken in. `standing` are the earlier ones that hold."""
    earlier = [
        (decision, one) for decision in standing if decision.claim.member_id == claim.member_id
        for one in decision.lines if one.paid > 0
    ]  # fmt: skip
    lines = tuple(
        _decide_line(claim, line, scenario=scenario, paid_before=[one.line for _, one in earlier])
        for line in claim.lines
    )
    all_denied = all(one.paid == 0 and not any(cut.group == "PR" for cut in one.cuts) for one in lines)
    unprocessable = any(cut.reason == "16" for one in lines for cut in one.cuts)
    remark = "MA130" if unprocessable else "MA01"
    return Decision(claim, number, "4" if all_denied else "1", lines, (remark,))


def _decide_line(claim: Claim, line: Line, *, scenario: Scenario, paid_before: list[Line]) -> LineDecision:
    rule = scenario.find_rule(claim, line)
    if rule is not None and rule.deny:
        return _deny(line, rule.deny, rule.remark)
    found = _find_denial(claim, line, paid_before)
    if found is not None:
        return _deny(line, *found)
    return _pay(line, rule, scenario=scenario)


def _find_denial(claim: Claim, line: Line, paid_before: list[Line]) -> tuple[str, str] | None:
    month = (line.service_date.year, line.service_date.month)
    others = [*paid_before, *(one for one in claim.lines if one is not line)]
    if any(one.code == line.code and one.service_date == line.service_date for one in paid_before):
        return "18", ""
    if line.code in SUPPLY and any(
        one.code in SUPPLY and abs(one.service_date - line.service_date) < timedelta(days=30)
        for one in paid_before
    ):
        return "119", "M86"
    if line.code == "99091" and any(
        one.code in TIME and (one.service_date.year, one.service_date.month) == month for one in others
    ):
        return "97", "N20"
    base = ADD_ONS.get(line.code)
    if base and not any(one.code == base and one.service_date == line.service_date for one in others):
        return "B15", ""
    if claim.diagnoses and claim.diagnoses[0].startswith("Z"):
        return "16", "M76"
    return None


def _deny(line: Line, reason: str, remark: str = "") -> LineDecision:
    return LineDecision(
        line, Decimal(0), 0, (Cut("CO", reason, line.charge, line.units),), (remark,) if remark else ()
    )


def _pay(line: Line, rule: Rule | None, *, scenario: Scenario) -> LineDecision:
    units = min(line.units, MOST_UNITS)
    remarks: tuple[str, ...] = ()
    cuts: list[Cut] = []
    if rule is not None and rule.pay_units is not None:
        units = min(units, rule.pay_units)
    per_unit = line.charge / line.units
    refused = _round(per_unit * (line.units - units))
    if refused:
        cuts.append(Cut("CO", "151", refused, line.units - units))
        remarks = ("N362",)
    charged = line.charge - refused
    allowed = min(charged, _round(scenario.rates.get(line.code, per_unit) * units))
    if rule is not None and rule.pay_percent is not None:
        part = _round(allowed * rule.pay_percent / 100)
        cuts.append(Cut("CO", "59", allowed - part))
        allowed, charged = part, charged - (allowed - part)
    if charged > allowed:
        cuts.append(Cut("CO", "45", charged - allowed))
    share = _round(allowed * scenario.coinsurance)
    cut = _round((allowed - share) * scenario.sequestration)
    if cut:
        cuts.append(Cut("CO", "253", cut))
    if share:
        cuts.append(Cut("PR", "2", share))
    return LineDecision(line, allowed - share - cut, units, tuple(cuts), remarks)


def _round(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)
