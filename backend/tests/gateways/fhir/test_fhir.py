"""FHIR pushes: an Observation, an array or a Bundle becomes measurements of the device it names."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from tests.gateways.support import NOW, any_json, load, replaced
from vantrexia.devices.gateways.base import Normalised, NotUnderstood
from vantrexia.devices.gateways.fhir.normalise import normalise
from vantrexia.domain.vitals import DeviceRef, Measurement

PRESSURE: dict[str, Any] = json.loads(load("fhir", "blood_pressure"))
RATE: dict[str, Any] = json.loads(load("fhir", "heart_rate"))
SYNTHEA = Path(__file__).parents[5] / "shared" / "data" / "synthea-r4"


# Every vital these records carry; the rest of them are laboratory values and answers to questionnaires.
SYNTHEA_VITALS = {
    "55284-4",
    "85354-9",
    "29463-7",
    "8867-4",
    "9279-1",
    "8310-5",
    "2708-6",
    "59408-5",
    "2339-0",
}


def loinc_codes(observation: dict[str, Any]) -> set[str]:
    return {coding["code"] for coding in observation["code"]["coding"]}


def read(*resources: Any) -> Normalised:
    return normalise(body=json.dumps(list(resources)).encode(), received_at=NOW)


def coded(code: str, value: float, unit: str) -> dict[str, Any]:
    return {
        **RATE,
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "valueQuantity": {"value": value, "code": unit},
    }


def test_a_blood_pressure_of_a_contained_device_arrives_whole():
    (measurement,) = normalise(body=load("fhir", "blood_pressure"), received_at=NOW).measurements
    assert measurement == Measurement(
        kind="blood_pressure",
        device_ref=DeviceRef("serial", "5230100417"),
        measured_at=datetime(2026, 11, 23, 12, 31, 5, tzinfo=UTC),
        utc_offset_minutes=-300,
        systolic=142.0,
        diastolic=88.0,
        pulse=71.0,
        original={
            "systolic": {"value": 142, "unit": "mm[Hg]"},
            "diastolic": {"value": 88, "unit": "mm[Hg]"},
            "pulse": {"value": 71, "unit": "/min"},
        },
        context={"body_site": "left arm"},
        source_id="r-7f3a2c10",
    )


def test_a_bundle_gives_its_readings_and_its_devices_name_them():
    result = normalise(body=load("fhir", "bundle"), received_at=NOW)
    assert result.rejected == ()
    assert [(m.kind, m.device_ref) for m in result.measurements] == [
        ("weight", DeviceRef("imei", "354678091234567")),
        ("pulse_oximetry", DeviceRef("serial", "502345678")),
        ("glucose", DeviceRef("user_ref", "MRN-0017")),
    ]
    assert [m.list_values() for m in result.measurements] == [
        {"weight_kg": 82.282},
        {"spo2": 96.0},
        {"glucose_mg_dl": 140.54},
    ]
    assert result.measurements[2].measured_at == datetime(2026, 11, 23, 12, 2, tzinfo=UTC)


def test_without_a_device_the_subject_stands_for_it():
    (measurement,) = normalise(body=load("fhir", "heart_rate"), received_at=NOW).measurements
    assert (measurement.device_ref, measurement.source_id) == (DeviceRef("user_ref", "Patient/p-17"), "hr-1")


def test_a_device_that_is_not_in_the_body_is_named_by_its_reference():
    (measurement,) = read({**RATE, "device": {"reference": "Device/cuff-9"}}).measurements
    assert measurement.device_ref == DeviceRef("gateway_device_id", "Device/cuff-9")


@pytest.mark.parametrize(
    ("code", "value", "unit", "stored"),
    [
        ("8867-4", 61, "/min", {"pulse": 61.0}),
        ("8867-4", 61, "{beats}/min", {"pulse": 61.0}),
        ("59408-5", 97, "%", {"spo2": 97.0}),
        ("29463-7", 82300, "g", {"weight_kg": 82.3}),
        ("8310-5", 98.4, "[degF]", {"temperature_c": 36.89}),
        ("9279-1", 16, "/min", {"respiratory_rate": 16.0}),
        ("2339-0", 112, "mg/dL", {"glucose_mg_dl": 112.0}),
        ("14745-4", 7.8, "mmol/L", {"glucose_mg_dl": 140.54}),
        ("99504-3", 101, "mg/dL", {"glucose_mg_dl": 101.0}),
    ],
)
def test_codes_and_units_of_other_senders_are_read(code, value, unit, stored):
    (measurement,) = read(coded(code, value, unit)).measurements
    assert measurement.list_values() == stored


def test_the_older_blood_pressure_code_is_read():
    old = replaced(PRESSURE, ("code",), {"coding": [{"system": "http://loinc.org", "code": "55284-4"}]})
    assert read(old).measurements[0].kind == "blood_pressure"


def test_a_preliminary_reading_says_so():
    assert read({**RATE, "status": "preliminary"}).measurements[0].context == {"status": "preliminary"}


@pytest.mark.parametrize(
    ("change", "code", "detail"),
    [
        ({"status": "amended"}, "correction", "status"),
        ({"status": "corrected"}, "correction", "status"),
        ({"status": "entered-in-error"}, "withdrawn", "status"),
        ({"status": "registered"}, "unknown_value", "status"),
        ({"status": None}, "missing_field", "status"),
        ({"resourceType": "Immunization"}, "unknown_type", "resourceType"),
        ({"resourceType": None}, "unknown_type", "resourceType"),
        ({"code": {"coding": [{"system": "http://loinc.org", "code": "39156-5"}]}}, "unknown_metric", "code"),
        ({"code": {"coding": [{"system": "urn:local", "code": "8867-4"}]}}, "unknown_metric", "code"),
        ({"effectiveDateTime": None}, "missing_field", "effectiveDateTime"),
        ({"effectiveDateTime": "2026-11-23"}, "bad_time", "effectiveDateTime"),
        ({"effectiveDateTime": "2026-11-23T07:40:30"}, "naive_time", "effectiveDateTime"),
        ({"valueQuantity": None}, "missing_field", "pulse"),
        ({"valueQuantity": {"value": 72}}, "missing_field", "pulse.unit"),
        ({"valueQuantity": {"value": 72, "code": "mm[Hg]"}}, "unknown_unit", "pulse"),
        ({"valueQuantity": {"value": 72, "code": "parsec"}}, "unknown_unit", "pulse"),
        ({"valueQuantity": {"value": 72, "code": "/min", "comparator": "<"}}, "comparator", "pulse"),
        ({"valueQuantity": {"value": "72", "code": "/min"}}, "wrong_type", "valueQuantity.value"),
        ({"valueQuantity": {"value": float("nan"), "code": "/min"}}, "out_of_range", "valueQuantity.value"),
        ({"subject": None}, "missing_field", "device"),
        ({"subject": None, "device": {"reference": "#gone"}}, "missing_field", "device"),
    ],
)
def test_what_cannot_be_read_is_rejected_with_code_and_place(change, code, detail):
    result = read({**RATE, **change}, RATE)
    assert len(result.measurements) == 1
    assert [(r.index, r.code, r.detail) for r in result.rejected] == [(0, code, detail)]


def test_half_a_blood_pressure_is_none():
    half = {**PRESSURE, "component": PRESSURE["component"][:1]}
    assert [(r.code, r.detail) for r in read(half).rejected] == [("missing_field", "diastolic")]


def test_a_component_given_twice_is_refused():
    twice = {**PRESSURE, "component": PRESSURE["component"] + PRESSURE["component"][:1]}
    assert [r.code for r in read(twice).rejected] == ["duplicate_metric"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"resourceType": "Bundle", "entry": 5}', "wrong_type"),
        (b'"Observation"', "not_an_object_or_array"),
        (b'{"resourceType": "Bundle", "entry": [' + b"{}," * 5_000 + b"{}]}", "too_many_elements"),
    ],
)
def test_a_body_that_is_no_fhir_at_all_is_not_understood(body, code):
    with pytest.raises(NotUnderstood) as caught:
        normalise(body=body, received_at=NOW)
    assert caught.value.code == code


@pytest.mark.skipif(not SYNTHEA.exists(), reason="the shared Synthea records are not on this machine")
@pytest.mark.parametrize("name", sorted(path.stem for path in SYNTHEA.glob("*.json")))
def test_records_nobody_here_wrote_are_read(name):
    entries = json.loads((SYNTHEA / f"{name}.json").read_bytes())["entry"]
    observations = [e["resource"] for e in entries if e["resource"]["resourceType"] == "Observation"]
    sent = [observation for observation in observations if SYNTHEA_VITALS & loinc_codes(observation)]
    result = read(*observations)
    assert len(result.measurements) == len(sent) > 0
    assert {r.code for r in result.rejected} == {"unknown_metric"}
    assert all(m.original for m in result.measurements)


@given(any_json("resourceType", "status", "code", "coding", "valueQuantity", "device", "component", "entry"))
def test_random_resources_are_read_or_rejected_one_by_one(value):
    result = read(RATE, value)
    assert len(result.measurements) >= 1
    assert all(r.index == 1 for r in result.rejected)
