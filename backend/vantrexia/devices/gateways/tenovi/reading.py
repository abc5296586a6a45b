"""One group of Tenovi parts as one measurement.

`read_group` knows the metrics of the device pages; the metric that leads a reading decides its kind.
"""

from __future__ import annotations

from typing import Final

from msgspec import UNSET

from vantrexia.devices.gateways.elements import Fault, read_vital, split_moment
from vantrexia.devices.gateways.tenovi.grouping import Group
from vantrexia.devices.gateways.tenovi.wire import Part
from vantrexia.devices.gateways.values import Values
from vantrexia.domain.vitals import DeviceRef, Measurement

# Metric → kind, vital and unit. Pounds and Fahrenheit: docs/gateways/tenovi.md, open points.
_SINGLE: Final = {
    "weight": ("weight", "weight_kg", "[lb_av]"),
    "glucose": ("glucose", "glucose_mg_dl", "mg/dL"),
    "temperature": ("temperature", "temperature_c", "[degF]"),
}
_MEALS: Final = {"pre-prandial": "pre_meal", "post-prandial": "post_meal", "fasting": "fasting"}


def read_group(group: Group) -> Measurement:
    """The measurement these parts make.

    Raises Fault `unknown_metric`, `missing_field`, `part_without_reading` (a flag whose reading is not here),
    `test_data`, `control_solution`, and those of `read_vital`.
    """
    metric = _find_leader(group)
    _, part = group[metric]
    if any(other.dummy_data is True for _, other in group.values()):
        raise Fault("test_data")
    kind, values = _read_values(metric, part)
    for companion, (_, other) in group.items():
        if companion == "pulse" and metric != "pulse":
            values["pulse"] = read_vital("pulse", _value_1(other), "/min")
        elif companion == "irregular_heartbeat":
            values["irregular_beat"] = _is_set(other)
    measured_at, _ = split_moment(part.timestamp)
    index = part.filter_params.measurement_index
    return Measurement(
        kind=kind,
        device_ref=DeviceRef("hwi", part.hwi_device_id),
        measured_at=measured_at,
        seq=0 if index is UNSET else index,
        original={name: _keep_as_sent(other) for name, (_, other) in group.items()},
        context=_read_context(part),
        **values,
    )


def _find_leader(group: Group) -> str:
    for metric in ("blood_pressure", "spO2", *_SINGLE, "pulse"):
        if metric in group:
            return metric
    if "irregular_heartbeat" in group:
        raise Fault("part_without_reading", "irregular_heartbeat")
    raise Fault("unknown_metric")


def _read_values(metric: str, part: Part) -> tuple[str, Values]:
    if metric == "blood_pressure":
        if part.value_2 is UNSET:
            raise Fault("missing_field", "value_2")
        return "blood_pressure", {
            "systolic": read_vital("systolic", _value_1(part), "mm[Hg]"),
            "diastolic": read_vital("diastolic", part.value_2, "mm[Hg]"),
        }
    if metric == "spO2":
        return "pulse_oximetry", {"spo2": read_vital("spo2", _value_1(part), "%")}
    if metric == "pulse":
        return "heart_rate", {"pulse": read_vital("pulse", _value_1(part), "/min")}
    kind, vital, unit = _SINGLE[metric]
    number = read_vital(vital, _value_1(part), unit)
    if vital == "weight_kg":
        return kind, {"weight_kg": number}
    if vital == "temperature_c":
        return kind, {"temperature_c": number}
    # A drop of control solution tests the meter, not the patient.
    if part.filter_params.measurement_location == "control solution":
        raise Fault("control_solution")
    values: Values = {"glucose_mg_dl": number}
    meal = part.filter_params.meal_context
    if meal is not UNSET:
        values["meal_marker"] = _MEALS.get(meal, "unknown")
    return kind, values


def _value_1(part: Part) -> float | str:
    if part.value_1 is UNSET:
        raise Fault("missing_field", "value_1")
    return part.value_1


def _is_set(part: Part) -> bool:
    """The page knows only 1, sent when the heartbeat was irregular; 0 is read as what it would say."""
    value = float(_value_1(part))
    if value not in (0.0, 1.0):
        raise Fault("unknown_value", "value_1")
    return value == 1.0


def _keep_as_sent(part: Part) -> dict[str, object]:
    kept: dict[str, object] = {}
    if part.value_1 is not UNSET:
        kept["value_1"] = part.value_1
    if part.value_2 is not UNSET:
        kept["value_2"] = part.value_2
    return kept


def _read_context(part: Part) -> dict[str, str]:
    context: dict[str, str] = {}
    if part.estimated_timestamp is True:
        context["time"] = "estimated"
    if part.timezone_offset is not UNSET:
        context["timezone_offset"] = str(part.timezone_offset)
    params = part.filter_params
    if params.meal_context is not UNSET:
        context["meal_context"] = params.meal_context
    if params.measurement_location is not UNSET:
        context["measurement_location"] = params.measurement_location
    if params.alert is not UNSET:
        context["alert"] = params.alert
    return context
