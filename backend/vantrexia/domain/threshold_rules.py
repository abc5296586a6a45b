"""Threshold rules: what a practice or a patient's clinician has set, checked, frozen, versioned.

Public: `Limit`, `ThresholdRules`, `Rule` and its members, `build_rules`, `build_default_rules`, `merge`,
`list_rules`, `as_json`, `from_json`. `thresholds` compares readings with them.

Rule sets never change: `version` is computed from the content, so equal rules have equal versions wherever
they were built. A new kind of rule (trend, duration, n of m) is a new member of `Rule`; `list_rules` yields
it and whoever evaluates that kind picks it out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import NamedTuple

from vantrexia.domain.errors import InvalidInput
from vantrexia.domain.threshold_defaults import (
    DEFAULT_LIMITS,
    DEFAULT_NO_READING_DAYS,
    Direction,
    Severity,
)
from vantrexia.domain.vitals import VITALS
from vantrexia.domain.wordings import say

MISSING_READING_KEY = "reading.missing"
MAX_NO_READING_DAYS = 90

# From the lowest to the highest: the order values must keep.
_FIELDS: tuple[tuple[str, Direction, Severity], ...] = (
    ("critical_low", "low", "critical"),
    ("warning_low", "low", "warning"),
    ("warning_high", "high", "warning"),
    ("critical_high", "high", "critical"),
)
_FIELD_NAMES = frozenset(name for name, _, _ in _FIELDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The four limits of one vital in its canonical unit; None means no limit."""

    vital: str
    warning_low: float | None = None
    warning_high: float | None = None
    critical_low: float | None = None
    critical_high: float | None = None


class LimitRule(NamedTuple):
    """A value at or beyond a limit."""

    key: str
    vital: str
    direction: Direction
    severity: Severity
    value: float


class MissingReadingRule(NamedTuple):
    """No reading of any kind for so many days."""

    key: str
    severity: Severity
    days: int


Rule = LimitRule | MissingReadingRule


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdRules:
    """One version of a practice's or a patient's rules.

    `no_reading_days`: in a practice's rules None is off; in a patient's, None inherits and 0 is off.
    """

    limits: Mapping[str, Limit]
    no_reading_days: int | None
    version: str


def build_rules(*, limits: Iterable[Limit], no_reading_days: int | None = None) -> ThresholdRules:
    """Check and freeze a rule set.

    Errors: InvalidInput with a field per wrong limit (`systolic.warning_high`): unknown vital, a vital
    named twice, outside the plausible range, or not in the order critical low < warning low < warning high
    < critical high.
    """
    fields: dict[str, list[str]] = {}
    kept: dict[str, Limit] = {}
    for limit in limits:
        if limit.vital in kept:
            fields.setdefault(limit.vital, []).append("named twice")
        kept[limit.vital] = limit
        for name, problem in _list_problems(limit):
            fields.setdefault(name, []).append(problem)
    if no_reading_days is not None and not 0 <= no_reading_days <= MAX_NO_READING_DAYS:
        fields["no_reading_days"] = [say("must be between 0 and {most}", most=MAX_NO_READING_DAYS)]
    if fields:
        raise InvalidInput(
            "The thresholds contradict themselves or the limits of plausibility.", fields=fields
        )
    return _freeze(kept, no_reading_days)


def build_default_rules() -> ThresholdRules:
    """The rules a new practice starts with (`threshold_defaults`)."""
    values: dict[str, dict[str, float]] = {}
    for default in DEFAULT_LIMITS:
        limits = values.setdefault(default.vital, {})
        if default.value is not None:
            limits[f"{default.severity}_{default.direction}"] = default.value
    return build_rules(
        limits=[Limit(vital=vital, **limits) for vital, limits in values.items()],
        no_reading_days=DEFAULT_NO_READING_DAYS,
    )


def merge(practice: ThresholdRules, patient: ThresholdRules | None) -> ThresholdRules:
    """The rules in force: a vital the patient's rules name replaces the practice's limits of it as a whole.

    As a whole, because a clinician who sets 150/190 and leaves the low side empty means "no low limit", and
    mixing two sets could put a warning beyond its critical limit.
    """
    if patient is None:
        return practice
    days = practice.no_reading_days if patient.no_reading_days is None else patient.no_reading_days
    return _freeze({**practice.limits, **patient.limits}, days or None)


def list_rules(rules: ThresholdRules) -> tuple[Rule, ...]:
    """Every rule of a set, one by one, in the order of the limits."""
    listed: list[Rule] = []
    for limit in rules.limits.values():
        for name, direction, severity in _FIELDS:
            value = getattr(limit, name)
            if value is not None:
                key = f"{limit.vital}.{direction}"
                listed.append(LimitRule(key, limit.vital, direction, severity, value))
    if rules.no_reading_days:
        listed.append(MissingReadingRule(MISSING_READING_KEY, "warning", rules.no_reading_days))
    return tuple(listed)


def as_json(rules: ThresholdRules) -> dict[str, object]:
    """A JSON-able form that `from_json` reads back; what a version row stores."""
    return {
        "limits": {
            vital: {
                name: value for name, value in asdict(limit).items() if name != "vital" and value is not None
            }
            for vital, limit in rules.limits.items()
        },
        "no_reading_days": rules.no_reading_days,
    }


def from_json(data: Mapping[str, object]) -> ThresholdRules:
    """Read `{"limits": {"systolic": {"warning_high": 140}}, "no_reading_days": 3}`.

    Errors: InvalidInput, field by field, for anything that is not such an object or breaks `build_rules`.
    """
    raw = data.get("limits", {})
    days = data.get("no_reading_days")
    fields: dict[str, list[str]] = {}
    limits: list[Limit] = []
    if not isinstance(raw, Mapping):
        raise InvalidInput(fields={"limits": ["must be an object"]})
    if days is not None and (isinstance(days, bool) or not isinstance(days, int)):
        fields["no_reading_days"] = ["must be a whole number"]
    for vital, values in raw.items():
        if not isinstance(values, Mapping):
            fields[str(vital)] = ["must be an object"]
            continue
        numbers: dict[str, float] = {}
        for name, value in values.items():
            if name not in _FIELD_NAMES:
                fields[f"{vital}.{name}"] = ["unknown limit"]
            elif value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
                fields[f"{vital}.{name}"] = ["must be a number"]
            elif value is not None:
                numbers[name] = value
        limits.append(Limit(vital=str(vital), **numbers))
    if fields:
        raise InvalidInput("The thresholds cannot be read.", fields=fields)
    return build_rules(limits=limits, no_reading_days=days if isinstance(days, int) else None)


def _list_problems(limit: Limit) -> list[tuple[str, str]]:
    spec = VITALS.get(limit.vital)
    if spec is None:
        return [(limit.vital, "unknown vital")]
    problems: list[tuple[str, str]] = []
    below: float | None = None
    for name, _, _ in _FIELDS:
        value = getattr(limit, name)
        if value is None:
            continue
        if not spec.low <= value <= spec.high:
            problems.append(
                (
                    f"{limit.vital}.{name}",
                    say(
                        "must be within {low:g} to {high:g} {unit}",
                        low=spec.low,
                        high=spec.high,
                        unit=spec.unit,
                    ),
                )
            )
        elif below is not None and value <= below:
            problems.append((f"{limit.vital}.{name}", "must be above the limits below it"))
        below = value
    return problems


def _freeze(limits: Mapping[str, Limit], no_reading_days: int | None) -> ThresholdRules:
    ordered = {vital: limits[vital] for vital in sorted(limits)}
    # Numbers are hashed as floats: 140 and 140.0 are the same limit.
    content = {
        vital: [None if (value := getattr(limit, name)) is None else float(value) for name, _, _ in _FIELDS]
        for vital, limit in ordered.items()
    }
    canonical = json.dumps([content, no_reading_days], separators=(",", ":"))
    version = "thresholds-" + hashlib.sha256(canonical.encode()).hexdigest()[:12]
    return ThresholdRules(limits=ordered, no_reading_days=no_reading_days, version=version)
