"""99091: thirty minutes of a physician or QHP in a supply period, when nothing bars it (rules 8.12, 3.4)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.billing.books import book_with
from tests.domain.billing.cases import (
    bill,
    call,
    claim,
    data,
    evaluate,
    get_assessment,
    make_patient,
    say_all,
    void,
    work,
)
from vantrexia.domain.billing.facts import PatientFacts, PriorClaim, TimeEntry

LINE = ["99091x1 2026-04-01..2026-04-30 @2026-04-30"]


def paul(when: str, minutes: float, **more: Any) -> TimeEntry:
    return work(when, minutes, role="physician", staff="paul", **more)


def make(*time: TimeEntry, claims: tuple[PriorClaim, ...] = (), **more: Any) -> PatientFacts:
    return make_patient(time=time, claims=claims, **more)


def test_thirty_minutes_of_any_qualified_professional_and_not_of_staff() -> None:
    for role in ("physician", "np", "pa", "cns", "cnm"):
        assert bill(make(work("2026-04-10 10:00", 30, role=role)), "2026-04-30") == LINE
    for role in ("rn", "pharmacist", "clinical_staff"):
        assert (
            bill(make(paul("2026-04-10 10:00", 29), work("2026-04-11 10:00", 30, role=role)), "2026-04-30")
            == []
        )


def test_minutes_are_counted_once_exactly_and_inside_the_period() -> None:
    assert bill(make(paul("2026-04-10 10:00", 29.9)), "2026-04-30") == []
    assert bill(make(paul("2026-04-10 10:00", 20), paul("2026-04-10 10:10", 15)), "2026-04-30") == []
    assert bill(make(paul("2026-04-30 23:45", 30)), "2026-05-31") == []
    assert bill(make(paul("2026-04-10 10:00", 40), work("2026-04-10 10:20", 15, "ccm")), "2026-04-30") == []


def test_it_needs_no_live_contact_and_no_supply_code() -> None:
    assert bill(make(paul("2026-04-10 10:00", 30), devices=None), "2026-04-30") == LINE


def test_a_billable_time_code_in_a_touched_month_bars_it() -> None:
    # 2026-05-01..2026-05-30 touches May alone; the contact makes 99457 billable there.
    facts = make(paul("2026-04-10 10:00", 30), paul("2026-05-10 10:00", 30), call("2026-05-11 10:00", 5))

    assert bill(facts, "2026-05-31") == [*LINE, "99457x1 2026-05-01..2026-05-31 @2026-05-31"]
    assert "99457 is billable for May 2026" in say_all(
        get_assessment(facts, "2026-05-31", "99091", "2026-05-01")
    )


@pytest.mark.parametrize("own", [True, False])
def test_a_billed_time_code_of_anyone_bars_it(own: bool) -> None:
    billed = claim("99470", "2026-04-01", "2026-04-30", own=own)

    assert "99091" not in str(bill(make(paul("2026-04-10 10:00", 30), claims=(billed,)), "2026-04-30"))


@pytest.mark.parametrize(
    ("code", "barred"),
    [
        ("99374", True),
        ("99380", True),
        ("99424", True),
        ("99427", True),
        ("99437", True),
        ("99487", True),
        ("99491", True),
        ("99490", False),
        ("99439", False),
        ("G0556", False),
        ("99484", False),
    ],
)
def test_care_management_of_the_list_bars_it_and_other_does_not(code: str, barred: bool) -> None:
    facts = make(paul("2026-04-10 10:00", 30), claims=(claim(code, "2026-04-01", "2026-04-30"),))

    assert bill(facts, "2026-04-30") == ([] if barred else LINE)


def test_it_waits_for_the_last_month_it_touches() -> None:
    facts = make_patient(
        consent="2026-04-10 10:00", enrolled="2026-04-10 10:00", time=(paul("2026-04-20 10:00", 30),)
    )

    assert bill(facts, "2026-05-30") == []
    assert "May 2026 has not ended" in say_all(get_assessment(facts, "2026-05-30", "99091", "2026-04-10"))
    assert bill(facts, "2026-05-31") == ["99091x1 2026-04-10..2026-05-09 @2026-05-09"]


def test_a_cut_period_touches_only_the_months_until_the_cut() -> None:
    facts = make_patient(
        consent="2026-04-10 10:00",
        enrolled="2026-04-10 10:00",
        discharged="2026-04-25 10:00",
        time=(paul("2026-04-20 10:00", 30),),
    )

    assert bill(facts, "2026-04-29") == []
    assert bill(facts, "2026-04-30") == ["99091x1 2026-04-10..2026-04-25 @2026-04-25"]


def test_its_own_claim_is_not_repeated_and_void_without_its_minutes() -> None:
    billed = (claim("99091", "2026-04-01"),)
    supported = make(paul("2026-04-10 10:00", 30), claims=billed)
    shrunk = make(paul("2026-04-10 10:00", 29), claims=billed)

    assert bill(supported, "2026-04-30") == void(supported, "2026-04-30") == []
    assert get_assessment(supported, "2026-04-30", "99091", "2026-04-01").status == "already_billed"
    assert void(shrunk, "2026-04-30") == ["99091 2026-04-01"]


@pytest.mark.parametrize(
    "other",
    [
        claim("99091", "2026-04-10"),
        claim("99091", "2026-04-01", own=False),
        claim("98977", "2026-04-20"),
        claim("98980", "2026-04-01", "2026-04-30"),
    ],
    ids=["ours off the grid", "another practice's", "RTM supply", "RTM time"],
)
def test_another_99091_or_therapeutic_monitoring_in_the_thirty_days_blocks_it(other: PriorClaim) -> None:
    assert bill(make(paul("2026-04-10 10:00", 30), claims=(other,)), "2026-04-30") == []


def test_what_blocks_supply_alone_does_not_block_it() -> None:
    facts = make(paul("2026-04-10 10:00", 30), claims=(claim("99454", "2026-04-01", own=False),))

    assert bill(facts, "2026-04-30") == LINE
    assert evaluate(facts, "2026-04-30").lines[0].held_by == ("OTHER_PRACTICE",)


def test_its_date_of_service_is_a_setting() -> None:
    facts = make(paul("2026-04-10 10:00", 20), paul("2026-04-12 10:00", 20), paul("2026-05-05 10:00", 3))

    book = book_with(clinician_dos="minimum_day")
    assert bill(facts, "2026-05-31", book=book) == ["99091x1 2026-04-01..2026-04-30 @2026-04-12"]


def test_it_counts_down_while_the_period_runs() -> None:
    facts = make(paul("2026-04-10 10:00", 12.5), readings=data("2026-04-01", 5))

    countdown = get_assessment(facts, "2026-04-12", "99091", "2026-04-01").countdown
    assert countdown is not None
    assert (countdown.needed, countdown.unit, str(countdown.last_day)) == (18, "minutes", "2026-04-30")
    ended = make(paul("2026-04-10 10:00", 12), discharged="2026-04-11 10:00")
    assert get_assessment(ended, "2026-04-12", "99091", "2026-04-01").countdown is None


def test_a_billed_99091_beside_time_codes_is_held_for_a_person() -> None:
    facts = make(call("2026-04-10 10:00", 30, role="physician"), claims=(claim("99091", "2026-04-01"),))

    line = next(a for a in evaluate(facts, "2026-04-30").lines if a.code == "99457")
    assert "CLINICIAN_AND_TIME" in line.held_by
    assert void(facts, "2026-04-30") == []
