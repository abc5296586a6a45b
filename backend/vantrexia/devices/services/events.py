"""A device's history: one row per thing that happened to it. `note_event(…)` makes the row, unsaved; `make_event(…)` where
only the ids are at hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

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
    after = device.status if before else ""
    return make_event(
        device.practice_id, device.id, event, at=at, before=before, after=after, detail=detail, by=by
    )


def make_event(
    practice_id: UUID,
    device_id: UUID,
    event: str,
    *,
    at: datetime,
    before: str = "",
    after: str = "",
    detail: Mapping[str, object] | None = None,
    by: int | None = None,
) -> DeviceEvent:
    """The same by ids; `before` and `after` are the statuses where the step changed it."""
    return DeviceEvent(
        id=uuid7(),
        practice_id=practice_id,
        device_id=device_id,
        event=event,
        from_status=before,
        to_status=after,
        detail=dict(detail or {}),
        at=at,
        recorded_by_id=by,
    )
