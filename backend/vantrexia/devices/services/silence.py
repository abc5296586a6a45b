"""Devices that have gone quiet: `mark_silent_devices(…)` marks the connected ones nobody has heard of for n days.

How long is a setting of the practice (`device_silent_days`); a reading or a heartbeat brings a device back by itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from vantrexia.accounts.selectors.practices import find_setting
from vantrexia.audit.services import record
from vantrexia.core.actor import Actor
from vantrexia.core.outbox import Event, emit
from vantrexia.devices.models import Device, DeviceEvent
from vantrexia.devices.services.events import note_event
from vantrexia.domain.device_states import apply_report

SETTING = "device_silent_days"
DEFAULT_DAYS = 3
MOST = 1000


def read_silent_days(*, actor: Actor, now: datetime) -> int:
    """After how many days without a sign a device counts as silent in this practice."""
    value = find_setting(viewer=actor, name=SETTING, at=now)
    return value if isinstance(value, int) and 1 <= value <= 90 else DEFAULT_DAYS


def mark_silent_devices(*, actor: Actor, now: datetime) -> list[UUID]:
    """Mark, note and tell; returns the ids. Runs again without effect. At most MOST at a time."""
    threshold = now - timedelta(days=read_silent_days(actor=actor, now=now))
    rows = Device.objects.filter(practice_id=actor.practice_id, status="connected").filter(
        Q(last_seen_at__lt=threshold) | Q(last_seen_at__isnull=True, updated_at__lt=threshold)
    )
    events: list[DeviceEvent] = []
    devices = list(rows.order_by("id").select_for_update(skip_locked=True)[:MOST])
    for device in devices:
        before, device.status = device.status, apply_report(device.status, "silent")
        device.updated_at = now
        seen = device.last_seen_at.isoformat() if device.last_seen_at else None
        events.append(note_event(device, "silent", at=now, before=before, detail={"last_seen_at": seen}))
    if not devices:
        return []
    Device.objects.filter(id__in=[device.id for device in devices]).update(status="silent", updated_at=now)
    DeviceEvent.objects.bulk_create(events)
    ids = [device.id for device in devices]
    record(
        actor=actor,
        action="devices.marked_silent",
        entity="device",
        detail={"devices": [str(one) for one in ids]},
        at=now,
    )
    emit([Event("device", one) for one in ids], practice_id=devices[0].practice_id, at=now)
    return ids
