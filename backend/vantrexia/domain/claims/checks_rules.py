"""What the rule set of each date of service says to the lines together: `check_rules(claim, book=…, edits=…)`, `Edits`.

Known code, confirmed rules, units, codes that exclude each other, add-ons without their base (rules sections 2 and 3).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from vantrexia.domain.billing.fees.rows import PairEdit
from vantrexia.domain.billing.rulesets import Program, RuleBook, RuleSet
from vantrexia.domain.claims.model import Claim, ServiceLine
from vantrexia.domain.claims.problems import Problem
from vantrexia.domain.errors import DomainError


@dataclass(frozen=True, slots=True)
class Edits:
    """CMS's edits of the quarter: most units by code (MUE), and pairs (NCCI PTP)."""

    limits: Mapping[str, int] = field(default_factory=dict)
    pairs: tuple[PairEdit, ...] = ()


NO_EDITS = Edits()


def check_rules(claim: Claim, *, book: RuleBook, edits: Edits = NO_EDITS) -> Iterator[Problem]:
    """Problems of the lines under their rule sets and the edits loaded."""
    for index, line in enumerate(claim.lines):
        try:
            rules = book.get_rule_set(payer=claim.payer.rule_payer, on=line.service_date)
        except DomainError:
            yield Problem("unknown_payer", "payer.rule_payer")
            return
        yield from _check_line(claim, line, f"lines[{index}]", rules=rules, edits=edits)
    for (_, one), (second, two) in combinations(enumerate(claim.lines), 2):
        if _touch(one, two):
            rules = book.get_rule_set(payer=claim.payer.rule_payer, on=two.service_date)
            yield from _check_pair(one, two, f"lines[{second}].code", rules=rules, book=book)
        if one.service_date == two.service_date:
            yield from _check_edits(one, two, f"lines[{second}].modifiers", edits)


def _check_edits(one: ServiceLine, two: ServiceLine, where: str, edits: Edits) -> Iterator[Problem]:
    """An NCCI pair of one date: never together, or with a modifier on the second column's line."""
    for edit in edits.pairs:
        if {edit.column_one, edit.column_two} != {one.code, two.code} or not _holds(edit, one.service_date):
            continue
        second = two if two.code == edit.column_two else one
        if edit.modifier == 0 or (edit.modifier == 1 and not second.modifiers):
            params = {"code": edit.column_two, "other": edit.column_one}
            yield Problem("pair_edit" if edit.modifier else "pair_never", where, params)


def _holds(edit: PairEdit, on: date) -> bool:
    return edit.valid_from <= on and (edit.valid_to is None or on <= edit.valid_to)


def _check_line(
    claim: Claim, line: ServiceLine, where: str, *, rules: RuleSet, edits: Edits
) -> Iterator[Problem]:
    if not rules.confirmed:
        yield Problem("rule_set_unconfirmed", f"{where}.service_date", {"rule_set": rules.id})
    program = _find_program(rules, line.code)
    if program is None:
        yield Problem("unknown_code", f"{where}.code", {"code": line.code, "rule_set": rules.id})
        return
    limit = rules.settings.addon_cap if line.code == program.addon.code else 1
    limit = min(limit, edits.limits.get(line.code, limit))
    if line.units > limit:
        yield Problem("units_over_limit", f"{where}.units", {"code": line.code, "limit": str(limit)})
    base = program.addon.base
    if line.code == program.addon.code and not any(
        other.code == base and other.service_date == line.service_date for other in claim.lines
    ):
        yield Problem("base_missing", f"{where}.code", {"code": line.code, "base": base})
    if rules.covered_diagnoses is not None:
        covered = tuple(prefix.replace(".", "") for prefix in rules.covered_diagnoses)
        if not any(code.replace(".", "").startswith(covered) for code in claim.diagnoses):
            yield Problem("diagnosis_not_covered", "diagnoses")


def _find_program(rules: RuleSet, code: str) -> Program | None:
    return next((p for p in rules.programs.values() if code in _list_codes(p)), None)


def _list_codes(program: Program) -> frozenset[str]:
    clinician = {program.clinician.code} if program.clinician else set()
    return frozenset(
        {program.setup.code, program.addon.code, *clinician}
        | {band.code for band in program.supply}
        | {band.code for band in program.time}
    )


def _touch(one: ServiceLine, two: ServiceLine) -> bool:
    return one.period_start <= two.period_end and two.period_start <= one.period_end


def _check_pair(
    one: ServiceLine, two: ServiceLine, where: str, *, rules: RuleSet, book: RuleBook
) -> Iterator[Problem]:
    params = {"code": two.code, "other": one.code}
    known = book.codes.codes
    if one.code in known and two.code in known and known[one.code].program != known[two.code].program:
        yield Problem("rival_programs", where, params)
        return
    if one.code == two.code:
        if one.service_date != two.service_date:  # one date of service is `duplicate_line`
            yield Problem("exclusive_codes", where, params)
        return
    program = _find_program(rules, two.code)
    if program is not None and _exclude(program, one.code, two.code):
        yield Problem("exclusive_codes", where, params)


def _exclude(program: Program, one: str, two: str) -> bool:
    """Bands of a kind, the smaller time code with the add-on, clinician's time with anybody's (rules 2, 3.4)."""
    pair = {one, two}
    supply, time = {band.code for band in program.supply}, {band.code for band in program.time}
    small = time - {program.addon.base}
    if pair <= supply or pair <= time:
        return True
    if program.addon.code in pair and pair & small:
        return True
    clinician = program.clinician
    return clinician is not None and clinician.code in pair and bool(pair & (time | {program.addon.code}))
