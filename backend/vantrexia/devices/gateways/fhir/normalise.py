"""FHIR R4 pushes to measurements.

`normalise` takes an Observation, an array of them or a Bundle of any type; `normalise_decoded` does the
same for a body already decoded, for gateways that can be set to send FHIR; `is_fhir` tells whether one
looks like it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, cast

from msgspec import UNSET

from vantrexia.devices.gateways.base import Normalised, NotUnderstood, Rejected
from vantrexia.devices.gateways.elements import (
    MAX_ELEMENTS,
    Fault,
    convert_element,
    decode_body,
    split_moment,
)
from vantrexia.devices.gateways.fhir.codes import find_kind, read_values
from vantrexia.devices.gateways.fhir.identity import index_devices, name_device
from vantrexia.devices.gateways.fhir.wire import Observation
from vantrexia.domain.vitals import Measurement

# What a Bundle carries beside the readings, and what is therefore no fault.
_SUPPORTING: Final = frozenset(
    {"Device", "DeviceMetric", "Encounter", "Organization", "Patient", "Practitioner", "Provenance"}
)
_TAKEN: Final = frozenset({"final", "preliminary"})


def normalise(*, body: bytes, received_at: datetime) -> Normalised:
    """The content of one FHIR push. Raises NotUnderstood with the codes of `elements.decode_elements`."""
    return normalise_decoded(decode_body(body))


def is_fhir(decoded: object) -> bool:
    """Whether the value, or the first of its elements, calls itself a FHIR resource."""
    first = decoded[0] if isinstance(decoded, list) and decoded else decoded
    return isinstance(first, dict) and "resourceType" in first


def normalise_decoded(decoded: object) -> Normalised:
    """As `normalise`, for the JSON value of a body. Raises NotUnderstood."""
    resources, devices = _list_resources(decoded)
    if len(resources) > MAX_ELEMENTS:
        raise NotUnderstood("too_many_elements", f"at most {MAX_ELEMENTS} in one body")
    measurements: list[Measurement] = []
    rejected: list[Rejected] = []
    for index, resource in enumerate(resources):
        try:
            if _find_type(resource) in _SUPPORTING:
                continue
            measurements.append(_read_observation(resource, devices))
        except Fault as fault:
            rejected.append(Rejected(index=index, code=fault.code, detail=fault.detail))
    return Normalised(measurements=tuple(measurements), rejected=tuple(rejected))


def _list_resources(decoded: object) -> tuple[Sequence[object], Mapping[str, object]]:
    if isinstance(decoded, list):
        return decoded, {}
    if isinstance(decoded, str | int | float) or decoded is None:
        raise NotUnderstood("not_an_object_or_array")
    if not isinstance(decoded, dict) or decoded.get("resourceType") != "Bundle":
        return [decoded], {}
    entries = decoded.get("entry", [])
    if not isinstance(entries, list):
        raise NotUnderstood("wrong_type", "entry")
    resources = [
        entry.get("resource") if isinstance(entry, dict) else entry for entry in cast("list[object]", entries)
    ]
    return resources, index_devices(entries)


def _find_type(resource: object) -> str | None:
    named = resource.get("resourceType") if isinstance(resource, dict) else None
    return named if isinstance(named, str) else None


def _read_observation(resource: object, devices: Mapping[str, object]) -> Measurement:
    if isinstance(resource, dict) and _find_type(resource) != "Observation":
        raise Fault("unknown_type", "resourceType")
    observation = convert_element(resource, Observation)
    _check_status(observation.status)
    kind = find_kind(observation)
    measured_at, offset_minutes = split_moment(_find_moment(observation))
    values, original = read_values(kind, observation)
    return Measurement(
        kind=kind,
        device_ref=name_device(observation, devices),
        measured_at=measured_at,
        utc_offset_minutes=offset_minutes,
        original=original,
        context=_read_context(observation),
        source_id=_find_source_id(observation),
        **values,
    )


def _check_status(status: str) -> None:
    """Corrections and withdrawals change a stored reading: a person decides on them."""
    if status in _TAKEN:
        return
    if status in ("amended", "corrected"):
        raise Fault("correction", "status")
    if status in ("entered-in-error", "cancelled"):
        raise Fault("withdrawn", "status")
    raise Fault("unknown_value", "status")


def _find_moment(observation: Observation) -> datetime:
    if observation.effectiveDateTime is not UNSET:
        return observation.effectiveDateTime
    if observation.effectiveInstant is not UNSET:
        return observation.effectiveInstant
    if observation.effectivePeriod is not UNSET:
        return observation.effectivePeriod.start
    raise Fault("missing_field", "effectiveDateTime")


def _find_source_id(observation: Observation) -> str | None:
    for identifier in observation.identifier:
        if identifier.value is not UNSET:
            return identifier.value
    return None if observation.id is UNSET else observation.id


def _read_context(observation: Observation) -> dict[str, str]:
    context: dict[str, str] = {}
    if observation.status == "preliminary":
        context["status"] = "preliminary"
    if observation.bodySite.text is not UNSET:
        context["body_site"] = observation.bodySite.text
    return context
