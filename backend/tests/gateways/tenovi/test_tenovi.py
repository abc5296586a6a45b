"""Tenovi deliveries: parts become readings, fulfilment states become device events."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from tests.gateways.support import NOW, any_json, load, replaced
from vantrexia.devices.gateways.base import Normalised
from vantrexia.devices.gateways.tenovi.normalise import FULFILMENT_EVENTS, normalise
from vantrexia.domain.vitals import DeviceRef, Measurement, check_plausible

CUFF = DeviceRef("hwi", "12345678-abcd-1234-abcd-1234567890ab")
PART: dict[str, Any] = json.loads(load("tenovi", "blood_pressure_alone"))
GLUCOSE: dict[str, Any] = json.loads(load("tenovi", "glucose_before_meal"))


def read(*elements: Any) -> Normalised:
    return normalise(body=json.dumps(list(elements)).encode(), received_at=NOW)


def read_one(name: str) -> Measurement:
    result = normalise(body=load("tenovi", name), received_at=NOW)
    assert result.rejected == ()
    (measurement,) = result.measurements
    assert check_plausible(measurement) == ()
    return measurement


def test_parts_posted_as_array_are_one_blood_pressure_with_its_pulse_and_flag():
    measurement = read_one("blood_pressure_array")
    assert measurement == Measurement(
        kind="blood_pressure",
        device_ref=CUFF,
        measured_at=datetime(2026, 11, 23, 12, 31, 5, 519_000, tzinfo=UTC),
        systolic=142.0,
        diastolic=88.0,
        pulse=71.0,
        irregular_beat=True,
        seq=3,
        original={
            "blood_pressure": {"value_1": "142", "value_2": "88"},
            "pulse": {"value_1": "71"},
            "irregular_heartbeat": {"value_1": "1"},
        },
        context={"timezone_offset": "-300"},
    )


def test_the_measurement_index_tells_readings_of_one_instant_apart():
    result = normalise(body=load("tenovi", "two_readings_of_one_instant"), received_at=NOW)
    assert [(m.seq, m.systolic, m.pulse) for m in result.measurements] == [(1, 142.0, 71.0), (2, 138.0, 69.0)]


def test_the_device_is_named_by_its_hwi_id_whatever_hardware_carries_it():
    swapped = read(PART, {**PART, "hardware_uuid": "aaaa00000000", "timestamp": "2026-11-24T12:31:05Z"})
    assert {m.device_ref for m in swapped.measurements} == {CUFF}
    assert "aaaa00000000" not in repr(swapped)


def test_a_single_post_without_its_pulse_is_still_a_reading_and_an_estimated_time_is_marked():
    measurement = read_one("blood_pressure_alone")
    assert (measurement.systolic, measurement.pulse, measurement.seq) == (128.0, None, 0)
    assert measurement.context == {"time": "estimated"}


def test_a_pulse_posted_alone_is_a_heart_rate():
    result = read({**PART, "metric": "pulse", "value_1": "71", "value_2": None})
    assert [(m.kind, m.pulse) for m in result.measurements] == [("heart_rate", 71.0)]


def test_the_order_of_the_parts_does_not_matter():
    parts = json.loads(load("tenovi", "blood_pressure_array"))
    (forward,), (backward,) = read(*parts).measurements, read(*reversed(parts)).measurements
    assert forward == backward


def test_an_oximeter_reading_keeps_the_perfusion_index_as_sent():
    measurement = read_one("oximeter_array")
    assert (measurement.kind, measurement.spo2, measurement.pulse) == ("pulse_oximetry", 96.0, 72.0)
    assert measurement.original["perfusion_index"] == {"value_1": "4.1"}


def test_weight_is_taken_as_pounds_and_temperature_as_fahrenheit():
    assert read_one("weight").weight_kg == 82.282
    assert read_one("temperature").temperature_c == 36.89


def test_glucose_keeps_its_meal_and_where_the_blood_came_from():
    measurement = read_one("glucose_before_meal")
    assert (measurement.glucose_mg_dl, measurement.meal_marker) == (112.0, "pre_meal")
    assert measurement.context["measurement_location"] == "finger"


def test_a_result_above_the_meters_range_says_so():
    result = read(replaced(GLUCOSE, ("filter_params", "alert"), "sensor_result_above_range"))
    assert result.measurements[0].context["alert"] == "sensor_result_above_range"


def test_a_meal_context_nobody_knows_is_marked_unknown():
    result = read(replaced(GLUCOSE, ("filter_params", "meal_context"), "brunch"))
    assert result.measurements[0].meal_marker == "unknown"


def test_control_solution_is_not_the_patients_blood():
    result = read(replaced(GLUCOSE, ("filter_params", "measurement_location"), "control solution"))
    assert result.measurements == ()
    assert [r.code for r in result.rejected] == ["control_solution"]


def test_what_the_webhook_tester_sends_is_no_reading():
    result = read({**PART, "dummy_data": True})
    assert result.measurements == ()
    assert [r.code for r in result.rejected] == ["test_data"]


def test_the_battery_is_a_status():
    result = normalise(body=load("tenovi", "battery"), received_at=NOW)
    assert result.measurements == ()
    (status,) = result.statuses
    assert (status.device_ref, status.battery_percent, status.event) == (CUFF, 64, None)


def test_a_fulfilment_webhook_is_a_device_event_at_the_time_it_came():
    result = normalise(body=load("tenovi", "fulfilment_shipped"), received_at=NOW)
    (status,) = result.statuses
    assert (status.device_ref, status.event, status.at) == (CUFF, "shipped", NOW)


def test_the_status_key_as_printed_in_the_vendors_sample_is_read_too():
    sample = json.loads(load("tenovi", "fulfilment_shipped"))
    sample["status "] = sample.pop("status")
    assert read(sample).statuses[0].event == "shipped"


def test_all_twelve_states_are_known_and_a_thirteenth_is_reported():
    sample = json.loads(load("tenovi", "fulfilment_shipped"))
    result = read(*[{**sample, "status": state} for state in FULFILMENT_EVENTS], {**sample, "status": "Lost"})
    assert len(result.statuses) == 12
    assert [(r.index, r.code, r.detail) for r in result.rejected] == [(12, "unknown_value", "status")]


def test_an_order_webhook_is_reported_as_not_for_here():
    result = read({"request_id": "r-1", "order_number": 7, "status": "Shipped"})
    assert [(r.code, r.detail) for r in result.rejected] == [("unknown_type", "special order")]


def test_two_equal_parts_are_two_equal_readings_for_the_database_to_refuse_one():
    result = read(PART, PART)
    assert [m.seq for m in result.measurements] == [0, 0]
    assert result.measurements[0] == result.measurements[1]


def test_a_flag_whose_reading_is_not_in_the_delivery_is_reported():
    result = read({**PART, "metric": "irregular_heartbeat", "value_1": 1})
    assert [r.code for r in result.rejected] == ["part_without_reading"]


def test_all_parts_of_a_reading_that_cannot_be_read_are_reported():
    result = read(
        {**PART, "value_2": None}, {**PART, "metric": "pulse"}, {**PART, "metric": "weight", "value_1": 180}
    )
    assert [m.kind for m in result.measurements] == ["weight"]
    assert [(r.index, r.code) for r in result.rejected] == [(0, "missing_field"), (1, "missing_field")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"metric": "steps"}, "unknown_metric"),
        ({"metric": None, "hwi_device_id": None}, "missing_field"),
        ({"hwi_device_id": None}, "missing_field"),
        ({"timestamp": "2026-11-23T12:31:05"}, "naive_time"),
        ({"timestamp": "2026-11-23"}, "bad_time"),
        ({"value_1": "1e3"}, "bad_text"),
        ({"value_1": "NaN"}, "bad_text"),
        ({"value_1": float("nan")}, "out_of_range"),
        ({"value_1": 10**20}, "out_of_range"),
        ({"value_1": [142]}, "wrong_type"),
        ({"filter_params": {"measurement_index": -1}}, "out_of_range"),
        ({"metric": "irregular_heartbeat", "value_1": "2"}, "part_without_reading"),
        ({"metric": "battery_percentage", "value_1": "640"}, "out_of_range"),
        ({"metric": "battery_percentage", "value_1": None}, "missing_field"),
        ({"metric": "pulse", "value_1": None}, "missing_field"),
    ],
)
def test_what_cannot_be_read_is_rejected_with_its_code(change, code):
    result = read({**PART, **change})
    assert (result.measurements, result.statuses) == ((), ())
    assert [r.code for r in result.rejected] == [code]


def test_the_flag_is_one_or_nothing():
    result = read(PART, {**PART, "metric": "irregular_heartbeat", "value_1": "2"})
    assert {r.code for r in result.rejected} == {"unknown_value"}


@given(any_json("metric", "hwi_device_id", "value_1", "value_2", "timestamp", "filter_params", "status"))
def test_random_elements_are_read_or_rejected_one_by_one(value):
    result = read(PART, value)
    assert len(result.measurements) >= 1
    assert all(r.index == 1 for r in result.rejected)
