"""FHIR R4 codes of what we measure: LOINC, UCUM, US Core profiles. Data only.

Public: `SHAPES` (kind → how we write it), `KIND_OF_CODE` (LOINC → kind, for reading), `COMPONENT_VITALS`,
systems.

Written: the shapes of US Core 6.1.0 vital signs, the same in 7 to 9. Read: also older codes real senders use
(55284-4 for a blood pressure, 2339-0, 15074-8 and 14745-4 for glucose, 8331-1 for an oral temperature).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
SNOMED = "http://snomed.info/sct"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
DATA_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/"
US_CORE_TAGS = "http://hl7.org/fhir/us/core/CodeSystem/us-core-tags"

RHYTHM = "8884-9"
IRREGULAR = "361137007"
OXYGEN_FLOW = "3151-8"

# Units as FHIR `unit` shows them; `code` carries UCUM.
UNIT_TEXTS: Mapping[str, str] = MappingProxyType({"mm[Hg]": "mmHg", "Cel": "°C"})


class Shape(NamedTuple):
    """How one kind is written. `vital` is None where only components carry values."""

    codes: tuple[tuple[str, str], ...]
    profile: str
    category: str
    vital: str | None


SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "blood_pressure": Shape(
            (("85354-9", "Blood pressure panel with all children optional"),),
            "us-core-blood-pressure",
            "vital-signs",
            None,
        ),
        "heart_rate": Shape((("8867-4", "Heart rate"),), "us-core-heart-rate", "vital-signs", "pulse"),
        "pulse_oximetry": Shape(
            (
                ("2708-6", "Oxygen saturation in Arterial blood"),
                ("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry"),
            ),
            "us-core-pulse-oximetry",
            "vital-signs",
            "spo2",
        ),
        "weight": Shape((("29463-7", "Body weight"),), "us-core-body-weight", "vital-signs", "weight_kg"),
        "temperature": Shape(
            (("8310-5", "Body temperature"),), "us-core-body-temperature", "vital-signs", "temperature_c"
        ),
        "respiratory_rate": Shape(
            (("9279-1", "Respiratory rate"),), "us-core-respiratory-rate", "vital-signs", "respiratory_rate"
        ),
        # Not a vital sign in FHIR: a search for vital signs must not find it.
        "glucose": Shape(
            (("41653-7", "Glucose [Mass/volume] in Capillary blood by Glucometer"),),
            "us-core-observation-lab",
            "laboratory",
            "glucose_mg_dl",
        ),
    }
)

COMPONENT_CODES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "systolic": ("8480-6", "Systolic blood pressure"),
        "diastolic": ("8462-4", "Diastolic blood pressure"),
        "pulse": ("8867-4", "Heart rate"),
    }
)
COMPONENT_VITALS: Mapping[str, str] = MappingProxyType(
    {code: vital for vital, (code, _) in COMPONENT_CODES.items()}
)

_OLDER_CODES: Mapping[str, str] = MappingProxyType(
    {
        "55284-4": "blood_pressure",
        "8331-1": "temperature",
        "2339-0": "glucose",
        "15074-8": "glucose",
        "14743-9": "glucose",
        "14745-4": "glucose",
    }
)
KIND_OF_CODE: Mapping[str, str] = MappingProxyType(
    {code: kind for kind, shape in SHAPES.items() for code, _ in shape.codes} | dict(_OLDER_CODES)
)
