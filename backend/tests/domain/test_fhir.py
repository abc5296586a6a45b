"""A reading as an Observation: the US Core 6.1 shapes, and back again without loss."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vantrexia.domain.errors import DomainError
from vantrexia.domain.fhir import FhirReading, build_observation, parse_push
from vantrexia.domain.vitals import KIND_VITALS, KINDS, VITALS

MEASURED = datetime(2026, 11, 23, 12, 31, 5, tzinfo=UTC)
PRESSURE = FhirReading(
    id="01936f5c-0000-7000-8000-000000000001",
    kind="blood_pressure",
    patient_id="01936f5c-0000-7000-8000-000000000002",
    measured_at=MEASURED,
    updated_at=datetime(2026, 11, 23, 12, 31, 9, tzinfo=UTC),
    values={"systolic": 142, "diastolic": 88.0},
    identifier_system="https://rpm.example.org/readings",
    utc_offset_minutes=-300,
    device_display="A&D UA-651BLE",
)


def build(**changes: Any) -> dict[str, Any]:
    return build_observation(replace(PRESSURE, **changes))


def list_codes(concept: dict[str, Any]) -> list[str]:
    assert all(coding["system"] == "http://loinc.org" for coding in concept["coding"])
    return [coding["code"] for coding in concept["coding"]]


def test_a_blood_pressure_is_the_published_observation() -> None:
    assert build() == {
        "resourceType": "Observation",
        "id": PRESSURE.id,
        "meta": {
            "versionId": "1",
            "lastUpdated": "2026-11-23T12:31:09Z",
            "profile": ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-blood-pressure"],
            "tag": [
                {"system": "http://hl7.org/fhir/us/core/CodeSystem/us-core-tags", "code": "patient-supplied"}
            ],
        },
        "identifier": [{"system": "https://rpm.example.org/readings", "value": PRESSURE.id}],
        "status": "final",
        "category": [
            {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                        "code": "vital-signs",
                    }
                ]
            }
        ],
        "code": {
            "coding": [
                {
                    "system": "http://loinc.org",
                    "code": "85354-9",
                    "display": "Blood pressure panel with all children optional",
                }
            ]
        },
        "subject": {"reference": f"Patient/{PRESSURE.patient_id}"},
        "effectiveDateTime": "2026-11-23T07:31:05-05:00",
        "device": {"display": "A&D UA-651BLE"},
        "component": [
            {
                "code": {
                    "coding": [
                        {"system": "http://loinc.org", "code": code, "display": f"{name} blood pressure"}
                    ]
                },
                "valueQuantity": {
                    "value": value,
                    "unit": "mmHg",
                    "system": "http://unitsofmeasure.org",
                    "code": "mm[Hg]",
                },
            }
            for code, name, value in (("8480-6", "Systolic", 142), ("8462-4", "Diastolic", 88))
        ],
    }


@pytest.mark.parametrize(
    ("kind", "codes", "profile", "category", "value", "unit"),
    [
        ("heart_rate", ["8867-4"], "heart-rate", "vital-signs", {"pulse": 71.0}, "/min"),
        ("pulse_oximetry", ["2708-6", "59408-5"], "pulse-oximetry", "vital-signs", {"spo2": 97.0}, "%"),
        ("weight", ["29463-7"], "body-weight", "vital-signs", {"weight_kg": 82.282}, "kg"),
        ("temperature", ["8310-5"], "body-temperature", "vital-signs", {"temperature_c": 36.89}, "Cel"),
        (
            "respiratory_rate",
            ["9279-1"],
            "respiratory-rate",
            "vital-signs",
            {"respiratory_rate": 16.0},
            "/min",
        ),
        ("glucose", ["41653-7"], "observation-lab", "laboratory", {"glucose_mg_dl": 112.0}, "mg/dL"),
    ],
)
def test_every_other_kind_has_its_code_unit_and_category(
    kind: str, codes: list[str], profile: str, category: str, value: dict[str, float], unit: str
) -> None:
    made = build(kind=kind, values=value)
    assert list_codes(made["code"]) == codes
    assert made["meta"]["profile"] == [f"http://hl7.org/fhir/us/core/StructureDefinition/us-core-{profile}"]
    assert made["category"][0]["coding"][0]["code"] == category
    assert made["valueQuantity"]["value"] == next(iter(value.values()))
    assert made["valueQuantity"]["code"] == unit
    assert made["valueQuantity"]["system"] == "http://unitsofmeasure.org"
    assert "component" not in made
    assert "dataAbsentReason" not in made


def test_units_are_shown_as_people_write_them() -> None:
    assert build(kind="temperature", values={"temperature_c": 37.0})["valueQuantity"]["unit"] == "°C"
    assert build(kind="weight", values={"weight_kg": 80.0})["valueQuantity"]["unit"] == "kg"


def test_whole_numbers_are_written_without_a_point() -> None:
    assert json.dumps(build(kind="weight", values={"weight_kg": 80.0})["valueQuantity"]["value"]) == "80"
    assert json.dumps(build(kind="weight", values={"weight_kg": 80.5})["valueQuantity"]["value"]) == "80.5"


def test_the_pulse_travels_as_a_component() -> None:
    for kind, values in (("blood_pressure", PRESSURE.values), ("pulse_oximetry", {"spo2": 97})):
        component = build(kind=kind, values={**values, "pulse": 71})["component"][-1]
        assert list_codes(component["code"]) == ["8867-4"]
        assert component["valueQuantity"]["value"] == 71


def test_a_missing_part_of_a_blood_pressure_says_that_it_is_missing() -> None:
    systolic, diastolic = build(values={"systolic": 142})["component"]
    assert "dataAbsentReason" not in systolic
    assert "valueQuantity" not in diastolic
    assert diastolic["dataAbsentReason"]["coding"] == [
        {"system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": "unknown"}
    ]


def test_a_missing_value_says_that_it_is_missing() -> None:
    made = build(kind="weight", values={})
    assert "valueQuantity" not in made
    assert made["dataAbsentReason"]["coding"][0]["code"] == "unknown"


def test_an_irregular_beat_is_a_finding_and_its_absence_is_none() -> None:
    component = build(irregular_beat=True)["component"][-1]
    assert list_codes(component["code"]) == ["8884-9"]
    assert component["valueCodeableConcept"]["coding"][0] == {
        "system": "http://snomed.info/sct",
        "code": "361137007",
        "display": "Irregular heart beat",
    }
    assert len(build(irregular_beat=False)["component"]) == len(build(irregular_beat=None)["component"]) == 2


@pytest.mark.parametrize(
    ("state", "status"),
    [("final", "final"), ("amended", "amended"), ("entered_in_error", "entered-in-error")],
)
def test_the_state_of_a_reading_is_its_status(state: str, status: str) -> None:
    assert build(state=state, version=3)["status"] == status
    assert build(state=state, version=3)["meta"]["versionId"] == "3"


@pytest.mark.parametrize(
    ("change", "code"), [({"kind": "mood"}, "unknown_kind"), ({"state": "x"}, "unknown_state")]
)
def test_what_fhir_has_no_word_for_is_refused(change: dict[str, str], code: str) -> None:
    with pytest.raises(DomainError) as caught:
        build(**change)
    assert caught.value.code == code


def test_a_name_is_written_only_where_the_caller_gives_it() -> None:
    assert "display" not in build()["subject"]
    assert build(patient_display="Ana Ruiz")["subject"]["display"] == "Ana Ruiz"


def test_what_is_not_known_is_not_written() -> None:
    made = build(device_display=None, patient_supplied=False)
    assert "device" not in made
    assert "tag" not in made["meta"]
    assert "note" not in made
    assert build(kind="glucose", values={"glucose_mg_dl": 112}, meal_marker="fasting")["note"] == [
        {"text": "Meal marker: fasting"}
    ]


@pytest.mark.parametrize(
    ("offset", "shown"),
    [
        (None, "2026-11-23T12:31:05Z"),
        (0, "2026-11-23T12:31:05Z"),
        (330, "2026-11-23T18:01:05+05:30"),
        (-210, "2026-11-23T09:01:05-03:30"),
    ],
)
def test_the_time_keeps_the_offset_the_device_gave(offset: int | None, shown: str) -> None:
    assert build(utc_offset_minutes=offset)["effectiveDateTime"] == shown


@st.composite
def readings(draw: st.DrawFn) -> FhirReading:
    kind = draw(st.sampled_from(KINDS))
    required, optional = KIND_VITALS[kind]
    values = {}
    for name in required + tuple(name for name in optional if draw(st.booleans())):
        spec = VITALS[name]
        values[name] = round(draw(st.floats(min_value=spec.low, max_value=spec.high)), spec.decimals)
    return replace(
        PRESSURE,
        kind=kind,
        values=values,
        measured_at=draw(
            st.datetimes(
                min_value=datetime(2020, 1, 1), max_value=datetime(2035, 1, 1), timezones=st.just(UTC)
            )
        ),
        utc_offset_minutes=draw(st.integers(min_value=-840, max_value=840)),
        irregular_beat=True if kind == "blood_pressure" and draw(st.booleans()) else None,
    )


@given(readings())
def test_what_we_write_we_read_back_without_loss(reading: FhirReading) -> None:
    push = parse_push(json.loads(json.dumps(build_observation(reading))))
    assert (push.problems, push.unsupported) == ((), 0)
    (measurement,) = push.measurements
    assert measurement.kind == reading.kind
    assert measurement.list_values() == reading.values
    assert measurement.measured_at == reading.measured_at
    assert measurement.utc_offset_minutes == reading.utc_offset_minutes
    assert measurement.irregular_beat is reading.irregular_beat
    assert measurement.source_id == reading.id
    assert measurement.device_ref == ("user_ref", reading.patient_id)


@given(readings())
def test_an_observation_has_a_value_or_a_reason_for_none_never_both(reading: FhirReading) -> None:
    made: dict[str, Any] = build_observation(reading)
    holders = [made, *made.get("component", [])] if "valueQuantity" in made else made["component"]
    for holder in holders:
        assert (
            sum(key in holder for key in ("valueQuantity", "valueCodeableConcept", "dataAbsentReason")) == 1
        )
