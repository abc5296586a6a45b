"""A person's day: too long, or in two places at once, and which entries say so."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.billing.cases import NEW_YORK, at
from vantrexia.domain.billing.clock import TICKS_PER_SECOND, get_ticks, get_zone
from vantrexia.domain.billing.person_day import (
    Work,
    find_impossible,
    find_overlaps,
    list_second_places,
    sum_days,
)

ZONE = get_zone(NEW_YORK)
HOUR = 3600 * TICKS_PER_SECOND


def work(id_: str, start: str, hours: float, patient: str = "pat") -> Work:
    low = get_ticks(at(start))
    return Work(id_, patient, low, low + int(hours * HOUR))


def impossible(*works: Work) -> dict[str, list[str]]:
    found = find_impossible(works, zone=ZONE, day_hold_hours=16)
    return {id_: sorted(kinds) for id_, kinds in found.items()}


def test_sixteen_hours_are_a_day_and_a_second_more_is_held() -> None:
    assert impossible(work("a", "2026-04-10 05:00", 16)) == {}
    longer = impossible(
        work("a", "2026-04-10 05:00", 16),
        work("b", "2026-04-10 22:00", 1 / 3600),
        work("c", "2026-04-11 08:00", 1),
    )
    assert longer == {"a": ["day_too_long"], "b": ["day_too_long"]}


def test_a_night_shift_is_split_at_midnight() -> None:
    assert impossible(work("a", "2026-04-10 14:00", 18)) == {}
    days = sum_days([work("a", "2026-04-10 20:00", 10)], zone=ZONE)
    assert days == {date(2026, 4, 10): 4 * HOUR, date(2026, 4, 11): 6 * HOUR}


def test_the_night_the_clock_goes_back_has_an_hour_more() -> None:
    days = sum_days([work("a", "2026-11-01 00:00", 25)], zone=ZONE)
    assert days == {date(2026, 11, 1): 25 * HOUR}


def test_two_patients_at_once_are_two_places_and_one_patient_twice_is_not() -> None:
    first, second = work("a", "2026-04-10 10:00", 1), work("b", "2026-04-10 10:30", 1, "ann")
    assert impossible(first, second) == {"a": ["two_places"], "b": ["two_places"]}
    assert impossible(first, work("b", "2026-04-10 10:30", 1)) == {}
    assert impossible(first, work("b", "2026-04-10 11:00", 1, "ann")) == {}
    assert impossible(first, work("b", "2026-04-10 10:30", 0, "ann")) == {}


def test_every_pair_at_once_is_found() -> None:
    works = [
        work("long", "2026-04-10 08:00", 8),
        work("b", "2026-04-10 09:00", 1, "ann"),
        work("c", "2026-04-10 12:00", 1, "ann"),
    ]
    assert [(a.id, b.id) for a, b in find_overlaps(works)] == [("long", "b"), ("long", "c")]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 30), st.sampled_from(["pat", "ann", "joe"])), max_size=14
    )
)
def test_second_places_are_the_later_ones_of_all_pairs(rows: list[tuple[int, int, str]]) -> None:
    works = [Work(str(n), patient, low, low + long) for n, (low, long, patient) in enumerate(rows)]
    later = {work.id for _, work in find_overlaps(works)}
    assert sorted(work.id for work in list_second_places(works)) == sorted(later)


def test_a_person_in_a_thousand_places_is_found_without_comparing_each_with_each() -> None:
    class Counted(str):
        compared = 0

        def __eq__(self, other: object) -> bool:
            Counted.compared += 1
            return str.__eq__(self, other)

        __hash__ = str.__hash__

    works = [Work(str(n), Counted(n), n, 10_000 + n) for n in range(1000)]
    assert len(list(list_second_places(works))) == 999
    assert Counted.compared < 10 * len(works)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 2000), st.integers(1, 600), st.booleans()), max_size=12),
    st.integers(1, 99),
)
def test_splitting_an_entry_changes_nothing_of_what_is_impossible(
    rows: list[tuple[int, int, bool]], percent: int
) -> None:
    base = get_ticks(at("2026-04-10 00:00"))
    minute = 60 * TICKS_PER_SECOND
    works = [
        Work(str(n), "pat" if pat else "ann", base + low * minute, base + (low + long) * minute)
        for n, (low, long, pat) in enumerate(rows)
    ]
    split = []
    for one in works:
        cut = one.low + (one.high - one.low) * percent // 100
        split += [Work(f"{one.id}", one.patient, one.low, cut), Work(f"{one.id}", one.patient, cut, one.high)]
    assert sum_days(works, zone=ZONE) == sum_days(split, zone=ZONE)
    assert (
        find_impossible(split, zone=ZONE, day_hold_hours=16).keys()
        == find_impossible(works, zone=ZONE, day_hold_hours=16).keys()
    )
