"""Clock changes: times that never were, times that were twice."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from vantrexia_sim.localtime import is_skipped, to_local_instant

NEW_YORK = ZoneInfo("America/New_York")


def test_an_ordinary_time_keeps_its_wall_clock_and_gets_its_offset() -> None:
    at = to_local_instant(naive=datetime(2026, 7, 1, 7, 30), zone=NEW_YORK)
    assert at.isoformat() == "2026-07-01T07:30:00-04:00"


def test_a_time_the_clocks_jumped_over_moves_forward_by_the_gap() -> None:
    naive = datetime(2026, 3, 8, 2, 30)
    assert is_skipped(naive=naive, zone=NEW_YORK)
    for second_time in (False, True):
        at = to_local_instant(naive=naive, zone=NEW_YORK, second_time=second_time)
        assert at.isoformat() == "2026-03-08T03:30:00-04:00"


def test_a_time_that_happens_twice_can_be_told_apart() -> None:
    naive = datetime(2026, 11, 1, 1, 30)
    first = to_local_instant(naive=naive, zone=NEW_YORK)
    second = to_local_instant(naive=naive, zone=NEW_YORK, second_time=True)
    assert (first.isoformat(), second.isoformat()) == (
        "2026-11-01T01:30:00-04:00",
        "2026-11-01T01:30:00-05:00",
    )
    assert (second.astimezone(UTC) - first.astimezone(UTC)).total_seconds() == 3600
    assert not is_skipped(naive=naive, zone=NEW_YORK)


@pytest.mark.parametrize("zone", ["America/Phoenix", "Pacific/Honolulu", "Asia/Kolkata"])
def test_a_zone_without_clock_changes_skips_nothing(zone: str) -> None:
    assert not any(
        is_skipped(naive=datetime(2026, 3, 8, hour, 30), zone=ZoneInfo(zone)) for hour in range(24)
    )
