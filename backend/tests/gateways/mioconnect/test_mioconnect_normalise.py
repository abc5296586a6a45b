"""Recorded MioConnect payloads in, measurements in stored units out; what cannot be read is named."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gateways.support import NOW, any_json, load, replaced
from vantrexia.devices.gateways.base import Normalised, NotUnderstood
from vantrexia.devices.gateways.mioconnect.normalise import normalise
from vantrexia.domain.vitals import DeviceRef, Measurement, check_plausible

BLOOD_PRESSURE: dict[str, Any] = json.loads(load("mioconnect", "blood_pressure"))


def read(*elements: Any) -> Normalised:
    return normalise(body=json.dumps(list(elements)).encode(), received_at=NOW)


def read_one(name: str) -> Measurement:
    result = normalise(body=load("mioconnect", name), received_at=NOW)
    assert result.rejected == ()
    (measurement,) = result.measurements
    assert check_plausible(measurement) == ()
    return measurement


def code_of(element: Any) -> tuple[str, str]:
    result = read(element)
    assert result.measurements == ()
    (rejected,) = result.rejected
    return rejected.code, rejected.detail


def test_a_blood_pressure_arrives_whole():
    measurement = read_one("blood_pressure")
    assert measurement == Measurement(
        kind="blood_pressure",
        device_ref=DeviceRef("serial", "5230100417"),
        slot=1,
        measured_at=datetime(2026, 11, 23, 12, 31, 5, tzinfo=UTC),
        utc_offset_minutes=-300,
        systolic=142.0,
        diastolic=88.0,
        pulse=71.0,
        original={"systolic": 142, "diastolic": 88, "unit": "mmHg", "pulse": 71},
        context={"arm": "left", "posture": "seated"},
        source_id="mc-7f3a2c10",
    )
    assert measurement.irregular_beat is None


def test_battery_and_signal_that_come_with_a_reading_are_a_status_of_the_device():
    (status,) = normalise(body=load("mioconnect", "blood_pressure"), received_at=NOW).statuses
    assert (status.battery_percent, status.signal_percent, status.event) == (78, 61, None)
    assert status.at == datetime(2026, 11, 23, 12, 31, 5, tzinfo=UTC)


def test_an_irregular_heartbeat_is_kept():
    assert read_one("blood_pressure_irregular").irregular_beat is True


def test_pounds_become_kilograms_by_the_exact_pound_and_the_second_user_stays_the_second():
    measurement = read_one("weight_pounds")
    assert (measurement.weight_kg, measurement.slot) == (82.282, 2)  # 181.4 × 0.45359237 = 82.28165…
    assert measurement.original == {"value": 181.4, "unit": "lb"}


def test_kilograms_stay_and_the_body_mass_index_is_kept_as_sent():
    measurement = read_one("weight_kilograms_with_bmi")
    assert measurement.weight_kg == 82.3
    assert measurement.original == {"value": 82.3, "unit": "kg", "bmi": 27.1}


def test_a_time_in_utc_says_nothing_about_where_the_patient_was():
    assert read_one("weight_kilograms_with_bmi").utc_offset_minutes is None


def test_glucose_keeps_its_meal_marker():
    measurement = read_one("glucose_before_meal")
    assert (measurement.glucose_mg_dl, measurement.meal_marker) == (112.0, "pre_meal")


def test_millimoles_become_milligrams_by_the_published_factor():
    measurement = read_one("glucose_millimoles")
    assert measurement.glucose_mg_dl == 140.54  # 7.8 × 18.0182 = 140.54196
    assert measurement.meal_marker == "post_meal"


def test_an_oximeter_gives_saturation_pulse_and_context():
    measurement = read_one("oximetry")
    assert (measurement.kind, measurement.spo2, measurement.pulse) == ("pulse_oximetry", 96.0, 72.0)
    assert measurement.context == {"oxygen_l_min": "2"}


def test_a_batch_keeps_its_order_and_reports_the_newest_state_of_each_device():
    result = normalise(body=load("mioconnect", "batch"), received_at=NOW)
    assert [m.kind for m in result.measurements] == [
        "blood_pressure",
        "blood_pressure",
        "heart_rate",
        "temperature",
        "respiratory_rate",
    ]
    assert [m.source_id for m in result.measurements] == [f"mc-100{n}" for n in range(1, 6)]
    assert result.measurements[3].temperature_c == 36.89  # (98.4 − 32) ÷ 1.8 = 36.888…
    assert [(s.battery_percent, s.event) for s in result.statuses] == [(76, None), (12, "low_battery")]


def test_a_heartbeat_is_a_status_and_no_measurement():
    result = normalise(body=load("mioconnect", "status_heartbeat"), received_at=NOW)
    assert result.measurements == ()
    (status,) = result.statuses
    assert (status.device_ref, status.event) == (DeviceRef("serial", "5230100417"), "heartbeat")
    assert (status.battery_percent, status.signal_percent) == (74, 58)


def test_one_bad_element_spoils_nobody_else():
    result = read(BLOOD_PRESSURE, replaced(BLOOD_PRESSURE, ("measured_at",), "yesterday"), BLOOD_PRESSURE)
    assert len(result.measurements) == 2
    assert [(r.index, r.code, r.detail) for r in result.rejected] == [(1, "bad_time", "measured_at")]


def test_two_equal_elements_are_both_kept_with_the_same_seq_so_that_the_database_refuses_one():
    result = read(BLOOD_PRESSURE, BLOOD_PRESSURE)
    assert [m.seq for m in result.measurements] == [0, 0]


def test_the_sender_can_tell_two_readings_of_one_second_apart():
    result = read(BLOOD_PRESSURE, {**BLOOD_PRESSURE, "seq": 1})
    assert [m.seq for m in result.measurements] == [0, 1]


@pytest.mark.parametrize(
    ("path", "value", "code", "detail"),
    [
        (("type",), "telemetry", "unknown_type", "type"),
        (("type",), None, "missing_field", "type"),
        (("measured_at",), "2026-11-23T07:31:05", "naive_time", "measured_at"),
        (("measured_at",), "2026-02-30T07:31:05Z", "bad_time", "measured_at"),
        (("measured_at",), "0001-01-01T00:00:00+14:00", "bad_time", ""),
        (("measured_at",), "2026-11-23T07:31:05+23:00", "bad_time", "offset"),
        (("measured_at",), 1795437065, "wrong_type", "measured_at"),
        (("device",), "5230100417", "wrong_type", "device"),
        (("device", "serial"), None, "missing_field", "device.serial"),
        (("device", "serial"), "", "bad_text", "device.serial"),
        (("device", "serial"), "5230\u0000", "bad_text", "device.serial"),
        (("device", "serial"), "5230\ud800", "bad_text", "device.serial"),
        (("device", "serial"), "x" * 121, "bad_text", "device.serial"),
        (("device", "slot"), 0, "out_of_range", "device.slot"),
        (("device", "battery_percent"), 101, "out_of_range", "device.battery_percent"),
        (("blood_pressure",), None, "unknown_metric", ""),
        (("weight",), {"value": 80, "unit": "kg"}, "several_metrics", ""),
        (("blood_pressure", "systolic"), None, "missing_field", "blood_pressure.systolic"),
        (("blood_pressure", "systolic"), "142", "wrong_type", "blood_pressure.systolic"),
        (("blood_pressure", "systolic"), True, "wrong_type", "blood_pressure.systolic"),
        (("blood_pressure", "systolic"), float("nan"), "out_of_range", "blood_pressure.systolic"),
        (("blood_pressure", "systolic"), float("inf"), "out_of_range", "blood_pressure.systolic"),
        (("blood_pressure", "systolic"), 1e300, "out_of_range", "blood_pressure.systolic"),
        (("blood_pressure", "systolic"), 10**30, "out_of_range", "blood_pressure.systolic"),
        (("blood_pressure", "unit"), "kPa", "unknown_unit", "blood_pressure.unit"),
        (("blood_pressure", "irregular_heartbeat"), 1, "wrong_type", "blood_pressure.irregular_heartbeat"),
        (("context",), {"arm": 1}, "wrong_type", "context[...]"),
    ],
)
def test_what_cannot_be_read_is_named_by_code_and_place(path, value, code, detail):
    assert code_of(replaced(BLOOD_PRESSURE, path, value)) == (code, detail)


def test_a_rejection_never_repeats_what_was_sent():
    canary = "Wilhelmina-Q"
    result = read(
        replaced(BLOOD_PRESSURE, ("blood_pressure", "unit"), canary),
        replaced(BLOOD_PRESSURE, ("type",), canary),
        replaced(BLOOD_PRESSURE, ("measured_at",), canary),
        replaced(BLOOD_PRESSURE, ("context",), {canary: "x"}),
    )
    assert len(result.rejected) == 4
    assert canary not in repr(result)


def test_unknown_fields_are_ignored_and_null_counts_as_absent():
    plain = read(BLOOD_PRESSURE)
    odd = replaced(BLOOD_PRESSURE, ("blood_pressure", "irregular_heartbeat"), None) | {"firmware": {"v": [1]}}
    assert read(odd) == plain


@pytest.mark.parametrize(
    "doubled",
    [
        '{"type": "reading", "type": "reading", ',
        '{"type": "reading", "reading_id": "a", "reading_id": "b", ',
        '{"type": "reading", "extra": {"a": 1, "a": 2}, ',
        '{"type": "reading", "context": {"arm": "left", "arm": "right"}, ',
        r'{"type": "reading", "context": {"arm": "\u0022", "arm": "right"}, ',
        r'{"type": "reading", "context": {"note": "\"", "note": "right"}, ',
    ],
)
def test_a_key_given_twice_is_refused_because_two_readers_would_disagree(doubled):
    rest = '"device": {"serial": "1"}, "measured_at": "2026-11-23T07:31:05Z", "heart_rate": {"value": 60}}'
    result = normalise(body=(doubled + rest).encode(), received_at=NOW)
    assert result.measurements == ()
    assert [r.code for r in result.rejected] == ["duplicate_key"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"\xff\xfe", "not_utf8"),
        (b'"142/88"', "not_an_object_or_array"),
        (b"42", "not_an_object_or_array"),
        (b"[" * 100_000, "too_deep"),
        (b'{"a":' * 100_000, "too_deep"),
        (b"[" + b"{}," * 5_000 + b"{}]", "too_many_elements"),
        (b" " * (5 * 1024 * 1024 + 1), "too_large"),
    ],
)
def test_a_body_that_makes_no_sense_at_all_is_not_understood(body, code):
    with pytest.raises(NotUnderstood) as caught:
        normalise(body=body, received_at=NOW)
    assert caught.value.code == code


def test_one_element_nested_too_deep_to_be_looked_through_spoils_nobody_else():
    deep = '{"a":' * 700 + "1" + "}" * 700
    body = f"[{json.dumps(BLOOD_PRESSURE)}, {deep}]"
    result = normalise(body=body.encode(), received_at=NOW)
    assert len(result.measurements) == 1
    assert [(r.index, r.code) for r in result.rejected] == [(1, "too_deep")]


def test_five_thousand_readings_are_one_delivery():
    result = read(*[{**BLOOD_PRESSURE, "reading_id": f"mc-{n}"} for n in range(5_000)])
    assert len(result.measurements) == 5_000
    assert len(result.statuses) == 1


def test_an_empty_synchronisation_is_no_fault():
    assert read() == Normalised()


readings = st.builds(
    lambda serial, at, offset, payload, extra: {
        "type": "reading",
        "device": {"serial": serial},
        "measured_at": (at + timedelta(minutes=offset)).isoformat() + "Z",
        **payload,
        **extra,
    },
    st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=20),
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),
    st.integers(0, 1_000),
    st.sampled_from(
        [
            {"weight": {"value": 181.4, "unit": "lb"}},
            {"oximetry": {"spo2": 97}},
            {"heart_rate": {"value": 61}},
            {"temperature": {"value": 37.2, "unit": "Cel"}},
        ]
    ),
    st.sampled_from([{}, {"reading_id": "a"}, {"context": {"note": 'said "fine" \\ left'}}]),
)


@given(st.lists(readings, max_size=5))
def test_the_quick_way_and_the_tolerant_way_mean_the_same(elements):
    quick = read(*elements)
    tolerant = read(*[{**element, "unknown": 1} for element in elements])
    assert quick == tolerant
    assert len(quick.measurements) == len(elements)


@given(
    any_json("type", "device", "serial", "measured_at", "blood_pressure", "systolic", "unit", "value", "at")
)
def test_random_json_is_read_rejected_or_not_understood(value):
    with suppress(NotUnderstood):
        normalise(body=json.dumps(value).encode(), received_at=NOW)


@given(
    st.sampled_from(["device", "measured_at", "blood_pressure", "context", "type", "seq", "reading_id"]),
    any_json("serial", "slot", "systolic", "diastolic", "unit", "pulse"),
)
def test_any_one_field_replaced_by_nonsense_is_at_worst_one_rejection(field, value):
    result = read(BLOOD_PRESSURE | {field: value})
    assert len(result.measurements) + len(result.rejected) == 1


@given(st.binary(max_size=200))
def test_random_bytes_are_not_understood_or_hold_nothing(body):
    try:
        result = normalise(body=body, received_at=NOW)
    except NotUnderstood:
        return
    assert result.measurements == ()
