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
SYNTHEA_VITALS = {"55284-4", "85354-9", "29463-7", "8867-4", "9279-1", "8310-5"}
SYNTHEA_VITALS |= {"8331-1", "2708-6", "59408-5", "2339-0"}


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
    assert (measurement.device_ref, measurement.source_id) == (DeviceRef("user_ref", "p-17"), "hr-1")


def test_a_device_that_is_not_in_the_body_is_named_by_its_reference():
    (measurement,) = read({**RATE, "device": {"reference": "Device/cuff-9"}}).measurements
    assert measurement.device_ref == DeviceRef("gateway_device_id", "cuff-9")


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
    ],
)
def test_codes_and_units_of_other_senders_are_read(code, value, unit, stored):
    (measurement,) = read(coded(code, value, unit)).measurements
    assert measurement.list_values() == stored


def test_the_older_blood_pressure_code_is_read():
    old = replaced(PRESSURE, ("code",), {"coding": [{"system": "http://loinc.org", "code": "55284-4"}]})
    assert read(old).measurements[0].kind == "blood_pressure"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"status": "amended"}, "correction"),
        ({"status": "corrected"}, "correction"),
        ({"status": "entered-in-error"}, "withdrawn"),
        ({"status": "preliminary"}, "status_not_final"),
        ({"status": None}, "status_not_final"),
        ({"resourceType": "Immunization"}, "unknown_type"),
        ({"resourceType": None}, "unknown_type"),
        ({"code": {"coding": [{"system": "http://loinc.org", "code": "39156-5"}]}}, "unknown_metric"),
        ({"code": {"coding": [{"system": "urn:local", "code": "8867-4"}]}}, "unknown_metric"),
        ({"effectiveDateTime": None}, "bad_time"),
        ({"effectiveDateTime": "yesterday"}, "bad_time"),
        ({"effectiveDateTime": "0001-01-01T00:00:00+14:00"}, "bad_time"),
        ({"effectiveDateTime": "2026-11-23T07:40:30+23:00"}, "bad_time"),
        ({"effectiveDateTime": "2026-11-23"}, "naive_time"),
        ({"effectiveDateTime": "2026-11-23T07:40:30"}, "naive_time"),
        ({"valueQuantity": None}, "missing_field"),
        ({"valueQuantity": {"value": 72}}, "unknown_unit"),
        ({"valueQuantity": {"value": 72, "code": "mm[Hg]"}}, "unknown_unit"),
        ({"valueQuantity": {"value": 72, "code": "parsec"}}, "unknown_unit"),
        ({"valueQuantity": {"value": 72, "code": "/min", "comparator": "<"}}, "comparator"),
        ({"valueQuantity": {"value": "72", "code": "/min"}}, "wrong_type"),
        ({"valueQuantity": {"value": float("nan"), "code": "/min"}}, "wrong_type"),
        ({"valueQuantity": {"value": float("inf"), "code": "/min"}}, "wrong_type"),
        ({"valueQuantity": {"value": 1e300, "code": "/min"}}, "wrong_type"),
        ({"valueQuantity": {"value": 250_000, "code": "/min"}}, "out_of_range"),
        ({"subject": None}, "missing_field"),
        ({"subject": None, "device": {"reference": "#gone"}}, "missing_field"),
        ({"device": {"identifier": {"value": "52\u0000"}}}, "bad_text"),
        ({"device": {"identifier": {"value": "x" * 201}}}, "bad_text"),
        ({"id": "hr\ud800"}, "bad_text"),
    ],
)
def test_what_cannot_be_read_is_rejected_with_its_code(change, code):
    result = read({**RATE, **change}, RATE)
    assert len(result.measurements) == 1
    assert [(r.index, r.code) for r in result.rejected] == [(0, code)]


def test_a_rejection_never_repeats_what_was_sent():
    canary = "Wilhelmina-Q"
    quantity = {"value": 72, "code": canary}
    result = read(
        {**RATE, "valueQuantity": quantity},
        {**RATE, "status": canary},
        {**RATE, "effectiveDateTime": canary},
        {**RATE, "resourceType": canary},
    )
    assert len(result.rejected) == 4
    assert canary not in repr(result)


def test_a_key_given_twice_spoils_only_its_own_resource():
    twice = json.dumps(RATE).replace('"id": "hr-1"', '"id": "hr-1", "id": "hr-2"')
    entries = f'{{"resource": {twice}}}, {{"resource": {json.dumps(RATE)}}}'
    bundle = f'{{"resourceType": "Bundle", "entry": [{entries}]}}'
    result = normalise(body=bundle.encode(), received_at=NOW)
    assert len(result.measurements) == 1
    assert [(r.index, r.code) for r in result.rejected] == [(0, "duplicate_key")]


def test_half_a_blood_pressure_is_none():
    half = {**PRESSURE, "component": PRESSURE["component"][:1]}
    result = read(half)
    assert (result.measurements, [r.code for r in result.rejected]) == ((), ["missing_field"])


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
