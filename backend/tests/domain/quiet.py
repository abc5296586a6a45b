"""A patient nothing is wrong with, to change one thing at a time: `judge(…)`, `score(…)`, `explain(…)`, `read(…)`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from vantrexia.domain.thresholds import Limit, build_rules, compile_rules
from vantrexia.domain.triage import (
    CurrentBreach,
    Evaluation,
    TriageInputs,
    evaluate,
    list_current_breaches,
)

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR, DAY, TICK = timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)

RULES = compile_rules(
    build_rules(
        limits=[
            Limit(vital="systolic", critical_low=80, warning_low=90, warning_high=140, critical_high=180),
            Limit(vital="diastolic", warning_high=90, critical_high=120),
            Limit(vital="pulse", warning_high=110, critical_high=130),
            Limit(vital="spo2", critical_low=90, warning_low=94),
            Limit(vital="glucose_mg_dl", warning_high=250, critical_high=300),
            Limit(vital="temperature_c", warning_high=38, critical_high=39),
        ]
    )
)
# Reviewed this instant, a reading this instant: nothing but what a test adds gives points.
QUIET = TriageInputs(last_reading_at=NOW, last_reviewed_at=NOW)


def read(measured_at: datetime = NOW, **values: float) -> tuple[CurrentBreach, ...]:
    return list_current_breaches({vital: (value, measured_at) for vital, value in values.items()}, RULES)


def judge(now: datetime = NOW, **changes: Any) -> Evaluation:
    return evaluate(replace(QUIET, **changes), now=now)


def score(**changes: Any) -> int | None:
    return judge(**changes).score


def explain(**changes: Any) -> dict[str, int]:
    return {reason.key: reason.points for reason in judge(**changes).reasons}
