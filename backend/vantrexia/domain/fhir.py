"""A reading as a FHIR R4 Observation, and measurements out of the Observations others send.

Public: `build_observation(reading) -> dict`, `FhirReading`; `parse_push(payload) -> Push` (in `fhir_input`).

    reading                          Observation
    kind                             code (LOINC), category, meta.profile (US Core 6.1)
    systolic, diastolic, pulse, …    component[].valueQuantity, or valueQuantity for a kind with one value
    measured_at                      effectiveDateTime, with the offset the device gave
    id                               id and identifier (system given by the caller)
    state                            status: final, amended, entered-in-error

A part of a blood pressure that is missing stays as a component with a dataAbsentReason. A name in
`subject.display` is written only if the caller passes it: for the EHR, never for logs or messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from vantrexia.domain.errors import DomainError
from vantrexia.domain.fhir_codes import (
    CATEGORY,
    COMPONENT_CODES,
    DATA_ABSENT,
    IRREGULAR,
    LOINC,
    RHYTHM,
    SHAPES,
    SNOMED,
    UCUM,
    UNIT_TEXTS,
    US_CORE,
    US_CORE_TAGS,
)
from vantrexia.domain.fhir_input import ElementProblem, Push, parse_push
from vantrexia.domain.vitals import KIND_VITALS, VITALS

__all__ = ["ElementProblem", "FhirReading", "Push", "build_observation", "parse_push"]

_STATUS: Mapping[str, str] = {"final": "final", "amended": "amended", "entered_in_error": "entered-in-error"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FhirReading:
    """What an Observation is made of. `values` holds vitals in canonical units (`vitals.VITALS`).

    `patient_supplied` marks data that came from the patient's home (US Core "Writing Vital Signs").
    """

    id: str
    kind: str
    patient_id: str
    measured_at: datetime
    updated_at: datetime
    values: Mapping[str, float]
    identifier_system: str
    utc_offset_minutes: int | None = None
    version: int = 1
    state: str = "final"
    irregular_beat: bool | None = None
    meal_marker: str | None = None
    device_display: str | None = None
    patient_display: str | None = None
    patient_supplied: bool = True


def build_observation(reading: FhirReading) -> dict[str, object]:
    """One reading as one Observation (JSON-able).

    Errors: DomainError `unknown_kind`, `unknown_state`.
    """
    shape = SHAPES.get(reading.kind)
    if shape is None:
        raise DomainError("unknown_kind", "There is no Observation for this kind of reading.")
    status = _STATUS.get(reading.state)
    if status is None:
        raise DomainError("unknown_state", "There is no Observation status for this state.")
    subject: dict[str, object] = {"reference": f"Patient/{reading.patient_id}"}
    if reading.patient_display is not None:
        subject["display"] = reading.patient_display
    meta: dict[str, object] = {
        "versionId": str(reading.version),
        "lastUpdated": _show_instant(reading.updated_at, None),
        "profile": [US_CORE + shape.profile],
    }
    if reading.patient_supplied:
        meta["tag"] = [{"system": US_CORE_TAGS, "code": "patient-supplied"}]
    observation: dict[str, object] = {
        "resourceType": "Observation",
        "id": reading.id,
        "meta": meta,
        "identifier": [{"system": reading.identifier_system, "value": reading.id}],
        "status": status,
        "category": [{"coding": [{"system": CATEGORY, "code": shape.category}]}],
        "code": {"coding": [_code(code, display) for code, display in shape.codes]},
        "subject": subject,
        "effectiveDateTime": _show_instant(reading.measured_at, reading.utc_offset_minutes),
    }
    if reading.device_display is not None:
        observation["device"] = {"display": reading.device_display}
    if shape.vital is not None:
        observation.update(_build_value(shape.vital, reading.values))
    components = _list_components(reading, shape.vital)
    if components:
        observation["component"] = components
    if reading.meal_marker is not None:
        observation["note"] = [{"text": f"Meal marker: {reading.meal_marker}"}]
    return observation


def _list_components(reading: FhirReading, main: str | None) -> list[dict[str, object]]:
    required, optional = KIND_VITALS[reading.kind]
    components = [_build_component(vital, reading.values) for vital in required if vital != main]
    components += [_build_component(vital, reading.values) for vital in optional if vital in reading.values]
    if reading.irregular_beat:
        # Only the finding is written: no flag is not the same as a regular rhythm.
        irregular = {"system": SNOMED, "code": IRREGULAR, "display": "Irregular heart beat"}
        components.append(
            {
                "code": {"coding": [_code(RHYTHM, "Heart rate rhythm")]},
                "valueCodeableConcept": {"coding": [irregular]},
            }
        )
    return components


def _build_component(vital: str, values: Mapping[str, float]) -> dict[str, object]:
    return {"code": {"coding": [_code(*COMPONENT_CODES[vital])]}, **_build_value(vital, values)}


def _build_value(vital: str, values: Mapping[str, float]) -> dict[str, object]:
    """The quantity, or why there is none: FHIR wants one of the two, never both."""
    value = values.get(vital)
    if value is None:
        return {"dataAbsentReason": {"coding": [{"system": DATA_ABSENT, "code": "unknown"}]}}
    unit = VITALS[vital].unit
    shown = int(value) if value == int(value) else value
    return {
        "valueQuantity": {"value": shown, "unit": UNIT_TEXTS.get(unit, unit), "system": UCUM, "code": unit}
    }


def _code(code: str, display: str) -> dict[str, object]:
    return {"system": LOINC, "code": code, "display": display}


def _show_instant(moment: datetime, offset_minutes: int | None) -> str:
    if offset_minutes:
        return moment.astimezone(timezone(timedelta(minutes=offset_minutes))).isoformat()
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
