"""Whose reading is it? From what a gateway calls a device, to the device, to the patient it was with at that time.

`resolve(asked)` answers a whole batch in three queries. A reading follows the assignment interval of its device and slot at
the time of measurement, not of arrival: a cuff that changed hands yesterday still gives last week's readings to its owner then.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from vantrexia.core.plain import fetch_rows, uuid_array
from vantrexia.domain.vitals import DeviceRef
from vantrexia.domain.zones import zone_at


class Holder(NamedTuple):
    """Somebody who had a device's slot for a time."""

    patient_id: UUID
    zone: str
    slot: int
    starts_at: datetime
    ends_at: datetime | None
    zones: tuple[tuple[datetime, str], ...] = ()  # where the patient lived since when, oldest first

    def zone_at(self, moment: datetime) -> str:
        """The zone the patient lived in then; the earliest known for times before it."""
        return zone_at(self.zones, moment, default=self.zone)


class KnownDevice(NamedTuple):
    """A device with the names it had and the people it was with."""

    device_id: UUID
    valid_from: datetime
    valid_to: datetime | None
    clock_is_wrong: bool
    holders: tuple[Holder, ...]

    def find_holder(self, *, slot: int, at: datetime) -> Holder | None:
        """Who had this slot at that time."""
        for holder in self.holders:
            if (
                holder.slot == slot
                and holder.starts_at <= at
                and (holder.ends_at is None or at < holder.ends_at)
            ):
                return holder
        return None


class Directory:
    """Devices by the names gateways use. A name may have meant different devices at different times."""

    def __init__(self, devices: dict[tuple[str, str], list[KnownDevice]]) -> None:
        self._devices = devices

    def find_device(self, ref: DeviceRef, *, at: datetime) -> KnownDevice | None:
        """The device of that name at that time."""
        known = self._devices.get(ref)  # a reference is its pair of texts
        if not known:
            return None
        for device in known:
            if device.valid_from <= at and (device.valid_to is None or at < device.valid_to):
                return device
        return None


_DEVICES = """
SELECT i.system, i.value, i.device_id, i.valid_from, i.valid_to, d.clock_is_wrong
FROM unnest(%s::text[], %s::text[]) AS asked(system, value)
JOIN devices_deviceidentifier i ON i.practice_id = nullif(current_setting('app.practice', true), '')::uuid
    AND i.system = asked.system AND i.value = asked.value
JOIN devices_device d ON d.practice_id = i.practice_id AND d.id = i.device_id
"""
_HOLDERS = """
SELECT a.device_id, a.patient_id, p.timezone, a.slot, a.starts_at, a.ends_at
FROM devices_assignment a JOIN patients_patient p ON p.practice_id = a.practice_id AND p.id = a.patient_id
WHERE a.practice_id = nullif(current_setting('app.practice', true), '')::uuid AND a.device_id = ANY (%s::uuid[])
"""
_ZONES = """
SELECT patient_id, valid_from, timezone FROM patients_patienttimezone
WHERE practice_id = nullif(current_setting('app.practice', true), '')::uuid AND patient_id = ANY (%s::uuid[])
ORDER BY patient_id, valid_from
"""


def resolve(asked: Iterable[DeviceRef]) -> Directory:
    """Look up every name once."""
    names = sorted({(ref.system, ref.value) for ref in asked})
    if not names:
        return Directory({})
    found = fetch_rows(_DEVICES, [[system for system, _ in names], [value for _, value in names]])
    held = fetch_rows(_HOLDERS, [uuid_array({row[2] for row in found})])
    zones: dict[UUID, list[tuple[datetime, str]]] = {}
    for patient_id, since, zone in fetch_rows(_ZONES, [uuid_array({row[1] for row in held})]):
        zones.setdefault(patient_id, []).append((since, zone))
    holders: dict[UUID, list[Holder]] = {}
    for device_id, patient_id, zone, slot, starts_at, ends_at in held:
        history = tuple(zones.get(patient_id, ()))
        holders.setdefault(device_id, []).append(Holder(patient_id, zone, slot, starts_at, ends_at, history))
    devices: dict[tuple[str, str], list[KnownDevice]] = {}
    for system, value, device_id, valid_from, valid_to, clock_is_wrong in found:
        device = KnownDevice(
            device_id, valid_from, valid_to, clock_is_wrong, tuple(holders.get(device_id, ()))
        )
        devices.setdefault((system, value), []).append(device)
    return Directory(devices)
