"""The metrics of one Validic record as measurements.

`read_metrics` gives (kind, values) for every vital the record carries: a cuff's record is one blood
pressure with its pulse. Metrics that are no vital here (bmi, body fat) stay in `original` beside one that
is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import UNSET

from vantrexia.devices.gateways.elements import Fault, read_vital
from vantrexia.devices.gateways.validic.wire import Metric
from vantrexia.devices.gateways.values import Values
from vantrexia.domain.units import find_unit

# Names seen in the vendor's pages → our vital; the pages differ among themselves (see
# docs/gateways/validic.md).
_VITALS: Final = {
    "systolic": "systolic",
    "systolic_blood_pressure": "systolic",
    "diastolic": "diastolic",
    "diastolic_blood_pressure": "diastolic",
    "pulse": "pulse",
    "heart_rate": "pulse",
    "resting_heart_rate": "pulse",
    "spo2": "spo2",
    "oxygen_saturation": "spo2",
    "body_weight": "weight_kg",
    "blood_glucose": "glucose_mg_dl",
    "body_temperature": "temperature_c",
    "temperature": "temperature_c",
    "respiratory_rate": "respiratory_rate",
    "respiration_rate": "respiratory_rate",
}
# The vendor's standard units where spelled in a way the domain does not know.
_UNITS: Final = {"C": "Cel", "F": "[degF]"}


def read_metrics(metrics: Sequence[Metric]) -> list[tuple[str, Values]]:
    """Raises Fault `unknown_metric` when none of them is a vital, `duplicate_metric`, `missing_field`,
    `unknown_unit`."""
    numbers: dict[str, float] = {}
    for place, metric in enumerate(metrics):
        vital = _VITALS.get(metric.type)
        if vital is None:
            continue
        if vital in numbers:
            raise Fault("duplicate_metric", f"metrics[{place}]")
        if metric.value is UNSET:
            raise Fault("missing_field", f"metrics[{place}].value")
        numbers[vital] = _read_number(vital, metric.value, metric.unit, place=place)
    if not numbers:
        raise Fault("unknown_metric", "metrics")
    return _sort_into_kinds(numbers)


def _read_number(vital: str, value: float, unit: object, *, place: int) -> float:
    if not isinstance(unit, str):
        raise Fault("missing_field", f"metrics[{place}].unit")
    code = _UNITS.get(unit) or find_unit(unit)
    if code is None:
        raise Fault("unknown_unit", f"metrics[{place}].unit")
    try:
        return read_vital(vital, value, code)
    except Fault as fault:
        raise Fault(fault.code, f"metrics[{place}]") from None


def _sort_into_kinds(numbers: dict[str, float]) -> list[tuple[str, Values]]:
    found: list[tuple[str, Values]] = []
    if "systolic" in numbers or "diastolic" in numbers:
        for vital in ("systolic", "diastolic"):
            if vital not in numbers:
                raise Fault("missing_field", vital)
        pressure: Values = {"systolic": numbers["systolic"], "diastolic": numbers["diastolic"]}
        if "pulse" in numbers:
            pressure["pulse"] = numbers.pop("pulse")
        found.append(("blood_pressure", pressure))
    if "spo2" in numbers:
        saturation: Values = {"spo2": numbers["spo2"]}
        if "pulse" in numbers:
            saturation["pulse"] = numbers.pop("pulse")
        found.append(("pulse_oximetry", saturation))
    if "weight_kg" in numbers:
        found.append(("weight", {"weight_kg": numbers["weight_kg"]}))
    if "glucose_mg_dl" in numbers:
        found.append(("glucose", {"glucose_mg_dl": numbers["glucose_mg_dl"]}))
    if "temperature_c" in numbers:
        found.append(("temperature", {"temperature_c": numbers["temperature_c"]}))
    if "respiratory_rate" in numbers:
        found.append(("respiratory_rate", {"respiratory_rate": numbers["respiratory_rate"]}))
    if "pulse" in numbers:
        found.append(("heart_rate", {"pulse": numbers["pulse"]}))
    return found
