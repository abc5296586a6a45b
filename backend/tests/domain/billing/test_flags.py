"""Flags: what holds a line, what only deserves a look, and that neither changes a line (rules sections 6,
8.18, 9)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.billing.cases import (
    at,
    bill,
    call,
    claim,
    cuff,
    data,
    day,
    evaluate,
    flags,
    get_assessment,
    make_patient,
    work,
)
from vantrexia.domain.billing.facts import Coverage, PatientFacts, Reading, Stay
from vantrexia.domain.billing.flag_texts import FLAG_KINDS, describe_flag, make_flag
from vantrexia.domain.billing.results import Severity

APRIL = data("2026-04-01", 30)


def held_by(
    facts: PatientFacts, code: str = "99454", today: str = "2026-04-30", **options: Any
) -> tuple[str, ...]:
    return get_assessment(facts, today, code, "2026-04-01", **options).held_by


def test_an_ordinary_month_has_no_flag_at_all() -> None:
    facts = make_patient(
        taught=10,
        readings=APRIL,
        time=(call("2026-04-10 10:00", 23),),
        diagnoses=("I10",),
        order_on_file=True,
        order_valid_until=day("2026-12-31"),
        coverages=(Coverage("cms", day("2026-01-01")),),
    )

    assert flags(facts, "2026-04-30") == []
    assert {str(a.status) for a in evaluate(facts, "2026-04-30").lines} == {"billable"}


def test_work_or_data_before_the_consent_hold_the_first_period_and_month_only() -> None:
    early_data = make_patient(consent="2026-04-01 09:00", readings=data("2026-04-01", 60))
    early_call = make_patient(consent="2026-04-01 09:00", readings=APRIL, time=(call("2026-03-31 10:00", 5),))
    teaching = make_patient(
        consent="2026-04-01 09:00",
        readings=data("2026-04-02", 20),
        time=(work("2026-03-31 10:00", 5, "setup_education"),),
    )

    assert held_by(early_data) == ("CONSENT_AFTER_SERVICE",)
    assert get_assessment(early_data, "2026-05-30", "99454", "2026-05-01").held_by == ()
    assert "CONSENT_AFTER_SERVICE" in flags(early_call, "2026-04-30")
    assert flags(teaching, "2026-04-30") == ["SETUP_MISSING"]


def test_work_of_an_earlier_episode_is_not_work_before_this_consent() -> None:
    facts = make_patient(discharged="2026-03-20 10:00", readings=[*data("2026-03-01", 5), *APRIL])

    assert "CONSENT_AFTER_SERVICE" not in flags(facts, "2026-04-30")


def test_without_a_set_up_only_the_first_month_is_held_for_an_early_call() -> None:
    facts = make_patient(
        devices=(),
        consent="2026-04-01 09:00",
        time=(call("2026-03-31 10:00", 5), call("2026-04-10 10:00", 12)),
    )

    assert held_by(facts, "99470") == ("CONSENT_AFTER_SERVICE",)


def test_data_after_the_end_hold_everything() -> None:
    facts = make_patient(readings=APRIL, died="2026-04-20 10:00")

    assert held_by(facts) == ("DATA_AFTER_END",)
    assert "END_BEFORE_START" in flags(make_patient(died="2026-03-01 10:00"), "2026-04-30")


@pytest.mark.parametrize("code", ["99454", "99457", "99091", "99453"])
def test_any_claim_of_another_practice_that_overlaps_holds_the_line(code: str) -> None:
    end = "2026-05-31" if code == "99457" else None
    facts = make_patient(readings=APRIL, claims=(claim(code, "2026-04-30", end, own=False),))
    apart = make_patient(readings=APRIL, claims=(claim(code, "2026-05-01", end, own=False),))

    assert "OTHER_PRACTICE" in flags(
        make_patient(readings=APRIL, claims=facts.prior_claims), "2026-04-30"
    ) or (bill(facts, "2026-04-30") == [])
    assert held_by(apart) == ()


def test_a_cut_claim_of_another_practice_is_taken_for_its_thirty_days() -> None:
    facts = make_patient(
        time=(call("2026-04-20 10:00", 12),), claims=(claim("99454", "2026-03-10", "2026-03-12", own=False),)
    )

    assert held_by(facts, "99470") == ("OTHER_PRACTICE",)


def test_a_therapeutic_set_up_blocks_nothing_but_holds() -> None:
    facts = make_patient(readings=APRIL, claims=(claim("98975", "2026-04-10", own=True),))

    assert held_by(facts) == ("RTM_OVERLAP",)


def test_a_conflicting_service_is_warned_about_and_unknown_codes_are_not() -> None:
    facts = make_patient(
        readings=APRIL,
        claims=(claim("99473", "2026-04-10", "2026-04-10"), claim("70450", "2026-04-10", "2026-04-10")),
    )

    assert flags(facts, "2026-04-30") == ["CONFLICTING_SERVICE", "SETUP_MISSING"]
    assert held_by(facts) == ()


def test_typed_days_are_warned_about_and_hold_where_they_were_billed() -> None:
    readings = [*data("2026-04-01", 10), *data("2026-04-11", 10, automatic=False)]
    fresh = make_patient(readings=readings)
    billed = make_patient(readings=readings, claims=(claim("99454", "2026-04-01"),))

    assert "TYPED_DAYS_NOT_COUNTED" in flags(fresh, "2026-04-30")
    assert held_by(fresh, "99445") == ()
    assert held_by(billed, "99445") == ("TYPED_READINGS_IN_DAY_COUNT",)
    beside = make_patient(readings=[*APRIL, *data("2026-04-11", 5, automatic=False, hour=20)])
    assert "TYPED_DAYS_NOT_COUNTED" not in flags(beside, "2026-04-30")


def test_supply_in_three_periods_running_without_a_time_code() -> None:
    facts = make_patient(readings=data("2026-04-01", 90))
    timed = make_patient(readings=data("2026-04-01", 90), time=(call("2026-05-10 10:00", 12),))
    billed = make_patient(
        readings=data("2026-04-01", 90), claims=(claim("99457", "2026-06-01", "2026-06-30"),)
    )
    gap = make_patient(readings=[*data("2026-04-01", 30), *data("2026-05-31", 30)])

    assert "SUPPLY_WITHOUT_TIME" in flags(facts, "2026-06-29")
    assert "SUPPLY_WITHOUT_TIME" not in flags(facts, "2026-06-28")
    for other in (timed, billed, gap):
        assert "SUPPLY_WITHOUT_TIME" not in flags(other, "2026-06-29")


def test_a_time_code_and_never_a_supply_code() -> None:
    time = (call("2026-04-10 10:00", 12),)

    assert "TIME_WITHOUT_SUPPLY" in flags(make_patient(time=time), "2026-04-30")
    assert "TIME_WITHOUT_SUPPLY" not in flags(make_patient(time=time, readings=APRIL), "2026-04-30")
    old = make_patient(time=time, claims=(claim("99454", "2025-12-01"),))
    assert "TIME_WITHOUT_SUPPLY" not in flags(old, "2026-04-30")


def test_supply_without_set_up_in_the_episode() -> None:
    assert "SETUP_MISSING" in flags(make_patient(readings=APRIL), "2026-04-30")
    assert "SETUP_MISSING" not in flags(make_patient(readings=APRIL, taught=5), "2026-04-30")
    assert "SETUP_MISSING" not in flags(make_patient(), "2026-04-30")


def test_a_contact_that_reached_nobody_holds_its_month() -> None:
    facts = make_patient(time=(call("2026-04-10 10:00", 12, reached=False), call("2026-05-10 10:00", 12)))

    assert held_by(facts, "99470") == ("CONTACT_WITHOUT_PERSON",)
    assert get_assessment(facts, "2026-05-31", "99470", "2026-05-01").held_by == ()


def test_an_entry_after_the_months_close_needs_a_second_person() -> None:
    late: dict[str, Any] = {"recorded_at": at("2026-05-01 00:10")}
    alone = make_patient(time=(call("2026-04-10 10:00", 15, **late),))
    confirmed = make_patient(time=(call("2026-04-10 10:00", 15, second_person="cleo", **late),))

    assert held_by(alone, "99470") == ("LATE_ENTRY_UNCONFIRMED",)
    assert held_by(confirmed, "99470") == ()


def test_an_impossible_entry_nobody_resolved_holds_its_month() -> None:
    held = make_patient(time=(call("2026-04-10 10:00", 15, held=True),))

    assert held_by(held, "99470") == ("TIME_ENTRY_HELD",)
    assert held_by(make_patient(time=(call("2026-04-10 10:00", 15),)), "99470") == ()


@pytest.mark.parametrize(
    ("minutes", "held"), [(19, False), (20, True), (21.9, True), (22, False), (40, True), (80, True)]
)
def test_barely_over_a_threshold_with_a_back_dated_entry(minutes: float, held: bool) -> None:
    def make(recorded: str) -> PatientFacts:
        entry = work("2026-04-12 10:00", 5, recorded_at=at(recorded))
        return make_patient(time=(call("2026-04-10 10:00", minutes - 5), entry))

    assert ("BARELY_OVER_BACKDATED" in flags(make("2026-04-14 09:00"), "2026-04-30")) is held
    assert "BARELY_OVER_BACKDATED" not in flags(make("2026-04-12 18:00"), "2026-04-30")


def test_two_supply_lines_for_one_period_are_held() -> None:
    facts = make_patient(readings=data("2026-04-01", 10), claims=(claim("99454", "2026-04-01", units=2),))

    got = evaluate(facts, "2026-04-30")
    assert "TWO_SUPPLY_LINES" in {f.key for f in got.flags}


def test_readings_of_an_unassigned_device_are_warned_about() -> None:
    assert "UNKNOWN_DEVICE" in flags(make_patient(readings=data("2026-04-02", device="x")), "2026-04-30")


@pytest.mark.parametrize(
    ("diagnoses", "type", "expected"),
    [
        (None, "bp_cuff", None),
        ((), "bp_cuff", "DIAGNOSIS_MISSING"),
        (("I10",), "bp_cuff", None),
        (("E11.9",), "bp_cuff", "DIAGNOSIS_MISMATCH"),
        (("E11.9", "I11.0"), "bp_cuff", None),
        (("E11.9",), "glucometer", None),
        (("I10",), "spirometer", None),
    ],
)
def test_a_diagnosis_should_support_what_is_measured(
    diagnoses: tuple[str, ...] | None, type: str, expected: str | None
) -> None:
    facts = make_patient(devices=(cuff(taught=5, type=type),), readings=APRIL, diagnoses=diagnoses)

    assert flags(facts, "2026-04-30") == ([expected] if expected else [])


def test_a_payer_that_covers_other_diagnoses_only_holds() -> None:
    def make(diagnosis: str) -> PatientFacts:
        return make_patient(
            readings=APRIL, diagnoses=(diagnosis,), coverages=(Coverage("uhc", day("2026-01-01")),)
        )

    assert "DIAGNOSIS_NOT_COVERED" in held_by(make("I10"))
    assert "DIAGNOSIS_NOT_COVERED" not in held_by(make("O14.03"))


def test_orders_missing_or_expired_are_warned_about() -> None:
    assert "ORDER_MISSING" in flags(make_patient(readings=APRIL, order_on_file=False), "2026-04-30")
    expired = make_patient(readings=APRIL, order_valid_until=day("2026-04-29"))
    assert "ORDER_EXPIRED" in flags(expired, "2026-04-30")
    valid = make_patient(readings=APRIL, order_valid_until=day("2026-04-30"))
    assert "ORDER_EXPIRED" not in flags(valid, "2026-04-30")


def test_days_pooled_over_devices_are_named() -> None:
    facts = make_patient(
        devices=(cuff(), cuff(id="sc1")),
        readings=[*data("2026-04-01", 9), *data("2026-04-15", 9, device="sc1")],
    )

    flag = next(f for f in evaluate(facts, "2026-04-30").flags if f.key == "DAYS_POOLED")
    assert (
        describe_flag(flag) == "18 days from 1 Apr 2026 are pooled over devices; the best single one has 9."
    )
    assert flag.severity is Severity.WARN


def test_other_time_on_the_day_of_a_visit_is_warned_about() -> None:
    visit = work("2026-04-10 09:00", 20, "em_visit", role="physician")

    assert "TIME_ON_EM_DAY" in flags(make_patient(time=(visit, call("2026-04-10 15:00", 12))), "2026-04-30")
    assert "TIME_ON_EM_DAY" not in flags(
        make_patient(time=(visit, call("2026-04-11 15:00", 12))), "2026-05-31"
    )
    may = work("2026-05-05 09:00", 20, "em_visit", role="physician")
    assert "TIME_ON_EM_DAY" not in flags(make_patient(time=(may, call("2026-04-11 15:00", 12))), "2026-05-31")


def test_units_over_the_limit_are_warned_about() -> None:
    assert "UNITS_OVER_MUE" in flags(make_patient(time=(call("2026-04-10 10:00", 100),)), "2026-04-30")
    assert "UNITS_OVER_MUE" not in flags(make_patient(time=(call("2026-04-10 10:00", 99),)), "2026-04-30")


@pytest.mark.parametrize(
    ("stay", "expected"),
    [
        (Stay(day("2026-04-10"), day("2026-04-12")), True),
        (Stay(day("2026-04-30"), None), True),
        (Stay(day("2026-05-01"), None), False),
        (Stay(day("2026-03-10"), day("2026-04-01")), False),
    ],
)
def test_home_readings_during_a_stay_are_warned_about(stay: Stay, expected: bool) -> None:
    facts = make_patient(readings=APRIL, stays=(stay,))

    assert ("READINGS_DURING_STAY" in flags(facts, "2026-04-30")) is expected
    assert bill(facts, "2026-04-30") == ["99454x1 2026-04-01..2026-04-30 @2026-04-30"]


def test_a_pause_changes_nothing() -> None:
    facts = make_patient(readings=APRIL, pauses=(Stay(day("2026-04-05"), day("2026-04-20")),))

    assert bill(facts, "2026-04-30") == bill(make_patient(readings=APRIL), "2026-04-30")


def test_a_claim_that_can_no_longer_be_filed_is_warned_about() -> None:
    facts = make_patient(readings=APRIL)

    assert "FILING_LATE" in flags(facts, "2027-04-30")
    assert "FILING_LATE" not in flags(facts, "2027-04-29")


def test_a_held_line_is_still_the_line() -> None:
    facts = make_patient(readings=[*APRIL, Reading("bp1", at("2026-04-30 23:00"))], died="2026-04-30 22:00")

    line = get_assessment(facts, "2026-04-30", "99454", "2026-04-01")
    assert (line.status, line.is_line, line.held_by) == ("held", True, ("DATA_AFTER_END",))
    assert line.amount is not None


def test_every_flag_can_be_said() -> None:
    for key, kind in FLAG_KINDS.items():
        assert kind.text.strip()
        assert make_flag(key).severity is kind.severity
