"""Validic pushes: batches of records become measurements, each vital under its own kind."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from tests.gateways.support import NOW, any_json, load, replaced
from vantrexia.devices.gateways.base import Normalised, NotUnderstood, Secret
from vantrexia.devices.gateways.validic.normalise import normalise
from vantrexia.devices.gateways.validic.webhook import verify
from vantrexia.domain.vitals import DeviceRef, check_plausible

WEIGHT, PRESSURE, PULSE = json.loads(load("validic", "batch"))["data"]
GLUCOSE: dict[str, Any] = json.loads(load("validic", "single_glucose"))


def read(*elements: Any) -> Normalised:
    return normalise(body=json.dumps({"data": list(elements)}).encode(), received_at=NOW)


def with_metrics(*metrics: dict[str, Any]) -> dict[str, Any]:
    return {**PRESSURE, "metrics": [{"origin": "device", **metric} for metric in metrics]}


def delivery_key(body: bytes) -> str | None:
    headers = {"authorization": "Bearer key"}
    return verify(headers=headers, body=body, secrets=[Secret("k", b"key")], now=NOW).delivery_key


def test_a_batch_gives_one_measurement_per_record_in_its_order():
    result = normalise(body=load("validic", "batch"), received_at=NOW)
    assert [m.kind for m in result.measurements] == ["weight", "blood_pressure", "heart_rate"]
    assert result.rejected == ()
    assert all(check_plausible(m) == () for m in result.measurements)


def test_a_cuffs_record_is_one_blood_pressure_of_a_cellular_device():
    (measurement,) = read(PRESSURE).measurements
    assert (measurement.systolic, measurement.diastolic, measurement.pulse) == (142.0, 88.0, 71.0)
    assert measurement.device_ref == DeviceRef("imei", "354678091234567")
    assert measurement.measured_at == datetime(2026, 11, 23, 12, 31, tzinfo=UTC)
    assert measurement.utc_offset_minutes == -300
    assert measurement.source_id == "702d5fc3222222221517279486e245d5"
    assert measurement.context == {"source": "smart_meter", "offset_origin": "source", "entered": "device"}


def test_without_a_device_the_person_of_the_gateway_stands_for_it():
    (measurement,) = read(WEIGHT).measurements
    assert measurement.device_ref == DeviceRef("user_ref", "vpt12345sp")


def test_what_is_no_vital_stays_with_the_reading_as_sent():
    (measurement,) = read(WEIGHT).measurements
    assert measurement.weight_kg == 82.3
    assert {"type": "bmi", "origin": "unknown", "unit": "kg/m2", "value": 27.1} in measurement.original[
        "metrics"
    ]


def test_a_value_a_person_typed_says_so():
    (measurement,) = read(PULSE).measurements
    assert measurement.context["entered"] == "manual"


def test_one_record_needs_no_wrapping_and_its_meal_note_is_the_marker():
    (measurement,) = normalise(body=load("validic", "single_glucose"), received_at=NOW).measurements
    assert (measurement.glucose_mg_dl, measurement.meal_marker) == (90.0, "pre_meal")


def test_an_offset_no_place_on_earth_has_is_not_taken():
    assert read(GLUCOSE).measurements[0].utc_offset_minutes is None


def test_several_vitals_of_one_record_are_several_measurements():
    result = read(
        with_metrics(
            {"type": "spo2", "unit": "%", "value": 96},
            {"type": "heart_rate", "unit": "bpm", "value": 72},
            {"type": "body_temperature", "unit": "F", "value": 98.4},
            {"type": "respiratory_rate", "unit": "breaths/min", "value": 16},
        )
    )
    assert [m.kind for m in result.measurements] == ["pulse_oximetry", "temperature", "respiratory_rate"]
    assert [m.list_values() for m in result.measurements] == [
        {"spo2": 96.0, "pulse": 72.0},
        {"temperature_c": 36.89},
        {"respiratory_rate": 16.0},
    ]


@pytest.mark.parametrize(
    ("metric", "stored"),
    [
        ({"type": "body_weight", "unit": "lb", "value": 181.4}, {"weight_kg": 82.282}),
        ({"type": "body_weight", "unit": "g", "value": 82300}, {"weight_kg": 82.3}),
        ({"type": "blood_glucose", "unit": "mmol/L", "value": 7.8}, {"glucose_mg_dl": 140.54}),
        ({"type": "body_temperature", "unit": "C", "value": 36.9}, {"temperature_c": 36.9}),
    ],
)
def test_units_are_converted_as_named(metric, stored):
    (measurement,) = read(with_metrics(metric)).measurements
    assert measurement.list_values() == stored


@pytest.mark.parametrize(
    ("record", "code", "detail"),
    [
        (with_metrics({"type": "steps", "unit": "count", "value": 8432}), "unknown_metric", "metrics"),
        (with_metrics(), "unknown_metric", "metrics"),
        (with_metrics({"type": "systolic", "unit": "mmHg", "value": 142}), "missing_field", "diastolic"),
        (with_metrics({"type": "spo2", "unit": "%"}), "missing_field", "metrics[0].value"),
        (with_metrics({"type": "spo2", "value": 96}), "missing_field", "metrics[0].unit"),
        (with_metrics({"type": "spo2", "unit": "furlong", "value": 96}), "unknown_unit", "metrics[0].unit"),
        (with_metrics({"type": "spo2", "unit": "kg", "value": 96}), "unknown_unit", "metrics[0]"),
        (
            with_metrics(
                {"type": "pulse", "unit": "bpm", "value": 70},
                {"type": "heart_rate", "unit": "bpm", "value": 71},
            ),
            "duplicate_metric",
            "metrics[1]",
        ),
        ({**PRESSURE, "deleted_at": "2026-11-24T00:00:00Z"}, "withdrawn", "deleted_at"),
        ({**PRESSURE, "start_time": "2026-11-23T12:31:00"}, "naive_time", "start_time"),
        ({**WEIGHT, "user": {}}, "missing_field", "user.uid"),
        (
            replaced(PRESSURE, ("metrics",), [{"type": "pulse", "unit": "bpm", "value": "71"}]),
            "wrong_type",
            "metrics[0].value",
        ),
        (["not", "a", "record"], "not_an_object", ""),
    ],
)
def test_what_cannot_be_read_is_rejected_with_code_and_place(record, code, detail):
    result = read(record, WEIGHT)
    assert [m.kind for m in result.measurements] == ["weight"]
    assert [(r.index, r.code, r.detail) for r in result.rejected] == [(0, code, detail)]


def test_a_daily_summary_is_reported_as_not_for_here():
    result = normalise(body=load("validic", "daily_summary"), received_at=NOW)
    assert [(r.code, r.detail) for r in result.rejected] == [("unknown_type", "type")]


def test_the_push_service_may_be_set_to_send_fhir():
    observation = load("fhir", "heart_rate")
    assert normalise(body=observation, received_at=NOW).measurements[0].kind == "heart_rate"


def test_a_single_record_is_known_again_by_its_log_and_checksum():
    body = json.dumps(GLUCOSE).encode()
    again = json.dumps({"data": [GLUCOSE]}, indent=1).encode()
    assert delivery_key(body) == delivery_key(again)
    assert (delivery_key(body) or "").startswith("validic-")


@pytest.mark.parametrize(
    "changed",
    [{"checksum": "other"}, {"log_id": "other"}, {"user": {"uid": "other"}}, {"source": {"type": "other"}}],
)
def test_another_version_person_or_source_is_another_delivery(changed):
    assert delivery_key(json.dumps({**GLUCOSE, **changed}).encode()) != delivery_key(
        json.dumps(GLUCOSE).encode()
    )


@pytest.mark.parametrize(
    "body",
    [
        load("validic", "batch"),
        b"not json",
        b"[]",
        json.dumps({**GLUCOSE, "checksum": None}).encode(),
        load("fhir", "heart_rate"),
    ],
)
def test_where_no_single_version_can_be_named_the_body_itself_is_the_key(body):
    assert delivery_key(body) is None


def test_a_delivery_key_names_nobody():
    assert "vpt12345sp" not in str(delivery_key(json.dumps(GLUCOSE).encode()))


def test_more_records_than_one_delivery_may_carry_are_not_understood():
    with pytest.raises(NotUnderstood) as caught:
        read(*[{}] * 5_001)
    assert caught.value.code == "too_many_elements"


@given(
    any_json(
        "type", "metrics", "value", "unit", "start_time", "source", "user", "uid", "device", "utc_offset"
    )
)
def test_random_elements_are_read_or_rejected_one_by_one(value):
    result = read(WEIGHT, value)
    assert len(result.measurements) >= 1
    assert all(r.index == 1 for r in result.rejected)
