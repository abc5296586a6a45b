"""What the body does over the day and the week, and what a device would read off it.

`take_sample(person=…, kind=…, at=…, days=…, rng=…)` gives one `Sample`; `at` is local time with its offset.

Rhythms, all as cosines of the local clock:
- blood pressure falls 10–15 % at night and has a morning and an early-evening crest (24 h and 12 h terms);
- pulse and temperature crest in the afternoon, temperature by about 0.35 Cel;
- weight is lowest after waking and highest in the evening, and highest over the weekend and on Monday;
- glucose depends on the meal, and rises towards the morning;
- oxygen saturation is a little lower at night.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from random import Random

from vantrexia_sim.model import Sample
from vantrexia_sim.people import Baseline, Person

# Monday first. Home weight has its week: heavier after the weekend, lightest on Friday.
_WEIGHT_OF_WEEKDAY = (0.30, 0.12, -0.02, -0.12, -0.22, 0.02, 0.24)
_PRESSURE_OF_WEEKDAY = (2.0, 1.0, 0.5, 0.5, 0.0, -1.5, -2.0)


def take_sample(
    *,
    person: Person,
    kind: str,
    at: datetime,
    days: float,
    rng: Random,
    meal: str | None = None,
    first: bool = True,
) -> Sample:
    """One measurement. `days` is time from the start of the run and drives the course of the illness;
    `first` is False for the repeat a minute later, when the white-coat rise has worn off."""
    state = _State(person=person, at=at, days=days, rng=rng)
    return _TAKE[kind](state, meal, first)


class _State:
    """The person at one moment: baseline, course of illness and slow wave already added up."""

    def __init__(self, *, person: Person, at: datetime, days: float, rng: Random) -> None:
        self.person = person
        self.at = at
        self.rng = rng
        self.base: Baseline = person.baseline
        self.drift: Baseline = person.drift(days)
        self.wave = person.wave(at.timestamp() / 86_400)
        self.hour = at.hour + at.minute / 60 + at.second / 3600

    def crest(self, hour: float, period: float = 24.0) -> float:
        """1 at `hour` local time, -1 half a period away."""
        return math.cos(2 * math.pi * (self.hour - hour) / period)


def _blood_pressure(state: _State, _meal: str | None, first: bool) -> Sample:
    rng = state.rng
    rhythm = 6.0 * state.crest(14.5) + 3.0 * state.crest(9.0, 12) + _PRESSURE_OF_WEEKDAY[state.at.weekday()]
    white_coat = state.person.white_coat_mmhg if first and rng.random() < 0.4 else 0.0
    systolic = (
        state.base.systolic + state.drift.systolic + rhythm + 5 * state.wave + rng.gauss(0, 4.5) + white_coat
    )
    diastolic = (
        state.base.diastolic
        + state.drift.diastolic
        + 0.6 * rhythm
        + 3 * state.wave
        + rng.gauss(0, 3.2)
        + 0.4 * white_coat
    )
    pulse = _pulse(state)
    if rng.random() < 0.004:  # talking, a sleeve under the cuff, a moved arm
        systolic += rng.choice((-38, 44, 58))
    top = _within(systolic, 70, 250)
    return Sample(
        kind="blood_pressure",
        measured_at=state.at,
        systolic=top,
        diastolic=min(_within(diastolic, 40, 150), top - 15),
        pulse=pulse,
        irregular_beat=rng.random() < state.person.archetype.irregular_beats,
        context={"arm": state.person.arm, "posture": "sitting"},
    )


def _pulse(state: _State) -> int:
    value = (
        state.base.pulse + state.drift.pulse + 5 * state.crest(14) + 3 * state.wave + state.rng.gauss(0, 4)
    )
    return _within(value, 38, 190)


def _heart_rate(state: _State, _meal: str | None, _first: bool) -> Sample:
    return Sample(kind="heart_rate", measured_at=state.at, pulse=_pulse(state))


def _pulse_oximetry(state: _State, _meal: str | None, _first: bool) -> Sample:
    rng = state.rng
    value = state.base.spo2 + state.drift.spo2 - 0.6 * state.crest(4) + 0.7 * state.wave + rng.gauss(0, 0.8)
    if rng.random() < state.person.archetype.desaturation:
        value -= rng.uniform(3, 6)
    if rng.random() < 0.004:  # cold fingers
        value -= rng.uniform(8, 14)
    return Sample(
        kind="pulse_oximetry", measured_at=state.at, spo2=_within(value, 72, 100), pulse=_pulse(state)
    )


def _weight(state: _State, _meal: str | None, _first: bool) -> Sample:
    rng = state.rng
    value = (
        state.base.weight_kg
        + state.drift.weight_kg
        + _WEIGHT_OF_WEEKDAY[state.at.weekday()]
        - 0.4 * state.crest(6.5)
        + 0.35 * state.wave
        + rng.gauss(0, 0.18)
    )
    if rng.random() < 0.004:  # shoes and a winter coat, or a grandchild
        value += rng.choice((2.6, 14.0))
    return Sample(kind="weight", measured_at=state.at, weight_kg=round(max(value, 38.0), 2))


def _glucose(state: _State, meal: str | None, _first: bool) -> Sample:
    rng = state.rng
    kind_of_person = state.person.archetype
    value = state.base.glucose_mg_dl + state.drift.glucose_mg_dl + rng.gauss(0, kind_of_person.glucose_spread)
    value += 0.5 * kind_of_person.glucose_spread * state.wave
    if meal == "fasting":
        value += 0.25 * kind_of_person.glucose_spread * max(0.0, state.crest(6))
    elif meal == "post":
        value += kind_of_person.meal_rise * rng.uniform(0.5, 1.3)
    elif meal == "bedtime":
        value += kind_of_person.meal_rise * rng.uniform(0.1, 0.5)
    if kind_of_person.glucose_spread > 20 and rng.random() < 0.015:  # a dose without a meal
        value = rng.uniform(52, 68)
    return Sample(kind="glucose", measured_at=state.at, glucose_mg_dl=_within(value, 45, 520), meal=meal)


def _temperature(state: _State, _meal: str | None, _first: bool) -> Sample:
    value = state.base.temperature_c + state.drift.temperature_c + 0.35 * state.crest(17.5)
    value += 0.08 * state.wave + state.rng.gauss(0, 0.1)
    return Sample(
        kind="temperature", measured_at=state.at, temperature_c=round(min(max(value, 34.5), 41.0), 2)
    )


def _respiratory_rate(state: _State, _meal: str | None, _first: bool) -> Sample:
    value = state.base.respiratory_rate + state.drift.respiratory_rate + 0.8 * state.crest(15)
    value += 0.6 * state.wave + state.rng.gauss(0, 1)
    return Sample(kind="respiratory_rate", measured_at=state.at, respiratory_rate=_within(value, 8, 44))


def _within(value: float, low: int, high: int) -> int:
    return round(min(max(value, low), high))


_TAKE: dict[str, Callable[[_State, str | None, bool], Sample]] = {
    "blood_pressure": _blood_pressure,
    "heart_rate": _heart_rate,
    "pulse_oximetry": _pulse_oximetry,
    "weight": _weight,
    "glucose": _glucose,
    "temperature": _temperature,
    "respiratory_rate": _respiratory_rate,
}
