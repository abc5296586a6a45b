"""Measurements: what is plausible, what the device's clock may say, how values and instants are read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vantrexia.domain.errors import DomainError
from vantrexia.domain.vitals import (
    DEVICE_SYSTEMS,
    KIND_VITALS,
    KINDS,
    VITALS,
    DeviceRef,
    Measurement,
    canonical,
    check_plausible,
    judge_clock,
    parse_instant,
)

RECEIVED = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CUFF = DeviceRef("serial", "A1")


def measure(kind: str, **values: float) -> Measurement:
    return Measurement(kind=kind, device_ref=CUFF, measured_at=RECEIVED, **values)  # type: ignore[arg-type]


PRESSURE = measure("blood_pressure", systolic=142, diastolic=88, pulse=71)


def test_the_wire_names_are_the_published_ones() -> None:
    assert KINDS == (
        "blood_pressure",
        "heart_rate",
        "pulse_oximetry",
        "weight",
        "glucose",
        "temperature",
        "respiratory_rate",
    )
    assert set(VITALS) == {name for names in KIND_VITALS.values() for part in names for name in part}
    assert "user_ref" in DEVICE_SYSTEMS
    assert all(vital.name == name and vital.source for name, vital in VITALS.items())


def test_a_measurement_lists_only_what_it_carries() -> None:
    assert PRESSURE.list_values() == {"systolic": 142, "diastolic": 88, "pulse": 71}
    assert measure("pulse_oximetry", spo2=97).list_values() == {"spo2": 97}
    # A value its kind has no place for is not looked at.
    assert measure("weight", weight_kg=80, spo2=12).list_values() == {"weight_kg": 80}


def test_a_usual_blood_pressure_is_plausible() -> None:
    assert check_plausible(PRESSURE) == ()
    assert check_plausible(replace(PRESSURE, pulse=None)) == ()


@pytest.mark.parametrize("name", sorted(VITALS))
def test_both_limits_are_plausible_and_a_step_beyond_is_not(name: str) -> None:
    kind = next(kind for kind, (required, _) in KIND_VITALS.items() if name in required)
    spec = VITALS[name]
    partners: dict[str, dict[str, float]] = {
        "systolic": {"diastolic": spec.low / 2 + 15},
        "diastolic": {"systolic": 300},
    }
    others = partners.get(name, {})
    for value in (spec.low, spec.high):
        assert check_plausible(measure(kind, **{**others, name: value})) == ()
    for value in (spec.low - 0.1, spec.high + 0.1, float("nan"), float("inf")):
        problems = check_plausible(measure(kind, **{**others, name: value}))
        assert [(problem.field, problem.code) for problem in problems] == [(name, "implausible")]


@pytest.mark.parametrize(
    ("vital", "low", "high"),
    [("systolic", 60, 300), ("diastolic", 30, 200), ("pulse", 30, 250)],
)
def test_the_published_limits_of_a_blood_pressure_hold(vital: str, low: float, high: float) -> None:
    assert (VITALS[vital].low, VITALS[vital].high) == (low, high)


@pytest.mark.parametrize("kind", KINDS)
def test_a_measurement_without_its_value_says_what_is_missing(kind: str) -> None:
    problems = check_plausible(measure(kind))
    assert [(problem.field, problem.code) for problem in problems] == [
        (name, "missing") for name in KIND_VITALS[kind][0]
    ]


def test_an_unknown_kind_is_a_problem_not_a_crash() -> None:
    assert [problem.code for problem in check_plausible(measure("mood"))] == ["unknown_kind"]


@pytest.mark.parametrize(
    ("diastolic", "codes"), [(141, []), (142, ["not_below_systolic"]), (150, ["not_below_systolic"])]
)
def test_diastolic_lies_below_systolic(diastolic: float, codes: list[str]) -> None:
    problems = check_plausible(replace(PRESSURE, diastolic=diastolic))
    assert [problem.code for problem in problems] == codes


def test_the_order_of_the_pressures_is_not_judged_on_values_already_implausible() -> None:
    assert [p.code for p in check_plausible(replace(PRESSURE, systolic=20))] == ["implausible"]


@given(st.floats(min_value=301, max_value=1e6))
def test_no_problem_tells_the_value(value: float) -> None:
    for problem in check_plausible(replace(PRESSURE, systolic=value)):
        assert str(value) not in problem.detail


@pytest.mark.parametrize(
    ("vital", "value", "unit", "expected"),
    [
        ("weight_kg", 181.4, "[lb_av]", 82.282),
        ("weight_kg", 82.2, "kg", 82.2),
        ("glucose_mg_dl", 5.6, "mmol/L", 100.9),
        ("temperature_c", 98.4, "[degF]", 36.89),
        ("systolic", "142", "mm[Hg]", 142.0),
        ("pulse", 71, "/min", 71.0),
    ],
)
def test_a_value_is_stored_in_its_canonical_unit(
    vital: str, value: float | str, unit: str, expected: float
) -> None:
    assert canonical(vital, value, unit) == expected


@given(st.integers(min_value=10, max_value=9999).map(lambda tenths: tenths / 10))
def test_pounds_as_shown_by_the_scale_can_be_shown_again(pounds: float) -> None:
    kilograms = canonical("weight_kg", pounds, "[lb_av]")
    assert round(kilograms / 0.45359237, 1) == pounds


@pytest.mark.parametrize(
    ("text", "instant", "offset"),
    [
        ("2026-11-23T07:31:05-05:00", datetime(2026, 11, 23, 12, 31, 5, tzinfo=UTC), -300),
        ("2026-11-23T12:31:05Z", datetime(2026, 11, 23, 12, 31, 5, tzinfo=UTC), 0),
        ("2026-11-23T18:01:05.5+05:30", datetime(2026, 11, 23, 12, 31, 5, 500000, tzinfo=UTC), 330),
    ],
)
def test_an_instant_keeps_its_offset_beside_utc(text: str, instant: datetime, offset: int) -> None:
    moment, minutes = parse_instant(text)
    assert (moment, minutes) == (instant, offset)
    assert moment.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("yesterday", "invalid_time"),
        ("", "invalid_time"),
        (None, "invalid_time"),
        (17, "invalid_time"),
        ("2026-02-29T00:00:00Z", "invalid_time"),
        ("0001-01-01T00:00:00+14:00", "invalid_time"),
        ("2026-11-23T07:31:05", "time_without_zone"),
        ("2026-11-23", "time_without_zone"),
    ],
)
def test_what_is_no_instant_is_refused(text: str, code: str) -> None:
    with pytest.raises(DomainError) as caught:
        parse_instant(text)
    assert caught.value.code == code


MINUTE, SECOND = timedelta(minutes=1), timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("measured_at", "verdict"),
    [
        (RECEIVED, "ok"),
        (RECEIVED + 10 * MINUTE, "ok"),
        (RECEIVED + 10 * MINUTE + SECOND, "future_held"),
        (RECEIVED - timedelta(hours=24), "ok"),
        (RECEIVED - timedelta(hours=24) - SECOND, "late"),
        (datetime(2025, 10, 23, 12, 0, tzinfo=UTC), "late"),
        (datetime(2025, 10, 23, 12, 0, tzinfo=UTC) - SECOND, "too_old_held"),
    ],
)
def test_the_clock_is_judged_at_its_edges(measured_at: datetime, verdict: str) -> None:
    assert judge_clock(measured_at, RECEIVED) == verdict


@pytest.mark.parametrize(
    ("received_at", "oldest"),
    [
        (datetime(2026, 3, 31, tzinfo=UTC), datetime(2025, 2, 28, tzinfo=UTC)),
        (datetime(2025, 3, 31, tzinfo=UTC), datetime(2024, 2, 29, tzinfo=UTC)),
        (datetime(2026, 1, 15, tzinfo=UTC), datetime(2024, 12, 15, tzinfo=UTC)),
        (datetime(2026, 12, 31, tzinfo=UTC), datetime(2025, 11, 30, tzinfo=UTC)),
        (datetime(2028, 2, 29, tzinfo=UTC), datetime(2027, 1, 29, tzinfo=UTC)),
    ],
)
def test_thirteen_months_are_counted_on_the_calendar(received_at: datetime, oldest: datetime) -> None:
    assert judge_clock(oldest, received_at) == "late"
    assert judge_clock(oldest - SECOND, received_at) == "too_old_held"


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2035, 1, 1), timezones=st.just(UTC)))
def test_no_moment_of_the_calendar_breaks_the_clock_rule(received_at: datetime) -> None:
    assert judge_clock(received_at - timedelta(days=390), received_at) == "late"
    assert judge_clock(received_at - timedelta(days=400), received_at) == "too_old_held"
