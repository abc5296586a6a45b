"""Telli Health deliveries: readings of both versions, and messages that say a device is alive."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from tests.gateways.support import NOW, any_json, load, replaced
from vantrexia.devices.gateways.base import Normalised
from vantrexia.devices.gateways.telli.normalise import normalise
from vantrexia.domain.vitals import DeviceRef, Measurement, check_plausible

READING: dict[str, Any] = json.loads(load("telli", "blood_pressure_v2"))


def read(*elements: Any) -> Normalised:
    return normalise(body=json.dumps(list(elements)).encode(), received_at=NOW)


def read_one(name: str) -> Measurement:
    result = normalise(body=load("telli", name), received_at=NOW)
    assert result.rejected == ()
    (measurement,) = result.measurements
    assert check_plausible(measurement) == ()
    return measurement


def test_a_version_1_blood_pressure_is_read_with_its_millisecond_time():
    assert read_one("blood_pressure_v1") == Measurement(
        kind="blood_pressure",
        device_ref=DeviceRef("imei", "864593054464085"),
        measured_at=datetime(2024, 7, 19, 9, 48, 44, tzinfo=UTC),
        systolic=122.0,
        diastolic=98.0,
        pulse=62.0,
        irregular_beat=False,
        original={"systolic": 122, "diastolic": 98, "pulse": 62, "arrhythmia": 0},
    )


def test_a_version_2_reading_adds_offset_memory_and_the_state_of_the_device():
    result = normalise(body=load("telli", "blood_pressure_v2"), received_at=NOW)
    (measurement,), (status,) = result.measurements, result.statuses
    assert measurement.measured_at == datetime(2026, 11, 23, 12, 31, 5, tzinfo=UTC)
    assert (measurement.utc_offset_minutes, measurement.irregular_beat) == (-300, True)
    assert measurement.context == {"from_memory": "true"}
    assert (status.battery_percent, status.signal_percent, status.event) == (90, 75, None)


def test_glucose_without_a_unit_is_milligrams_and_with_one_is_converted():
    before = read_one("glucose_v1")
    assert (before.glucose_mg_dl, before.meal_marker) == (110.0, "pre_meal")
    after = read_one("glucose_v2_millimoles")
    assert (after.glucose_mg_dl, after.meal_marker, after.utc_offset_minutes) == (140.54, "post_meal", None)


def test_pounds_and_fahrenheit_are_converted_exactly():
    assert read_one("weight").weight_kg == 61.235  # 135 × 0.45359237 = 61.2349…
    assert read_one("temperature").temperature_c == 36.22  # (97.2 − 32) ÷ 1.8 = 36.222…


def test_an_oximeter_reports_its_battery_in_the_reading():
    result = normalise(body=load("telli", "oximeter"), received_at=NOW)
    assert (result.measurements[0].spo2, result.measurements[0].pulse) == (98.0, 83.0)
    assert [s.battery_percent for s in result.statuses] == [61]


def test_a_device_without_an_imei_is_named_by_the_gateways_own_id():
    measurement = read_one("oximeter_uuid_device")
    assert measurement.device_ref == DeviceRef("gateway_device_id", "24ba8bd7-92e1-4b53-9304-32f4f04e6ad6")


def test_a_heartbeat_is_a_sign_of_life_in_seconds_or_milliseconds():
    (seconds,) = normalise(body=load("telli", "heartbeat"), received_at=NOW).statuses
    (millis,) = read({**json.loads(load("telli", "heartbeat")), "time": "1795437065000"}).statuses
    assert seconds.at == millis.at == datetime(2026, 11, 23, 12, 31, 5, tzinfo=UTC)
    assert (seconds.event, seconds.battery_percent, seconds.signal_percent) == ("heartbeat", None, 100)


@pytest.mark.parametrize("name", ["reminder_cleared", "settings_response"])
def test_other_messages_of_the_device_are_a_contact_without_an_event(name):
    result = normalise(body=load("telli", name), received_at=NOW)
    assert (result.measurements, result.rejected) == ((), ())
    assert [s.event for s in result.statuses] == [None]


def test_peak_flow_is_reported_as_a_metric_not_kept_here():
    result = normalise(body=load("telli", "peak_flow"), received_at=NOW)
    assert [(r.code, r.detail) for r in result.rejected] == [("unknown_metric", "readingType")]


def test_a_new_battery_step_does_not_cost_the_reading():
    result = read(replaced(READING, ("devdata",), {"r": "5", "batt": "11"}))
    assert (len(result.measurements), result.statuses) == (1, ())


@pytest.mark.parametrize(
    ("path", "value", "code", "detail"),
    [
        (("deviceId",), None, "missing_field", "deviceId"),
        (("time",), "2026-11-23T12:31:05Z", "bad_text", "time"),
        (("time",), "1" * 40, "bad_text", "time"),
        (("time",), 1e300, "wrong_type", "time"),
        (("data",), None, "missing_field", "data"),
        (("data",), [], "wrong_type", "data"),
        (("data", "systolic"), None, "missing_field", "data.systolic"),
        (("data", "systolic"), "147", "wrong_type", "data.systolic"),
        (("data", "systolic"), float("inf"), "out_of_range", "data.systolic"),
        (("data", "arrhythmia"), 2, "unknown_value", "data.arrhythmia"),
        (("readingType",), "Blood Sugar", "unknown_metric", "readingType"),
        (("readingType",), None, "missing_field", "type"),
        (("tzOffsetMinutes",), "east", "bad_text", "tzOffsetMinutes"),
    ],
)
def test_what_cannot_be_read_is_rejected_with_code_and_place(path, value, code, detail):
    result = read(replaced(READING, path, value))
    assert (result.measurements, result.statuses) == ((), ())
    assert [(r.code, r.detail) for r in result.rejected] == [(code, detail)]


def test_an_unknown_message_type_is_reported():
    result = read({"type": "Firmware", "deviceId": "864581069137614", "time": "1795437065000"})
    assert [(r.code, r.detail) for r in result.rejected] == [("unknown_type", "type")]


@pytest.mark.parametrize(("sent", "taken"), [("0", None), ("-200", -200), ("9000", None)])
def test_an_offset_counts_only_where_it_says_something(sent, taken):
    assert read({**READING, "tzOffsetMinutes": sent}).measurements[0].utc_offset_minutes == taken


@given(any_json("deviceId", "readingType", "type", "time", "data", "systolic", "devdata", "tzOffsetMinutes"))
def test_random_elements_are_read_or_rejected_one_by_one(value):
    result = read(READING, value)
    assert len(result.measurements) >= 1
    assert all(r.index == 1 for r in result.rejected)
