"""Thresholds: when a value is reported, and how loudly.

Public: `compile_rules`, `find_breaches` (of one reading), `plan_missing_reading`, `find_missing_reading`, and
everything of `threshold_rules` that says what rules are.

A high limit is breached at or above it, a low limit at or below it: 140 against a limit of 140 is a
warning. Each vital has at most one breach per reading, the graver one; its `rule_key` (`systolic.high`) is
the alert's cause, so a critical value raises the alert its warning opened instead of opening a second one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from typing import NamedTuple

from vantrexia.domain.threshold_defaults import Direction, Severity
from vantrexia.domain.threshold_rules import (
    MISSING_READING_KEY,
    Limit,
    LimitRule,
    MissingReadingRule,
    Rule,
    ThresholdRules,
    as_json,
    build_default_rules,
    build_rules,
    from_json,
    list_rules,
    merge,
)

__all__ = [
    "MISSING_READING_KEY",
    "Breach",
    "CompiledRules",
    "Direction",
    "Limit",
    "LimitRule",
    "MissingReading",
    "MissingReadingRule",
    "Rule",
    "Severity",
    "ThresholdRules",
    "as_json",
    "build_default_rules",
    "build_rules",
    "compile_rules",
    "find_breaches",
    "find_missing_reading",
    "from_json",
    "list_rules",
    "merge",
    "plan_missing_reading",
]

# Where one of the two limits of a direction is missing, depth is measured in tenths of the other.
LONE_LIMIT_SPAN = 0.1


class Breach(NamedTuple):
    """A value at or beyond a limit. `depth` says how far beyond: 0 at the limit, 1 one warning-to-critical
    distance further (or more)."""

    vital: str
    severity: Severity
    direction: Direction
    value: float
    limit: float
    rule_key: str
    depth: float = 0.0


class MissingReading(NamedTuple):
    """Nothing received since `since`; the rule has held from `due_at` on."""

    rule_key: str
    severity: Severity
    since: datetime
    due_at: datetime
    days: int


class _Row(NamedTuple):
    """The limits of one vital, ready to compare: an absent limit is infinitely far away."""

    low_edge: float
    high_edge: float
    warning_low: float
    warning_high: float
    critical_low: float
    critical_high: float
    low_span: float
    high_span: float
    low_key: str
    high_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledRules:
    """Rules as `find_breaches` reads them fastest. Keep one per version."""

    rows: Mapping[str, _Row]
    no_reading_days: int | None
    version: str


def compile_rules(rules: ThresholdRules) -> CompiledRules:
    """Prepare a set for `find_breaches`."""
    found: dict[str, dict[str, float]] = {}
    for rule in list_rules(rules):
        if isinstance(rule, LimitRule):
            found.setdefault(rule.vital, {})[f"{rule.severity}_{rule.direction}"] = rule.value
    rows: dict[str, _Row] = {}
    for vital, limits in found.items():
        warning_low, critical_low = limits.get("warning_low"), limits.get("critical_low")
        warning_high, critical_high = limits.get("warning_high"), limits.get("critical_high")
        lows = (-inf if warning_low is None else warning_low, -inf if critical_low is None else critical_low)
        highs = (
            inf if warning_high is None else warning_high,
            inf if critical_high is None else critical_high,
        )
        rows[vital] = _Row(
            low_edge=max(lows),
            high_edge=min(highs),
            warning_low=lows[0],
            warning_high=highs[0],
            critical_low=lows[1],
            critical_high=highs[1],
            low_span=_measure_span(warning_low, critical_low),
            high_span=_measure_span(warning_high, critical_high),
            low_key=f"{vital}.low",
            high_key=f"{vital}.high",
        )
    return CompiledRules(rows=rows, no_reading_days=rules.no_reading_days, version=rules.version)


def find_breaches(values: Mapping[str, float], rules: CompiledRules | ThresholdRules) -> tuple[Breach, ...]:
    """Compare the vitals of one reading with the rules; at most one breach per vital, the graver one.

    Called for every reading that arrives: pass compiled rules. Vitals without limits are never breached.
    """
    rows = rules.rows if isinstance(rules, CompiledRules) else compile_rules(rules).rows
    breaches: list[Breach] = []
    for vital, value in values.items():
        row = rows.get(vital)
        if row is None:
            continue
        if value >= row.high_edge:
            critical = value >= row.critical_high
            limit = row.critical_high if critical else row.warning_high
            depth = min((value - limit) / row.high_span, 1.0)
            breaches.append(
                Breach(
                    vital, "critical" if critical else "warning", "high", value, limit, row.high_key, depth
                )
            )
        elif value <= row.low_edge:
            critical = value <= row.critical_low
            limit = row.critical_low if critical else row.warning_low
            depth = min((limit - value) / row.low_span, 1.0)
            breaches.append(
                Breach(vital, "critical" if critical else "warning", "low", value, limit, row.low_key, depth)
            )
    return tuple(breaches)


def plan_missing_reading(
    *,
    last_reading_at: datetime | None,
    monitored_since: datetime,
    no_reading_days: int | None,
    answered_at: datetime | None = None,
) -> datetime | None:
    """When the missing-reading rule will hold if nothing arrives; None where the rule is off.

    `monitored_since` is the start of the episode or the end of the last pause or hospital stay: days nobody
    expected a reading do not count. `answered_at` is when a person last resolved such an alert: the silence they
    dealt with is counted anew from there.
    """
    if not no_reading_days:
        return None
    begins = (moment for moment in (last_reading_at, monitored_since, answered_at) if moment is not None)
    return max(begins) + timedelta(days=no_reading_days)


def find_missing_reading(
    *,
    last_reading_at: datetime | None,
    monitored_since: datetime,
    no_reading_days: int | None,
    now: datetime,
) -> MissingReading | None:
    """The missing-reading rule, holding from the due instant itself on."""
    due_at = plan_missing_reading(
        last_reading_at=last_reading_at, monitored_since=monitored_since, no_reading_days=no_reading_days
    )
    if due_at is None or now < due_at or no_reading_days is None:
        return None
    since = due_at - timedelta(days=no_reading_days)
    return MissingReading(MISSING_READING_KEY, "warning", since, due_at, no_reading_days)


def _measure_span(warning: float | None, critical: float | None) -> float:
    if warning is not None and critical is not None:
        return abs(critical - warning)
    lone = critical if warning is None else warning
    # Without any limit in this direction the span is never used; 1 keeps the row free of None.
    return 1.0 if lone is None else lone * LONE_LIMIT_SPAN
