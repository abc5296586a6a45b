"""The vitals of one MioConnect reading in the units we store.

`read_vitals` gives the kind, the fields of `Measurement` for it, and the values and units as they were sent.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import UNSET, UnsetType

from vantrexia.devices.gateways.elements import Fault, read_vital
from vantrexia.devices.gateways.mioconnect.wire import (
    BloodPressure,
    Glucose,
    Oximetry,
    Rate,
    Reading,
    Temperature,
    Weight,
)
from vantrexia.devices.gateways.values import Values

Vitals = tuple[str, Values, dict[str, object]]

_WEIGHT_UNITS: Final = {"lb": "[lb_av]", "kg": "kg"}
_TEMPERATURE_UNITS: Final = {"degF": "[degF]", "Cel": "Cel"}
_MEALS: Final = {"pre": "pre_meal", "post": "post_meal", "fasting": "fasting", "bedtime": "bedtime"}


def read_vitals(reading: Reading) -> Vitals:
    """(kind, values for `Measurement`, the same as sent).

    Raises Fault `unknown_metric` when the reading carries no vital known here, `several_metrics` when it
    carries more than one.
    """
    found: list[Vitals] = []
    if reading.blood_pressure is not UNSET:
        found.append(_read_blood_pressure(reading.blood_pressure))
    if reading.weight is not UNSET:
        found.append(_read_weight(reading.weight))
    if reading.glucose is not UNSET:
        found.append(_read_glucose(reading.glucose))
    if reading.oximetry is not UNSET:
        found.append(_read_oximetry(reading.oximetry))
    if reading.heart_rate is not UNSET:
        found.append(("heart_rate", *_read_rate("pulse", reading.heart_rate)))
    if reading.temperature is not UNSET:
        found.append(_read_temperature(reading.temperature))
    if reading.respiratory_rate is not UNSET:
        found.append(("respiratory_rate", *_read_rate("respiratory_rate", reading.respiratory_rate)))
    if not found:
        raise Fault("unknown_metric")
    if len(found) > 1:
        raise Fault("several_metrics")
    return found[0]


def _read_blood_pressure(sent: BloodPressure) -> Vitals:
    values: Values = {
        "systolic": read_vital("systolic", sent.systolic, "mm[Hg]"),
        "diastolic": read_vital("diastolic", sent.diastolic, "mm[Hg]"),
    }
    original: dict[str, object] = {
        "systolic": sent.systolic,
        "diastolic": sent.diastolic,
        "unit": sent.unit,
    }
    _add_pulse(sent.pulse, values, original)
    if sent.irregular_heartbeat is not UNSET:
        values["irregular_beat"] = sent.irregular_heartbeat
        original["irregular_heartbeat"] = sent.irregular_heartbeat
    return "blood_pressure", values, original


def _read_weight(sent: Weight) -> Vitals:
    original: dict[str, object] = {"value": sent.value, "unit": sent.unit}
    if sent.bmi is not UNSET:
        original["bmi"] = sent.bmi
    return "weight", {"weight_kg": read_vital("weight_kg", sent.value, _WEIGHT_UNITS[sent.unit])}, original


def _read_glucose(sent: Glucose) -> Vitals:
    values: Values = {"glucose_mg_dl": read_vital("glucose_mg_dl", sent.value, sent.unit)}
    original: dict[str, object] = {"value": sent.value, "unit": sent.unit}
    if sent.meal is not UNSET:
        values["meal_marker"] = _MEALS[sent.meal]
        original["meal"] = sent.meal
    return "glucose", values, original


def _read_oximetry(sent: Oximetry) -> Vitals:
    values: Values = {"spo2": read_vital("spo2", sent.spo2, "%")}
    original: dict[str, object] = {"spo2": sent.spo2}
    _add_pulse(sent.pulse, values, original)
    return "pulse_oximetry", values, original


def _read_temperature(sent: Temperature) -> Vitals:
    celsius = read_vital("temperature_c", sent.value, _TEMPERATURE_UNITS[sent.unit])
    return "temperature", {"temperature_c": celsius}, {"value": sent.value, "unit": sent.unit}


def _read_rate(vital: Literal["pulse", "respiratory_rate"], sent: Rate) -> tuple[Values, dict[str, object]]:
    value = read_vital(vital, sent.value, "/min")
    values: Values = {"pulse": value} if vital == "pulse" else {"respiratory_rate": value}
    return values, {"value": sent.value}


def _add_pulse(sent: float | UnsetType, values: Values, original: dict[str, object]) -> None:
    if sent is not UNSET:
        values["pulse"] = read_vital("pulse", sent, "/min")
        original["pulse"] = sent
