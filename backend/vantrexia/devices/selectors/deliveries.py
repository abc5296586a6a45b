"""Deliveries and what was held of them, for the people who set things right.

`list_deliveries`, `get_delivery`, `open_body` (the raw body: audited by the caller), `read_stats`, `list_held`,
`get_held`, `list_held_of`. Lists order by id: it is made at receipt, and the primary key serves it; counts stop at
`MOST_COUNTED`, so that a page costs the same however much is stored.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from vantrexia.core import crypto
from vantrexia.core.actor import Actor
from vantrexia.core.bodies import BodyBroken, BodyTooLarge, expand
from vantrexia.devices.models import BODY_LABEL, Delivery, HeldMeasurement
from vantrexia.devices.selectors.connections import name_connections
from vantrexia.domain.errors import DomainError, InvalidInput, NotFound

STATUSES = ("received", "processed", "quarantined", "failed")
HELD_STATES = ("open", "resolved", "discarded")
MOST_COUNTED = 10_000
_COLUMNS = (
    "id", "connection_id", "gateway", "received_at", "status", "attempts", "next_attempt_at", "processed_at", "reason",
    "readings", "duplicates", "held", "body_bytes", "body_erased_at",
)  # fmt: skip


def list_deliveries(
    viewer: Actor, *, status: str | None, connection_id: UUID | None, limit: int, offset: int
) -> tuple[int, list[dict[str, Any]]]:
    """A page of deliveries, newest first, and how many there are (at most MOST_COUNTED)."""
    if status is not None and status not in STATUSES:
        raise InvalidInput("Unknown status.", fields={"status": ["must be one of " + ", ".join(STATUSES)]})
    rows = Delivery.objects.filter(practice_id=viewer.practice_id)
    if status is not None:
        rows = rows.filter(status=status)
    if connection_id is not None:
        rows = rows.filter(connection_id=connection_id)
    order = "-received_at" if status in ("quarantined", "failed") else "-id"
    page = list(rows.order_by(order, "-id").values(*_COLUMNS)[offset : offset + limit])
    names = name_connections(viewer, {row["connection_id"] for row in page})
    for row in page:
        row["connection_name"] = names.get(row["connection_id"], "")
    return rows.values("id")[:MOST_COUNTED].count(), page


def get_delivery(viewer: Actor, delivery_id: UUID) -> dict[str, Any]:
    """One delivery without its body, with what was held of it. Raises NotFound."""
    row = (
        Delivery.objects.filter(practice_id=viewer.practice_id, id=delivery_id)
        .values(*_COLUMNS, "error", "content_type", "content_encoding", "key_id", "delivery_key")
        .first()
    )
    if row is None:
        raise NotFound("There is no such delivery.")
    names = name_connections(viewer, [row["connection_id"]])
    return {
        **row,
        "connection_name": names.get(row["connection_id"], ""),
        "held_measurements": list_held_of(viewer, delivery_id),
    }


def open_body(viewer: Actor, delivery_id: UUID) -> str:
    """The body as it came, in the clear. Raises NotFound, DomainError `gone` once erased, `unreadable`."""
    row = (
        Delivery.objects.filter(practice_id=viewer.practice_id, id=delivery_id)
        .values_list("body", "content_encoding", "body_erased_at")
        .first()
    )
    if row is None:
        raise NotFound("There is no such delivery.")
    sealed, encoding, erased_at = row
    if erased_at is not None:
        raise DomainError("gone", "The body was erased when its time was over.")
    try:
        raw = crypto.unseal_bytes(
            bytes(sealed), label=BODY_LABEL, practice_id=str(viewer.practice_id), row_id=delivery_id
        )
        return expand(raw, encoding).decode("utf-8", "replace")
    except (crypto.Unreadable, BodyBroken, BodyTooLarge):
        raise DomainError("conflict", "The body cannot be opened.") from None


@dataclass(frozen=True, slots=True)
class Stats:
    """How the queue stands: what waits and since when, what was set aside, what waits for a person."""

    waiting: int
    oldest_waiting_at: datetime | None
    quarantined: int
    failed: int
    held_open: int
    held_by_reason: dict[str, int]


def read_stats(viewer: Actor) -> Stats:
    """Counted over partial indexes: what is done is not looked at."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), min(received_at) FROM devices_delivery WHERE practice_id = %s AND status = 'received'",
            [viewer.practice_id],
        )
        waiting, oldest = cursor.fetchone()
        cursor.execute(
            "SELECT status, count(*) FROM devices_delivery WHERE practice_id = %s "
            "AND status IN ('quarantined', 'failed') GROUP BY status",
            [viewer.practice_id],
        )
        aside = dict(cursor.fetchall())
        cursor.execute(
            "SELECT reason, count(*) FROM devices_heldmeasurement WHERE practice_id = %s AND state = 'open' "
            "GROUP BY reason ORDER BY count(*) DESC",
            [viewer.practice_id],
        )
        reasons: dict[str, int] = dict(cursor.fetchall())
    return Stats(
        waiting=waiting, oldest_waiting_at=oldest, quarantined=aside.get("quarantined", 0), failed=aside.get("failed", 0),
        held_open=sum(reasons.values()), held_by_reason=reasons,
    )  # fmt: skip


def list_held(
    viewer: Actor, *, state: str, reason: str | None, ref_value: str | None, limit: int, offset: int
) -> tuple[int, list[dict[str, Any]]]:
    """A page of held measurements, newest first, without their content."""
    if state not in HELD_STATES:
        raise InvalidInput("Unknown state.", fields={"state": ["must be one of " + ", ".join(HELD_STATES)]})
    rows = HeldMeasurement.objects.filter(practice_id=viewer.practice_id, state=state)
    if reason:
        rows = rows.filter(reason=reason)
    if ref_value:
        rows = rows.filter(ref_value=ref_value)
    page = list(rows.order_by("-created_at", "-id").defer("payload")[offset : offset + limit])
    return rows.values("id")[:MOST_COUNTED].count(), [_show(row) for row in page]


def list_held_of(viewer: Actor, delivery_id: UUID) -> list[dict[str, Any]]:
    """What was held of one delivery, in its order."""
    rows = HeldMeasurement.objects.filter(practice_id=viewer.practice_id, delivery_id=delivery_id)
    return [_show(row) for row in rows.order_by("created_at", "position").defer("payload")[:MOST_COUNTED]]


def get_held(viewer: Actor, held_id: UUID) -> dict[str, Any]:
    """One held measurement with its content. Raises NotFound."""
    row = HeldMeasurement.objects.filter(practice_id=viewer.practice_id, id=held_id).first()
    if row is None:
        raise NotFound("There is no such held measurement.")
    return {**_show(row), "measurement": json.loads(row.payload)}


def _show(row: HeldMeasurement) -> dict[str, Any]:
    return {
        "id": row.id, "delivery_id": row.delivery_id, "connection_id": row.connection_id, "position": row.position,
        "reason": row.reason, "device_ref": {"system": row.ref_system, "value": row.ref_value} if row.ref_system else None,
        "slot": row.slot, "kind": row.kind, "measured_at": row.measured_at, "received_at": row.delivery_received_at,
        "state": row.state, "resolution": row.resolution, "resolved_at": row.resolved_at, "created_at": row.created_at,
    }  # fmt: skip
