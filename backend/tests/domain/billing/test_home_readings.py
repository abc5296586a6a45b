"""The readings of a man's cuff at home, 222 of them in four months of 2019, which nobody here wrote: days and codes of every thirty-day
period against a plain count of dates, whatever was kept of them, wherever day one lies, in whatever order they arrived.

The days are moved seven years on, so that the codes of 2026 hold; hours and gaps are his.
"""

from __future__ import annotations

import csv
import os
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.domain.billing.cases import NEW_YORK, at, bill, cuff, make_patient
from vantrexia.domain.billing.facts import Reading

FILE = Path(__file__).parents[5] / "shared" / "data" / "home-blood-pressure.csv"
SEVEN_YEARS = timedelta(days=2557)
KEEP: dict[str, Callable[[date], bool]] = {
    "all": lambda day: True,
    "mondays": lambda day: day.weekday() == 0,
    "every second day": lambda day: day.toordinal() % 2 == 0,
    "every third day": lambda day: day.toordinal() % 3 == 0,
    "one a month": lambda day: day.day == 20,
    "until july": lambda day: day.month < 7,
}


def read_moments() -> list[datetime]:
    """Local times of his readings, in 2026."""
    if not FILE.is_file():
        if os.environ.get("CI") and FILE.parents[1].is_dir():
            pytest.fail("the shared test data are there, the home readings are not")
        pytest.skip("the shared home readings are not beside this checkout")
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 222
    return [datetime.fromisoformat(row["measured_at_local"]) + SEVEN_YEARS for row in rows]


def count_plainly(moments: list[datetime], first: date, today: date) -> list[str]:
    """What may be billed for supply and set-up, by counting dates: 2 to 15 days 99445, 16 and more 99454 (rules section 2)."""
    days = {moment.date() for moment in moments}
    lines: list[str] = []
    start, is_set_up = first, False
    while start + timedelta(days=29) <= today:
        end = start + timedelta(days=29)
        count = sum(1 for offset in range(30) if start + timedelta(days=offset) in days)
        if count >= 2:
            period = f"x1 {start}..{end} @{end}"
            lines.append(("99454" if count >= 16 else "99445") + period)
            if not is_set_up:
                lines.append("99453" + period)
                is_set_up = True
        start = end + timedelta(days=1)
    return sorted(lines)


@pytest.mark.parametrize("kept", KEEP)
@pytest.mark.parametrize("late", [0, 3, 17, 29])
def test_his_periods_are_counted_as_by_hand(kept: str, late: int) -> None:
    every = read_moments()
    first = every[0].date() + timedelta(days=late)
    begun = f"{first} 00:00"
    moments = [moment for moment in every if moment.date() >= first and KEEP[kept](moment.date())]
    readings = [Reading("bp1", at(str(moment), NEW_YORK)) for moment in moments]
    random.Random(late).shuffle(readings)
    pat = make_patient(
        consent=begun, enrolled=begun, devices=(cuff(begun, taught=20),), readings=tuple(readings)
    )
    for today in (first + timedelta(days=30), date(2026, 7, 4), date(2026, 9, 30)):
        got = sorted(bill(pat, str(today)))
        assert got == count_plainly(moments, first, today)


def test_a_reading_just_before_midnight_counts_for_that_day() -> None:
    """His first is of 23:38; a count by UTC would give it to the next day."""
    moments = read_moments()
    assert moments[0].hour == 23
    only = [moments[0], moments[0] + timedelta(minutes=30)]
    pat = make_patient(
        consent="2026-04-15 00:00", enrolled="2026-04-15 00:00", devices=(cuff("2026-04-15 00:00", taught=20),),
        readings=tuple(Reading("bp1", at(str(one))) for one in only),
    )  # fmt: skip
    assert len({one.date() for one in only}) == 2
    assert "99445x1 2026-04-15..2026-05-14 @2026-05-14" in bill(pat, "2026-05-14")
