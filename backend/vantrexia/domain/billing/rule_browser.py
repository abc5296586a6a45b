"""The rules as data a screen can show: sets, codes, judgements, and what a set changes against its parent and why.

Public: `describe_rule_sets`, `describe_codes`, `describe_judgements`.
"""

from __future__ import annotations

from typing import Any

from vantrexia.domain.billing.ruledata import load_settings_catalogue
from vantrexia.domain.billing.rulesets import Program, RuleBook, RuleSet


def describe_codes(book: RuleBook) -> list[dict[str, Any]]:
    """Every code the engine computes or knows; descriptions are our own."""
    return [
        {"code": one.code, "program": one.program, "kind": one.kind, "says": one.says}
        for one in book.codes.codes.values()
    ]


def describe_rule_sets(book: RuleBook) -> list[dict[str, Any]]:
    """Every set with its thresholds, its judgements that differ from the default, and its changes."""
    return [
        {
            "id": one.id,
            "payer": one.payer,
            "title": one.title,
            "valid_from": one.valid_from,
            "valid_to": one.valid_to,
            "inherits": one.inherits,
            "confirmed": one.confirmed,
            "hold_reason": one.hold_reason or None,
            "sources": list(one.sources),
            "covered_diagnoses": None if one.covered_diagnoses is None else list(one.covered_diagnoses),
            "programs": {name: list_thresholds(program) for name, program in one.programs.items()},
            "changes": list_changes(one, book.rule_sets[one.inherits]) if one.inherits else [],
        }
        for one in book.rule_sets.values()
    ]


def list_thresholds(program: Program) -> list[dict[str, Any]]:
    """What each code of a program needs, and where that is written."""
    found: list[dict[str, Any]] = [
        _line(
            program.setup.code,
            "setup",
            program.setup.source,
            program.setup.mark,
            min_days=program.setup.min_days,
        )
    ]
    found += [
        _line(band.code, "supply", band.source, band.mark, min_days=band.min_days, max_days=band.max_days)
        for band in program.supply
    ]
    found += [
        _line(band.code, "time", band.source, band.mark, min_minutes=band.min_minutes)
        for band in program.time
    ]
    addon = program.addon
    found.append(_line(addon.code, "time_addon", addon.source, addon.mark, step_minutes=addon.step_minutes))
    if program.clinician is not None:
        rule = program.clinician
        found.append(_line(rule.code, "clinician_time", rule.source, rule.mark, min_minutes=rule.min_minutes))
    return found


def list_changes(one: RuleSet, parent: RuleSet) -> list[dict[str, Any]]:
    """Codes that came, went or need something else than in the parent set, with the source that says so."""
    changes: list[dict[str, Any]] = []
    for name in sorted({*one.programs, *parent.programs}):
        now = {t["code"]: t for t in list_thresholds(one.programs[name])} if name in one.programs else {}
        before = (
            {t["code"]: t for t in list_thresholds(parent.programs[name])} if name in parent.programs else {}
        )
        for code in sorted({*now, *before}):
            after, earlier = now.get(code), before.get(code)
            needs_now, needed = (None if t is None else t["needs"] for t in (after, earlier))
            if needs_now != needed:
                why = after or earlier or {}
                changes.append(
                    {
                        "program": name,
                        "code": code,
                        "change": "new" if earlier is None else "gone" if after is None else "changed",
                        "before": needed,
                        "now": needs_now,
                        "source": why["source"],
                        "mark": why["mark"],
                    }
                )
    return changes


def describe_judgements(book: RuleBook) -> list[dict[str, Any]]:
    """The named judgements of the rules' section 8: what each means, what is allowed, and who differs."""
    return [
        {
            "name": name,
            "clause": row["clause"],
            "says": row["says"],
            "default": row["default"],
            "allowed": row.get("allowed"),
            "overrides": _list_overrides(book, name, row["default"]),
        }
        for name, row in load_settings_catalogue().items()
    ]


def _list_overrides(book: RuleBook, name: str, default: Any) -> dict[str, Any]:
    usual = frozenset(default) if isinstance(default, list) else default
    return {
        one.id: sorted(value) if isinstance(value, frozenset) else value
        for one in book.rule_sets.values()
        if (value := getattr(one.settings, name)) != usual
    }


def _line(code: str, kind: str, source: str, mark: str, **needs: int) -> dict[str, Any]:
    return {"code": code, "kind": kind, "needs": needs, "source": source, "mark": mark}
