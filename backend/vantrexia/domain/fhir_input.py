"""Measurements out of what others push as FHIR R4: one Observation, or a Bundle of them.

Public: `parse_push(payload) -> Push(measurements, problems, unsupported)`.

    {"resourceType": "Bundle", "entry": [{"resource": Observation}, {"resource": Device}, …]}
    → measurements in canonical units; a problem per Observation that should be one and is not; a count of
      Observations of things we do not measure (height, laboratory work), which are nobody's fault

Rules: status final, amended or corrected; a LOINC code of `fhir_codes`; a value with a unit that converts;
an instant with an offset (effectiveDateTime, effectiveInstant, or the start of effectivePeriod); a device,
named by identifier, serial number, contained or bundled Device, or reference; without any device the
subject stands in as `user_ref`. One bad Observation never takes the others with it. No detail of a problem
contains a value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from vantrexia.domain.errors import DomainError
from vantrexia.domain.fhir_codes import (
    COMPONENT_VITALS,
    IRREGULAR,
    KIND_OF_CODE,
    LOINC,
    OXYGEN_FLOW,
    RHYTHM,
    SHAPES,
    SNOMED,
)
from vantrexia.domain.fhir_references import find_device, find_source_id
from vantrexia.domain.units import find_unit
from vantrexia.domain.vitals import KIND_VITALS, Measurement, canonical, parse_instant
from vantrexia.domain.wordings import say

Resource = Mapping[str, object]

# A tuple, not a set: a sender may put a list where the status belongs, and a list cannot be looked up in a
# set.
_ACCEPTED_STATUS = ("final", "amended", "corrected")


@dataclass(frozen=True, slots=True)
class ElementProblem:
    """One Observation that could not be read: its place in the Bundle (0 for a lone one), code, sentence."""

    index: int
    code: str
    detail: str


class Push(NamedTuple):
    """What a body holds. `unsupported` counts Observations of kinds we do not take; they are no problem."""

    measurements: tuple[Measurement, ...]
    problems: tuple[ElementProblem, ...]
    unsupported: int


def parse_push(payload: object) -> Push:
    """Read a decoded JSON body.

    Errors: DomainError `not_fhir` where the body as a whole is neither an Observation nor a Bundle.
    """
    resources = _list_resources(payload)
    bundled = {url: resource for _, url, resource in resources if url is not None}
    measurements: list[Measurement] = []
    problems: list[ElementProblem] = []
    unsupported = 0
    for index, _, resource in resources:
        if resource.get("resourceType") != "Observation":
            continue
        kind = _find_kind(resource)
        if kind is None:
            unsupported += 1
            continue
        try:
            measurements.append(_parse_observation(resource, kind, bundled))
        except DomainError as error:
            problems.append(ElementProblem(index, error.code, error.detail))
    return Push(tuple(measurements), tuple(problems), unsupported)


def _list_resources(payload: object) -> list[tuple[int, str | None, Resource]]:
    if not isinstance(payload, Mapping):
        raise DomainError("not_fhir", "The body is not a FHIR resource.")
    if payload.get("resourceType") == "Observation":
        return [(0, None, payload)]
    entries = payload.get("entry", [])
    if payload.get("resourceType") != "Bundle" or not _is_list(entries):
        raise DomainError("not_fhir", "The body is neither an Observation nor a Bundle of them.")
    listed: list[tuple[int, str | None, Resource]] = []
    for index, entry in enumerate(entries):
        resource = entry.get("resource") if isinstance(entry, Mapping) else None
        if isinstance(resource, Mapping):
            url = entry.get("fullUrl")
            listed.append((index, url if isinstance(url, str) else None, resource))
    return listed


def _parse_observation(resource: Resource, kind: str, bundled: Mapping[str, Resource]) -> Measurement:
    if resource.get("status") not in _ACCEPTED_STATUS:
        raise DomainError("status_not_final", "The Observation is not final, amended or corrected.")
    measured_at, offset = parse_instant(_find_time(resource))
    values: dict[str, float] = {}
    original: dict[str, object] = {}
    context: dict[str, str] = {}
    irregular: bool | None = None
    main = SHAPES[kind].vital
    if main is not None:
        _take_quantity(main, resource, values, original)
    allowed = {name for names in KIND_VITALS[kind] for name in names}
    for component in _list_mappings(resource.get("component")):
        codes = set(_list_codes(component.get("code"), LOINC))
        vital = next((COMPONENT_VITALS[code] for code in sorted(codes) if code in COMPONENT_VITALS), None)
        if vital in allowed and vital not in values:
            _take_quantity(vital, component, values, original)
        elif RHYTHM in codes and IRREGULAR in _list_codes(component.get("valueCodeableConcept"), SNOMED):
            irregular = True
        elif OXYGEN_FLOW in codes:
            flow = component.get("valueQuantity")
            if isinstance(flow, Mapping) and _is_number(flow.get("value")):
                context["oxygen_l_min"] = str(flow["value"])
    missing = [name for name in KIND_VITALS[kind][0] if name not in values]
    if missing:
        raise DomainError("no_value", say("The Observation has no value for {name}.", name=missing[0]))
    device = find_device(resource, bundled)
    if device is None:
        raise DomainError("no_device", "The Observation names neither a device nor a subject.")
    return Measurement(
        kind=kind,
        device_ref=device,
        measured_at=measured_at,
        utc_offset_minutes=offset,
        systolic=values.get("systolic"),
        diastolic=values.get("diastolic"),
        pulse=values.get("pulse"),
        irregular_beat=irregular,
        spo2=values.get("spo2"),
        weight_kg=values.get("weight_kg"),
        glucose_mg_dl=values.get("glucose_mg_dl"),
        temperature_c=values.get("temperature_c"),
        respiratory_rate=values.get("respiratory_rate"),
        original=original,
        context=context,
        source_id=find_source_id(resource),
    )


def _find_kind(resource: Resource) -> str | None:
    codes = _list_codes(resource.get("code"), LOINC)
    return next((KIND_OF_CODE[code] for code in codes if code in KIND_OF_CODE), None)


def _find_time(resource: Resource) -> str:
    period = resource.get("effectivePeriod")
    candidates = (
        resource.get("effectiveDateTime"),
        resource.get("effectiveInstant"),
        period.get("start") if isinstance(period, Mapping) else None,
    )
    for candidate in candidates:
        if isinstance(candidate, str):
            return candidate
    raise DomainError("invalid_time", "The Observation says no time of measurement.")


def _take_quantity(
    vital: str, holder: Resource, values: dict[str, float], original: dict[str, object]
) -> None:
    """Convert a valueQuantity into the vital; leave it out where there is none (dataAbsentReason)."""
    quantity = holder.get("valueQuantity")
    if not isinstance(quantity, Mapping) or quantity.get("value") is None:
        return
    value, comparator = quantity["value"], quantity.get("comparator")
    if not _is_number(value):
        raise DomainError("not_a_number", say("The value of {vital} is not a number.", vital=vital))
    if comparator is not None:
        raise DomainError(
            "not_exact", say("The value of {vital} is a bound, not a measurement.", vital=vital)
        )
    texts = [text for text in (quantity.get("code"), quantity.get("unit")) if isinstance(text, str)]
    unit = next((found for text in texts if (found := find_unit(text)) is not None), None)
    if unit is None:
        raise DomainError("unknown_unit", say("The unit of {vital} is missing or unknown.", vital=vital))
    values[vital] = canonical(vital, value, unit)
    shown = float(value) if isinstance(value, Decimal) else value
    original[vital] = {"value": shown, "unit": texts[0]}


def _list_codes(concept: object, system: str) -> list[str]:
    codings = concept.get("coding") if isinstance(concept, Mapping) else None
    return [
        code
        for coding in _list_mappings(codings)
        if coding.get("system") == system and isinstance(code := coding.get("code"), str)
    ]


def _list_mappings(value: object) -> Iterator[Resource]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        yield from (item for item in value if isinstance(item, Mapping))


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
