"""Earlier claims: what they move, block, replace and leave to void (rules 8.13, 8.14)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

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
from vantrexia.domain.billing.facts import PriorClaim

APRIL = "2026-04-01..2026-04-30"
P1 = "99454x1 2026-04-01..2026-04-30 @2026-04-30"


def april_claim(code: str, dos: str = "2026-04-30", **more: Any) -> PriorClaim:
    return claim(code, "2026-04-01", "2026-04-30", dos=dos, **more)


# --- what a claim does to the grid ---


@pytest.mark.parametrize("own", [True, False])
def test_a_supply_claim_that_starts_before_day_one_moves_it_by_thirty_days(own: bool) -> None:
    facts = make_patient(readings=data("2026-04-01", 90), claims=(claim("99454", "2026-03-20", own=own),))

    assert evaluate(facts, "2026-06-30").episode.day_one.isoformat() == "2026-04-19"  # type: ignore[union-attr]
    assert bill(facts, "2026-05-18") == ["99454x1 2026-04-19..2026-05-18 @2026-05-18"]


def test_a_cut_claim_moves_day_one_as_far_as_a_full_one() -> None:
    facts = make_patient(
        readings=data("2026-04-01", 90), claims=(claim("99445", "2026-03-20", "2026-03-22"),)
    )

    assert bill(facts, "2026-05-18") == ["99454x1 2026-04-19..2026-05-18 @2026-05-18"]


def test_a_claim_that_is_over_moves_nothing() -> None:
    facts = make_patient(readings=data("2026-04-01", 30), claims=(claim("99454", "2026-03-02"),))

    assert bill(facts, "2026-04-30") == [P1]


def test_a_moved_day_one_can_meet_the_next_claim() -> None:
    facts = make_patient(
        readings=data("2026-04-01", 120),
        claims=(claim("99454", "2026-03-20"), claim("99454", "2026-04-10", own=False)),
    )

    # 20 March moves day 1 to 19 April; the claim of 10 April now starts before it and moves it to 10 May.
    assert bill(facts, "2026-06-08") == ["99454x1 2026-05-10..2026-06-08 @2026-06-08"]


def test_an_old_therapeutic_claim_moves_nothing() -> None:
    facts = make_patient(readings=data("2026-04-01", 30), claims=(claim("98977", "2026-02-20"),))

    assert bill(facts, "2026-04-30") == [P1]


@pytest.mark.parametrize("own", [True, False])
def test_an_off_grid_claim_blocks_every_period_it_overlaps_and_moves_nothing(own: bool) -> None:
    facts = make_patient(
        readings=data("2026-04-01", 120), claims=(claim("99445", "2026-04-30", "2026-05-02", own=own),)
    )

    assert bill(facts, "2026-06-29") == ["99454x1 2026-05-31..2026-06-29 @2026-06-29"]
    assert void(facts, "2026-06-29") == []
    assert get_assessment(facts, "2026-06-29", "99454", "2026-04-01").status == "never"


def test_another_practices_claim_on_a_grid_day_blocks_that_period_alone() -> None:
    facts = make_patient(
        readings=data("2026-04-01", 60),
        time=(call("2026-04-10 10:00", 20),),
        claims=(claim("99454", "2026-04-01", own=False),),
    )

    got = evaluate(facts, "2026-05-30", since="2026-04-01")
    assert [(a.code, str(a.period_start), str(a.status)) for a in got.lines] == [
        ("99454", "2026-05-01", "billable"),
        ("99457", "2026-04-01", "held"),
    ]
    assert got.lines[1].held_by == ("OTHER_PRACTICE",)


def test_a_cut_period_of_ours_still_stands_for_its_thirty_days() -> None:
    facts = make_patient(
        readings=data("2026-04-01", 10),
        discharged="2026-04-10 20:00",
        claims=(claim("99454", "2026-04-15", own=False),),
    )

    assert bill(facts, "2026-05-30") == []


# --- already billed, replaced, changed ---


def test_a_billed_line_is_not_repeated_even_if_it_was_billed_cut() -> None:
    facts = make_patient(
        readings=data("2026-04-01", 30), claims=(claim("99454", "2026-04-01", "2026-04-18"),)
    )

    assert bill(facts, "2026-04-30") == []
    assert get_assessment(facts, "2026-04-30", "99454", "2026-04-01").status == "already_billed"


@pytest.mark.parametrize(("old", "days", "new"), [("99445", 16, "99454"), ("99454", 15, "99445")])
def test_the_other_supply_code_replaces_a_billed_one_which_is_no_void(old: str, days: int, new: str) -> None:
    facts = make_patient(readings=data("2026-04-01", days), claims=(claim(old, "2026-04-01"),))

    assert bill(facts, "2026-04-30") == [f"{new}x1 {APRIL} @2026-04-30"]
    assert void(facts, "2026-04-30") == []
    line = get_assessment(facts, "2026-04-30", new, "2026-04-01")
    assert [c.code for c in line.replaces] == [old]
    assert f"Replaces the billed {old}" in say_all(line)


@pytest.mark.parametrize(("old", "minutes", "new"), [("99470", 20, "99457"), ("99457", 19, "99470")])
def test_the_other_first_code_replaces_a_billed_one(old: str, minutes: int, new: str) -> None:
    facts = make_patient(time=(call("2026-04-10 10:00", minutes),), claims=(april_claim(old, "2026-04-12"),))

    assert bill(facts, "2026-04-30") == [f"{new}x1 {APRIL} @2026-04-30"]
    assert void(facts, "2026-04-30") == []


def test_a_late_add_on_takes_the_billed_base_date_and_corrects_its_claim() -> None:
    base = april_claim("99457", "2026-04-10")
    facts = make_patient(time=(call("2026-04-10 10:00", 62),), claims=(base,))

    assert bill(facts, "2026-04-30") == [f"99458x2 {APRIL} @2026-04-10"]
    line = get_assessment(facts, "2026-04-30", "99458", "2026-04-01")
    assert line.corrects == (base,)
    assert "corrected claim" in say_all(line)
    # Its date decides the window: not in a look at May.
    assert bill(facts, "2026-05-31", since="2026-04-11") == []


@pytest.mark.parametrize(("billed", "minutes", "units"), [(1, 80, 3), (3, 45, 1)])
def test_changed_units_state_the_new_total(billed: int, minutes: int, units: int) -> None:
    facts = make_patient(
        time=(call("2026-04-10 10:00", minutes),),
        claims=(april_claim("99457", "2026-04-10"), april_claim("99458", "2026-04-10", units=billed)),
    )

    assert bill(facts, "2026-04-30") == [f"99458x{units} {APRIL} @2026-04-10"]
    assert void(facts, "2026-04-30") == []


def test_two_add_on_claims_of_one_month_are_their_sum() -> None:
    facts = make_patient(
        time=(call("2026-04-10 10:00", 62),),
        claims=(april_claim("99457"), april_claim("99458"), april_claim("99458")),
    )

    assert bill(facts, "2026-04-30") == []


def test_an_add_on_whose_base_is_not_billed_leaves_at_the_months_end() -> None:
    facts = make_patient(time=(call("2026-04-10 10:00", 45),), claims=(april_claim("99470", "2026-04-10"),))

    assert bill(facts, "2026-04-29") == []
    assert bill(facts, "2026-04-30") == [f"99457x1 {APRIL} @2026-04-30", f"99458x1 {APRIL} @2026-04-30"]


def test_a_line_billed_with_too_many_units_is_stated_anew() -> None:
    facts = make_patient(
        readings=data("2026-04-01", 16),
        time=(call("2026-04-10 10:00", 20),),
        claims=(claim("99454", "2026-04-01", units=2), april_claim("99457", units=2)),
    )

    assert bill(facts, "2026-04-30") == [f"99454x1 {APRIL} @2026-04-30", f"99457x1 {APRIL} @2026-04-30"]
    assert "2 units are billed" in say_all(get_assessment(facts, "2026-04-30", "99454", "2026-04-01"))


# --- void ---


def test_what_the_facts_no_longer_support_at_all_is_void() -> None:
    facts = make_patient(
        readings=data("2026-04-01", 1),
        time=(call("2026-04-10 10:00", 9),),
        claims=(claim("99445", "2026-04-01"), april_claim("99470"), april_claim("99458")),
    )

    assert void(facts, "2026-04-30") == ["99445 2026-04-01", "99458 2026-04-01", "99470 2026-04-01"]
    assert bill(facts, "2026-04-30") == []


def test_minutes_without_a_contact_no_longer_support_a_line() -> None:
    facts = make_patient(time=(work("2026-04-10 10:00", 30),), claims=(april_claim("99457"),))

    voids = evaluate(facts, "2026-04-30").voids
    assert [(v.claim.code, v.reasons[0].text) for v in voids] == [
        ("99457", "No live contact supports 99457.")
    ]


def test_a_void_is_reported_when_its_billed_date_is_in_the_window() -> None:
    facts = make_patient(claims=(claim("99454", "2026-04-01", dos="2026-04-30"),))

    assert void(facts, "2026-05-31", since="2026-04-30") == ["99454 2026-04-01"]
    assert void(facts, "2026-05-31", since="2026-05-01") == []
    assert void(facts, "2026-04-29") == []


def test_lines_off_the_grid_of_others_or_before_the_episode_are_left_alone() -> None:
    facts = make_patient(
        claims=(
            claim("99454", "2026-04-02"),
            claim("99454", "2026-05-01", own=False),
            claim("99091", "2026-04-02"),
            claim("99454", "2025-12-01"),
            claim("99457", "2026-02-01", "2026-02-28"),
            claim("99490", "2026-04-01", "2026-04-30"),
            claim("X9999", "2026-04-01", "2026-04-30"),
        ),
    )

    assert void(facts, "2026-06-30") == []


def test_lines_for_periods_and_months_after_the_end_are_void() -> None:
    facts = make_patient(
        readings=data("2026-04-01", 60),
        time=(call("2026-04-02 10:00", 10), call("2026-05-10 10:00", 30)),
        died="2026-04-20 10:00",
        claims=(
            claim("99454", "2026-05-01"),
            claim("99457", "2026-05-01", "2026-05-31"),
            april_claim("99470"),
        ),
    )

    assert void(facts, "2026-06-30") == ["99454 2026-05-01", "99457 2026-05-01"]


def test_a_replaced_line_is_no_void_while_its_successor_waits_for_the_months_end() -> None:
    facts = make_patient(time=(call("2026-04-10 10:00", 12),), claims=(april_claim("99457", "2026-04-10"),))

    assert bill(facts, "2026-04-20") == []
    assert void(facts, "2026-04-20") == []


def test_of_a_pair_billed_twice_the_unsupported_one_is_void() -> None:
    facts = make_patient(
        readings=data("2026-04-01", 16),
        time=(call("2026-04-10 10:00", 25),),
        claims=(
            claim("99445", "2026-04-01"),
            claim("99454", "2026-04-01"),
            april_claim("99470"),
            april_claim("99457"),
        ),
    )

    assert bill(facts, "2026-04-30") == []
    assert void(facts, "2026-04-30") == ["99445 2026-04-01", "99470 2026-04-01"]


def test_a_block_alone_voids_nothing_but_holds_a_flag() -> None:
    facts = make_patient(
        readings=data("2026-04-01", 20),
        time=(call("2026-04-10 10:00", 25),),
        claims=(
            claim("99445", "2026-04-01"),
            claim("98977", "2026-04-10", own=False),
            april_claim("99457"),
            april_claim("99458"),
        ),
    )

    got = evaluate(facts, "2026-04-30", since="2026-04-01")
    assert got.lines == ()
    assert [v.claim.code for v in got.voids] == ["99458"]
    assert "BILLED_IN_BLOCKED_PERIOD" in {f.key for f in got.flags}
    april = [a for a in got.assessments if a.get_dates()[0] == date(2026, 4, 1)]
    assert {a.code: str(a.status) for a in april} == {
        "99445": "already_billed",
        "99454": "never",
        "99091": "never",
        "99470": "never",
        "99457": "already_billed",
        "99458": "already_billed",
    }


# --- an earlier episode in the same month ---


def test_a_line_an_earlier_episode_earned_is_neither_reduced_nor_voided() -> None:
    earlier = (april_claim("99457", "2026-04-05"), april_claim("99458", "2026-04-05", units=2))
    facts = make_patient(
        consent="2026-04-10 10:00",
        enrolled="2026-04-10 10:00",
        discharged="2026-04-05 12:00",
        time=(call("2026-04-20 10:00", 12),),
        claims=earlier,
    )
    more = make_patient(
        consent="2026-04-10 10:00",
        enrolled="2026-04-10 10:00",
        discharged="2026-04-05 12:00",
        time=(call("2026-04-20 10:00", 45),),
        claims=earlier,
    )

    assert bill(facts, "2026-04-30") == void(facts, "2026-04-30") == []
    assert "An earlier episode billed 99457" in say_all(
        get_assessment(facts, "2026-04-30", "99470", "2026-04-01")
    )
    assert bill(more, "2026-04-30") == void(more, "2026-04-30") == []
    assert get_assessment(more, "2026-04-30", "99458", "2026-04-01").status == "already_billed"


def test_a_larger_code_still_replaces_an_earlier_episodes_smaller_one() -> None:
    facts = make_patient(
        consent="2026-04-10 10:00",
        enrolled="2026-04-10 10:00",
        discharged="2026-04-05 12:00",
        time=(call("2026-04-20 10:00", 25),),
        claims=(april_claim("99470", "2026-04-05"),),
    )

    assert bill(facts, "2026-04-30") == [f"99457x1 {APRIL} @2026-04-30"]
