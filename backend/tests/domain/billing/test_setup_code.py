"""99453: once per episode, with the first period that reaches the minimum after the teaching (rules 8.6)."""

from __future__ import annotations

from typing import Any

from tests.domain.billing.books import book_with
from tests.domain.billing.cases import bill, claim, cuff, data, get_assessment, make_patient, say_all, void
from vantrexia.domain.billing.facts import PatientFacts


def setups(facts: PatientFacts, today: str, **options: Any) -> list[str]:
    return [line for line in bill(facts, today, **options) if line.startswith("99453")]


def test_two_days_in_2026_and_sixteen_in_2025() -> None:
    new = make_patient(taught=10, readings=data("2026-04-01", 2))
    old = make_patient(
        consent="2025-03-30 10:00",
        enrolled="2025-03-30 10:00",
        devices=(cuff("2025-04-01 07:30", 10),),
        readings=[*data("2025-04-01", 15), *data("2025-05-01", 16)],
    )

    assert setups(new, "2026-04-30") == ["99453x1 2026-04-01..2026-04-30 @2026-04-30"]
    assert setups(old, "2025-05-30") == ["99453x1 2025-05-01..2025-05-30 @2025-05-30"]


def test_a_period_that_ends_in_2026_needs_only_two_days() -> None:
    facts = make_patient(
        consent="2025-11-30 10:00",
        enrolled="2025-11-30 10:00",
        devices=(cuff("2025-12-01 07:30", 10), cuff("2025-12-01 07:30", id="sc1")),
        readings=[*data("2025-12-02", 3), *data("2025-12-31", 2)],
    )

    # The first period ends on 30 December under the rules of 2025; the second under those of 2026 has two
    # days.
    assert bill(facts, "2026-01-31") == [
        "99445x1 2025-12-31..2026-01-29 @2026-01-29",
        "99453x1 2025-12-31..2026-01-29 @2026-01-29",
    ]


def test_not_without_teaching_nor_with_teaching_for_a_set_up_that_never_happened() -> None:
    assert setups(make_patient(readings=data("2026-04-01", 30)), "2026-04-30") == []
    facts = make_patient(devices=(cuff(), cuff(None, 30, id="sc1")), readings=data("2026-04-01", 30))
    assert setups(facts, "2026-04-30") == []
    assert "No education" in say_all(get_assessment(facts, "2026-04-30", "99453"))


def test_it_goes_with_a_period_that_ends_on_the_very_day_of_teaching() -> None:
    devices = (cuff(), cuff("2026-04-30 20:00", 5, id="sc1"))

    assert setups(make_patient(devices=devices, readings=data("2026-04-01", 30)), "2026-05-30") == [
        "99453x1 2026-04-01..2026-04-30 @2026-04-30"
    ]


def test_teaching_after_a_cut_period_does_not_reach_back_into_it() -> None:
    devices = (cuff(), cuff("2026-04-20 20:00", 5, id="sc1"))
    facts = make_patient(devices=devices, readings=data("2026-04-01", 10), discharged="2026-04-15 10:00")

    assert setups(facts, "2026-05-30") == []


def test_it_waits_for_its_period_to_close_and_never_comes_twice() -> None:
    facts = make_patient(taught=10, readings=[*data("2026-04-01", 1), *data("2026-05-01", 30)])

    assert setups(facts, "2026-05-29") == []
    assert get_assessment(facts, "2026-05-29", "99453").status == "not_yet"
    assert setups(facts, "2026-07-30") == ["99453x1 2026-05-01..2026-05-30 @2026-05-30"]


def test_it_stays_with_its_period_when_only_a_later_window_is_looked_at() -> None:
    facts = make_patient(taught=10, readings=data("2026-04-01", 60))

    assert setups(facts, "2026-05-30", since="2026-05-01") == []


def test_a_prior_line_blocks_from_the_first_day_one_on_whoever_billed_it() -> None:
    readings = data("2026-04-01", 30)
    own = make_patient(taught=9, readings=readings, claims=(claim("99453", "2026-04-01"),))
    older = make_patient(taught=9, readings=readings, claims=(claim("99453", "2026-03-31"),))
    other = make_patient(taught=9, readings=readings, claims=(claim("99453", "2026-04-10", own=False),))
    off_grid = make_patient(taught=9, readings=readings, claims=(claim("99453", "2026-04-10"),))

    assert setups(own, "2026-04-30") == []
    assert get_assessment(own, "2026-04-30", "99453").status == "already_billed"
    assert setups(older, "2026-04-30") == ["99453x1 2026-04-01..2026-04-30 @2026-04-30"]
    assert setups(other, "2026-04-30") == []
    assert get_assessment(other, "2026-04-30", "99453").status == "never"
    assert setups(off_grid, "2026-04-30") == []
    assert void(off_grid, "2026-04-30") == []


def test_a_prior_line_between_the_first_and_the_moved_day_one_still_blocks() -> None:
    facts = make_patient(
        taught=9,
        readings=data("2026-04-01", 90),
        claims=(claim("99454", "2026-03-15", own=False), claim("99453", "2026-04-01")),
    )

    assert setups(facts, "2026-06-30") == []


def test_a_line_without_teaching_or_days_is_void_on_the_grid() -> None:
    untaught = make_patient(readings=data("2026-04-01", 30), claims=(claim("99453", "2026-04-01"),))
    no_days = make_patient(taught=9, readings=data("2026-04-01", 1), claims=(claim("99453", "2026-04-01"),))
    taught_later = make_patient(
        devices=(cuff(), cuff("2026-05-05 08:00", 9, id="sc1")),
        readings=data("2026-04-01", 60),
        claims=(claim("99453", "2026-04-01"),),
    )

    assert void(untaught, "2026-04-30") == ["99453 2026-04-01"]
    assert void(no_days, "2026-04-30") == ["99453 2026-04-01"]
    assert void(taught_later, "2026-05-30") == ["99453 2026-04-01"]
    assert setups(taught_later, "2026-05-30") == []


def test_a_new_episode_needs_new_teaching() -> None:
    old = make_patient(
        discharged="2026-03-20 10:00",
        devices=(cuff("2026-02-01 08:00", 20),),
        readings=data("2026-03-31", 30),
    )
    again = make_patient(
        discharged="2026-03-20 10:00",
        devices=(cuff("2026-02-01 08:00", 20), cuff("2026-04-02 08:00", 5, id="sc1")),
        readings=data("2026-03-31", 30),
    )

    assert setups(old, "2026-04-30") == []
    assert setups(again, "2026-04-30") == ["99453x1 2026-03-30..2026-04-28 @2026-04-28"]


def test_a_blocked_period_carries_none_and_the_next_one_does() -> None:
    facts = make_patient(
        taught=9,
        readings=data("2026-04-01", 60),
        claims=(claim("99454", "2026-04-01", own=False),),
    )

    assert setups(facts, "2026-05-30") == ["99453x1 2026-05-01..2026-05-30 @2026-05-30"]


def test_its_date_of_service_is_a_setting() -> None:
    minimum = book_with(setup_dos="minimum_day")
    facts = make_patient(taught=9, readings=data("2026-04-03", 9))
    taught_later = make_patient(
        devices=(cuff(), cuff("2026-04-12 08:00", 9, id="sc1")), readings=data("2026-04-03", 9)
    )

    assert setups(facts, "2026-04-30", book=minimum) == ["99453x1 2026-04-01..2026-04-30 @2026-04-04"]
    assert setups(taught_later, "2026-04-30", book=minimum) == ["99453x1 2026-04-01..2026-04-30 @2026-04-12"]


def test_it_says_why_it_will_never_come() -> None:
    ended = make_patient(taught=9, readings=data("2026-04-01", 1), discharged="2026-04-05 10:00")
    nothing_set_up = make_patient(devices=(cuff(None, 9),))

    assert get_assessment(ended, "2026-04-30", "99453").status == "never"
    assert get_assessment(nothing_set_up, "2026-04-30", "99453").status == "never"
    assert get_assessment(nothing_set_up, "2026-04-30", "99453").period_start is None


def test_it_counts_down_in_a_running_period_but_not_in_a_blocked_one() -> None:
    running = make_patient(taught=9, readings=data("2026-04-01", 1))
    blocked = make_patient(
        taught=9, readings=data("2026-04-01", 5), claims=(claim("99454", "2026-04-01", own=False),)
    )

    countdown = get_assessment(running, "2026-04-10", "99453").countdown
    assert countdown is not None
    assert (countdown.needed, str(countdown.expected_on)) == (1, "2026-04-11")
    assert get_assessment(blocked, "2026-04-10", "99453").countdown is None
