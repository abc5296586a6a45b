"""The doors of gateways: which practice and keys a connection id stands for.

`find_door(connection_id)` crosses practices by a database function, because the practice is not known yet. The
answer is kept for `DOOR_SECONDS` per process; the function that stores a delivery checks key and door again, so a
revoked key is refused at once all the same.
"""

from __future__ import annotations

import base64
import logging
import time
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from vantrexia.core import crypto
from vantrexia.devices.gateways.base import Secret

log = logging.getLogger(__name__)
DOOR_SECONDS = 5.0
_MOST_DOORS = 10_000


@dataclass(frozen=True, slots=True)
class Door:
    """What is needed to verify a delivery: practice, gateway, keys, budget."""

    connection_id: UUID
    practice_id: UUID
    gateway: str
    hourly_budget: int
    secrets: tuple[Secret, ...]


_doors: dict[UUID, tuple[float, Door | None]] = {}


def find_door(connection_id: UUID) -> Door | None:
    """The door of an active connection with at least one active key; None for anything else."""
    kept = _doors.get(connection_id)
    if kept is not None and time.monotonic() - kept[0] < DOOR_SECONDS:
        return kept[1]
    door = _read_door(connection_id)
    if len(_doors) >= _MOST_DOORS:
        _doors.clear()  # somebody walks through random ids; start over rather than grow
    _doors[connection_id] = (time.monotonic(), door)
    return door


def forget_doors() -> None:
    """Empty the process's memory of doors (tests, key rotation in this process)."""
    _doors.clear()


def _read_door(connection_id: UUID) -> Door | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT practice_id, gateway, hourly_budget, key_row, key_id, secret FROM devices_connection_info(%s)",
            [connection_id],
        )
        rows = cursor.fetchall()
    if not rows:
        return None
    practice_id, gateway, budget = rows[0][:3]
    secrets = tuple(
        secret
        for _, _, _, row, key_id, sealed in rows
        if (secret := _open_secret(practice_id, row, key_id, sealed)) is not None
    )
    if not secrets:
        return None
    return Door(
        connection_id=connection_id,
        practice_id=practice_id,
        gateway=gateway,
        hourly_budget=budget,
        secrets=secrets,
    )


def _open_secret(practice_id: UUID, row_id: UUID, key_id: str, sealed: str) -> Secret | None:
    """One key of a door. One that does not open must not close the others."""
    try:
        text = crypto.unseal(sealed, label="connection.secret", practice_id=practice_id, row_id=row_id)
        return Secret(key_id=key_id, value=base64.b64decode(text, validate=True))
    except (crypto.Unreadable, ValueError):
        log.error(
            "a connection's key does not open", extra={"event": "connection_key_unreadable", "key_id": key_id}
        )
        return None
