"""The 30-day clock: where it starts, how it runs on, what ends it (rules 8.1–8.7)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.billing.books import book_with
from tests.domain.billing.cases import at, bill, call, claim, cuff, data, evaluate, make_patient, work
from vantrexia.domain.billing.clock import get_zone
from vantrexia.domain.billing.facts import Reading
from vantrexia.domain.errors import DomainError


def test_day_one_is_the_latest_of_consent_enrolment_and_set_up() -> None:
    for consent, enrolled, setup in (
        ("2026-04-03 10:00", "2026-04-01 10:00", "2026-04-02 10:00"),
        ("2026-04-01 10:00", "2026-04-03 10:00", "2026-04-02 10:00"),
        ("2026-04-01 10:00", "2026-04-02 10:00", "2026-04-03 10:00"),
    ):
        facts = make_patient(
            consent=consent, enrolled=enrolled, devices=(cuff(setup),), readings=data("2026-04-04", 16)
        )

        assert bill(facts, "2026-05-02") == ["99454x1 2026-04-03..2026-05-02 @2026-05-02"]


def test_the_first_of_several_set_ups_begins_the_grid() -> None:
    facts = make_patient(
        devices=(cuff("2026-04-09 08:00"), cuff("2026-04-05 08:00", id="sc1"), cuff(None, id="ox1")),
        readings=data("2026-04-10", 16),
    )

    assert bill(facts, "2026-05-31") == ["99454x1 2026-04-05..2026-05-04 @2026-05-04"]


def test_without_a_set_up_there_is_no_grid_but_minutes_count() -> None:
    facts = make_patient(
        devices=(cuff(None),), readings=data("2026-04-01", 30), time=(call("2026-04-02 10:00", 12),)
    )

    assert bill(facts, "2026-05-31") == ["99470x1 2026-04-01..2026-04-30 @2026-04-30"]


def test_a_reading_at_the_very_minute_of_set_up_counts_and_one_before_does_not() -> None:
    devices = (cuff("2026-04-01 08:00"),)
    one_day = make_patient(devices=devices, readings=[*data("2026-04-01"), *data("2026-04-02")])
    missed = make_patient(
        devices=devices, readings=[Reading("bp1", at("2026-04-01 07:59")), *data("2026-04-02")]
    )

    assert bill(one_day, "2026-04-30") == ["99445x1 2026-04-01..2026-04-30 @2026-04-30"]
    assert bill(missed, "2026-04-30") == []


def test_each_device_counts_from_its_own_set_up() -> None:
    facts = make_patient(
        devices=(cuff(), cuff("2026-04-20 12:00", id="sc1"), cuff(None, id="ox1")),
        readings=[
            *data("2026-04-02"),
            *data("2026-04-19", 2, device="sc1"),
            *data("2026-04-05", 20, device="ox1"),
            *data("2026-04-05", 20, device="nobody's"),
        ],
    )

    assert bill(facts, "2026-04-30") == []


def test_periods_follow_each_other_whether_or_not_they_were_billable() -> None:
    facts = make_patient(readings=[*data("2026-04-01", 1), *data("2026-05-30", 1), *data("2026-05-31", 16)])

    assert bill(facts, "2026-07-01") == ["99454x1 2026-05-31..2026-06-29 @2026-06-29"]


def test_the_grid_crosses_a_leap_day_without_losing_it() -> None:
    facts = make_patient(
        consent="2028-01-30 09:00",
        enrolled="2028-01-30 09:00",
        devices=(cuff("2028-02-01 08:00"),),
        readings=[*data("2028-02-15", 15), *data("2028-03-01", 2)],
    )

    assert bill(facts, "2028-03-01") == ["99454x1 2028-02-01..2028-03-01 @2028-03-01"]


def test_days_are_counted_in_the_patients_zone_on_a_night_of_daylight_saving() -> None:
    spring = make_patient(
        consent="2026-03-01 09:00",
        enrolled="2026-03-01 09:00",
        devices=(cuff("2026-03-01 10:00"),),
        readings=[Reading("bp1", at("2026-03-08 00:30")), Reading("bp1", at("2026-03-08 23:30"))],
    )
    autumn = make_patient(
        consent="2026-10-20 09:00",
        enrolled="2026-10-20 09:00",
        devices=(cuff("2026-10-20 10:00"),),
        readings=[Reading("bp1", at("2026-10-31 23:59")), Reading("bp1", at("2026-11-01 23:59"))],
    )

    assert bill(spring, "2026-04-30") == []
    assert bill(autumn, "2026-11-30") == ["99445x1 2026-10-20..2026-11-18 @2026-11-18"]


def test_a_reading_at_an_hour_that_daylight_saving_skips_stays_on_its_day() -> None:
    facts = make_patient(
        consent="2026-03-01 09:00",
        enrolled="2026-03-01 09:00",
        devices=(cuff("2026-03-01 10:00"),),
        readings=data("2026-03-07", 2, hour=2),
    )

    assert bill(facts, "2026-03-30") == ["99445x1 2026-03-01..2026-03-30 @2026-03-30"]


def test_a_period_is_closed_at_the_end_of_its_last_day_in_the_patients_zone() -> None:
    facts = make_patient(readings=data("2026-04-01", 16))

    assert bill(facts, "2026-04-29") == []
    assert bill(facts, "2026-04-30") == ["99454x1 2026-04-01..2026-04-30 @2026-04-30"]


def test_the_window_holds_dates_of_service_from_its_first_to_its_last_day() -> None:
    facts = make_patient(readings=data("2026-04-01", 60))

    assert bill(facts, "2026-05-30", since="2026-05-01") == ["99454x1 2026-05-01..2026-05-30 @2026-05-30"]
    assert bill(facts, "2026-05-30", since="2026-04-30")[0].startswith("99454x1 2026-04-01")


@pytest.mark.parametrize("end", ["revoked", "discharged", "died"])
def test_each_end_event_cuts_the_period_and_the_months_date_of_service(end: str) -> None:
    ended: dict[str, Any] = {end: "2026-04-16 12:00"}
    facts = make_patient(
        readings=data("2026-04-01", 30),
        time=(call("2026-04-02 10:00", 12), call("2026-04-20 10:00", 30)),
        **ended,
    )

    assert bill(facts, "2026-04-16") == [
        "99454x1 2026-04-01..2026-04-16 @2026-04-16",
        "99470x1 2026-04-01..2026-04-30 @2026-04-16",
    ]


def test_nothing_is_released_before_the_end_that_cuts_it() -> None:
    facts = make_patient(readings=data("2026-04-01", 16), discharged="2026-04-18 12:00")

    assert bill(facts, "2026-04-17") == []


def test_the_first_of_several_ends_counts() -> None:
    facts = make_patient(
        readings=data("2026-04-01", 30),
        revoked="2026-04-20 12:00",
        discharged="2026-04-05 12:00",
        died="2026-04-10 12:00",
    )

    assert bill(facts, "2026-04-30") == ["99445x1 2026-04-01..2026-04-05 @2026-04-05"]


def test_a_reading_at_the_moment_of_the_end_is_not_later() -> None:
    facts = make_patient(readings=data("2026-04-01", 2), discharged="2026-04-02 08:00")

    assert bill(facts, "2026-04-30") == ["99445x1 2026-04-01..2026-04-02 @2026-04-02"]


def test_an_end_on_a_periods_last_day_cuts_nothing() -> None:
    facts = make_patient(readings=data("2026-04-01", 30), discharged="2026-04-30 23:00")

    assert bill(facts, "2026-05-31") == ["99454x1 2026-04-01..2026-04-30 @2026-04-30"]


def test_no_period_begins_after_the_end() -> None:
    facts = make_patient(readings=data("2026-04-01", 90), discharged="2026-05-01 07:00")

    assert [p.start.isoformat() for p in evaluate(facts, "2026-08-31").periods] == [
        "2026-04-01",
        "2026-05-01",
    ]
    assert bill(facts, "2026-08-31") == ["99454x1 2026-04-01..2026-04-30 @2026-04-30"]


def test_an_old_discharge_is_overcome_by_a_new_enrolment_or_a_new_consent() -> None:
    for consent, enrolled in (
        ("2026-03-01 10:00", "2026-03-30 10:00"),
        ("2026-03-30 10:00", "2026-03-01 10:00"),
    ):
        facts = make_patient(
            consent=consent, enrolled=enrolled, discharged="2026-03-20 10:00", readings=data("2026-04-01", 16)
        )

        assert bill(facts, "2026-04-30") == ["99454x1 2026-04-01..2026-04-30 @2026-04-30"]


def test_an_old_withdrawal_needs_a_new_consent() -> None:
    kept = make_patient(revoked="2026-03-20 10:00", readings=data("2026-04-01", 16))
    without = make_patient(
        consent="2026-03-01 10:00",
        enrolled="2026-03-30 10:00",
        revoked="2026-03-20 10:00",
        readings=data("2026-04-01", 16),
        time=(call("2026-04-02 10:00", 30),),
    )

    assert bill(kept, "2026-04-30") == ["99454x1 2026-04-01..2026-04-30 @2026-04-30"]
    assert bill(without, "2026-04-30") == []


def test_an_end_before_the_set_up_ends_the_episode_when_nothing_follows_it() -> None:
    facts = make_patient(
        discharged="2026-03-31 10:00",
        readings=data("2026-04-01", 30),
        time=(call("2026-03-30 12:00", 11), call("2026-04-02 10:00", 30)),
    )

    assert bill(facts, "2026-04-30") == ["99470x1 2026-03-01..2026-03-31 @2026-03-31"]


def test_a_death_is_overcome_by_nothing() -> None:
    facts = make_patient(died="2026-03-20 10:00", readings=data("2026-04-01", 30))

    assert bill(facts, "2026-04-30") == []


@pytest.mark.parametrize("missing", ["consent", "enrolled"])
def test_without_consent_or_enrolment_nothing_is_billed_and_nothing_is_void(missing: str) -> None:
    without: dict[str, Any] = {missing: None}
    facts = make_patient(
        readings=data("2026-04-01", 30),
        time=(call("2026-04-02 10:00", 30),),
        claims=(claim("99454", "2026-04-01"),),
        **without,
    )

    got = evaluate(facts, "2026-04-30")
    assert got.lines == () == got.voids
    assert {a.status for a in got.assessments} == {"never"}
    assert {f.key for f in got.flags} == {
        "NO_CONSENT" if missing == "consent" else "NOT_ENROLLED",
        "BILLED_WITHOUT_BASIS",
    }


def test_a_patient_who_is_not_established_is_not_billed() -> None:
    got = evaluate(make_patient(established=False, readings=data("2026-04-01", 30)), "2026-04-30")

    assert got.lines == ()
    assert {r.text for a in got.assessments for r in a.reasons} == {
        "The patient is not established with the practice; nothing can be billed."
    }


def test_an_unknown_role_is_refused_even_where_nothing_can_be_billed() -> None:
    facts = make_patient(consent=None, time=(work("2026-04-02 10:00", 5, role="wizard"),))

    with pytest.raises(DomainError, match="unknown_role"):
        evaluate(facts, "2026-04-30")


def test_a_zone_nobody_knows_and_a_moment_without_offset_are_refused() -> None:
    with pytest.raises(DomainError, match="unknown_time_zone"):
        get_zone("Mars/Olympus")
    with pytest.raises(DomainError, match="unknown_time_zone"):
        get_zone("../etc/passwd")
    facts = make_patient(time=(work("2026-04-02 10:00", 5),))
    naive = facts.time_entries[0].started_at.replace(tzinfo=None)
    with pytest.raises(DomainError, match="naive_datetime"):
        evaluate(
            make_patient(time=(type(facts.time_entries[0])("n", "rn", "data_review", naive, 60),)),
            "2026-04-30",
        )


def test_pooled_days_are_the_union_unless_the_setting_says_best_device() -> None:
    facts = make_patient(
        devices=(cuff(), cuff(id="sc1")),
        readings=[*data("2026-04-01", 9), *data("2026-04-15", 9, device="sc1")],
    )

    assert bill(facts, "2026-04-30") == ["99454x1 2026-04-01..2026-04-30 @2026-04-30"]
    best = book_with(device_days="best_device")
    assert bill(facts, "2026-04-30", book=best) == ["99445x1 2026-04-01..2026-04-30 @2026-04-30"]
    assert bill(make_patient(), "2026-04-30", book=best) == []


def test_days_and_months_can_be_set_to_utc() -> None:
    facts = make_patient(
        readings=[Reading("bp1", at("2026-04-10 09:00")), Reading("bp1", at("2026-04-10 22:00"))],
        time=(call("2026-04-30 22:00", 12),),
    )

    assert bill(facts, "2026-05-31") == ["99470x1 2026-04-01..2026-04-30 @2026-04-30"]
    assert bill(facts, "2026-05-31", book=book_with(day_zone="utc", month_zone="utc")) == [
        "99445x1 2026-04-01..2026-04-30 @2026-04-30",
        "99470x1 2026-05-01..2026-05-31 @2026-05-31",
    ]


def test_readings_with_a_wrong_clock_a_wrong_serial_or_of_a_hospital_do_not_count() -> None:
    facts = make_patient(
        devices=(cuff(serial="A1"),),
        readings=[
            *data("2026-04-02", serial="A1"),
            *data("2026-04-03", serial="B2"),
            *data("2026-04-04", held=True),
            *data("2026-04-05", hospital=True),
            Reading("bp1", at("2026-04-06 08:00"), received_at=at("2026-04-06 07:49")),
        ],
    )

    got = evaluate(facts, "2026-04-30")
    assert got.lines == ()
    assert {"WRONG_SERIAL", "CLOCK_HELD"} <= {f.key for f in got.flags}


def test_a_late_upload_counts_where_it_was_measured() -> None:
    readings = [
        Reading("bp1", at(f"2026-04-{n:02} 08:00"), received_at=at("2026-05-20 08:00")) for n in (2, 3)
    ]

    assert bill(make_patient(readings=readings), "2026-04-30") == [
        "99445x1 2026-04-01..2026-04-30 @2026-04-30"
    ]


def test_therapeutic_monitoring_without_consent_says_so_for_its_own_codes() -> None:
    got = evaluate(make_patient(program="rtm_respiratory", consent=None), "2026-04-30")

    assert [a.code for a in got.assessments] == ["98975", "98976", "98979", "98980", "98981", "98984"]
    with pytest.raises(DomainError, match="no_dates"):
        got.assessments[0].get_dates()
