"""What is still missing: days or minutes, when they will be there, the last chance, the smaller code that
fits."""

from __future__ import annotations

import pytest

from tests.domain.billing.cases import (
    at,
    bill,
    call,
    cuff,
    data,
    day,
    get_assessment,
    make_patient,
    say_all,
    work,
)
from vantrexia.domain.billing.engine import evaluate_patient


def test_the_sentence_of_the_patients_page() -> None:
    facts = make_patient(
        consent="2026-10-28 09:00",
        enrolled="2026-10-28 09:00",
        devices=(cuff("2026-10-30 08:00"),),
        readings=data("2026-11-05", 11),
    )

    line = get_assessment(facts, "2026-11-18", "99454", "2026-10-30")
    assert line.status == "not_yet"
    assert (
        "5 more days are needed; 99454 will be reached on 23 Nov 2026 if readings continue, "
        "last chance 28 Nov 2026." in say_all(line)
    )
    countdown = line.countdown
    assert countdown is not None
    assert (countdown.needed, countdown.unit, countdown.reachable, countdown.fallback) == (
        5,
        "days",
        True,
        "99445",
    )
    assert (countdown.expected_on, countdown.resume_by, countdown.last_day) == (
        day("2026-11-23"),
        day("2026-11-24"),
        day("2026-11-28"),
    )


@pytest.mark.parametrize(
    ("today", "status"), [("2026-04-28", "not_yet"), ("2026-04-29", "never"), ("2026-04-30", "never")]
)
def test_it_becomes_never_on_the_day_too_few_are_left(today: str, status: str) -> None:
    facts = make_patient(readings=data("2026-04-01", 14))

    line = get_assessment(facts, today, "99454", "2026-04-01")
    assert line.status == status
    assert (line.countdown is None) == (today == "2026-04-30")
    if today == "2026-04-29":
        assert "2 more days are needed and only 1 is left until 30 Apr 2026" in say_all(line)


def test_the_promise_of_the_countdown_is_kept() -> None:
    so_far = data("2026-04-01", 11)
    countdown = get_assessment(make_patient(readings=so_far), "2026-04-18", "99454", "2026-04-01").countdown
    assert countdown is not None
    assert countdown.resume_by is not None

    kept = make_patient(readings=[*so_far, *data(str(countdown.resume_by), 30)])
    missed = make_patient(readings=[*so_far, *data("2026-04-27", 30)])
    assert str(countdown.resume_by) == "2026-04-26"
    assert bill(kept, "2026-04-30")[0].startswith("99454")
    assert bill(missed, "2026-04-30")[0].startswith("99445")


def test_a_reading_of_the_running_day_counts_and_is_not_expected_twice() -> None:
    facts = make_patient(readings=data("2026-04-01", 10))

    noon = evaluate_patient(facts, now=at("2026-04-10 12:00"))
    line = next(a for a in noon.assessments if a.code == "99454")
    assert noon.closed_through == day("2026-04-09")
    assert line.countdown is not None
    assert (line.countdown.needed, line.countdown.expected_on) == (6, day("2026-04-16"))


def test_the_smaller_code_waits_for_the_period_and_the_larger_excludes_it() -> None:
    ten = make_patient(readings=data("2026-04-01", 10))
    twenty = make_patient(readings=data("2026-04-01", 20))

    assert get_assessment(ten, "2026-04-20", "99445", "2026-04-01").status == "not_yet"
    assert "The period closes on 30 Apr 2026" in say_all(
        get_assessment(ten, "2026-04-20", "99445", "2026-04-01")
    )
    assert get_assessment(twenty, "2026-04-20", "99445", "2026-04-01").status == "never"
    assert "99454 applies" in say_all(get_assessment(twenty, "2026-04-20", "99445", "2026-04-01"))


def test_minutes_and_the_contact_still_missing_in_a_month() -> None:
    facts = make_patient(time=(work("2026-04-02 10:00", 11.5),))

    line = get_assessment(facts, "2026-04-20", "99457", "2026-04-01")
    assert line.countdown is not None
    assert (line.countdown.needed, line.countdown.contact_needed, line.countdown.last_day) == (
        9,
        True,
        day("2026-04-30"),
    )
    assert "9 more minutes are needed by 30 Apr 2026" in say_all(line)
    assert "A live contact is needed by 30 Apr 2026" in say_all(line)
    ten = get_assessment(facts, "2026-04-20", "99470", "2026-04-01")
    assert ten.countdown is not None
    assert (ten.countdown.needed, ten.countdown.contact_needed) == (0, True)


def test_the_next_add_on_and_the_code_that_fits_meanwhile() -> None:
    facts = make_patient(time=(call("2026-04-02 10:00", 25),))

    countdown = get_assessment(facts, "2026-04-20", "99458", "2026-04-01").countdown
    assert countdown is not None
    assert (countdown.needed, countdown.contact_needed, countdown.fallback) == (15, False, "99457")
    smaller = get_assessment(facts, "2026-04-20", "99470", "2026-04-01")
    assert smaller.status == "never"
    assert "99457 applies instead" in say_all(smaller)


def test_nothing_can_be_added_to_a_month_that_is_over_or_an_episode_that_ended() -> None:
    over = get_assessment(make_patient(), "2026-05-10", "99457", "2026-04-01")
    ended = get_assessment(make_patient(discharged="2026-04-05 10:00"), "2026-04-10", "99457", "2026-04-01")

    assert (over.status, over.countdown, ended.status, ended.countdown) == ("never", None, "never", None)
    assert "The month has ended" in say_all(over)


def test_an_add_on_reached_in_a_running_month_waits_for_its_date() -> None:
    line = get_assessment(
        make_patient(time=(call("2026-04-02 10:00", 45),)), "2026-04-20", "99458", "2026-04-01"
    )

    assert (line.status, line.units) == ("not_yet", 1)
    assert "The date of service is 30 Apr 2026" in say_all(line)


def test_a_line_names_its_days_its_rule_set_and_its_source() -> None:
    facts = make_patient(readings=data("2026-04-02", 3), discharged="2026-04-20 10:00")

    line = get_assessment(facts, "2026-04-20", "99445", "2026-04-01")
    assert line.basis.days == (day("2026-04-02"), day("2026-04-03"), day("2026-04-04"))
    assert line.basis.days_by_device == {"bp1": 3}
    assert (line.rule_set, line.source) == ("cms-2026", "CY2026 PFS final rule, 90 FR 49266")
    assert "Monitoring ended on 20 Apr 2026 (discharge)" in say_all(line)
    assert {r.clause for r in line.reasons} == {"8.4", "8.7"}
