"""The calendar-month clock: whose minutes, once, to the second, and who was live (rules 8.8–8.11, 8.15)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.domain.billing.books import book_with
from tests.domain.billing.cases import (
    bill,
    call,
    claim,
    evaluate,
    get_assessment,
    make_patient,
    say_all,
    work,
)
from vantrexia.domain.billing.clock import get_midnight, get_ticks, get_zone
from vantrexia.domain.billing.facts import TimeEntry
from vantrexia.domain.errors import DomainError

APRIL_10 = ["99470x1 2026-04-01..2026-04-30 @2026-04-30"]
APRIL_20 = ["99457x1 2026-04-01..2026-04-30 @2026-04-30"]


def april(*time: TimeEntry, **more: Any) -> list[str]:
    return bill(make_patient(time=time, **more), "2026-04-30")


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        ("9.99", []),
        ("10", APRIL_10),
        ("19.999", APRIL_10),
        ("20", APRIL_20),
        ("39.9", APRIL_20),
        ("40", [*APRIL_20, "99458x1 2026-04-01..2026-04-30 @2026-04-30"]),
        ("59.9", [*APRIL_20, "99458x1 2026-04-01..2026-04-30 @2026-04-30"]),
        ("60", [*APRIL_20, "99458x2 2026-04-01..2026-04-30 @2026-04-30"]),
        ("80", [*APRIL_20, "99458x3 2026-04-01..2026-04-30 @2026-04-30"]),
        ("300", [*APRIL_20, "99458x3 2026-04-01..2026-04-30 @2026-04-30"]),
    ],
)
def test_whole_thresholds_and_nothing_in_between(minutes: str, expected: list[str]) -> None:
    assert april(call("2026-04-10 10:00", minutes)) == expected


def test_in_2025_less_than_twenty_minutes_are_nothing() -> None:
    facts = make_patient(
        consent="2025-03-01 10:00", enrolled="2025-03-01 10:00", time=(call("2025-04-10 10:00", 19),)
    )

    assert bill(facts, "2025-04-30") == []


def test_fractions_add_up_exactly_and_only_the_sum_is_cut() -> None:
    tenths = [call(f"2026-04-{n:02} 10:00", "0.1") for n in range(1, 29)]
    seventy = [work(f"2026-04-{n:02} 11:00", "0.7") for n in range(1, 29)]

    assert april(*tenths, *seventy[:-1]) == APRIL_20  # 2.8 + 18.9 = 21.7
    assert april(call("2026-04-01 10:00", "6.6666666"), work("2026-04-02 10:00", "13.3333334")) == APRIL_20
    assert april(call("2026-04-01 10:00", "6.6666666"), work("2026-04-02 10:00", "13.3333333")) == APRIL_10


def test_the_same_minute_counts_once_over_all_staff() -> None:
    assert (
        april(call("2026-04-10 10:00", 12), work("2026-04-10 10:04", 12, staff="mia", role="ma")) == APRIL_10
    )
    assert (
        april(call("2026-04-10 10:00", 12), work("2026-04-10 10:04", 16, staff="mia", role="ma")) == APRIL_20
    )
    assert (
        april(call("2026-04-10 10:00", 19), call("2026-04-10 10:00", 19), call("2026-04-10 10:05", 2))
        == APRIL_10
    )


@pytest.mark.parametrize("other", ["ccm", "em_visit", "setup_education", "rtm"])
def test_a_minute_also_logged_as_another_service_is_not_counted(other: str) -> None:
    longer = (call("2026-04-10 10:00", 25), work("2026-04-10 10:10", 6, other, staff="dan", role="admin"))

    assert april(*longer) == APRIL_10
    assert april(call("2026-04-10 10:00", 12), work("2026-04-10 09:00", 120, other)) == []
    assert april(call("2026-04-10 10:00", 12), work("2026-04-10 10:12", 60, other)) == APRIL_10


@pytest.mark.parametrize("other", ["billing_admin", "device_logistics"])
def test_office_work_beside_a_call_takes_nothing_away_and_adds_nothing(other: str) -> None:
    assert april(call("2026-04-10 10:00", 12), work("2026-04-10 10:05", 30, other)) == APRIL_10


@pytest.mark.parametrize(
    "role", ["physician", "np", "pa", "cns", "cnm", "rn", "lpn", "ma", "pharmacist", "clinical_staff"]
)
def test_every_clinical_role_earns_minutes_and_contacts(role: str) -> None:
    assert april(call("2026-04-10 10:00", 10, role=role)) == APRIL_10


@pytest.mark.parametrize("role", ["admin", "biller", "tech_support", "ai_agent"])
def test_other_roles_earn_neither(role: str) -> None:
    assert april(call("2026-04-10 10:00", 30, role=role)) == []
    assert april(work("2026-04-10 10:00", 30), call("2026-04-11 10:00", 30, role=role)) == []


@pytest.mark.parametrize("activity", ["portal_message", "text", "voicemail", "letter", "automated_call"])
def test_what_is_not_live_counts_its_minutes_but_is_no_contact_whatever_the_flag(activity: str) -> None:
    assert april(call("2026-04-10 10:00", 30, activity)) == []
    assert april(call("2026-04-10 10:00", 18, activity), call("2026-04-11 10:00", 2)) == APRIL_20


@pytest.mark.parametrize(
    "activity",
    [
        "data_review",
        "alert_review",
        "phone_call",
        "video_call",
        "care_plan_update",
        "medication_review",
        "care_coordination",
        "documentation",
    ],
)
def test_a_live_flag_makes_any_other_counted_activity_a_contact(activity: str) -> None:
    assert april(call("2026-04-10 10:00", 10, activity)) == APRIL_10
    assert april(work("2026-04-10 10:00", 10, activity)) == []


def test_a_contact_needs_a_counted_minute_of_its_own() -> None:
    review = work("2026-04-11 10:00", 15)

    assert april(review, call("2026-04-10 10:00", 0)) == []
    assert april(review, call("2026-03-29 10:00", 10)) == []
    assert april(review, call("2026-04-10 10:00", 5), work("2026-04-10 09:55", 15, "ccm")) == []
    assert april(review, call("2026-04-10 10:00", 5), work("2026-04-10 09:55", 9, "ccm")) == APRIL_10


def test_one_contact_covers_every_time_code_of_its_month_only() -> None:
    assert april(call("2026-04-10 10:00", 1), work("2026-04-11 10:00", 39))[-1].startswith("99458x1")
    assert (
        bill(make_patient(time=(call("2026-03-31 10:00", 5), work("2026-04-11 10:00", 39))), "2026-04-30")
        == []
    )


def test_an_entry_is_clipped_at_the_start_and_what_is_left_of_a_call_is_a_contact() -> None:
    facts = make_patient(
        consent="2026-04-10 10:10", enrolled="2026-04-01 10:00", time=(call("2026-04-10 10:00", 20),)
    )

    assert bill(facts, "2026-04-30") == APRIL_10


def test_an_entry_is_clipped_at_the_end_and_what_is_left_of_a_call_is_a_contact() -> None:
    facts = make_patient(discharged="2026-04-10 10:10", time=(call("2026-04-10 10:00", 20),))

    assert bill(facts, "2026-04-30") == ["99470x1 2026-04-01..2026-04-30 @2026-04-10"]


def test_a_call_over_midnight_at_the_months_end_is_split_and_a_contact_in_both() -> None:
    facts = make_patient(
        time=(call("2026-04-30 23:59", 2), work("2026-04-10 10:00", 9), work("2026-05-10 10:00", 9))
    )

    assert bill(facts, "2026-05-31") == [
        "99470x1 2026-04-01..2026-04-30 @2026-04-30",
        "99470x1 2026-05-01..2026-05-31 @2026-05-31",
    ]
    contact = get_assessment(facts, "2026-05-31", "99470", "2026-05-01").basis.contacts[0]
    assert contact.at.isoformat() == "2026-05-01T00:00:00-04:00"


def test_a_call_that_ends_at_midnight_belongs_to_the_old_month_alone() -> None:
    facts = make_patient(time=(call("2026-04-30 23:50", 10), work("2026-05-10 10:00", 10)))

    assert bill(facts, "2026-05-31") == APRIL_10


def test_an_hour_that_autumn_repeats_counts_as_elapsed() -> None:
    facts = make_patient(
        timezone="America/New_York", time=(call("2026-11-01 00:50", 80), work("2026-11-02 10:00", 1))
    )

    assert bill(facts, "2026-11-30")[-1].startswith("99458x3")


def test_a_day_whose_midnight_is_skipped_begins_at_the_jump() -> None:
    # Cuba sets its clocks forward at midnight: 8 March 2026 begins at 01:00 CDT, which is 05:00 UTC.
    assert get_midnight(get_zone("America/Havana"), date(2026, 3, 8)) == get_ticks(
        datetime(2026, 3, 8, 5, tzinfo=UTC)
    )


def test_data_days_do_not_gate_time_codes_and_set_up_does_not_gate_minutes() -> None:
    assert april(call("2026-04-10 10:00", 20), devices=()) == APRIL_20


def test_the_line_leaves_on_its_date_of_service() -> None:
    facts = make_patient(time=(call("2026-04-10 10:00", 20),))

    assert bill(facts, "2026-04-29") == []
    assert "The date of service is 30 Apr 2026" in say_all(
        get_assessment(facts, "2026-04-29", "99457", "2026-04-01")
    )


def test_what_is_worked_after_today_is_not_known_yet() -> None:
    billed = claim("99457", "2026-04-01", "2026-04-30", dos="2026-04-10")
    facts = make_patient(time=(call("2026-04-10 10:00", 30), work("2026-04-25 10:00", 30)), claims=(billed,))

    assert bill(facts, "2026-04-24") == []
    assert bill(facts, "2026-04-25") == ["99458x2 2026-04-01..2026-04-30 @2026-04-10"]


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (work("2026-04-10 10:00", 5, role="wizard"), "unknown_role"),
        (work("2026-04-10 10:00", 5, "telepathy"), "unknown_activity"),
        (work("2026-04-10 10:00", -5), "negative_time"),
    ],
)
def test_what_the_closed_lists_do_not_know_is_refused(entry: TimeEntry, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        april(call("2026-04-11 10:00", 30), entry)
    assert refusal.value.code == code


def test_the_cap_of_the_add_on_is_a_setting_and_what_is_over_it_is_said() -> None:
    facts = make_patient(time=(call("2026-04-10 10:00", 107),))

    assert bill(facts, "2026-04-30", book=book_with(addon_cap=4))[-1].startswith("99458x4")
    line = get_assessment(facts, "2026-04-30", "99458", "2026-04-01")
    assert line.units == 3
    assert "1 further unit is over the limit of 3" in say_all(line)


def test_a_line_rests_on_seconds_and_contacts() -> None:
    facts = make_patient(time=(call("2026-04-10 10:00", "12.5"), work("2026-04-09 10:00", 3)))

    basis = get_assessment(facts, "2026-04-30", "99470", "2026-04-01").basis
    assert basis.seconds == Decimal("930")
    assert [(c.at.isoformat(), c.staff_id, c.role, c.activity) for c in basis.contacts] == [
        ("2026-04-10T10:00:00-04:00", "nora", "rn", "phone_call")
    ]


def test_a_patient_of_therapeutic_monitoring_is_billed_by_its_own_codes() -> None:
    facts = make_patient(
        program="rtm_musculoskeletal",
        established=False,
        time=(call("2026-04-10 10:00", 45, "rtm", role="physician"), call("2026-04-11 10:00", 60)),
    )

    assert bill(facts, "2026-04-30") == [
        "98980x1 2026-04-01..2026-04-30 @2026-04-30",
        "98981x1 2026-04-01..2026-04-30 @2026-04-30",
    ]
    with pytest.raises(DomainError, match="unknown_program"):
        evaluate(make_patient(program="telepathy"), "2026-04-30")
