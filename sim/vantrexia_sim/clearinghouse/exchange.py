"""One round: every new 837 of a directory answered into another. `run_exchange(…)` returns what was done, in lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from vantrexia_sim.clearinghouse.answers import write_277ca, write_999
from vantrexia_sim.clearinghouse.deciding import decide
from vantrexia_sim.clearinghouse.intake import take_in
from vantrexia_sim.clearinghouse.model import Batch, Decision, Intake
from vantrexia_sim.clearinghouse.reading import NotX12, read_batch
from vantrexia_sim.clearinghouse.reversing import reverse_by_claim, reverse_by_scenario
from vantrexia_sim.clearinghouse.scenario import Scenario
from vantrexia_sim.clearinghouse.state import Remembered, State, load_state, save_state
from vantrexia_sim.clearinghouse.write_835 import write_835
from vantrexia_sim.errors import BadInput

SUFFIXES = frozenset({".837", ".837p", ".edi", ".x12"})


def run_exchange(
    *, in_dir: Path, out_dir: Path, scenario: Scenario, today: date, report: Callable[[str], None]
) -> int:
    """Answer what is new, take back what the scenario says, pay. Returns how many files could not be read as X12."""
    if not in_dir.is_dir():
        raise BadInput(f"{in_dir} is no directory")
    out_dir.mkdir(parents=True, exist_ok=True)
    state = load_state(out_dir)
    if state.round == 0:
        state.control = scenario.first_number - 1
    state.round += 1
    decisions = reverse_by_scenario(state, scenario)
    unreadable = 0
    for path in sorted(in_dir.iterdir()):
        if path.suffix.lower() not in SUFFIXES or path.name in state.files:
            continue
        state.files.append(path.name)
        try:
            batch = read_batch(path.name, path.read_text(encoding="latin-1"))
        except NotX12 as error:
            unreadable += 1
            (out_dir / f"{path.stem}.error.txt").write_text(f"{path.name}: {error}\n", encoding="utf-8")
            report(f"{path.name}: not readable as X12")
            continue
        decisions += _answer(batch, path.stem, out_dir, scenario, state, today, report)
        for claim in batch.claims:
            state.routes[claim.billing_npi] = [batch.sender_id, batch.usage]
    _pay(decisions, out_dir, state, today, report)
    save_state(out_dir, state)
    return unreadable


def _answer(
    batch: Batch,
    stem: str,
    out_dir: Path,
    scenario: Scenario,
    state: State,
    today: date,
    report: Callable[[str], None],
) -> list[Decision]:
    text = write_999(batch, control=state.next_control(), today=today)
    (out_dir / f"{stem}.999").write_text(text, encoding="ascii")
    if not batch.is_accepted:
        report(f"{batch.name}: rejected (999)")
        return []
    taken = take_in(batch, scenario=scenario, state=state, today=today)
    text = write_277ca(batch, taken, control=state.next_control(), today=today)
    (out_dir / f"{stem}.277ca").write_text(text, encoding="ascii")
    made: list[Decision] = []
    for one in taken:
        if one.is_accepted:
            made += _decide(one, scenario, state)
    accepted = sum(one.is_accepted for one in taken)
    report(f"{batch.name}: {accepted} of {len(taken)} claims taken in")
    return made


def _decide(one: Intake, scenario: Scenario, state: State) -> list[Decision]:
    rule = scenario.find_rule(one.claim)
    if rule is not None and rule.hold:
        return []
    made = reverse_by_claim(state, one.claim) if one.claim.frequency != "1" else []
    if one.claim.frequency != "8":
        decision = decide(one.claim, one.number, scenario=scenario, standing=state.list_standing())
        state.decided.append(Remembered(decision, state.round))
        made.append(decision)
    return made


def _pay(
    decisions: list[Decision],
    out_dir: Path,
    state: State,
    today: date,
    report: Callable[[str], None],
) -> None:
    groups: dict[tuple[str, str], list[Decision]] = {}
    for decision in decisions:
        groups.setdefault((decision.claim.payer_code, decision.claim.billing_npi), []).append(decision)
    for (payer, npi), own in groups.items():
        control = state.next_control()
        receiver, usage = state.routes[npi]
        key = f"{payer}|{npi}"
        text, owed = write_835(
            own,
            owed=state.owed.get(key, Decimal(0)),
            receiver=receiver,
            usage=usage,
            control=control,
            today=today,
        )
        state.owed[key] = owed
        name = f"{today:%Y%m%d}-{control:06d}.835"
        (out_dir / name).write_text(text, encoding="ascii")
        report(f"{name}: {len(own)} decisions of payer {payer}")
