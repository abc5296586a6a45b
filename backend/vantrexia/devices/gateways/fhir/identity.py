"""Which device an Observation names.

`name_device` follows `Observation.device` to a contained Device or one in the same Bundle; where there is
no device, the subject stands for it. A person's name or birth date is never looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import UNSET

from vantrexia.devices.gateways.elements import Fault, convert_element
from vantrexia.devices.gateways.fhir.wire import Device, Identifier, Observation
from vantrexia.domain.vitals import DeviceRef

# HL7 v2 table 0203: the identifier type of a serial number.
_SERIAL_TYPE: Final = "SNO"


def index_devices(entries: Iterable[object]) -> dict[str, object]:
    """The Devices of a Bundle under every name a reference may use: fullUrl and `Device/<id>`."""
    devices: dict[str, object] = {}
    for entry in entries:
        if not isinstance(entry, dict):
            continue
        resource = entry.get("resource")
        if not isinstance(resource, dict) or resource.get("resourceType") != "Device":
            continue
        if isinstance(entry.get("fullUrl"), str):
            devices[entry["fullUrl"]] = resource
        if isinstance(resource.get("id"), str):
            devices["Device/" + resource["id"]] = resource
    return devices


def name_device(observation: Observation, devices: Mapping[str, object]) -> DeviceRef:
    """Raises Fault `missing_field` when neither a device nor a subject is named."""
    reference = observation.device.reference
    if reference is not UNSET:
        known = _find_contained(reference, observation) or devices.get(reference)
        if known is not None:
            named = _name_from(convert_element(known, Device))
            if named is not None:
                return named
    named = _name_from_identifier(observation.device.identifier)
    if named is not None:
        return named
    if reference is not UNSET and not reference.startswith("#"):
        return DeviceRef("gateway_device_id", reference)
    subject = observation.subject
    if subject.identifier.value is not UNSET:
        return DeviceRef("user_ref", subject.identifier.value)
    if subject.reference is not UNSET:
        return DeviceRef("user_ref", subject.reference)
    raise Fault("missing_field", "device")


def _find_contained(reference: str, observation: Observation) -> object | None:
    if not reference.startswith("#"):
        return None
    for resource in observation.contained:
        if (
            isinstance(resource, dict)
            and resource.get("resourceType") == "Device"
            and resource.get("id") == reference[1:]
        ):
            return resource
    return None


def _name_from(device: Device) -> DeviceRef | None:
    if device.serialNumber is not UNSET:
        return DeviceRef("serial", device.serialNumber)
    for identifier in device.identifier:
        named = _name_from_identifier(identifier)
        if named is not None:
            return named
    return None


def _name_from_identifier(identifier: Identifier) -> DeviceRef | None:
    value = identifier.value
    if value is UNSET:
        return None
    if any(coding.code == _SERIAL_TYPE for coding in identifier.type.coding):
        return DeviceRef("serial", value)
    system = "" if identifier.system is UNSET else identifier.system.lower()
    for ending in ("imei", "serial", "mac"):
        if system.endswith(ending):
            return DeviceRef(ending, value)
    return DeviceRef("gateway_device_id", value)
