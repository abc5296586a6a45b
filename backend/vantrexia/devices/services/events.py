"""A device's history: one row per thing that happened to it. `note_event(…)` makes the row, unsaved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from vantrexia.core.ids import uuid7
from vantrexia.devices.models import Device, DeviceEvent


def note_event(
    device: Device,
    event: str,
    *,
    at: datetime,
    before: str = "",
    detail: Mapping[str, object] | None = None,
    by: int | None = None,
) -> DeviceEvent:
    """One step of the history; `before` is the earlier status where the step changed it."""
    return DeviceEvent(
        id=uuid7(), practice_id=device.practice_id, device_id=device.id, event=event, from_status=before,
        to_status=device.status if before else "", detail=dict(detail or {}), at=at, recorded_by_id=by,
    )  # fmt: skip
