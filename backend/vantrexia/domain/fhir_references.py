"""Which device (or person) a FHIR Observation speaks of.

Public: `find_device(observation, bundled) -> DeviceRef | None`, `find_source_id(observation) -> str | None`.

Looked at in this order: the Device itself, contained (`#cuff`) or in the same Bundle, by serial number and
then identifier; the identifier in the reference; the id in a literal reference (`Device/17`). Without any
of them the subject: its identifier, else its reference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vantrexia.domain.vitals import DeviceRef

Resource = Mapping[str, object]

# Identifier types (HL7 table 0203) and systems that say what kind of identifier a value is.
_TYPES: Mapping[str, str] = {"SNO": "serial", "MAC": "mac", "IMEI": "imei"}
_SYSTEMS: Mapping[str, str] = {
    "urn:oid:1.2.840.10004.1.1.1.0.0.1.0.0.1.2680": "mac",
    "urn:gsma:imei": "imei",
}


def find_device(observation: Resource, bundled: Mapping[str, Resource]) -> DeviceRef | None:
    """The device of an Observation; its subject as `user_ref` where it names none."""
    device = observation.get("device")
    if isinstance(device, Mapping):
        found = _find_in_device(observation, device, bundled)
        if found is not None:
            return found
    subject = observation.get("subject")
    if not isinstance(subject, Mapping):
        return None
    reference = _find_text(subject.get("reference"))
    value = _find_value(subject.get("identifier"))
    if value is None and reference is not None:
        # A Bundle's own `urn:uuid:` lives no longer than the Bundle: its Patient's identifier stays.
        patient = _find_resource(observation, reference, bundled)
        value = (None if patient is None else _find_identifier(patient)) or reference
    return None if value is None else DeviceRef("user_ref", value.removeprefix("Patient/"))


def find_source_id(observation: Resource) -> str | None:
    """The sender's own id of the Observation: its first identifier, else its resource id."""
    return _find_identifier(observation) or _find_text(observation.get("id"))


def _find_in_device(
    observation: Resource, device: Resource, bundled: Mapping[str, Resource]
) -> DeviceRef | None:
    reference = _find_text(device.get("reference"))
    resource = None if reference is None else _find_resource(observation, reference, bundled)
    if resource is not None:
        serial = _find_text(resource.get("serialNumber"))
        if serial is not None:
            return DeviceRef("serial", serial)
        for identifier in _list(resource.get("identifier")):
            found = _read_identifier(identifier)
            if found is not None:
                return found
    found = _read_identifier(device.get("identifier"))
    if found is not None or reference is None or reference.startswith("#"):
        return found
    return DeviceRef("gateway_device_id", reference.removeprefix("Device/"))


def _find_resource(observation: Resource, reference: str, bundled: Mapping[str, Resource]) -> Resource | None:
    if not reference.startswith("#"):
        return bundled.get(reference)
    for resource in _list(observation.get("contained")):
        if isinstance(resource, Mapping) and resource.get("id") == reference[1:]:
            return resource
    return None


def _read_identifier(identifier: object) -> DeviceRef | None:
    value = _find_value(identifier)
    if value is None or not isinstance(identifier, Mapping):
        return None
    system = identifier.get("system")
    kind = _SYSTEMS.get(system) if isinstance(system, str) else None
    concept = identifier.get("type")
    for coding in _list(concept.get("coding") if isinstance(concept, Mapping) else None):
        code = coding.get("code") if isinstance(coding, Mapping) else None
        kind = kind or (_TYPES.get(code) if isinstance(code, str) else None)
    return DeviceRef(kind or "gateway_device_id", value)


def _find_identifier(resource: Resource) -> str | None:
    """The value of a resource's first identifier that has one."""
    values = (_find_value(identifier) for identifier in _list(resource.get("identifier")))
    return next((value for value in values if value is not None), None)


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, Sequence) else ()


def _find_value(identifier: object) -> str | None:
    return _find_text(identifier.get("value")) if isinstance(identifier, Mapping) else None


def _find_text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
