"""The numbers of the risk score: bands, weights, windows. Data only; `triage` is the formula.

Public: `BANDS`, `WEIGHTS`, `RULES_VERSION` and the constants beside them. `docs/rules/risk-score.md` prints
them; a test compares the two.
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Literal, NamedTuple

RiskLevel = Literal["critical", "warning", "normal", "no_data"]
ScoredLevel = Literal["critical", "warning", "normal"]


class Band(NamedTuple):
    """Lowest and highest score of a level, both included."""

    low: int
    high: int


class Weights(NamedTuple):
    """The most points each part can add inside a band. Their sum fills the band exactly."""

    depth: int
    further: int
    open_alerts: int
    frequency: int
    adherence: int
    review: int


BANDS: dict[ScoredLevel, Band] = {
    "normal": Band(0, 25),
    "warning": Band(26, 75),
    "critical": Band(76, 100),
}
WEIGHTS: dict[ScoredLevel, Weights] = {
    "normal": Weights(depth=0, further=0, open_alerts=0, frequency=5, adherence=10, review=10),
    "warning": Weights(depth=16, further=9, open_alerts=8, frequency=6, adherence=5, review=5),
    "critical": Weights(depth=8, further=6, open_alerts=4, frequency=2, adherence=2, review=2),
}

# How long a vital's last value speaks for the patient; after that it is history, not state.
VALUE_COUNTS_FOR = timedelta(days=7)
# Time since the last review that earns all review points of a band.
REVIEW_FULL_AFTER: dict[ScoredLevel, timedelta] = {
    "normal": timedelta(days=14),
    "warning": timedelta(hours=72),
    "critical": timedelta(hours=24),
}
# So many different vitals beyond a limit at once are critical even where each alone is a warning. Systolic
# and diastolic are one: they come from one squeeze of the cuff and move together.
SEVERAL_AT_ONCE = 3
VITAL_GROUPS: dict[str, str] = {"systolic": "blood_pressure", "diastolic": "blood_pressure"}
# So many alerts in seven days are a warning even when all of them are resolved.
REPEATED_ALERTS_7D = 3
# Beyond these counts nothing is added.
MOST_FURTHER = 3
MOST_OPEN_UNITS = 4
OPEN_UNITS_CRITICAL = 2
MOST_FREQUENCY_UNITS = 20

# Raised by hand when the code of the formula changes; a change of the numbers above shows by itself.
FORMULA = 1


def compute_version() -> str:
    """The version of the formula and of every number above; `RULES_VERSION` is what it gives."""
    content = [
        FORMULA, BANDS, WEIGHTS, VITAL_GROUPS, VALUE_COUNTS_FOR.total_seconds(),
        {level: span.total_seconds() for level, span in REVIEW_FULL_AFTER.items()},
        SEVERAL_AT_ONCE, REPEATED_ALERTS_7D,
        MOST_FURTHER, MOST_OPEN_UNITS, OPEN_UNITS_CRITICAL, MOST_FREQUENCY_UNITS,
    ]  # fmt: skip
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return f"triage-{FORMULA}-" + hashlib.sha256(canonical.encode()).hexdigest()[:12]


RULES_VERSION = compute_version()
