"""Times taken from somebody afterwards: `list_taken_back(viewer, device_id)`.

An assignment may be ended, and hardware swapped, with a time that is past. What the device sent between that time and the
act was stored by the assignments as they stood: these are the only times in which a reading may stand with the wrong person,
so whoever looks for such readings looks here and nowhere else.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from vantrexia.core.actor import Actor
from vantrexia.devices.models import Device
from vantrexia.domain.errors import NotFound


class TakenBack(NamedTuple):
    """A slot of a device and the time [since, until) its holder lost afterwards; `until` is when that was said."""

    slot: int
    since: datetime
    until: datetime


# An assignment ran until the act that ended it: for a swap, which ends all that run, that is the first one after it was made.
# A vendor's word that hardware was replaced is a "swapped" too, but names no successor and ends nothing.
_TAKEN_BACK = """
SELECT a.slot, a.ends_at, act.at
FROM devices_assignment a CROSS JOIN LATERAL (
    SELECT e.at FROM devices_deviceevent e
    WHERE e.practice_id = a.practice_id AND e.device_id = a.device_id AND e.at >= a.created_at
        AND ((e.event = 'unassigned' AND e.detail ->> 'assignment_id' = a.id::text)
            OR (e.event = 'swapped' AND e.detail ->> 'replaced_by' IS NOT NULL AND a.end_reason = 'swapped'))
    ORDER BY e.at LIMIT 1
) act
WHERE a.practice_id = %(practice)s AND a.device_id = %(device)s AND a.ends_at < act.at
ORDER BY a.slot, a.ends_at
"""


def list_taken_back(viewer: Actor, device_id: UUID) -> list[TakenBack]:
    """By slot and time; most devices have none. Raises NotFound, also for another practice's device."""
    if not Device.objects.filter(practice_id=viewer.practice_id, id=device_id).exists():
        raise NotFound("There is no such device.")
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN_BACK, {"practice": viewer.practice_id, "device": device_id})
        return [TakenBack(*row) for row in cursor.fetchall()]
