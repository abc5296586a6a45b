"""The billing pages of `docs/rules/`, printed from the rules' own data so that they cannot say anything else.

Public: `PAGES` (file name → function giving its text), `write_pages`. To write them again after a change of
the data, from `backend/`: `python -m vantrexia.domain.billing.rule_docs ../docs/rules`. A test compares the
files with the data.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType

from vantrexia.domain.billing.amounts import load_amount_book
from vantrexia.domain.billing.flag_texts import FLAG_KINDS
from vantrexia.domain.billing.practice_check import FINDING_KINDS
from vantrexia.domain.billing.ruledata import load_rule_book, load_settings_catalogue
from vantrexia.domain.billing.rulesets import (
    AddOn,
    ClinicianRule,
    Program,
    RuleSet,
    SetupRule,
    SupplyBand,
    TimeBand,
)
from vantrexia.domain.plurals import show_plural

_MARKS = (
    "Marks: A primary text or a quotation of it, B secondary source, C general knowledge to be confirmed, "
    "J our judgement (clauses are those of the rules' section 8)."
)


def render_codes() -> str:
    """Rule sets with their codes, thresholds and sources; then the neighbours."""
    book = load_rule_book()
    lines = [
        "# Billing codes and thresholds",
        "",
        "Printed from `vantrexia/domain/billing/data`; a test compares the two.",
        "",
        "The rule set is chosen by the payer and the date of service, never by today's date. Descriptions",
        "are our own; the official text of the codes is licensed and not shipped.",
        "",
        _MARKS,
        "",
        "| rule set | payer | dates of service | inherits | confirmed | sources |",
        "| --- | --- | --- | --- | :-: | --- |",
    ]
    for rule_set in book.rule_sets.values():
        confirmed = "yes" if rule_set.confirmed else f"**no: holds every line.** {rule_set.hold_reason}"
        lines.append(
            f"| {rule_set.id} | {rule_set.payer} | {_render_dates(rule_set)} | {rule_set.inherits or ''} "
            f"| {confirmed} | {'; '.join(rule_set.sources)} |"
        )
    for rule_set in book.rule_sets.values():
        lines += ["", f"## {rule_set.id}", "", rule_set.title + ".", ""]
        if rule_set.covered_diagnoses is not None:
            lines += [f"Covers these diagnoses only: {', '.join(rule_set.covered_diagnoses)}.", ""]
        parent = book.rule_sets[rule_set.inherits] if rule_set.inherits else None
        if parent is not None and rule_set.programs == parent.programs:
            lines += [f"Codes and thresholds are those of {parent.id}."]
            continue
        lines += [
            "| program | code | pays for | threshold | mark | source |",
            "| --- | --- | --- | --- | :-: | --- |",
        ]
        for program in rule_set.programs.values():
            lines += _render_program(program, rule_set)
    lines += [
        "",
        "## Neighbours",
        "",
        "| relation | codes | what | mark | source |",
        "| --- | --- | --- | :-: | --- |",
    ]
    for n in book.codes.neighbours:
        relation = n.relation.replace("_", " ")
        lines.append(f"| {relation} | {', '.join(sorted(n.codes))} | {n.says} | {n.mark} | {n.source} |")
    return "\n".join(lines) + "\n"


def _render_dates(rule_set: RuleSet) -> str:
    return f"{rule_set.valid_from or 'any'} to {rule_set.valid_to or 'further notice'}"


def _render_program(program: Program, rule_set: RuleSet) -> list[str]:
    codes = load_rule_book().codes.codes
    rows: list[tuple[str, str, SetupRule | SupplyBand | TimeBand | AddOn | ClinicianRule]] = []
    setup, addon = program.setup, program.addon
    rows.append((setup.code, f"{setup.min_days}+ data days in a period, once per episode", setup))
    rows.extend(
        (band.code, f"{band.min_days}–{band.max_days} data days in {program.period_days}", band)
        for band in program.supply
    )
    for band, above in zip_longest(program.time, program.time[1:]):
        span = f"{band.min_minutes}+" if above is None else f"{band.min_minutes}–{above.min_minutes - 1}"
        rows.append((band.code, f"{span} minutes in a calendar month and a live contact", band))
    limit = f"at most {rule_set.settings.addon_cap}"
    rows.append(
        (addon.code, f"each further full {addon.step_minutes} minutes after {addon.base}, {limit}", addon)
    )
    if program.clinician is not None:
        text = f"{program.clinician.min_minutes}+ minutes of physician or QHP in {program.period_days} days"
        rows.append((program.clinician.code, text, program.clinician))
    return [
        f"| {program.name} | {code} | {codes[code].says} | {threshold} | {rule.mark} | {rule.source} |"
        for code, threshold, rule in rows
    ]


def render_settings() -> str:
    """Every judgement by name, and the rule sets that differ."""
    lines = [
        "# Judgements",
        "",
        "Printed from `vantrexia/domain/billing/data/settings.toml`; a test compares the two.",
        "",
        "Where the rules leave a choice, the choice is a named setting of the rule set. A value that is not",
        "listed is refused; a setting with one value has no other reading implemented.",
        "",
        "| setting | clause | meaning | value | allowed |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, entry in load_settings_catalogue().items():
        default = entry["default"]
        shown = ", ".join(default) if isinstance(default, list) else str(default)
        allowed = ", ".join(entry.get("allowed", ("any",)))
        lines.append(f"| {name} | {entry['clause']} | {entry['says']} | {shown} | {allowed} |")
    return "\n".join(lines) + "\n"


def render_amounts() -> str:
    """The shipped schedules."""
    lines = [
        "# Amounts",
        "",
        "Printed from `vantrexia/domain/billing/data/amounts.toml`; a test compares the two.",
        "",
        "US dollars per unit, before locality, coinsurance and sequestration. **Unconfirmed estimates**:",
        "load the payer's files of the quarter and locality before relying on them.",
        "",
        "| schedule | dates of service | alternative payment model | confirmed | code | amount | source |",
        "| --- | --- | --- | :-: | --- | --: | --- |",
    ]
    models = {None: "any", True: "qualifying participant", False: "no"}
    for s in load_amount_book().schedules:
        for code, amount in s.amounts.items():
            lines.append(
                f"| {s.id} | {s.valid_from} to {s.valid_to} | {models[s.apm]} "
                f"| {'yes' if s.confirmed else 'no'} "
                f"| {code} | {amount} | {s.source} |"
            )
    return "\n".join(lines) + "\n"


def render_flags() -> str:
    """Flags of a patient and findings of the practice's self-check."""
    lines = [
        "# Billing flags",
        "",
        "Printed from `vantrexia.domain.billing`; a test compares the two.",
        "",
        "A flag never changes a computed line. A hold stops its submission until a person has looked.",
        "",
        "## One patient",
        "",
        "| flag | | says | rules |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| {key} | {kind.severity} | {show_plural(kind.text)} | {kind.source} |"
        for key, kind in FLAG_KINDS.items()
    ]
    lines += [
        "",
        "## Self-check of the practice",
        "",
        "| finding | | says | source |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| {key} | {kind.severity} | {show_plural(kind.text)} | {kind.source} |"
        for key, kind in FINDING_KINDS.items()
    ]
    return "\n".join(lines) + "\n"


PAGES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "billing-codes.md": render_codes,
        "billing-settings.md": render_settings,
        "billing-amounts.md": render_amounts,
        "billing-flags.md": render_flags,
    }
)


def write_pages(folder: Path) -> None:
    """Write every page into a folder."""
    for name, render in PAGES.items():
        (folder / name).write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
