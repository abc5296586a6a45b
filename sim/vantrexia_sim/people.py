"""Who lives in the homes: archetypes of patients as data, and the person a seed makes of one.

`ARCHETYPES`                       what each kind of patient is like, and how it drifts
`make_person(home=…, seed=…)`      one individual: baselines spread around the archetype, slow waves of their
  own
`Person.drift(days)`               how far the course of the illness has moved them, `days` from the start of
  the run

The figures are ordinary ones for adults at home; they exist to exercise the server, they are no reference
values.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from vantrexia_sim.model import Home


@dataclass(frozen=True, slots=True)
class Baseline:
    """Centre of each vital, in canonical units."""

    systolic: float = 122.0
    diastolic: float = 76.0
    pulse: float = 70.0
    spo2: float = 97.0
    weight_kg: float = 82.0
    glucose_mg_dl: float = 98.0
    temperature_c: float = 36.6
    respiratory_rate: float = 15.0


@dataclass(frozen=True, slots=True)
class Archetype:
    """A kind of patient. `course` is what a full course of illness adds; it is spread over `course_days` and
    ends at the start of the run (negative days are the past), except where `keeps_going`."""

    baseline: Baseline = Baseline()
    course: Baseline | None = None
    course_days: float = 30.0
    keeps_going: bool = False
    irregular_beats: float = 0.01
    missed: float = 0.06
    glucose_spread: float = 12.0
    meal_rise: float = 35.0
    desaturation: float = 0.0


_NO_CHANGE = Baseline(0, 0, 0, 0, 0, 0, 0, 0)

ARCHETYPES: dict[str, Archetype] = {
    "stable": Archetype(baseline=Baseline(systolic=117, diastolic=71)),
    "hypertensive": Archetype(
        baseline=Baseline(systolic=150, diastolic=92, pulse=76, weight_kg=91),
        course=Baseline(-9, -5, -2, 0, 0, 0, 0, 0),
        course_days=60,
    ),
    "heart_failure": Archetype(
        baseline=Baseline(systolic=116, diastolic=70, pulse=82, spo2=95.5, weight_kg=88, respiratory_rate=17),
        course=Baseline(-4, -2, 8, -2, 3.4, 0, 0, 3),
        course_days=9,
        irregular_beats=0.14,
    ),
    "copd": Archetype(
        baseline=Baseline(systolic=130, diastolic=78, pulse=86, spo2=92.5, weight_kg=68, respiratory_rate=20),
        desaturation=0.12,
    ),
    "diabetic": Archetype(
        baseline=Baseline(systolic=134, diastolic=82, pulse=76, weight_kg=96, glucose_mg_dl=148),
        glucose_spread=26,
        meal_rise=68,
    ),
    "non_compliant": Archetype(baseline=Baseline(systolic=138, diastolic=86, weight_kg=90), missed=0.62),
    "worsening": Archetype(
        baseline=Baseline(systolic=144, diastolic=90, pulse=80),
        course=Baseline(36, 20, 10, 0, 0, 0, 0, 0),
        course_days=4,
    ),
    "deteriorating": Archetype(
        baseline=Baseline(systolic=132, diastolic=82, pulse=76, spo2=96, weight_kg=86, respiratory_rate=16),
        course=Baseline(34, 19, 22, -6, 3.4, 30, 0.5, 6),
        course_days=10,
        keeps_going=True,
        irregular_beats=0.08,
    ),
}


@dataclass(frozen=True, slots=True)
class Person:
    """One individual: own baseline, own slow waves, own habits. `wake_hour` and `bed_hour` are local
    hours."""

    key: str
    archetype: Archetype
    baseline: Baseline
    waves: tuple[tuple[float, float, float], ...]
    wake_hour: float
    bed_hour: float
    white_coat_mmhg: float
    measures_twice: bool
    arm: str

    def wave(self, days: float) -> float:
        """A slow wandering of the body around -1…1: the sum of a few long waves. `days` is time in days."""
        return sum(size * math.sin(2 * math.pi * days / period + phase) for size, period, phase in self.waves)

    def drift(self, days: float) -> Baseline:
        """What the course of the illness adds at `days` from the start of the run (negative: before it)."""
        course = self.archetype.course
        if course is None:
            return _NO_CHANGE
        share = max(0.0, 1.0 + days / self.archetype.course_days)
        share = min(share, 2.0 if self.archetype.keeps_going else 1.0)
        return Baseline(
            systolic=course.systolic * share,
            diastolic=course.diastolic * share,
            pulse=course.pulse * share,
            spo2=course.spo2 * share,
            weight_kg=course.weight_kg * share,
            glucose_mg_dl=course.glucose_mg_dl * share,
            temperature_c=course.temperature_c * share,
            respiratory_rate=course.respiratory_rate * share,
        )


def make_person(*, home: Home, seed: int) -> Person:
    """The person of this home under this seed; the same call always gives the same person."""
    archetype = ARCHETYPES[home.archetype]
    rng = Random(f"{seed}|person|{home.key}")
    base = archetype.baseline
    return Person(
        key=home.key,
        archetype=archetype,
        baseline=Baseline(
            systolic=base.systolic + rng.gauss(0, 5),
            diastolic=base.diastolic + rng.gauss(0, 3.5),
            pulse=base.pulse + rng.gauss(0, 5),
            spo2=base.spo2 + rng.gauss(0, 0.6),
            weight_kg=base.weight_kg + rng.gauss(0, 11),
            glucose_mg_dl=base.glucose_mg_dl + rng.gauss(0, 8),
            temperature_c=base.temperature_c + rng.gauss(0, 0.12),
            respiratory_rate=base.respiratory_rate + rng.gauss(0, 1),
        ),
        waves=tuple(
            (size * rng.uniform(0.7, 1.3), period * rng.uniform(0.85, 1.15), rng.uniform(0, 2 * math.pi))
            for size, period in ((0.30, 3.1), (0.30, 8.7), (0.35, 19.0), (0.30, 53.0))
        ),
        wake_hour=rng.uniform(5.8, 8.2),
        bed_hour=rng.uniform(21.3, 23.2),
        white_coat_mmhg=rng.choice((0.0, 0.0, 0.0, 0.0, 8.0, 14.0)),
        measures_twice=rng.random() < 0.35,
        arm=rng.choice(("left", "left", "right")),
    )
