"""Conversion is exact, and what is no number or no known unit is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vantrexia.domain.errors import DomainError
from vantrexia.domain.units import UNITS, convert, find_unit


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"),
    [
        (1, "[lb_av]", "kg", "0.45359237"),
        (181.4, "[lb_av]", "kg", "82.281655918"),
        ("82.281655918", "kg", "[lb_av]", "181.4"),
        (1, "kg", "g", "1000"),
        (250, "g", "kg", "0.25"),
        (1, "mmol/L", "mg/dL", "18.0182"),
        ("100.90192", "mg/dL", "mmol/L", "5.6"),
        (98.6, "[degF]", "Cel", "37"),
        (32, "[degF]", "Cel", "0"),
        (-40, "[degF]", "Cel", "-40"),
        (100, "Cel", "[degF]", "212"),
        (38.0, "Cel", "[degF]", "100.4"),
        (120, "mm[Hg]", "mm[Hg]", "120"),
        (Decimal("72.5"), "/min", "/min", "72.5"),
    ],
)
def test_conversion_follows_the_published_factor(
    value: Decimal | float | int | str, unit: str, to: str, expected: str
) -> None:
    assert convert(value, unit, to) == Decimal(expected)


@given(st.decimals(min_value=-1000, max_value=1000, places=3), st.sampled_from(sorted(UNITS)))
def test_a_value_in_its_own_unit_stays_what_it_is(value: Decimal, unit: str) -> None:
    assert convert(value, unit, unit) == value


@pytest.mark.parametrize(
    ("unit", "to"), [("[lb_av]", "kg"), ("g", "[lb_av]"), ("mmol/L", "mg/dL"), ("[degF]", "Cel")]
)
@given(value=st.decimals(min_value=-1000, max_value=1000, places=3))
def test_there_and_back_is_the_same_value(unit: str, to: str, value: Decimal) -> None:
    assert abs(convert(convert(value, unit, to), to, unit) - value) < Decimal("1e-20")


@pytest.mark.parametrize(
    ("unit", "to", "code"),
    [
        ("stone", "kg", "unknown_unit"),
        ("kg", "stone", "unknown_unit"),
        ("kg", "Cel", "incompatible_units"),
        ("mg/dL", "g", "incompatible_units"),
        ("/min", "%", "incompatible_units"),
    ],
)
def test_units_that_do_not_fit_are_refused(unit: str, to: str, code: str) -> None:
    with pytest.raises(DomainError) as caught:
        convert(1, unit, to)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "value",
    ["x", "", "NaN", float("nan"), float("inf"), "-Infinity", True, "1e13", -(10**13), Decimal("9e999999")],
)
def test_what_is_no_measurable_number_is_refused(value: Decimal | float | int | str) -> None:
    with pytest.raises(DomainError) as caught:
        convert(value, "[lb_av]", "kg")
    assert caught.value.code == "not_a_number"


def test_a_number_of_thousands_of_digits_is_refused() -> None:
    with pytest.raises(DomainError) as caught:
        convert(10**5000, "kg", "g")
    assert caught.value.code == "not_a_number"


def test_the_largest_number_still_converts() -> None:
    assert convert(10**12, "kg", "g") == Decimal(10) ** 15


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("mmHg", "mm[Hg]"),
        ("mm[Hg]", "mm[Hg]"),
        (" LB ", "[lb_av]"),
        ("lbs", "[lb_av]"),
        ("KG", "kg"),
        ("mg/dL", "mg/dL"),
        ("MMOL/L", "mmol/L"),
        ("degF", "[degF]"),
        ("°F", "[degF]"),
        ("°C", "Cel"),
        ("bpm", "/min"),
        ("{beats}/min", "/min"),
        ("%", "%"),
        ("stone", None),
        ("c", None),
        ("", None),
    ],
)
def test_units_are_known_by_their_usual_spellings(text: str, unit: str | None) -> None:
    assert find_unit(text) == unit


@given(st.sampled_from(sorted(UNITS)))
def test_every_unit_knows_its_own_code(unit: str) -> None:
    assert find_unit(unit) == unit
