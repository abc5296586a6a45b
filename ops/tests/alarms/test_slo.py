"""Burn rates on series whose outcome is known beforehand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vantrexia_ops.alarms.slo import LONGEST, WINDOWS, Sample, burn_rate, judge_burn

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def series(minutes: int, *, requests: int, errors: Callable[[int], int]) -> list[Sample]:
    """One sample a minute up to now; `errors` is asked how many minutes ago."""
    return [Sample(at=NOW - MINUTE * ago, requests=requests, errors=errors(ago)) for ago in range(minutes)]


def firing(samples: list[Sample]) -> set[str]:
    return {burn.window.name for burn in judge_burn(samples, now=NOW, objective=0.999) if burn.is_firing}


def test_the_windows_are_those_of_the_workbook_and_each_spends_its_share() -> None:
    assert [(w.factor, w.long, w.short) for w in WINDOWS] == [
        (14.4, timedelta(hours=1), timedelta(minutes=5)),
        (6.0, timedelta(hours=6), timedelta(minutes=30)),
        (1.0, timedelta(days=3), timedelta(hours=6)),
    ]
    assert [round(window.share, 3) for window in WINDOWS] == [0.02, 0.05, 0.1]
    assert [window.severity for window in WINDOWS] == ["critical", "critical", "warning"]


def test_a_rate_of_one_spends_the_budget_in_exactly_thirty_days() -> None:
    assert (
        burn_rate(
            series(60, requests=1000, errors=lambda _: 1), now=NOW, over=timedelta(hours=1), objective=0.999
        )
        == 1.0
    )


@pytest.mark.parametrize(
    ("per_100000", "expected"),
    [
        (1440, {"fast", "medium", "slow"}),
        (1439, {"medium", "slow"}),
        (600, {"medium", "slow"}),
        (599, {"slow"}),
        (100, {"slow"}),
        (99, set()),
    ],
)
def test_each_window_goes_off_at_its_factor_and_not_one_error_before(
    per_100000: int, expected: set[str]
) -> None:
    assert firing(series(3 * 24 * 60, requests=100_000, errors=lambda _: per_100000)) == expected


def test_a_whole_outage_is_told_within_minutes() -> None:
    """Everything fails: the hour's budget share is spent after 52 seconds of it; the look of the next minute tells."""
    assert firing(series(3 * 24 * 60, requests=10, errors=lambda ago: 10 if ago < 1 else 0)) == {"fast"}


def test_what_is_over_stops_the_alarm_although_the_hour_still_remembers_it() -> None:
    samples = series(24 * 60, requests=100, errors=lambda ago: 100 if 10 <= ago < 20 else 0)
    burns = {burn.window.name: burn for burn in judge_burn(samples, now=NOW, objective=0.999)}
    assert burns["fast"].rate > 14.4
    assert not burns["fast"].is_firing


def test_a_slow_leak_nobody_would_be_woken_for_is_a_ticket() -> None:
    assert firing(series(3 * 24 * 60, requests=1000, errors=lambda ago: 2)) == {"slow"}


def test_two_errors_of_a_quiet_night_wake_nobody_and_a_third_does() -> None:
    assert firing(series(60, requests=1, errors=lambda ago: int(ago < 2))) == set()
    assert "fast" in firing(series(60, requests=1, errors=lambda ago: int(ago < 3)))


def test_nobody_asked_is_no_failure() -> None:
    assert firing([]) == set()
    assert burn_rate([], now=NOW, over=LONGEST, objective=0.999) == 0.0


def test_a_sample_of_the_future_does_not_count() -> None:
    future = [Sample(at=NOW + MINUTE, requests=100, errors=100)] * 5
    assert firing(future) == set()


@given(
    st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)), min_size=1, max_size=120),
    st.integers(0, 119),
)
def test_one_more_error_never_makes_it_milder(counts: list[tuple[int, int]], where: int) -> None:
    samples = [
        Sample(at=NOW - MINUTE * ago, requests=max(r, e), errors=e) for ago, (r, e) in enumerate(counts)
    ]
    worse = list(samples)
    at = where % len(samples)
    worse[at] = Sample(at=samples[at].at, requests=samples[at].requests + 1, errors=samples[at].errors + 1)
    assert firing(samples) <= firing(worse)
