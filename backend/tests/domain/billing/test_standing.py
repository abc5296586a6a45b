"""Where a patient stands today, and when time alone changes that."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.domain.billing.cases import at, call, cuff, data, day, evaluate, make_patient, work
from vantrexia.domain.billing.engine import evaluate_patient
from vantrexia.domain.billing.facts import PatientFacts
from vantrexia.domain.billing.ruledata import load_rule_book
from vantrexia.domain.billing.standing import Standing, find_next_change, find_standing
from vantrexia.domain.billing.version import ENGINE, get_rules_version


def stand(facts: PatientFacts, today: str) -> Standing:
    return find_standing(evaluate(facts, str(day(today) - timedelta(days=1))), book=load_rule_book())


def test_the_largest_supply_code_in_reach_is_aimed_at() -> None:
    supply = stand(make_patient(readings=data("2026-04-01", 5)), "2026-04-06").supply
    assert supply is not None
    assert (supply.assessment.code, supply.days, supply.needed, supply.resume_by) == (
        "99454",
        5,
        11,
        day("2026-04-20"),
    )


def test_out_of_reach_the_smaller_code_is_what_remains() -> None:
    supply = stand(make_patient(readings=data("2026-04-01", 1)), "2026-04-25").supply
    assert supply is not None
    assert (supply.assessment.code, supply.needed) == ("99445", 1)


def test_reached_means_nothing_is_needed() -> None:
    standing = stand(
        make_patient(readings=data("2026-04-01", 16), time=(call("2026-04-10 10:00", 25),)), "2026-04-20"
    )
    assert standing.supply is not None
    assert (standing.supply.assessment.code, standing.supply.needed, standing.supply.resume_by) == (
        "99454",
        0,
        None,
    )
    assert standing.time is not None
    assert (standing.time.assessment.code, standing.time.needed, standing.time.contact_needed) == (
        "99457",
        0,
        False,
    )
    assert standing.time.last_day == day("2026-04-30")


def test_minutes_without_a_contact_need_one() -> None:
    time = stand(make_patient(time=(work("2026-04-10 10:00", 12),)), "2026-04-20").time
    assert time is not None
    assert (time.minutes, time.needed, time.contact_needed) == (12, 8, True)


def test_nothing_runs_for_a_patient_without_consent_or_after_the_end() -> None:
    assert stand(make_patient(consent=None), "2026-04-20") == Standing(None, None)
    over = make_patient(readings=data("2026-04-01", 16), discharged="2026-04-18 10:00")
    assert stand(over, "2026-04-25") == Standing(None, None)


def changes(facts: PatientFacts, today: str) -> date | None:
    return find_next_change(evaluate(facts, str(day(today) - timedelta(days=1))))


def test_the_next_change_is_the_first_of_the_missed_chance_the_periods_and_the_months_end() -> None:
    assert changes(make_patient(readings=data("2026-04-01", 16)), "2026-04-17") == day("2026-05-01")
    assert changes(make_patient(readings=data("2026-04-01", 2)), "2026-04-10") == day("2026-04-18")
    assert changes(make_patient(devices=()), "2026-04-10") == day("2026-05-01")
    assert changes(make_patient(consent=None), "2026-04-10") is None
    ended = make_patient(readings=data("2026-04-01", 16), discharged="2026-04-18 10:00")
    assert changes(ended, "2026-04-18") == day("2026-04-19")
    assert changes(ended, "2026-05-10") == day("2027-04-19")  # then the time to file is over


def test_a_first_day_that_lies_ahead_is_a_change() -> None:
    from tests.domain.billing.cases import claim

    facts = make_patient(claims=(claim("99454", "2026-03-25", own=False),), devices=(cuff(),))
    assert changes(facts, "2026-04-10") == day("2026-04-24")


@pytest.mark.parametrize(
    ("days", "today"), [(0, "2026-04-06"), (3, "2026-04-06"), (15, "2026-04-16"), (22, "2026-04-23")]
)
@pytest.mark.parametrize("minutes", [0, 12, 25])
def test_between_now_and_the_next_change_nothing_changes(days: int, today: str, minutes: int) -> None:
    """The very promise the job rests on: what is not due would come out the same."""
    time = (call("2026-04-03 10:00", minutes),) if minutes else ()
    facts = make_patient(readings=data("2026-04-01", days), time=time, taught=20)

    def answer(today: date) -> list[tuple[object, ...]]:
        evaluation = evaluate_patient(facts, now=at(f"{today} 00:30"))
        return [
            (a.code, a.status, a.units, a.period_start, a.date_of_service) for a in evaluation.assessments
        ]

    looked = day(today)
    for _ in range(8):
        due = find_next_change(evaluate_patient(facts, now=at(f"{looked} 00:30")))
        assert due is not None
        for step in range((due - looked).days):
            assert answer(looked + timedelta(days=step)) == answer(looked)
        looked = due


def test_the_version_names_the_engine_and_its_data() -> None:
    assert get_rules_version().startswith(f"{ENGINE}-")
    assert len(get_rules_version()) == len(str(ENGINE)) + 13
