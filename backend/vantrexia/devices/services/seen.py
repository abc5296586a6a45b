"""What deliveries tell of the devices themselves: last seen, last reading, battery, signal, lifecycle news.

`note_seen(...)` writes at most one update per device and batch; a battery that falls under `LOW_BATTERY` is an event
once. News moves a device forward only (`domain.device_states.apply_report`): it comes late, twice and out of order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import connection

from vantrexia.core.bulk import insert_rows
from vantrexia.core.outbox import Event, emit
from vantrexia.devices.gateways.base import DeviceStatus
from vantrexia.devices.models import Device, DeviceEvent
from vantrexia.devices.services.events import note_event
from vantrexia.domain.device_states import apply_report

LOW_BATTERY = 20
# Reports that are states of the device, not news worth a row each time they are repeated.
QUIET = frozenset({"heartbeat", "shipped", "delivered", "connected", "silent", "returned"})


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
    statuses: Iterable[tuple[UUID, DeviceStatus]],
    *,
    readings: Sequence[StoredReading],
    practice_id: UUID,
    now: datetime,
) -> None:
    """Write the devices' news of one batch."""
    news = _gather(statuses, readings, now=now)
    if not news:
        return
    changed: list[Device] = []
    events: list[DeviceEvent] = []
    told: list[Event] = []
    columns = (
        "id", "practice_id", "status", "battery_percent", "signal_percent", "last_seen_at", "last_reading_at"
    )  # fmt: skip
    for device in Device.objects.filter(id__in=list(news)).only(*columns).order_by("id").select_for_update():
        before = device.status
        events += _apply(device, news[device.id], now=now)
        if device.status != before:
            told.append(Event("device", device.id))
        changed.append(device)
    _write(changed, now=now)
    if events:
        insert_rows(events)
    emit(told, practice_id=practice_id, at=now)


def _gather(
    statuses: Iterable[tuple[UUID, DeviceStatus]], readings: Sequence[StoredReading], *, now: datetime
) -> dict[UUID, _News]:
    news: dict[UUID, _News] = {}
    for reading in readings:
        device_id = reading.device_id
        if device_id is None:
            continue
        item = news.get(device_id)
        if item is None:
            item = news[device_id] = _News(
                reading.received_at, reading.measured_at, events=[("reading", now)]
            )
            continue
        if item.last_seen_at is None or reading.received_at > item.last_seen_at:
            item.last_seen_at = reading.received_at
        if item.last_reading_at is None or reading.measured_at > item.last_reading_at:
            item.last_reading_at = reading.measured_at
    for device_id, status in sorted(statuses, key=lambda pair: pair[1].at):
        item = news.setdefault(device_id, _News())
        seen = min(status.at, now)  # a device's clock that runs ahead must not hide its silence
        # News of a parcel or of silence is the vendor speaking, not the device.
        if status.event not in (
            "shipped",
            "delivered",
            "ordered",
            "silent",
            "returned",
            "unlinked",
            "on_hold",
        ):
            item.last_seen_at = seen if item.last_seen_at is None else max(item.last_seen_at, seen)
        item.battery = status.battery_percent if status.battery_percent is not None else item.battery
        item.signal = status.signal_percent if status.signal_percent is not None else item.signal
        if status.event:
            item.events.append((status.event, status.at))
    return news


def _apply(device: Device, item: _News, *, now: datetime) -> list[DeviceEvent]:
    made: list[DeviceEvent] = []
    before = device.status
    was_low = device.battery_percent is not None and device.battery_percent < LOW_BATTERY
    if item.last_seen_at and (device.last_seen_at is None or item.last_seen_at > device.last_seen_at):
        device.last_seen_at = item.last_seen_at
    if item.last_reading_at and (
        device.last_reading_at is None or item.last_reading_at > device.last_reading_at
    ):
        device.last_reading_at = item.last_reading_at
    if item.battery is not None:
        device.battery_percent = item.battery
        if item.battery < LOW_BATTERY and not was_low:
            made.append(note_event(device, "battery_low", at=now, detail={"battery_percent": item.battery}))
    if item.signal is not None:
        device.signal_percent = item.signal
    for event, at in item.events:
        device.status = apply_report(device.status, event)
        if event == "low_battery":
            if not was_low and item.battery is None:
                made.append(note_event(device, "battery_low", at=at))
        elif event != "reading" and event not in QUIET:
            made.append(note_event(device, event, at=at))
    if device.status != before:
        made.append(note_event(device, device.status, at=now, before=before))
    return made


def _write(devices: list[Device], *, now: datetime) -> None:
    """One statement for the batch: a CASE per column would cost more the larger the batch."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE devices_device d SET status = n.status, battery_percent = n.battery, signal_percent = n.signal,
                last_seen_at = n.seen, last_reading_at = n.reading, updated_at = %s
            FROM unnest(%s::uuid[], %s::text[], %s::smallint[], %s::smallint[], %s::timestamptz[], %s::timestamptz[])
                AS n(id, status, battery, signal, seen, reading)
            WHERE d.practice_id = nullif(current_setting('app.practice', true), '')::uuid AND d.id = n.id
            """,
            [
                now, [d.id for d in devices], [d.status for d in devices], [d.battery_percent for d in devices],
                [d.signal_percent for d in devices], [d.last_seen_at for d in devices],
                [d.last_reading_at for d in devices],
            ],
        )  # fmt: skip
