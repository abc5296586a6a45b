"""LOINC codes of the vitals as senders use them, and the numbers they carry.

`find_kind` names the kind of an Observation, `read_values` gives its numbers in stored units. Codes: US
Core vital signs profiles; 55284-4 is the blood pressure panel of older data; glucose as the HL7 CGM guide
and laboratories code it.
"""

from __future__ import annotations

from typing import Final

from msgspec import UNSET

from vantrexia.devices.gateways.elements import Fault, read_vital
from vantrexia.devices.gateways.fhir.wire import CodeableConcept, Observation, Quantity
from vantrexia.devices.gateways.values import Values
from vantrexia.domain.units import find_unit

LOINC: Final = "http://loinc.org"

_KINDS: Final = {
    "85354-9": "blood_pressure",
    "55284-4": "blood_pressure",
    "8867-4": "heart_rate",
    "8889-8": "heart_rate",
    "2708-6": "pulse_oximetry",
    "59408-5": "pulse_oximetry",
    "29463-7": "weight",
    "3141-9": "weight",
    "8310-5": "temperature",
    "9279-1": "respiratory_rate",
    "41653-7": "glucose",
    "14743-9": "glucose",
    "2339-0": "glucose",
    "15074-8": "glucose",
    "14745-4": "glucose",
    "99504-3": "glucose",
    "105272-9": "glucose",
}
_COMPONENTS: Final = {
    "8480-6": "systolic",
    "8462-4": "diastolic",
    "8867-4": "pulse",
    "8889-8": "pulse",
}


def find_kind(observation: Observation) -> str:
    """The kind of measurement. Raises Fault `unknown_metric`."""
    for coding in observation.code.coding:
        if coding.system == LOINC and coding.code in _KINDS:
            return _KINDS[coding.code]
    raise Fault("unknown_metric", "code")


def read_values(kind: str, observation: Observation) -> tuple[Values, dict[str, object]]:
    """The numbers and the same as sent. Raises Fault `missing_field`, `unknown_unit`, `comparator`,
    `duplicate_metric`, and those of `read_vital`."""
    sent = _list_components(observation)
    if kind == "blood_pressure":
        values: Values = {
            "systolic": _read_required("systolic", sent.get("systolic")),
            "diastolic": _read_required("diastolic", sent.get("diastolic")),
        }
    else:
        main = None if observation.valueQuantity is UNSET else observation.valueQuantity
        values = _read_main(kind, main)
        if main is not None:
            sent["value"] = main
    if kind in ("blood_pressure", "pulse_oximetry") and "pulse" in sent:
        values["pulse"] = _read_required("pulse", sent["pulse"])
    return values, {name: _keep_as_sent(quantity) for name, quantity in sent.items()}


def _read_main(kind: str, quantity: Quantity | None) -> Values:
    if kind == "heart_rate":
        return {"pulse": _read_required("pulse", quantity)}
    if kind == "pulse_oximetry":
        return {"spo2": _read_required("spo2", quantity)}
    if kind == "weight":
        return {"weight_kg": _read_required("weight_kg", quantity)}
    if kind == "temperature":
        return {"temperature_c": _read_required("temperature_c", quantity)}
    if kind == "respiratory_rate":
        return {"respiratory_rate": _read_required("respiratory_rate", quantity)}
    return {"glucose_mg_dl": _read_required("glucose_mg_dl", quantity)}


def _list_components(observation: Observation) -> dict[str, Quantity]:
    found: dict[str, Quantity] = {}
    for component in observation.component:
        vital = _find_component(component.code)
        if vital is None or component.valueQuantity is UNSET:
            continue
        if vital in found:
            raise Fault("duplicate_metric", "component")
        found[vital] = component.valueQuantity
    return found


def _find_component(code: CodeableConcept) -> str | None:
    for coding in code.coding:
        if coding.system == LOINC and coding.code in _COMPONENTS:
            return _COMPONENTS[coding.code]
    return None


def _read_required(vital: str, quantity: Quantity | None) -> float:
    if quantity is None:
        raise Fault("missing_field", vital)
    # "< 70" is a statement about a meter's range, not a number that can be compared with a threshold.
    if quantity.comparator is not UNSET:
        raise Fault("comparator", vital)
    text = quantity.unit if quantity.code is UNSET else quantity.code
    if text is UNSET:
        raise Fault("missing_field", f"{vital}.unit")
    unit = find_unit(text)
    if unit is None:
        raise Fault("unknown_unit", vital)
    return read_vital(vital, quantity.value, unit)


def _keep_as_sent(quantity: Quantity) -> dict[str, object]:
    unit = quantity.unit if quantity.code is UNSET else quantity.code
    return {"value": quantity.value} if unit is UNSET else {"value": quantity.value, "unit": unit}
