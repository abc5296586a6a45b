"""The practice's self-check: each of OIG's patterns found, and not found one patient short of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from tests.domain.billing.cases import NEW_YORK, at, day
from vantrexia.domain.billing.practice_check import FINDING_KINDS, Finding, check_practice
from vantrexia.domain.billing.practice_facts import (
    BilledLine,
    EnrolledPatient,
    Limits,
    MonthTotal,
    PracticeFacts,
    StaffWork,
    Stream,
)
from vantrexia.domain.billing.results import Severity

TODAY = day("2026-06-30")


def enrol(
    count: int, month: str, *, visit: str | None = "2026-01-05", first: int = 0
) -> list[EnrolledPatient]:
    seen = None if visit is None else day(visit)
    return [EnrolledPatient(f"p{first + n}", day(f"{month}-15"), seen) for n in range(count)]


def shift(patient: str, when: str, minutes: float, *, staff: str = "nora", note: str = "") -> StaffWork:
    return StaffWork(staff, patient, at(when), round(minutes * 60), NEW_YORK, note)


def line(patient: str, code: str, kind: str, start: str = "2026-05-01", units: int = 1) -> BilledLine:
    return BilledLine(patient, code, kind, day(start), day("2026-05-30"), units)


def check(**facts: Sequence[Any]) -> list[Finding]:
    parts: dict[str, Any] = {name: tuple(values) for name, values in facts.items()}
    return list(check_practice(PracticeFacts(today=TODAY, **parts)))


def keys(**facts: Sequence[Any]) -> list[str]:
    return [f.key for f in check(**facts)]


def test_nothing_is_found_in_nothing() -> None:
    assert check() == []


def test_a_jump_of_new_patients() -> None:
    before = enrol(10, "2026-04")

    [found] = check(patients=[*before, *enrol(25, "2026-05", first=100)])
    assert (found.key, found.params["growth"], len(found.subjects)) == ("ENROLMENT_SPIKE", 150, 25)
    assert "25 new patients in May 2026 after 10" in found.text
    assert keys(patients=[*before, *enrol(24, "2026-05", first=100)]) == []
    assert keys(patients=enrol(25, "2026-05")) == []
    assert keys(patients=[*enrol(2, "2026-04"), *enrol(9, "2026-05", first=100)]) == []


def test_patients_nobody_has_seen() -> None:
    unseen = enrol(9, "2026-05", visit=None)

    assert keys(patients=[*unseen, *enrol(1, "2026-05", first=50)]) == ["NO_PRIOR_VISIT"]
    assert keys(patients=[*unseen[:8], *enrol(2, "2026-05", first=50)]) == []
    old = enrol(10, "2026-05", visit="2020-12-31")
    assert keys(patients=old) == ["NO_PRIOR_VISIT"]
    assert keys(patients=old[:9]) == []


def test_supply_that_nobody_ever_manages() -> None:
    supply = line("p1", "99454", "supply")

    assert [f.subjects for f in check(lines=[supply])] == [("p1",)]
    for managed in (line("p1", "99457", "time"), line("p1", "99091", "clinician_time")):
        assert keys(lines=[supply, managed]) == []
    assert keys(lines=[supply, line("p2", "99457", "time")]) == ["SUPPLY_NEVER_MANAGED"]


def test_a_patient_of_several_practices_is_held() -> None:
    shared = EnrolledPatient("p1", day("2026-05-01"), day("2026-01-01"), other_practices=1)

    [found] = check(patients=[shared])
    assert (found.key, found.severity) == ("SEVERAL_PRACTICES", Severity.HOLD)


def test_more_than_one_device_billed_in_a_period_is_held() -> None:
    time = line("p1", "99457", "time")
    first = line("p1", "99454", "supply")

    assert keys(lines=[time, first, line("p1", "99445", "supply")]) == ["SEVERAL_DEVICES"]
    assert keys(lines=[time, line("p1", "99454", "supply", units=2)]) == ["SEVERAL_DEVICES"]
    assert keys(lines=[time, first, line("p1", "99454", "supply", start="2026-05-31")]) == []


def test_the_same_minutes_and_note_on_many_patients() -> None:
    def entries(count: int, note: str = "digest") -> list[StaffWork]:
        return [shift(f"p{n}", f"2026-05-{n + 1:02} 10:00", 20, note=note) for n in range(count)]

    assert keys(work=entries(5)) == ["IDENTICAL_WORK"]
    assert keys(work=entries(4)) == []
    assert keys(work=entries(9, note="")) == []


def test_a_day_over_sixteen_hours_is_held() -> None:
    def night(hours: float) -> list[StaffWork]:
        return [shift("p1", "2026-05-04 00:00", 60 * 8), shift("p2", "2026-05-04 08:00", 60 * hours)]

    [found] = check(work=night(8.1))
    assert (found.key, found.params["hours"], found.subjects) == ("DAY_TOO_LONG", "16.1", ("nora",))
    assert keys(work=night(8)) == []
    # Over midnight the hours fall on two days.
    assert keys(work=[shift("p1", "2026-05-04 12:00", 60 * 24)]) == []
    assert keys(work=[shift("p1", "2026-05-04 00:00", 60 * 30)]) == ["DAY_TOO_LONG"]


def test_being_in_two_places_at_once_is_held() -> None:
    long = shift("p1", "2026-05-04 10:00", 30)

    assert keys(work=[long, shift("p2", "2026-05-04 10:20", 5)]) == ["TWO_PLACES"]
    assert keys(work=[long, shift("p1", "2026-05-04 10:05", 5), shift("p2", "2026-05-04 10:20", 5)]) == [
        "TWO_PLACES"
    ]
    assert keys(work=[long, shift("p2", "2026-05-04 10:30", 5)]) == []
    assert keys(work=[long, shift("p1", "2026-05-04 10:20", 30)]) == []
    assert keys(work=[long, shift("p2", "2026-05-04 10:20", 5, staff="mia")]) == []


@pytest.mark.parametrize(("exact", "found"), [(4, ["EXACT_TOTALS"]), (3, [])])
def test_totals_that_are_exactly_a_threshold_too_often(exact: int, found: list[str]) -> None:
    totals = [MonthTotal(f"p{n}", day("2026-05-01"), 1200 if n < exact else 1300 + n) for n in range(20)]

    assert keys(totals=totals) == found
    assert keys(totals=[*totals[:19], MonthTotal("p99", day("2026-05-01"), 0)]) == []


def test_identical_streams_of_two_patients() -> None:
    assert keys(streams=[Stream("p1", "d1", "aa"), Stream("p2", "d2", "aa")]) == ["IDENTICAL_STREAMS"]
    assert keys(streams=[Stream("p1", "d1", "aa"), Stream("p1", "d2", "aa"), Stream("p2", "d3", "bb")]) == []


def test_holds_come_first_and_order_of_facts_does_not_matter() -> None:
    streams = [Stream("p1", "d1", "aa"), Stream("p2", "d2", "aa")]
    lines = [line("p1", "99454", "supply", units=2), line("p2", "99454", "supply")]

    forwards, backwards = check(streams=streams, lines=lines), check(streams=streams[::-1], lines=lines[::-1])
    assert forwards == backwards
    assert [f.key for f in forwards] == ["SEVERAL_DEVICES", "IDENTICAL_STREAMS", "SUPPLY_NEVER_MANAGED"]


def test_limits_are_the_practices_to_tighten() -> None:
    facts = PracticeFacts(today=TODAY, work=(shift("p1", "2026-05-04 08:00", 60 * 12 + 1),))

    assert check_practice(facts) == ()
    assert [f.key for f in check_practice(facts, limits=Limits(day_hold_hours=12))] == ["DAY_TOO_LONG"]


def test_every_finding_names_its_source() -> None:
    assert all(kind.source for kind in FINDING_KINDS.values())
    assert sum("OIG" in kind.source for kind in FINDING_KINDS.values()) == 5
    assert timedelta(hours=Limits().day_hold_hours) == timedelta(hours=16)
