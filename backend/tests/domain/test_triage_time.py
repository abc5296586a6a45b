"""The risk score and time: how long a value counts, when silence hides the score, when time alone changes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.domain.quiet import DAY, HOUR, NOW, TICK, judge, read
from vantrexia.domain.triage import (
    Reason,
    TriageInputs,
    evaluate,
)


def test_a_value_counts_for_seven_days() -> None:
    breaches = read(measured_at=NOW - 7 * DAY, systolic=200)
    assert judge(breaches=breaches).score == 0
    assert judge(now=NOW - TICK, breaches=breaches).level == "critical"


def test_a_patient_who_never_sent_anything_has_no_score() -> None:
    result = evaluate(TriageInputs(last_reviewed_at=NOW), now=NOW)
    assert (result.score, result.level, result.next_score_at) == (None, "no_data", None)
    assert result.reasons == (Reason("reason.never_read", {}, 0),)


def test_a_silent_patient_has_no_score_from_the_very_instant() -> None:
    silent_since = NOW - 3 * DAY
    assert judge(last_reading_at=silent_since + TICK).level == "normal"
    result = judge(last_reading_at=silent_since)
    assert (result.score, result.level) == (None, "no_data")
    assert result.reasons == (Reason("reason.no_data", {"days": 3}, 0),)
    assert judge(last_reading_at=silent_since, no_reading_days=4).level == "normal"
    assert judge(last_reading_at=silent_since, open_warning=5).level == "no_data"
    assert judge(last_reading_at=silent_since, breaches=read(systolic=200)).level == "no_data"


@pytest.mark.parametrize("days", [None, 0])
def test_where_the_silence_rule_is_off_only_never_having_read_is_no_data(days: int | None) -> None:
    assert judge(last_reading_at=NOW - 400 * DAY, no_reading_days=days).level == "normal"
    assert judge(last_reading_at=None, no_reading_days=days).level == "no_data"


@pytest.mark.parametrize("emergency", [{"stat_escalation": True}, {"open_critical": 1}])
@pytest.mark.parametrize("last", [None, NOW - 30 * DAY])
def test_silence_does_not_hide_an_emergency(emergency: dict[str, Any], last: datetime | None) -> None:
    result = judge(last_reading_at=last, **emergency)
    assert result.level == "critical"
    assert result.next_score_at == NOW + 12 * HOUR


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # The silence of the device, in three days, against the review's first step in 33.6 hours.
        ({"last_reviewed_at": None}, NOW + 3 * DAY),
        ({}, NOW + 33.6 * HOUR),
        ({"last_reviewed_at": None, "no_reading_days": None}, None),
        ({"last_reviewed_at": NOW - 40 * DAY, "no_reading_days": None}, None),
        ({"last_reviewed_at": NOW - 14 * DAY, "no_reading_days": None}, None),
        ({"last_reviewed_at": NOW - 13 * DAY, "no_reading_days": None}, NOW + DAY),
        ({"breaches": read(systolic=150), "last_reviewed_at": NOW}, NOW + 14.4 * HOUR),
        ({"breaches": read(systolic=190), "last_reviewed_at": NOW}, NOW + 12 * HOUR),
        ({"breaches": read(NOW - 6.9 * DAY, systolic=190), "last_reviewed_at": None}, NOW + 0.1 * DAY),
        ({"breaches": read(NOW - 6.9 * DAY, systolic=139)}, NOW + 33.6 * HOUR),
        ({"inputs_change_at": NOW + HOUR}, NOW + HOUR),
        ({"inputs_change_at": NOW}, NOW + 33.6 * HOUR),
        (
            {"inputs_change_at": NOW + 99 * DAY, "last_reviewed_at": None, "no_reading_days": None},
            NOW + 99 * DAY,
        ),
        ({"stat_escalation": True, "last_reviewed_at": None}, None),
        ({"last_reading_at": NOW - 9 * DAY}, None),
        ({"last_reading_at": NOW - 9 * DAY, "inputs_change_at": NOW + HOUR}, NOW + HOUR),
    ],
)
def test_the_next_change_is_known_to_the_instant(changes: dict[str, Any], expected: datetime | None) -> None:
    assert judge(**changes).next_score_at == expected
