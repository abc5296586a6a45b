"""The risk score by example: every ground, every part, every edge, and the words that go with them."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.domain.quiet import HOUR, NOW, QUIET, TICK, explain, judge, read, score
from vantrexia.domain.triage import (
    BANDS,
    RULES_VERSION,
    Reason,
    TriageInputs,
    as_json,
    evaluate,
)
from vantrexia.domain.triage_weights import WEIGHTS, compute_version


def test_the_bands_are_the_decided_ones_and_the_points_fill_them() -> None:
    assert BANDS == {"normal": (0, 25), "warning": (26, 75), "critical": (76, 100)}
    for level, band in BANDS.items():
        assert sum(WEIGHTS[level]) == band.high - band.low


def test_a_quiet_patient_scores_nothing_and_needs_no_reason() -> None:
    result = judge()
    assert (result.score, result.level, result.reasons) == (0, "normal", ())
    assert result.rules_version == RULES_VERSION


def test_a_version_is_the_same_on_every_machine_and_changes_with_the_numbers() -> None:
    # Stored evaluations name it. Whoever changes a weight, a band or a window changes this line, knowingly.
    assert RULES_VERSION == compute_version() == "triage-1-4f2fbeb133ba"


def test_the_callers_rules_version_is_kept() -> None:
    assert evaluate(QUIET, now=NOW, rules_version="old").rules_version == "old"
    assert evaluate(TriageInputs(), now=NOW, rules_version="old").rules_version == "old"


@pytest.mark.parametrize(
    ("changes", "level", "low"),
    [
        ({"stat_escalation": True}, "critical", 76),
        ({"open_critical": 1}, "critical", 76),
        ({"breaches": read(systolic=180)}, "critical", 76),
        ({"breaches": read(systolic=80)}, "critical", 76),
        ({"breaches": read(systolic=140, pulse=110, spo2=94)}, "critical", 76),
        ({"breaches": read(systolic=140)}, "warning", 26),
        ({"breaches": read(systolic=179)}, "warning", 26),
        ({"breaches": read(systolic=140, pulse=110)}, "warning", 26),
        ({"breaches": read(systolic=150, diastolic=95, pulse=115)}, "warning", 26),
        ({"open_warning": 1}, "warning", 26),
        ({"alerts_7d": 3, "alerts_30d": 3}, "warning", 26),
        ({"alerts_7d": 2, "alerts_30d": 20}, "normal", 0),
        ({"readings_expected": 10}, "normal", 0),
        ({"last_reviewed_at": None}, "normal", 0),
    ],
)
def test_the_ground_picks_the_band(changes: dict[str, Any], level: str, low: int) -> None:
    result = judge(**changes)
    assert result.level == level
    assert result.score is not None
    assert low <= result.score <= BANDS[level].high  # type: ignore[index]
    assert sum(reason.points for reason in result.reasons) == result.score


@pytest.mark.parametrize(
    ("systolic", "expected"),
    [
        (139.9, 0), (140, 26), (142.4, 26), (142.5, 27), (160, 34), (179.9, 41),
        (180, 76), (184.9, 76), (185, 77), (200, 80), (219.9, 83), (220, 84), (300, 84),
        (90, 26), (85, 34), (80, 76), (75, 80), (70, 84), (60, 84),
    ],
)  # fmt: skip
def test_a_value_further_beyond_its_limit_scores_more(systolic: float, expected: int) -> None:
    assert score(breaches=read(systolic=systolic)) == expected


def test_the_worst_value_comes_first_and_gives_the_depth() -> None:
    result = judge(breaches=read(systolic=150, pulse=125))
    assert [(reason.params["vital"], reason.points) for reason in result.reasons] == [
        ("pulse", 26 + 12),
        ("systolic", 3),
    ]
    assert result.reasons[0] == Reason(
        "reason.breach.high", {"vital": "pulse", "value": 125, "limit": 110, "severity": "warning"}, 38
    )


def test_a_critical_value_comes_before_a_deep_warning() -> None:
    result = judge(breaches=read(systolic=179, spo2=90))
    assert [(reason.key, reason.params["vital"], reason.points) for reason in result.reasons] == [
        ("reason.breach.low", "spo2", 76),
        ("reason.breach.high", "systolic", 2),
    ]


def test_equally_grave_values_come_in_a_definite_order() -> None:
    for breaches in (read(systolic=140, pulse=110), read(pulse=110, systolic=140)):
        reasons = judge(breaches=breaches).reasons
        assert [reason.params["vital"] for reason in reasons] == ["pulse", "systolic"]


def test_both_pressures_of_one_squeeze_count_once() -> None:
    assert score(breaches=read(systolic=150)) == 30
    assert score(breaches=read(systolic=150, diastolic=95)) == 30
    result = judge(breaches=read(systolic=150, diastolic=95))
    assert [reason.points for reason in result.reasons] == [30, 0]
    # A third vital after both pressures is the second thing measured.
    assert [r.points for r in judge(breaches=read(systolic=150, diastolic=95, pulse=112)).reasons] == [
        30,
        0,
        3,
    ]


def test_three_further_vitals_earn_an_equal_share_and_a_fourth_none() -> None:
    breaches = read(systolic=180, pulse=110, spo2=94, glucose_mg_dl=250, temperature_c=38)
    scores = [score(breaches=breaches[:count]) for count in range(1, 6)]
    assert scores == [76, 78, 80, 82, 82]


def test_several_vitals_at_once_are_critical_and_say_so() -> None:
    result = judge(breaches=read(systolic=150, pulse=112, spo2=94))
    assert (result.level, result.score) == ("critical", 80)
    assert [(reason.key, reason.points) for reason in result.reasons] == [
        ("reason.breach.high", 0),
        ("reason.breach.high", 2),
        ("reason.breach.low", 2),
        ("reason.several", 76),
    ]
    assert result.reasons[-1].params == {"count": 3}
    assert explain(breaches=read(systolic=180, pulse=110, spo2=94))["reason.several"] == 0


def test_a_stat_escalation_is_critical_whatever_the_values() -> None:
    assert explain(stat_escalation=True) == {"reason.stat": 76}
    assert explain(stat_escalation=True, breaches=read(systolic=170)) == {
        "reason.stat": 76,
        "reason.breach.high": 0,
    }
    assert explain(stat_escalation=True, breaches=read(systolic=200)) == {
        "reason.stat": 76,
        "reason.breach.high": 4,
    }


@pytest.mark.parametrize(
    ("critical", "warning", "points"),
    [
        (1, 0, 76 + 2), (1, 1, 76 + 3), (2, 0, 76 + 4), (1, 2, 76 + 4), (9, 9, 76 + 4),
        (0, 1, 26 + 2), (0, 2, 26 + 4), (0, 3, 26 + 6), (0, 4, 26 + 8), (0, 5, 26 + 8),
    ],
)  # fmt: skip
def test_open_alerts_count_critical_ones_double(critical: int, warning: int, points: int) -> None:
    result = judge(open_critical=critical, open_warning=warning)
    assert result.score == points
    assert result.reasons == (
        Reason("reason.open_alerts", {"critical": critical, "warning": warning}, points),
    )


def test_an_open_warning_alert_is_no_ground_of_the_critical_band() -> None:
    assert explain(breaches=read(systolic=150, pulse=112, spo2=94), open_warning=1)["reason.open_alerts"] == 1


@pytest.mark.parametrize(
    ("week", "month", "points"),
    [
        (0, 3, 0),
        (0, 4, 1),
        (2, 2, 1),
        (1, 6, 1),
        (1, 7, 2),
        (2, 10, 3),
        (2, 14, 4),
        (2, 17, 4),
        (2, 18, 5),
        (2, 90, 5),
    ],
)
def test_frequent_alerts_earn_points_in_the_normal_band(week: int, month: int, points: int) -> None:
    result = judge(alerts_7d=week, alerts_30d=month)
    assert (result.level, result.score) == ("normal", points)
    expected = (Reason("reason.alert_frequency", {"week": week, "month": month}, points),) if points else ()
    assert result.reasons == expected


@pytest.mark.parametrize(
    ("week", "month", "points"), [(3, 3, 27), (3, 7, 29), (4, 15, 31), (10, 10, 32), (50, 90, 32)]
)
def test_repeated_alerts_are_a_ground_of_the_warning_band(week: int, month: int, points: int) -> None:
    result = judge(alerts_7d=week, alerts_30d=month)
    assert (result.level, result.score) == ("warning", points)
    assert result.reasons == (Reason("reason.alert_frequency", {"week": week, "month": month}, points),)


def test_repeated_alerts_are_told_even_where_they_earn_nothing() -> None:
    assert explain(open_critical=1, alerts_7d=3, alerts_30d=3) == {
        "reason.open_alerts": 78,
        "reason.alert_frequency": 0,
    }
    assert explain(open_critical=1, alerts_7d=2, alerts_30d=2) == {"reason.open_alerts": 78}
    assert explain(open_critical=1, alerts_7d=2, alerts_30d=8) == {
        "reason.open_alerts": 78,
        "reason.alert_frequency": 1,
    }


@pytest.mark.parametrize(
    ("received", "expected", "points"),
    [
        (10, 10, 0),
        (9, 10, 1),
        (5, 10, 5),
        (1, 10, 9),
        (0, 10, 10),
        (29, 30, 0),
        (27, 30, 1),
        (0, 0, 0),
        (12, 10, 0),
    ],
)
def test_missed_readings_earn_points_in_proportion(received: int, expected: int, points: int) -> None:
    result = judge(readings_received=received, readings_expected=expected)
    assert result.score == points
    reason = Reason("reason.adherence", {"received": received, "expected": expected}, points)
    assert result.reasons == ((reason,) if points else ())


@pytest.mark.parametrize(
    ("ground", "low", "full", "most"),
    [
        ({}, 0, timedelta(days=14), 10),
        ({"breaches": read(systolic=140)}, 26, timedelta(hours=72), 5),
        ({"breaches": read(systolic=180)}, 76, timedelta(hours=24), 2),
    ],
)
def test_time_since_the_review_earns_points_in_equal_steps(
    ground: dict[str, Any], low: int, full: timedelta, most: int
) -> None:
    for step in range(1, most + 1):
        reviewed_at = NOW - full * step / most
        before = judge(**ground, last_reviewed_at=reviewed_at + TICK)
        after = judge(**ground, last_reviewed_at=reviewed_at)
        assert (before.score, after.score) == (low + step - 1, low + step)
        hours = int(full / HOUR * step // most)
        assert after.reasons[-1] == Reason("reason.review", {"hours": hours}, step)
    assert judge(**ground, last_reviewed_at=NOW - 10 * full).score == low + most
    assert judge(**ground, last_reviewed_at=None).reasons[-1] == Reason("reason.never_reviewed", {}, most)
    # A review stamped a moment ahead of our clock is a review.
    assert judge(**ground, last_reviewed_at=NOW + HOUR).score == low


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"last_reviewed_at": None, "readings_expected": 5, "alerts_7d": 2, "alerts_30d": 40}, 25),
        (
            {
                "last_reviewed_at": None, "readings_expected": 5, "alerts_7d": 20, "alerts_30d": 40,
                "open_warning": 9, "breaches": read(systolic=179.9, pulse=129.9),
            },
            26 + 15 + 3 + 8 + 6 + 5 + 5,
        ),
        (
            {
                "last_reviewed_at": None, "readings_expected": 5, "alerts_7d": 20, "alerts_30d": 40,
                "open_critical": 9, "breaches": read(systolic=300, pulse=250, spo2=50, glucose_mg_dl=900),
            },
            100,
        ),
    ],
)  # fmt: skip
def test_everything_at_once_stays_inside_the_band(changes: dict[str, Any], expected: int) -> None:
    assert score(**changes) == expected


def test_inputs_are_kept_as_json() -> None:
    inputs = replace(QUIET, breaches=read(systolic=142), open_warning=1, inputs_change_at=NOW)
    stored = json.loads(json.dumps(as_json(inputs)))
    assert stored == {
        "breaches": [
            {
                "vital": "systolic",
                "severity": "warning",
                "direction": "high",
                "value": 142,
                "limit": 140,
                "rule_key": "systolic.high",
                "depth": 0.05,
                "measured_at": "2026-11-23T12:00:00+00:00",
            }
        ],
        "open_critical": 0,
        "open_warning": 1,
        "alerts_7d": 0,
        "alerts_30d": 0,
        "readings_expected": 0,
        "readings_received": 0,
        "last_reading_at": "2026-11-23T12:00:00+00:00",
        "last_reviewed_at": "2026-11-23T12:00:00+00:00",
        "stat_escalation": False,
        "no_reading_days": 3,
        "inputs_change_at": "2026-11-23T12:00:00+00:00",
    }
    assert as_json(TriageInputs())["last_reading_at"] is None


def test_an_evaluation_takes_microseconds() -> None:
    inputs = replace(
        QUIET,
        breaches=read(systolic=192, diastolic=98, glucose_mg_dl=260),
        open_critical=1,
        alerts_7d=4,
        alerts_30d=7,
        readings_expected=28,
        readings_received=20,
    )

    def run() -> float:
        started = time.process_time()
        for _ in range(500):
            evaluate(inputs, now=NOW)
        return (time.process_time() - started) / 500

    # Own processor time, best of several runs, without the tracer of coverage.
    # Around 20 µs on an idle core, and room for a busy one.
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        best = min(run() for _ in range(10))
    finally:
        sys.settrace(tracer)
    assert best < 100e-6
