"""FHIR Observations to change and spoil, and what the reader makes of one: `change(…)`, `parse(…)`, `refuse(…)`."""

from __future__ import annotations

import copy
from typing import Any

from vantrexia.domain.fhir import parse_push
from vantrexia.domain.vitals import Measurement

WEIGHT: dict[str, Any] = {
    "resourceType": "Observation",
    "id": "o1",
    "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
    "subject": {"reference": "Patient/p1"},
    "effectiveDateTime": "2026-11-23T07:31:05-05:00",
    "device": {"identifier": {"value": "scale-1"}},
    "valueQuantity": {
        "value": 181.4,
        "unit": "lbs",
        "system": "http://unitsofmeasure.org",
        "code": "[lb_av]",
    },
}


def quantity(value: object, code: str) -> dict[str, object]:
    return {"value": value, "unit": code, "system": "http://unitsofmeasure.org", "code": code}


def part(code: str, value: object = 1, unit: str = "mm[Hg]") -> dict[str, Any]:
    return {
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "valueQuantity": quantity(value, unit),
    }


def change(**changes: Any) -> dict[str, Any]:
    """The weight with other elements; None takes an element away."""
    merged = {**copy.deepcopy(WEIGHT), **changes}
    return {key: value for key, value in merged.items() if value is not None}


def loinc(*codes: str) -> dict[str, Any]:
    return {"coding": [{"system": "http://loinc.org", "code": code} for code in codes]}


PRESSURE = change(
    code=loinc("85354-9"),
    valueQuantity=None,
    component=[part("8480-6", 142), part("8462-4", 88), part("8867-4", 71, "/min")],
)


def parse(**changes: Any) -> Measurement:
    push = parse_push(change(**changes))
    assert push.problems == ()
    (measurement,) = push.measurements
    return measurement


def refuse(**changes: Any) -> str:
    push = parse_push(change(**changes))
    assert push.measurements == ()
    assert push.unsupported == 0
    (problem,) = push.problems
    assert problem.index == 0
    assert problem.detail
    return problem.code
