"""A month of time as screens show it: the rules' own minutes, what did not count and why, what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.billing.cases import NEW_YORK, at, call, day, evaluate, make_patient, work
from vantrexia.domain.billing.clock import get_ticks, get_zone
from vantrexia.domain.billing.facts import TimeEntry
from vantrexia.domain.billing.minutes import index_time
from vantrexia.domain.billing.ruledata import load_rule_book
from vantrexia.domain.billing.time_report import MonthReport, report_month

ZONE = get_zone(NEW_YORK)


def report(
    *entries: TimeEntry,
    month: str = "2026-04-01",
    start: str = "2026-03-30 10:00",
    end: str = "2026-05-01 00:00",
    is_open: bool = True,
    on: str | None = None,
) -> MonthReport:
    rules = load_rule_book().get_rule_set(payer="cms", on=day(on or month))
    program = rules.get_program("rpm")
    numbered = tuple(e if e.id else replace(e, id=str(n)) for n, e in enumerate(entries))
    bounds: dict[str, Any] = {"start": get_ticks(at(start)), "end": get_ticks(at(end))}
    index = index_time(numbered, zone=ZONE, settings=rules.settings, program=program, **bounds)
    return report_month(
        numbered,
        index=index,
        first=day(month),
        is_open=is_open,
        settings=rules.settings,
        program=program,
        **bounds,
    )


def next_of(found: MonthReport) -> tuple[str, int, int, bool, bool] | None:
    step = found.next
    if step is None:
        return None
    return (
        step.code,
        step.unit,
        step.countdown.needed,
        step.countdown.contact_needed,
        step.countdown.reachable,
    )


def test_nothing_yet_is_ten_minutes_and_a_contact_from_the_first_code() -> None:
    found = report()
    assert (found.logged, found.counted, found.choice.band, found.entries) == (0, 0, None, {})
    assert next_of(found) == ("99470", 1, 10, True, True)


def test_minutes_without_a_contact_lack_the_contact_alone() -> None:
    found = report(work("2026-04-10 10:00", 21))
    assert found.choice.band is None
    assert next_of(found) == ("99457", 1, 0, True, True)


def test_seconds_are_rounded_up_in_what_is_missing_and_never_in_what_counts() -> None:
    found = report(call("2026-04-10 10:00", "19.99"))
    assert (found.time.minutes, found.choice.band and found.choice.band.code) == (19, "99470")
    assert next_of(found) == ("99457", 1, 1, False, True)


def test_after_the_first_twenty_come_the_units_of_the_add_on_up_to_the_limit() -> None:
    assert next_of(report(call("2026-04-10 10:00", 25))) == ("99458", 1, 15, False, True)
    assert next_of(report(call("2026-04-10 10:00", 65), is_open=False)) == ("99458", 3, 15, False, False)
    full = report(call("2026-04-10 10:00", 101))
    assert (full.choice.addon_units, full.choice.excess_units, full.next) == (3, 1, None)


def test_in_2025_the_first_step_is_twenty_minutes() -> None:
    found = report(month="2025-04-01", start="2025-03-01 10:00", end="2025-05-01 00:00")
    assert next_of(found) == ("99457", 1, 20, True, True)


def test_what_several_do_at_once_counts_once_and_says_so() -> None:
    found = report(
        call("2026-04-10 10:00", 10, id="a"),
        work("2026-04-10 10:05", 10, staff="paul", id="b"),
        work("2026-04-11 10:00", 1, id="c"),
    )
    assert (found.logged, found.counted, found.shared) == (1260, 960, 300)
    assert {id_: e.why for id_, e in found.entries.items()} == {"a": ("shared",), "b": ("shared",), "c": ()}


def test_why_an_entry_does_not_count() -> None:
    found = report(
        work("2026-04-10 10:00", 5, "device_logistics", id="activity"),
        work("2026-04-10 11:00", 5, role="admin", id="role"),
        work("2026-03-30 09:58", 4, id="early"),
        work("2026-04-02 10:00", 10, id="visited"),
        work("2026-04-02 10:05", 5, "em_visit", role="physician", staff="paul", id="visit"),
        work("2026-05-03 10:00", 5, id="later"),
        start="2026-04-01 00:00",
    )
    assert {id_: (e.counted_seconds, e.why) for id_, e in found.entries.items()} == {
        "activity": (0, ("activity",)),
        "role": (0, ("role",)),
        "visited": (300, ("other_service",)),
        "visit": (0, ("activity",)),
    }
    early = report(work("2026-03-30 09:58", 4, id="early"), month="2026-03-01")
    assert (early.entries["early"].counted_seconds, early.entries["early"].why) == (120, ("outside_episode",))


def test_a_call_over_the_months_end_is_a_contact_in_both_with_its_own_part_in_each() -> None:
    entry = call("2026-04-30 23:52", "20.5")
    april, may = report(entry), report(entry, month="2026-05-01", end="2026-06-01 00:00")
    assert (april.counted, may.counted) == (480, Decimal("750"))
    assert len(april.time.contacts) == len(may.time.contacts) == 1
    assert april.counted + may.counted == entry.seconds


def test_the_night_of_the_clock_change_has_its_hour_once() -> None:
    # 00:30 to 03:30 on the clock is four hours in November and two in March.
    autumn = report(
        work("2026-11-01 00:30", 240), month="2026-11-01", start="2026-10-01 00:00", end="2026-12-01 00:00"
    )
    assert autumn.counted == 4 * 3600


PIECES = st.lists(
    st.tuples(
        st.integers(0, 35 * 1440),
        st.integers(1, 5400),
        st.sampled_from(["data_review", "phone_call", "em_visit", "device_logistics"]),
        st.sampled_from(["rn", "physician", "admin"]),
        st.sampled_from(["nora", "paul"]),
    ),
    max_size=8,
)


def build(pieces: list[tuple[int, int, str, str, str]]) -> list[TimeEntry]:
    begin = at("2026-03-29 22:00")
    return [
        TimeEntry(
            staff,
            role,
            activity,
            begin + timedelta(minutes=low),
            seconds,
            activity == "phone_call",
            id=str(n),
        )
        for n, (low, seconds, activity, role, staff) in enumerate(pieces)
    ]


@settings(max_examples=150, deadline=None)
@given(PIECES, st.integers(1, 99))
def test_splitting_an_entry_changes_nothing_downstream(
    pieces: list[tuple[int, int, str, str, str]], percent: int
) -> None:
    whole = build(pieces)
    split = []
    for entry in whole:
        part = int(entry.seconds * percent // 100)
        split += [
            replace(entry, seconds=part),
            replace(
                entry,
                started_at=entry.started_at + timedelta(seconds=part),
                seconds=int(entry.seconds) - part,
                id=f"{entry.id}b",
            ),
        ]
    one, two = report(*whole), report(*split)
    assert (one.logged, one.counted, one.shared, one.choice) == (
        two.logged,
        two.counted,
        two.shared,
        two.choice,
    )
    assert bool(one.time.contacts) == bool(two.time.contacts)
    assert one.next == two.next
    counted = sum(e.counted_seconds for e in one.entries.values())
    assert counted == sum(e.counted_seconds for e in two.entries.values())


@settings(max_examples=100, deadline=None)
@given(PIECES)
def test_the_report_is_what_the_engine_bills(pieces: list[tuple[int, int, str, str, str]]) -> None:
    entries = tuple(build(pieces))
    found = report(*entries)
    lines = [
        a
        for a in evaluate(make_patient(time=entries), "2026-04-30").lines
        if a.period_start == day("2026-04-01") and a.code in ("99470", "99457", "99458")
    ]
    billed = {a.code: a.units for a in lines}
    band, units = found.choice.band, found.choice.addon_units
    expected = {band.code: 1} if band else {}
    if units:
        expected["99458"] = units
    assert billed == expected
    assert all(a.basis.seconds == found.counted for a in lines)
