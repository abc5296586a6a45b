"""FHIR R4 pushes to measurements.

`normalise` takes an Observation, an array of them or a Bundle of any type; `normalise_decoded` does the
same for a body already decoded, for gateways that can be set to send FHIR; `is_fhir` tells whether one
looks like it. What an Observation means is read by `domain.fhir`; here each one is taken by itself, so that
every one that cannot be read has its place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from vantrexia.devices.gateways.base import Normalised, NotUnderstood, Rejected
from vantrexia.devices.gateways.elements import MAX_ELEMENTS, Fault, check_object, decode_body
from vantrexia.domain.fhir import parse_push
from vantrexia.domain.vitals import Measurement

# What a Bundle carries beside the readings, and what is therefore no fault.
_SUPPORTING: Final = frozenset(
    {"Device", "DeviceMetric", "Encounter", "Organization", "Patient", "Practitioner", "Provenance"}
)
# Corrections and withdrawals change a stored reading: a person decides on them.
_STATUS_FAULTS: Final = {
    "amended": "correction",
    "corrected": "correction",
    "entered-in-error": "withdrawn",
    "cancelled": "withdrawn",
}
# The domain's words for what the other gateways call by these codes.
_CODES: Final = {
    "invalid_time": "bad_time",
    "time_without_zone": "naive_time",
    "no_device": "missing_field",
    "no_value": "missing_field",
    "incompatible_units": "unknown_unit",
    "not_exact": "comparator",
    "not_a_number": "wrong_type",
}
_IDENTIFIER: Final = re.compile(r"[!-~]+(?: [!-~]+)*", re.ASCII)
_MAX_IDENTIFIER: Final = 200
# As for the other gateways: keeps nonsense out of the types; what is plausible is judged in the domain.
_MAX_VALUE: Final = 100_000


def normalise(*, body: bytes, received_at: datetime) -> Normalised:
    """The content of one FHIR push. Raises NotUnderstood with the codes of `elements.decode_elements`."""
    return normalise_decoded(decode_body(body))


def is_fhir(decoded: object) -> bool:
    """Whether the value, or the first of its elements, calls itself a FHIR resource."""
    first = decoded[0] if isinstance(decoded, list) and decoded else decoded
    return isinstance(first, dict) and "resourceType" in first


def normalise_decoded(decoded: object) -> Normalised:
    """As `normalise`, for the JSON value of a body. Raises NotUnderstood."""
    resources, referable = _list_resources(decoded)
    measurements: list[Measurement] = []
    rejected: list[Rejected] = []
    for index, resource in enumerate(resources):
        try:
            if _find_type(resource) not in _SUPPORTING:
                measurements.append(_read_observation(check_object(resource), referable))
        except Fault as fault:
            rejected.append(Rejected(index=index, code=fault.code, detail=fault.detail))
    return Normalised(measurements=tuple(measurements), rejected=tuple(rejected))


def _list_resources(decoded: object) -> tuple[Sequence[object], Mapping[str, object]]:
    """The resources in their order, and those that others may refer to by what they are called."""
    if isinstance(decoded, str | int | float) or decoded is None:
        raise NotUnderstood("not_an_object_or_array")
    entries = decoded
    if not isinstance(decoded, list):
        if _find_type(decoded) != "Bundle":
            return [decoded], {}
        entries = decoded.get("entry", []) if isinstance(decoded, dict) else []
    if not isinstance(entries, list):
        raise NotUnderstood("wrong_type", "entry")
    if len(entries) > MAX_ELEMENTS:
        raise NotUnderstood("too_many_elements", f"at most {MAX_ELEMENTS} in one body")
    if entries is decoded:
        return entries, {}
    referable: dict[str, object] = {}
    resources: list[object] = []
    for entry in entries:
        resource = entry.get("resource") if isinstance(entry, dict) else entry
        resources.append(resource)
        if isinstance(entry, dict) and isinstance(resource, dict):
            names = (entry.get("fullUrl"), f"{_find_type(resource)}/{resource.get('id')}")
            referable |= {name: resource for name in names if isinstance(name, str)}
    return resources, referable


def _find_type(resource: object) -> str | None:
    named = resource.get("resourceType") if isinstance(resource, dict) else None
    return named if isinstance(named, str) else None


def _read_observation(resource: dict[str, object], referable: Mapping[str, object]) -> Measurement:
    if _find_type(resource) != "Observation":
        raise Fault("unknown_type", "resourceType")
    status = resource.get("status")
    if isinstance(status, str) and status in _STATUS_FAULTS:
        raise Fault(_STATUS_FAULTS[status], "status")
    entries: list[dict[str, object]] = [{"resource": resource}]
    for role in ("device", "subject"):
        name = _find_reference(resource.get(role))
        if name is not None and name in referable:
            entries.append({"fullUrl": name, "resource": referable[name]})
    push = parse_push({"resourceType": "Bundle", "entry": entries})
    for problem in push.problems:
        raise Fault(_CODES.get(problem.code, problem.code), problem.detail)
    if not push.measurements:
        raise Fault("unknown_metric", "code")
    return _check_storable(push.measurements[0])


def _find_reference(element: object) -> str | None:
    reference = element.get("reference") if isinstance(element, dict) else None
    return reference if isinstance(reference, str) else None


def _check_storable(measurement: Measurement) -> Measurement:
    for place, text in (("device", measurement.device_ref.value), ("identifier", measurement.source_id)):
        if text is not None and (len(text) > _MAX_IDENTIFIER or not _IDENTIFIER.fullmatch(text)):
            raise Fault("bad_text", place)
    if any(abs(value) > _MAX_VALUE for value in measurement.list_values().values()):
        raise Fault("out_of_range", "valueQuantity")
    offset = measurement.utc_offset_minutes
    if offset is not None and not -720 <= offset <= 840:
        raise Fault("bad_time", "offset")
    # UTC says nothing about where the patient was.
    return replace(measurement, utc_offset_minutes=offset or None)
