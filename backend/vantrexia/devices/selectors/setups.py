"""Set-ups of a patient's devices, newest first: `list_setups(viewer, patient_id, …) -> (count, rows)`,
`get_setup`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.core.actor import Actor
from vantrexia.devices.models import DeviceSetup
from vantrexia.domain.errors import NotFound
from vantrexia.patients.selectors.rows import name_members


def list_setups(
    viewer: Actor, patient_id: UUID, *, limit: int, offset: int
) -> tuple[int, list[dict[str, Any]]]:
    """A page of set-ups and how many there are."""
    rows = DeviceSetup.objects.filter(practice_id=practice_of(viewer), patient_id=patient_id)
    page = rows.select_related("device").order_by("-created_at", "-id")[offset : offset + limit]
    return rows.count(), _show(viewer, list(page))


def get_setup(viewer: Actor, patient_id: UUID, setup_id: UUID) -> dict[str, Any]:
    """One set-up; raises NotFound."""
    rows = DeviceSetup.objects.filter(practice_id=practice_of(viewer), patient_id=patient_id, id=setup_id)
    found = _show(viewer, list(rows.select_related("device")))
    if not found:
        raise NotFound("The patient has no such entry.")
    return found[0]


def _show(viewer: Actor, rows: Iterable[DeviceSetup]) -> list[dict[str, Any]]:
    listed = list(rows)
    names = name_members(viewer, {row.educated_by_id for row in listed})
    return [
        {
            "id": row.id,
            "device_id": row.device_id,
            "serial": row.device.serial,
            "episode_id": row.episode_id,
            "setup_completed_at": row.setup_completed_at,
            "education_minutes": row.education_minutes,
            "educated_by_id": row.educated_by_id,
            "educated_by": names.get(row.educated_by_id),
            "note": row.note,
            "created_at": row.created_at,
        }
        for row in listed
    ]
