"""Read rule data (TOML) into a `RuleBook`; refuse anything the engine would not honour.

Public: `load_rule_book()` for the shipped data, `build_rule_book(…)` for a practice's additions,
`load_settings_catalogue()`, `read_data(name)` for one file as it is.

Errors are `bad_rule_data` with the place in the file: a misspelt threshold must not silently keep its old
value.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from vantrexia.domain.billing.rulesets import (
    AddOn,
    ClinicianRule,
    Code,
    CodeBook,
    DiagnosisSupport,
    Neighbour,
    Program,
    RuleBook,
    RuleSet,
    Settings,
    SetupRule,
    SupplyBand,
    TimeBand,
)
from vantrexia.domain.errors import DomainError

Table = Mapping[str, Any]
_SET_KEYS = {
    "payer",
    "inherits",
    "title",
    "valid_from",
    "valid_to",
    "confirmed",
    "hold_reason",
    "sources",
    "covered_diagnoses",
    "programs",
    "settings",
}
_OWN_KEYS = (
    "valid_from",
    "valid_to",
    "confirmed",
    "hold_reason",
    "covered_diagnoses",
    "sources",
    "title",
    "payer",
)


def read_data(name: str) -> Table:
    """A shipped data file as a table."""
    return tomllib.loads((files("vantrexia.domain.billing") / "data" / name).read_text("utf-8"))


@lru_cache(maxsize=1)
def load_settings_catalogue() -> Table:
    """Name → clause, meaning, default and allowed values of every judgement."""
    return read_data("settings.toml")


@lru_cache(maxsize=1)
def load_rule_book() -> RuleBook:
    """The shipped rule sets."""
    return build_rule_book(rule_sets=read_data("rule_sets.toml"), codes=read_data("codes.toml"))


def build_rule_book(*, rule_sets: Table, codes: Table) -> RuleBook:
    """A rule book from tables in the shipped files' form; a payer's variant states only what differs from its
    parent."""
    payers: Table = rule_sets.get("payers", {})
    tables: Table = rule_sets.get("rule_sets", {})
    built = {name: _build_rule_set(name, tables, payers) for name in tables}
    by_payer: dict[str, tuple[RuleSet, ...]] = {}
    for payer in payers:
        own = sorted((s for s in built.values() if s.payer == payer), key=lambda s: s.valid_from or date.min)
        for earlier, later in pairwise(own):
            if earlier.valid_to is None or later.valid_from is None or earlier.valid_to >= later.valid_from:
                raise _bad(f"rule_sets.{later.id}", f"overlaps {earlier.id}")
        by_payer[payer] = tuple(own)
    follows = {payer: table.get("follows") for payer, table in payers.items()}
    for payer, followed in follows.items():
        if followed is not None and (followed not in payers or payers[followed].get("follows") is not None):
            raise _bad(f"payers.{payer}", f"cannot follow {followed!r}")
    return RuleBook(rule_sets=built, follows=follows, by_payer=by_payer, codes=_build_codes(codes))


def _build_rule_set(name: str, tables: Table, payers: Table) -> RuleSet:
    """One set with everything it inherits filled in. What dates or confirms a set is its own, never
    inherited."""
    chain: list[Table] = []
    at: str | None = name
    while at is not None:
        table = tables.get(at)
        if table is None or table in chain:
            raise _bad(f"rule_sets.{name}", f"inherits {at!r}, which is missing or circular")
        if unknown := sorted(set(table) - _SET_KEYS):
            raise _bad(f"rule_sets.{at}", f"unknown key {unknown[0]!r}")
        chain.append(table)
        at = table.get("inherits")
    programs: dict[str, dict[str, Any]] = {}
    settings: dict[str, Any] = {}
    for table in reversed(chain):
        settings.update(table.get("settings", {}))
        for program, values in table.get("programs", {}).items():
            programs.setdefault(program, {}).update(values)
    own = {key: tables[name].get(key) for key in _OWN_KEYS}
    if own["payer"] not in payers:
        raise _bad(f"rule_sets.{name}", f"unknown payer {own['payer']!r}")
    diagnoses = own["covered_diagnoses"]
    return RuleSet(
        id=name,
        payer=own["payer"],
        title=own["title"] or name,
        valid_from=own["valid_from"],
        valid_to=own["valid_to"],
        inherits=tables[name].get("inherits"),
        confirmed=own["confirmed"] is True,
        hold_reason=own["hold_reason"] or "",
        sources=tuple(own["sources"] or ()),
        covered_diagnoses=None if diagnoses is None else tuple(diagnoses),
        programs={p: _build_program(p, programs, f"rule_sets.{name}") for p in programs},
        settings=_build_settings(settings, f"rule_sets.{name}"),
    )


def _build_program(name: str, programs: Mapping[str, Table], where: str) -> Program:
    values = dict(programs[name])
    if like := values.pop("like", None):
        values = {**programs[like], **values}
    where = f"{where}.programs.{name}"
    try:
        clinician = values.get("clinician")
        roles, activities = values.get("counted_roles"), values.get("counted_activities")
        return Program(
            name=name,
            needs_established=values["needs_established"],
            period_days=values["period_days"],
            setup=SetupRule(**values["setup"]),
            supply=tuple(sorted((SupplyBand(**b) for b in values["supply"]), key=lambda b: b.min_days)),
            time=tuple(sorted((TimeBand(**b) for b in values["time"]), key=lambda b: b.min_minutes)),
            addon=AddOn(**values["addon"]),
            clinician=None if clinician is None else ClinicianRule(**clinician),
            self_reported_counts=values.get("self_reported_counts", False),
            counted_activities=None if activities is None else frozenset(activities),
            counted_roles=None if roles is None else frozenset(roles),
        )
    except (KeyError, TypeError) as problem:
        raise _bad(where, str(problem)) from None


def _build_settings(overrides: Table, where: str) -> Settings:
    catalogue = load_settings_catalogue()
    if unknown := sorted(set(overrides) - set(catalogue)):
        raise _bad(f"{where}.settings", f"unknown setting {unknown[0]!r}")
    values: dict[str, Any] = {}
    for field in fields(Settings):
        entry = catalogue[field.name]
        value = overrides.get(field.name, entry["default"])
        if type(value) is not type(entry["default"]):
            raise _bad(f"{where}.settings.{field.name}", f"{value!r} has the wrong type")
        if "allowed" in entry and value not in entry["allowed"]:
            raise _bad(
                f"{where}.settings.{field.name}",
                f"{value!r} is not implemented (allowed: {', '.join(entry['allowed'])}); "
                "another reading takes written advice and code",
            )
        values[field.name] = frozenset(value) if isinstance(value, list) else value
    return Settings(**values)


def _build_codes(data: Table) -> CodeBook:
    return CodeBook(
        codes={code: Code(code=code, **values) for code, values in data["codes"].items()},
        neighbours=tuple(
            Neighbour(
                relation=n["relation"],
                codes=frozenset(n["codes"]),
                says=n["says"],
                source=n["source"],
                mark=n["mark"],
            )
            for n in data["neighbours"]
        ),
        diagnosis_support=tuple(
            DiagnosisSupport(
                device_types=frozenset(d["device_types"]), prefixes=tuple(d["prefixes"]), mark=d["mark"]
            )
            for d in data["diagnosis_support"]
        ),
    )


def _bad(where: str, what: str) -> DomainError:
    return DomainError("bad_rule_data", f"{where}: {what}")
