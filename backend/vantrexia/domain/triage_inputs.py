"""What the risk score looks at.

Public: `TriageInputs`, `CurrentBreach`, `list_current_breaches(values, rules)`, `as_json(inputs)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from vantrexia.domain.threshold_defaults import DEFAULT_NO_READING_DAYS
from vantrexia.domain.thresholds import Breach, CompiledRules, find_breaches


class CurrentBreach(NamedTuple):
    """The last value of a vital, beyond a limit, and when it was measured."""

    breach: Breach
    measured_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageInputs:
    """Everything the score looks at. Counts are as of `now`; the caller knows when they change by time alone.

    `readings_expected` and `readings_received` are of the caller's adherence window (from the measurement
    plan); `alerts_30d` includes `alerts_7d`; the open alerts are those acknowledged or not, but not
    resolved; `inputs_change_at` is the next instant an alert leaves its window or a reading falls due.
    """

    breaches: tuple[CurrentBreach, ...] = ()
    open_critical: int = 0
    open_warning: int = 0
    alerts_7d: int = 0
    alerts_30d: int = 0
    readings_expected: int = 0
    readings_received: int = 0
    last_reading_at: datetime | None = None
    last_reviewed_at: datetime | None = None
    stat_escalation: bool = False
    no_reading_days: int | None = DEFAULT_NO_READING_DAYS
    inputs_change_at: datetime | None = None


def list_current_breaches(
    values: Mapping[str, tuple[float, datetime]], rules: CompiledRules
) -> tuple[CurrentBreach, ...]:
    """Compare each vital's last value with the rules: `{"systolic": (142, measured_at)}`."""
    breaches = find_breaches({vital: value for vital, (value, _) in values.items()}, rules)
    return tuple(CurrentBreach(breach, values[breach.vital][1]) for breach in breaches)


def as_json(inputs: TriageInputs) -> dict[str, object]:
    """The inputs as a JSON-able object, stored beside the score so that it can be explained later."""

    def show(moment: datetime | None) -> str | None:
        return None if moment is None else moment.isoformat()

    return {
        "breaches": [
            {**item.breach._asdict(), "measured_at": item.measured_at.isoformat()} for item in inputs.breaches
        ],
        "open_critical": inputs.open_critical,
        "open_warning": inputs.open_warning,
        "alerts_7d": inputs.alerts_7d,
        "alerts_30d": inputs.alerts_30d,
        "readings_expected": inputs.readings_expected,
        "readings_received": inputs.readings_received,
        "last_reading_at": show(inputs.last_reading_at),
        "last_reviewed_at": show(inputs.last_reviewed_at),
        "stat_escalation": inputs.stat_escalation,
        "no_reading_days": inputs.no_reading_days,
        "inputs_change_at": show(inputs.inputs_change_at),
    }
