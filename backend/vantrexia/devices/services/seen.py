"""What deliveries tell of the devices themselves: last seen, last reading, battery, signal, lifecycle news.

`note_seen(...)` writes at most one update per device and batch; a battery that falls under `LOW_BATTERY` is an event
once. News moves a device forward only (`domain.device_states.apply_report`): it comes late, twice and out of order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from vantrexia.core.bulk import insert_rows
from vantrexia.core.outbox import Event, emit
from vantrexia.core.plain import as_json, fetch_rows, run_statement, uuid_array
from vantrexia.devices.gateways.base import DeviceStatus
from vantrexia.devices.models import DeviceEvent
from vantrexia.devices.services.events import make_event
from vantrexia.domain.device_states import apply_report

LOW_BATTERY = 20
# Reports that are states of the device, not news worth a row each time they are repeated.
QUIET = frozenset({"heartbeat", "shipped", "delivered", "connected", "silent", "returned"})


class StoredReading(Protocol):
    """What this needs to know of a reading; `vitals` has the model, and apps do not import each other sideways."""

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


@dataclass(slots=True)
class _State:
    """What is stored of a device, and what it becomes."""

    id: UUID
    status: str
    battery: int | None
    signal: int | None
    seen: datetime | None
    reading: datetime | None


# NO KEY: inserted readings hold a share of their device's key, and two workers who both have one would wait for each other.
_READ = """
SELECT id, status, battery_percent, signal_percent, last_seen_at, last_reading_at FROM devices_device
WHERE practice_id = %s AND id = ANY (%s::uuid[]) ORDER BY id FOR NO KEY UPDATE
"""
_WRITE = """
UPDATE devices_device d SET status = n.status, battery_percent = n.battery, signal_percent = n.signal, last_seen_at = n.seen,
    last_reading_at = n.reading, updated_at = CASE WHEN d.status = n.status THEN d.updated_at ELSE %s END
FROM json_to_recordset(%s::json)
    AS n(id uuid, status text, battery smallint, signal smallint, seen timestamptz, reading timestamptz)
WHERE d.practice_id = %s AND d.id = n.id
"""


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
    changed: list[_State] = []
    events: list[DeviceEvent] = []
    told: list[Event] = []
    for row in fetch_rows(_READ, [practice_id, uuid_array(news)]):
        state = _State(*row)
        before, known = state.status, len(events)
        events += _apply(state, news[state.id], practice_id=practice_id, now=now)
        if len(events) > known or state.status != before:
            told.append(Event("device", state.id))
        changed.append(state)
    run_statement(_WRITE, [now, as_json(changed), practice_id])
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


def _apply(state: _State, item: _News, *, practice_id: UUID, now: datetime) -> list[DeviceEvent]:
    made: list[DeviceEvent] = []
    before = state.status

    def note(event: str, *, at: datetime = now, **given: Any) -> None:
        made.append(make_event(practice_id, state.id, event, at=at, **given))

    was_low = state.battery is not None and state.battery < LOW_BATTERY
    if item.last_seen_at and (state.seen is None or item.last_seen_at > state.seen):
        state.seen = item.last_seen_at
    if item.last_reading_at and (state.reading is None or item.last_reading_at > state.reading):
        state.reading = item.last_reading_at
    if item.battery is not None:
        state.battery = item.battery
        if item.battery < LOW_BATTERY and not was_low:
            note("battery_low", detail={"battery_percent": item.battery})
    if item.signal is not None:
        state.signal = item.signal
    for event, at in item.events:
        state.status = apply_report(state.status, event)
        if event == "low_battery":
            if not was_low and item.battery is None:
                note("battery_low", at=at)
        elif event != "reading" and event not in QUIET:
            note(event, at=at)
    if state.status != before:
        note(state.status, before=before, after=state.status)
    return made
