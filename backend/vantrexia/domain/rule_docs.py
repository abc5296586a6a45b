"""The pages of `docs/rules/` that are printed from the rules' own data, so that they cannot say anything
else.

Public: `PAGES` (file name → function giving its text), `write_pages(folder)`. To write them again after a change of the data, from
`backend/`: `python -m vantrexia.domain.rule_docs ../docs/rules`. A test compares the files with the data.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

from vantrexia.domain import access, triage_weights
from vantrexia.domain.escalation import DEFAULT_POLICY, SEVERITIES, SeverityPolicy
from vantrexia.domain.messages import UNIT_TEXTS, render
from vantrexia.domain.threshold_defaults import DEFAULT_LIMITS, DEFAULT_NO_READING_DAYS, SOURCES
from vantrexia.domain.triage_weights import BANDS, REVIEW_FULL_AFTER, RULES_VERSION, WEIGHTS
from vantrexia.domain.vitals import VITALS

LEVELS: tuple[triage_weights.ScoredLevel, ...] = ("normal", "warning", "critical")


def render_thresholds() -> str:
    """The default limits with their sources, and the limits of plausibility."""
    lines = [
        "# Default thresholds",
        "",
        "Printed from `vantrexia.domain.threshold_defaults`; a test compares the two.",
        "",
        "Every practice starts with these limits and may change them; a clinician may set a patient's",
        "own, which replace the practice's for that vital as a whole. A high limit is breached at or",
        "above it, a low limit at or below it. They are a starting point to be reviewed per patient,",
        "not advice: NEWS2 was made for acute care, and people with chronic lung disease need other",
        "oxygen limits.",
        "",
        "*Not verified* means that no publication was found that states the number. Confirm it before",
        "relying on it.",
        "",
        "| vital | direction | severity | limit | source | verified | note |",
        "| --- | --- | --- | --: | --- | :-: | --- |",
    ]
    for default in DEFAULT_LIMITS:
        unit = UNIT_TEXTS[VITALS[default.vital].unit]
        limit = "none" if default.value is None else f"{default.value:g} {unit}"
        source = "" if default.source is None else f"[{default.source}](#sources)"
        verified = "yes" if default.verified else "**no**"
        vital = render(f"vital.{default.vital}", {}, language="en")
        lines.append(
            f"| {vital} | {default.direction} | {default.severity} | {limit} | {source} | {verified} "
            f"| {default.note} |"
        )
    lines += [
        f"| any | no reading | warning | {DEFAULT_NO_READING_DAYS} days |  | **no** "
        "| No guideline found that states this number. |",
        "",
        "## Sources",
        "",
        "| name | publication | date |",
        "| --- | --- | --- |",
    ]
    lines += [
        f"| {name} | [{source.title}]({source.url}) | {source.published} |"
        for name, source in SOURCES.items()
    ]
    lines += [
        "",
        "## Limits of plausibility",
        "",
        "A value outside these is no measurement; it is held for a person to look at and evaluated by",
        "no rule.",
        "",
        "| vital | lowest | highest | why |",
        "| --- | --: | --: | --- |",
    ]
    for spec in VITALS.values():
        unit = UNIT_TEXTS[spec.unit]
        name = render(f"vital.{spec.name}", {}, language="en")
        lines.append(f"| {name} | {spec.low:g} {unit} | {spec.high:g} {unit} | {spec.source} |")
    return "\n".join(lines) + "\n"


def render_risk_score() -> str:
    """The formula with its numbers."""
    weights = triage_weights
    lines = [
        "# The risk score",
        "",
        "Printed from `vantrexia.domain.triage_weights`; a test compares the two. Rules version",
        f"`{RULES_VERSION}`, stored with every evaluation together with its inputs and reasons.",
        "",
        "A *ground* picks the band, points inside the band pick the place. Points never lift a",
        "patient out of the band, so lateness alone makes nobody urgent, and nothing but a named",
        "ground makes anybody critical.",
        "",
        "| level | score | ground |",
        "| --- | --- | --- |",
        f"| critical | {_range('critical')} | a STAT escalation; a last value at or beyond a critical limit; "
        f"an open critical alert; {weights.SEVERAL_AT_ONCE} different vitals beyond a limit at once "
        "(systolic and diastolic are one) |",
        f"| warning | {_range('warning')} | a last value at or beyond a warning limit; an open warning "
        f"alert; {weights.REPEATED_ALERTS_7D} alerts in 7 days, even if all are resolved |",
        f"| normal | {_range('normal')} | none of these |",
        "| no data | none | no reading ever, or none for the days of the missing-reading rule; not while a "
        "STAT escalation or a critical alert is open |",
        "",
        f"A last value counts for {_days(weights.VALUE_COUNTS_FOR)} after it was measured.",
        "",
        "score = lowest score of the band + the points of these parts, each rounded down:",
        "",
        "| part | normal | warning | critical | full points at |",
        "| --- | --: | --: | --: | --- |",
    ]
    spans = ", ".join(f"{_hours(REVIEW_FULL_AFTER[level])} ({level})" for level in LEVELS)
    parts = {
        "depth": "one warning-to-critical distance beyond the limit, for the worst value of the band's "
        "severity (a tenth of the limit where the vital has only one)",
        "further": f"{weights.MOST_FURTHER} further vitals beyond a limit, an equal share each",
        "open_alerts": f"{weights.MOST_OPEN_UNITS} units; an open warning alert is 1, a critical one "
        f"{weights.OPEN_UNITS_CRITICAL}",
        "frequency": f"{weights.MOST_FREQUENCY_UNITS} = alerts of 7 days + alerts of 30 days",
        "adherence": "no expected reading received; in proportion to the missed ones",
        "review": f"never reviewed, or not for {spans}; in equal steps of time",
    }
    for part, full in parts.items():
        points = [str(getattr(WEIGHTS[level], part)) for level in LEVELS]
        lines.append(f"| {part.replace('_', ' ')} | " + " | ".join(points) + f" | {full} |")
    sums = [str(sum(WEIGHTS[level])) for level in LEVELS]
    lines += [
        "| together | " + " | ".join(sums) + " | fills the band exactly |",
        "",
        "The points of the reasons shown always add up to the score: the first ground carries the",
        "lowest score of the band. `next_score_at` is the exact instant at which time alone changes",
        "the evaluation: the next step of the review, a value growing too old to count, or the",
        "silence that makes `no_data`.",
    ]
    return "\n".join(lines) + "\n"


def render_escalation() -> str:
    """The default deadlines and steps."""
    lines = [
        "# Deadlines and escalation",
        "",
        "Printed from `vantrexia.domain.escalation`; a test compares the two. Every practice starts",
        "with these and may change them. All minutes count from the opening of the alert, or from the",
        "moment a worse value raised it; a raised alert keeps its earlier deadline. Acknowledging",
        "stops the steps; releasing takes them up where time has got to, or begins them anew where",
        "all were done. After the last step everybody in it is reminded again, each time after the",
        "time for resolving (a STAT call every hour), until somebody answers: no alert falls silent.",
        "",
        "| severity | acknowledge within | reminders | escalation | resolve within |",
        "| --- | --: | --- | --- | --: |",
    ]
    for severity in SEVERITIES:
        rules: SeverityPolicy = getattr(DEFAULT_POLICY, severity)
        reminders = [
            str(rules.remind_after_minutes + number * rules.remind_every_minutes)
            for number in range(rules.reminders)
        ]
        escalations = [f"{step.role} after {step.after_minutes} min" for step in rules.escalations]
        lines.append(
            f"| {severity} | {rules.acknowledge_within_minutes} min | {rules.remind_role} after "
            f"{', '.join(reminders)} min | {'; '.join(escalations)} | {_say_minutes(rules.resolve_within_minutes)} |"
        )
    lines += [
        "",
        "The time for resolving counts from the first answer since the opening or the raise; handing",
        "an alert around wins none. When it has passed, whoever holds the alert is reminded, then the",
        "escalations follow, their minutes counted from that deadline, and the holder is reminded after",
        "each further time for resolving. Nothing opens the alert again by itself. No source states a",
        "time for resolving: what stands here is our proposal (`verified: false`) and the practice's to",
        "choose. A STAT call stands until it is closed: whoever answered it is reminded every hour, from",
        "the second time on together with the role that was called. Of any other call by hand its role",
        "and whoever called are reminded when nobody came by its deadline, and every hour after.",
        "",
        "One alert per cause (patient and rule). While it is unresolved, later breaches join it; a",
        "graver one raises its severity and opens it again, because what was acknowledged was less. A",
        "resolved alert is over: the next breach of its cause opens a new one.",
    ]
    return "\n".join(lines) + "\n"


def _say_minutes(minutes: int | None) -> str:
    return "" if minutes is None else f"{minutes} min"


PAGES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "thresholds.md": render_thresholds,
        "risk-score.md": render_risk_score,
        "access.md": access.render_markdown,
        "escalation.md": render_escalation,
    }
)


def write_pages(folder: Path) -> None:
    """Print every page of `PAGES` into the folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, render_page in PAGES.items():
        (folder / name).write_text(render_page(), encoding="utf-8")


def _range(level: triage_weights.ScoredLevel) -> str:
    return f"{BANDS[level].low}–{BANDS[level].high}"


def _days(span: timedelta) -> str:
    return f"{span // timedelta(days=1)} days"


def _hours(span: timedelta) -> str:
    return f"{span // timedelta(hours=1)} h"


if __name__ == "__main__":  # pragma: no cover
    write_pages(Path(sys.argv[1]))
