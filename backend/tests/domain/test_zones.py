"""The zone of a time: whoever moved lives where they lived then."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from vantrexia.domain.zones import zone_at

MOVED = datetime(2026, 3, 10, 12, tzinfo=UTC)
HISTORY = ((datetime(2026, 1, 1, tzinfo=UTC), "America/New_York"), (MOVED, "America/Denver"))


@pytest.mark.parametrize(
    ("moment", "zone"),
    [
        (datetime(2025, 12, 31, 23, 59, tzinfo=UTC), "America/New_York"),
        (datetime(2026, 3, 10, 11, 59, 59, tzinfo=UTC), "America/New_York"),
        (MOVED, "America/Denver"),
        (datetime(2027, 1, 1, tzinfo=UTC), "America/Denver"),
    ],
)
def test_the_zone_in_force_then_and_the_earliest_for_times_before_it(moment: datetime, zone: str) -> None:
    assert zone_at(HISTORY, moment, default="America/Chicago") == zone


def test_without_a_history_it_is_the_patients_own() -> None:
    assert zone_at((), MOVED, default="America/Chicago") == "America/Chicago"
