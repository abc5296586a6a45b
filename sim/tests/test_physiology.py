"""The body over the day, the week, and the course of an illness."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from statistics import mean
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from conftest import ALL_ARCHETYPES

from vantrexia_sim.homesfile import HomesFile
from vantrexia_sim.model import KINDS, Home, Sample
from vantrexia_sim.people import make_person
from vantrexia_sim.physiology import take_sample

ZONE = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 6, 1, tzinfo=ZONE)


def take_many(
    home: Home, kind: str, *, hour: float, days: float = 0.0, count: int = 150, **more: Any
) -> list[Sample]:
    """The same moment of many days, so that only the moment tells."""
    person = make_person(home=home, seed=7)
    return [
        take_sample(
            person=person,
            kind=kind,
            at=MONDAY + timedelta(days=n, hours=hour),
            days=days,
            rng=Random(f"{kind}{hour}{n}"),
            **more,
        )
        for n in range(count)
    ]


def mean_of(samples: list[Sample], name: str) -> float:
    return float(mean(getattr(sample, name) for sample in samples))


def home_of(homes: HomesFile, archetype: str) -> Home:
    return next(home for home in homes.homes if home.archetype == archetype)


def test_blood_pressure_falls_at_night(homes: HomesFile) -> None:
    home = home_of(homes, "stable")
    day = mean_of(take_many(home, "blood_pressure", hour=10), "systolic")
    night = mean_of(take_many(home, "blood_pressure", hour=3), "systolic")
    assert 0.84 < night / day < 0.95


def test_temperature_is_highest_in_the_late_afternoon(homes: HomesFile) -> None:
    home = home_of(homes, "stable")
    at = {
        hour: mean_of(take_many(home, "temperature", hour=hour), "temperature_c") for hour in (5, 11, 17, 23)
    }
    assert max(at, key=lambda hour: at[hour]) == 17
    assert at[17] - at[5] > 0.4


def test_weight_is_lightest_on_friday_and_in_the_morning(homes: HomesFile) -> None:
    samples = take_many(home_of(homes, "stable"), "weight", hour=7, count=700)
    of_weekday = [mean_of(samples[weekday::7], "weight_kg") for weekday in range(7)]
    assert min(range(7), key=lambda weekday: of_weekday[weekday]) == 4
    evening = take_many(home_of(homes, "stable"), "weight", hour=19, count=700)
    assert mean_of(evening, "weight_kg") > mean_of(samples, "weight_kg") + 0.4


def test_glucose_rises_after_a_meal_and_more_so_in_a_diabetic(homes: HomesFile) -> None:
    rise = {}
    for name in ("stable", "diabetic"):
        home = home_of(homes, name)
        before = mean_of(take_many(home, "glucose", hour=12, meal="pre"), "glucose_mg_dl")
        after = mean_of(take_many(home, "glucose", hour=12, meal="post"), "glucose_mg_dl")
        rise[name] = after - before
    assert 15 < rise["stable"] < rise["diabetic"]


def test_a_failing_heart_gains_weight_over_the_nine_days_before_the_run(homes: HomesFile) -> None:
    home = home_of(homes, "heart_failure")
    before = mean_of(take_many(home, "weight", hour=7, days=-9), "weight_kg")
    now = mean_of(take_many(home, "weight", hour=7, days=0), "weight_kg")
    assert now - before == pytest.approx(3.4, abs=0.3)


def test_one_who_deteriorates_is_well_ten_days_before_and_critical_days_after(homes: HomesFile) -> None:
    home = home_of(homes, "deteriorating")
    course = {
        days: mean_of(take_many(home, "blood_pressure", hour=10, days=days), "systolic")
        for days in (-10, 0, 6)
    }
    assert course[-10] < 150 < course[0] < 182 < course[6]


def test_lungs_in_copd_lose_oxygen_at_times(homes: HomesFile) -> None:
    lowest = {
        name: sum((s.spo2 or 0) <= 88 for s in take_many(home_of(homes, name), "pulse_oximetry", hour=10))
        for name in ("stable", "copd")
    }
    assert lowest["stable"] <= 2
    assert lowest["copd"] >= 8


def test_beats_are_irregular_more_often_in_heart_failure(homes: HomesFile) -> None:
    counted = {
        name: sum(
            bool(s.irregular_beat)
            for s in take_many(home_of(homes, name), "blood_pressure", hour=9, count=400)
        )
        for name in ("stable", "heart_failure")
    }
    assert counted["stable"] < 15 < counted["heart_failure"]


def test_a_white_coat_shows_in_the_first_reading_and_not_in_the_repeat(homes_document, read_homes) -> None:  # type: ignore[no-untyped-def]
    homes_document["homes"] = [dict(homes_document["homes"][0]) for _ in range(12)]
    for number, home in enumerate(homes_document["homes"]):
        home["devices"] = [dict(home["devices"][0], serial=f"BP-{number}")]
    people = read_homes(homes_document).homes
    anxious = next(home for home in people if make_person(home=home, seed=7).white_coat_mmhg > 10)
    calm = next(home for home in people if make_person(home=home, seed=7).white_coat_mmhg == 0)
    rise = {}
    for name, home in (("anxious", anxious), ("calm", calm)):
        first = mean_of(take_many(home, "blood_pressure", hour=9, count=500, first=True), "systolic")
        again = mean_of(take_many(home, "blood_pressure", hour=9, count=500, first=False), "systolic")
        rise[name] = first - again
    assert rise["calm"] < 2 < rise["anxious"]


@pytest.mark.parametrize("archetype", ALL_ARCHETYPES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_value_is_one_a_living_person_can_have(homes: HomesFile, archetype: str, kind: str) -> None:
    limits = {
        "systolic": (60, 300),
        "diastolic": (30, 200),
        "pulse": (30, 250),
        "spo2": (50, 100),
        "weight_kg": (20, 350),
        "glucose_mg_dl": (20, 600),
        "temperature_c": (33, 43),
        "respiratory_rate": (4, 60),
    }
    for days in (-60, 0, 20):
        for sample in take_many(home_of(homes, archetype), kind, hour=8, days=days, count=60, meal="pre"):
            found = {name: getattr(sample, name) for name in limits if getattr(sample, name) is not None}
            assert found
            for name, value in found.items():
                assert limits[name][0] <= value <= limits[name][1], (name, value)
            if sample.systolic and sample.diastolic:
                assert sample.systolic > sample.diastolic
