"""What deliveries tell of the devices themselves: last seen, last reading, battery, signal, lifecycle news.

`note_seen(...)` writes at most one update per device and batch; a battery that falls under `LOW_BATTERY` is an event once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vantrexia.core.ids import uuid7
from vantrexia.devices.gateways.base import DeviceStatus
from vantrexia.devices.models import Device, DeviceEvent

LOW_BATTERY = 20
# A reading or a heartbeat proves that the device works where it is, whatever its paper state was.
CONNECTED_FROM = frozenset({"ordered", "shipped", "delivered", "silent"})
REPORTED = {"shipped": "shipped", "delivered": "delivered", "connected": "connected", "silent": "silent", "returned": "returned"}


class StoredReading(Protocol):
    @property
    def device_id(self) -> UUID | None: ...
    @property
    def received_at(self) -> datetime: ...
    @property
    def measured_at(self) -> datetime: ...


@dataclass(slots=True)
class _News:
    last_seen_at: datetime | None = None
    last_reading_at: datetime | None = None
    battery: int | None = None
    signal: int | None = None
    events: list[tuple[str, datetime]] = field(default_factory=list)


def note_seen(
    statuses: Iterable[tuple[UUID, DeviceStatus]], *, readings: Sequence[StoredReading], practice_id: UUID, now: datetime
) -> None:
    """Write the devices' news of one batch."""
    news: dict[UUID, _News] = {}
    for reading in readings:
        if reading.device_id is not None:
            item = news.setdefault(reading.device_id, _News())
            item.last_seen_at = max(item.last_seen_at or reading.received_at, reading.received_at)
            item.last_reading_at = max(item.last_reading_at or reading.measured_at, reading.measured_at)
    for device_id, status in statuses:
        item = news.setdefault(device_id, _News())
        item.last_seen_at = max(item.last_seen_at or status.at, min(status.at, now))
        item.battery = status.battery_percent if status.battery_percent is not None else item.battery
        item.signal = status.signal_percent if status.signal_percent is not None else item.signal
        if status.event:
            item.events.append((status.event, status.at))
    if not news:
        return
    changed: list[Device] = []
    events: list[DeviceEvent] = []
    for device in Device.objects.filter(id__in=list(news)).order_by("id").select_for_update():
        _apply(device, news[device.id], events, now=now)
        changed.append(device)
    Device.objects.bulk_update(
        changed, ["last_seen_at", "last_reading_at", "battery_percent", "signal_percent", "status", "updated_at"]
    )
    DeviceEvent.objects.bulk_create(events)


def _apply(device: Device, item: _News, events: list[DeviceEvent], *, now: datetime) -> None:
    before = device.status
    if item.last_seen_at and (device.last_seen_at is None or item.last_seen_at > device.last_seen_at):
        device.last_seen_at = item.last_seen_at
    if item.last_reading_at and (device.last_reading_at is None or item.last_reading_at > device.last_reading_at):
        device.last_reading_at = item.last_reading_at
    if item.battery is not None:
        if item.battery < LOW_BATTERY <= (device.battery_percent if device.battery_percent is not None else 100):
            events.append(_event(device, "battery_low", {"battery_percent": item.battery}, at=now))
        device.battery_percent = item.battery
    if item.signal is not None:
        device.signal_percent = item.signal
    for event, at in item.events:
        if event in REPORTED and REPORTED[event] != device.status and device.status not in ("retired", "swapped"):
            device.status = REPORTED[event]
        elif event not in REPORTED and event != "heartbeat":
            events.append(_event(device, event, {}, at=at))
    if (item.last_reading_at or any(event == "heartbeat" for event, _ in item.events)) and device.status in CONNECTED_FROM:
        device.status = "connected"
    if device.status != before:
        events.append(_event(device, device.status, {}, at=now, before=before))
    device.updated_at = now


def _event(device: Device, event: str, detail: dict[str, object], *, at: datetime, before: str = "") -> DeviceEvent:
    return DeviceEvent(
        id=uuid7(), practice_id=device.practice_id, device_id=device.id, event=event, from_status=before,
        to_status=device.status if before else "", detail=detail, at=at,
    )  # fmt: skip
