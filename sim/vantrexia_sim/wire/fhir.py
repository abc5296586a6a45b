"""FHIR R4 push: one vital-signs Observation, or a Bundle of them, with a bearer token.

Source: hl7.org/fhir/R4/observation.html, hl7.org/fhir/R4/observation-vitalsigns.html and US Core (blood
pressure 85354-9 with 8480-6/8462-4, pulse oximetry 59408-5 with 2708-6, weight 29463-7, heart rate 8867-4,
temperature 8310-5, respiratory rate 9279-1); capillary glucose by meter 41653-7. Units are UCUM codes. The
device is a logical reference by serial number, the reading's id is the Observation's business identifier. One
physical reading is one Observation; a pulse that came with it is a component.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vantrexia_sim.model import Sample, Upload
from vantrexia_sim.wire.base import Format, static_header

_UCUM = "http://unitsofmeasure.org"
_LOINC = "http://loinc.org"
_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-"
_PROFILE = {
    "blood_pressure": "blood-pressure",
    "pulse_oximetry": "pulse-oximetry",
    "weight": "body-weight",
    "heart_rate": "heart-rate",
    "temperature": "body-temperature",
    "respiratory_rate": "respiratory-rate",
}
_CODES = {
    "blood_pressure": (("85354-9", "Blood pressure panel with all children optional"),),
    "pulse_oximetry": (
        ("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry"),
        ("2708-6", "Oxygen saturation in Arterial blood"),
    ),
    "weight": (("29463-7", "Body weight"),),
    "glucose": (("41653-7", "Glucose [Mass/volume] in Capillary blood by Glucometer"),),
    "heart_rate": (("8867-4", "Heart rate"),),
    "temperature": (("8310-5", "Body temperature"),),
    "respiratory_rate": (("9279-1", "Respiratory rate"),),
}


def encode(uploads: Sequence[Upload]) -> Any:
    """One Observation, or a batch Bundle that posts several."""
    observations = [_observation(upload) for upload in uploads]
    if len(observations) == 1:
        return observations[0]
    return {
        "resourceType": "Bundle",
        "type": "batch",
        "entry": [
            {"resource": observation, "request": {"method": "POST", "url": "Observation"}}
            for observation in observations
        ],
    }


def _observation(upload: Upload) -> dict[str, Any]:
    sample = upload.sample
    if sample is None:
        raise ValueError("a device status is not an Observation")
    device = upload.device
    observation: dict[str, Any] = {
        "resourceType": "Observation",
        "identifier": [{"system": "urn:vantrexia:sim:reading", "value": upload.upload_id}],
        "status": "final",
        "category": [
            {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                        "code": "laboratory" if sample.kind == "glucose" else "vital-signs",
                    }
                ]
            }
        ],
        "code": _concept(*_CODES[sample.kind]),
        "effectiveDateTime": sample.measured_at.replace(microsecond=0).isoformat(),
        "device": {
            "identifier": {
                "type": _coding("http://terminology.hl7.org/CodeSystem/v2-0203", "SNO"),
                "value": device.serial or device.gateway_device_id,
            },
            "display": device.model,
        },
    }
    if device.user_ref:
        observation["subject"] = {"identifier": {"value": device.user_ref}}
    if sample.kind in _PROFILE:
        observation["meta"] = {"profile": [_CORE + _PROFILE[sample.kind]]}
    observation.update(_values(sample))
    return observation


def _values(sample: Sample) -> dict[str, Any]:
    pulse = [_component("8867-4", "Heart rate", sample.pulse, "/min")] if sample.pulse is not None else []
    match sample.kind:
        case "blood_pressure":
            return {
                "component": [
                    _component("8480-6", "Systolic blood pressure", sample.systolic, "mm[Hg]"),
                    _component("8462-4", "Diastolic blood pressure", sample.diastolic, "mm[Hg]"),
                    *pulse,
                ]
            }
        case "pulse_oximetry":
            return {"valueQuantity": _quantity(sample.spo2, "%"), "component": pulse}
        case "weight":
            return {"valueQuantity": _quantity(sample.weight_kg, "kg")}
        case "glucose":
            return {"valueQuantity": _quantity(sample.glucose_mg_dl, "mg/dL")}
        case "temperature":
            return {"valueQuantity": _quantity(sample.temperature_c, "Cel")}
        case "respiratory_rate":
            return {"valueQuantity": _quantity(sample.respiratory_rate, "/min")}
        case _:
            return {"valueQuantity": _quantity(sample.pulse, "/min")}


def _component(code: str, display: str, value: float | None, unit: str) -> dict[str, Any]:
    return {"code": _concept((code, display)), "valueQuantity": _quantity(value, unit)}


def _concept(*codes: tuple[str, str]) -> dict[str, Any]:
    return {"coding": [{"system": _LOINC, "code": code, "display": display} for code, display in codes]}


def _coding(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def _quantity(value: float | None, unit: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "system": _UCUM, "code": unit}


FORMAT = Format(
    encode=encode,
    headers=static_header(name="Authorization", prefix="Bearer "),
    batches=True,
    content_type="application/fhir+json",
    tells=lambda upload: upload.sample is not None,
)
