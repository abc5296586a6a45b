"""Takes a decision back (CLP02 22), and repeats it when asked: by scenario, or by a claim of frequency 7 or 8."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase

from vantrexia_sim.clearinghouse.deciding import decide
from vantrexia_sim.clearinghouse.model import Claim, Cut, Decision, LineDecision
from vantrexia_sim.clearinghouse.scenario import Rule, Scenario
from vantrexia_sim.clearinghouse.state import Remembered, State


def reverse(decision: Decision) -> Decision:
    """The same with every sign turned."""
    return replace(decision, status="22", lines=tuple(_turn(line) for line in decision.lines))


def _turn(decision: LineDecision) -> LineDecision:
    line = replace(decision.line, charge=-decision.line.charge, units=-decision.line.units)
    cuts = tuple(Cut(c.group, c.reason, -c.amount, -c.units if c.units else c.units) for c in decision.cuts)
    return replace(decision, line=line, paid=-decision.paid, units=-decision.units, cuts=cuts)


def reverse_by_scenario(state: State, scenario: Scenario) -> list[Decision]:
    """What the scenario takes back of earlier rounds, each followed by what takes its place."""
    made: list[Decision] = []
    for remembered in list(state.decided):
        order = next(
            (r for r in scenario.reversals if fnmatchcase(remembered.decision.claim.id, r.claim)), None
        )
        if order is None or remembered.taken_back or remembered.round >= state.round:
            continue
        if any(
            r.round == state.round and r.decision.claim.id == remembered.decision.claim.id
            for r in state.decided
        ):
            continue
        if _is_repeat(state, remembered):
            continue
        made.append(take_back(remembered))
        if order.then:
            rules = scenario.rules if order.then == "same" else (Rule(deny=order.then),)
            made.append(_repeat(remembered.decision.claim, state, replace(scenario, rules=rules)))
    return made


def _is_repeat(state: State, remembered: Remembered) -> bool:
    """A decision that took the place of one taken back is final."""
    claim = remembered.decision.claim.id
    return any(one.taken_back and one.decision.claim.id == claim for one in state.decided)


def reverse_by_claim(state: State, claim: Claim) -> list[Decision]:
    """The reversal that a claim of frequency 7 or 8 asks for."""
    found = next((r for r in state.decided if r.decision.number == claim.replaces and not r.taken_back), None)
    return [take_back(found)] if found else []


def take_back(remembered: Remembered) -> Decision:
    """Mark it and return its reversal."""
    remembered.taken_back = True
    return reverse(remembered.decision)


def _repeat(claim: Claim, state: State, scenario: Scenario) -> Decision:
    number = f"ICN{state.next_control():09d}"
    decision = decide(claim, number, scenario=scenario, standing=state.list_standing())
    state.decided.append(Remembered(decision, state.round))
    return decision
