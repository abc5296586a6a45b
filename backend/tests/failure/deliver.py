"""Deliveries through the services with an explicit time of receipt: the whole path, under any date."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from tests.factories import OpenDoor, body_of
from vantrexia.devices.services.deliveries import Receipt, store_delivery
from vantrexia.workflows.readings import process_due

_number = count(1)


def store(door: OpenDoor, *objects: dict[str, Any], at: datetime, key: str | None = None) -> Receipt:
    """One delivery, kept and not yet processed."""
    return store_delivery(
        practice_id=door.practice_id, connection_id=door.id, key_id=door.key_id, delivery_key=key or f"k{next(_number)}",
        body=body_of(*objects), content_type="application/json", content_encoding="", received_at=at,
    )  # fmt: skip


def deliver(door: OpenDoor, *objects: dict[str, Any], at: datetime) -> Receipt:
    """One delivery, kept and processed a second later."""
    receipt = store(door, *objects, at=at)
    process_due(now=at + timedelta(seconds=1))
    return receipt


def wall(serial: str, systolic: float, at: str, *, reading_id: str) -> dict[str, Any]:
    """One blood pressure at a wall time with its offset, as a device writes it."""
    return {
        "type": "reading", "reading_id": reading_id, "device": {"serial": serial}, "measured_at": at,
        "blood_pressure": {"systolic": systolic, "diastolic": 80, "unit": "mmHg"},
    }  # fmt: skip
