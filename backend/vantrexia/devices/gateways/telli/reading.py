"""The `data` of a Telli Health reading in the units we store.

`read_data` gives the kind, the value fields, the values as sent, and the battery where the oximeter reports
one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import msgspec
from msgspec import UNSET, UnsetType

from vantrexia.devices.gateways.elements import Fault, convert_element, read_vital
from vantrexia.devices.gateways.telli.wire import (
    BloodGlucoseData,
    BloodPressureData,
    SpO2Data,
    TemperatureData,
    WeightData,
)
from vantrexia.devices.gateways.values import Values

_WEIGHT_UNITS: Final = {"lb": "[lb_av]", "kg": "kg"}
_TEMPERATURE_UNITS: Final = {"F": "[degF]", "C": "Cel"}
_MEALS: Final = {"before": "pre_meal", "after": "post_meal"}


class Content(NamedTuple):
    kind: str
    values: Values
    original: dict[str, object]
    battery_percent: int | None = None


def read_data(reading_type: str, data: object) -> Content:
    """Raises Fault `unknown_metric` for reading types that are no vital here (peak flow, sleeping mat)."""
    read = _READERS.get(reading_type)
    if read is None:
        raise Fault("unknown_metric", "readingType")
    try:
        return read(data)
    except Fault as fault:
        raise Fault(fault.code, f"data.{fault.detail}".rstrip(".")) from None


def _read_blood_pressure(data: object) -> Content:
    sent = convert_element(data, BloodPressureData)
    values: Values = {
        "systolic": read_vital("systolic", sent.systolic, "mm[Hg]"),
        "diastolic": read_vital("diastolic", sent.diastolic, "mm[Hg]"),
    }
    _add_pulse(sent.pulse, values)
    if sent.arrhythmia is not UNSET:
        values["irregular_beat"] = sent.arrhythmia == 1
    return Content("blood_pressure", values, _keep_as_sent(sent))


def _read_spo2(data: object) -> Content:
    sent = convert_element(data, SpO2Data)
    values: Values = {"spo2": read_vital("spo2", sent.spo2, "%")}
    _add_pulse(sent.pulse, values)
    battery = None if sent.battery is UNSET else sent.battery
    return Content("pulse_oximetry", values, _keep_as_sent(sent), battery)


def _read_glucose(data: object) -> Content:
    sent = convert_element(data, BloodGlucoseData)
    # Version 1 names no unit and its examples are mg/dL: docs/gateways/telli.md, open points.
    unit = "mg/dL" if sent.unit is UNSET else sent.unit
    values: Values = {"glucose_mg_dl": read_vital("glucose_mg_dl", sent.glucose, unit)}
    if sent.readingPeriod is not UNSET:
        values["meal_marker"] = _MEALS[sent.readingPeriod]
    return Content("glucose", values, _keep_as_sent(sent))


def _read_weight(data: object) -> Content:
    sent = convert_element(data, WeightData)
    kilograms = read_vital("weight_kg", sent.weight, _WEIGHT_UNITS[sent.unit])
    return Content("weight", {"weight_kg": kilograms}, _keep_as_sent(sent))


def _read_temperature(data: object) -> Content:
    sent = convert_element(data, TemperatureData)
    celsius = read_vital("temperature_c", sent.temperature, _TEMPERATURE_UNITS[sent.unit])
    return Content("temperature", {"temperature_c": celsius}, _keep_as_sent(sent))


def _add_pulse(sent: float | UnsetType, values: Values) -> None:
    if sent is not UNSET:
        values["pulse"] = read_vital("pulse", sent, "/min")


def _keep_as_sent(sent: msgspec.Struct) -> dict[str, object]:
    return {name: value for name, value in msgspec.structs.asdict(sent).items() if value is not UNSET}


_READERS: Final[Mapping[str, Callable[[object], Content]]] = {
    "BloodPressure": _read_blood_pressure,
    "SpO2": _read_spo2,
    "BloodGlucose": _read_glucose,
    "Weight": _read_weight,
    "Temperature": _read_temperature,
}
