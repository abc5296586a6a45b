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
from django.db.models import Exists, OuterRef, Q, QuerySet

from vantrexia.core import crypto
from vantrexia.core.actor import Actor
from vantrexia.core.bodies import BodyBroken, BodyTooLarge, expand
from vantrexia.devices.models import BODY_LABEL, Delivery, HeldMeasurement
from vantrexia.devices.selectors.connections import name_connections
from vantrexia.domain.errors import DomainError, InvalidInput, NotFound
from vantrexia.domain.wordings import say

STATUSES = ("received", "processed", "quarantined", "failed")
HELD_STATES = ("open", "resolved", "discarded")
MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """A held measurement without its content: which device the gateway meant, when it was measured."""

    id: UUID
    delivery_id: UUID
    reason: str
    ref_system: str
    ref_value: str
    slot: int
    measured_at: datetime | None


_COLUMNS = (
    "id", "connection_id", "gateway", "received_at", "status", "attempts", "next_attempt_at", "processed_at", "reason",
    "readings", "duplicates", "held", "body_bytes", "body_erased_at",
)  # fmt: skip


def list_deliveries(
    viewer: Actor, *, status: str | None, connection_id: UUID | None, limit: int, offset: int
) -> tuple[int, list[dict[str, Any]]]:
    """A page of deliveries, newest first, and how many there are (at most MOST_COUNTED).

    A delivery of which something is held is shown as quarantined until nothing of it is, whatever else it gave.
    """
    if status is not None and status not in STATUSES:
        raise InvalidInput(
            "Unknown status.",
            fields={"status": [say("must be one of {choices}", choices=", ".join(STATUSES))]},
        )
    rows = Delivery.objects.filter(practice_id=viewer.practice_id)
    waiting = _open_held(viewer).filter(delivery_id=OuterRef("id"))
    if status == "quarantined":
        # Both parts are small and found by partial indexes; a correlated condition would read every delivery.
        waiting_ids = _open_held(viewer).values_list("delivery_id", flat=True).distinct()
        rows = rows.filter(Q(status="quarantined") | Q(id__in=list(waiting_ids[:MOST_COUNTED])))
    elif status == "processed":
        rows = rows.filter(~Exists(waiting), status="processed")
    elif status is not None:
        rows = rows.filter(status=status)
    if connection_id is not None:
        rows = rows.filter(connection_id=connection_id)
    page = list(rows.order_by("-id").values(*_COLUMNS)[offset : offset + limit])
    return rows.values("id")[:MOST_COUNTED].count(), _complete(viewer, page)


def get_delivery(viewer: Actor, delivery_id: UUID) -> dict[str, Any]:
    """One delivery without its body, with what was held of it. Raises NotFound."""
    row = (
        Delivery.objects.filter(practice_id=viewer.practice_id, id=delivery_id)
        .values(*_COLUMNS, "error", "content_type", "content_encoding", "key_id", "delivery_key")
        .first()
    )
    if row is None:
        raise NotFound("There is no such delivery.")
    return {**_complete(viewer, [row])[0], "held_measurements": list_held_of(viewer, delivery_id)}


def _open_held(viewer: Actor) -> QuerySet[HeldMeasurement]:
    return HeldMeasurement.objects.filter(practice_id=viewer.practice_id, state="open")


def _complete(viewer: Actor, page: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Names of connections, and what still waits for a person: how much, why, of which device."""
    names = name_connections(viewer, {row["connection_id"] for row in page})
    waiting: dict[UUID, list[tuple[str, str]]] = {}
    held = _open_held(viewer).filter(delivery_id__in=[row["id"] for row in page]).order_by("position")
    for delivery_id, reason, ref_value in held.values_list("delivery_id", "reason", "ref_value"):
        waiting.setdefault(delivery_id, []).append((reason, ref_value))
    for row in page:
        open_ones = waiting.get(row["id"], [])
        row["connection_name"] = names.get(row["connection_id"], "")
        row["open_held"] = len(open_ones)
        row["device_ref"] = next((value for _, value in open_ones if value), None)
        if open_ones and row["status"] == "processed":
            row["status"], row["reason"] = "quarantined", open_ones[0][0]
    return page


def list_waiting(
    viewer: Actor, *, delivery_id: UUID | None = None, held_id: UUID | None = None
) -> list[Waiting]:
    """Open held measurements of a delivery, or the one named, as data for the workflow. Raises NotFound for no such."""
    rows = HeldMeasurement.objects.filter(practice_id=viewer.practice_id)
    if held_id is not None:
        rows = rows.filter(id=held_id)
        if not rows.exists():
            raise NotFound("There is no such held measurement.")
    elif delivery_id is not None:
        rows = rows.filter(delivery_id=delivery_id)
        if not Delivery.objects.filter(practice_id=viewer.practice_id, id=delivery_id).exists():
            raise NotFound("There is no such delivery.")
    return [
        Waiting(row.id, row.delivery_id, row.reason, row.ref_system, row.ref_value, row.slot, row.measured_at)
        for row in rows.filter(state="open").order_by("position").defer("payload")
    ]


def list_deliveries_waiting_for(viewer: Actor, *, system: str, value: str) -> list[UUID]:
    """Deliveries of which something is held for want of this device or its patient."""
    rows = _open_held(viewer).filter(ref_system=system, ref_value=value)
    return list(rows.values_list("delivery_id", flat=True).distinct())


def list_replayable(
    viewer: Actor,
    *,
    ids: list[UUID],
    status: str | None,
    held_reason: str,
    connection_id: UUID | None,
    most: int,
) -> list[UUID]:
    """Ids of deliveries chosen by id, by being set aside, or by why something of them is held; oldest first."""
    chosen = Q(id__in=ids)
    if status is not None:
        chosen |= Q(status=status)
    if held_reason:
        held = _open_held(viewer).filter(reason=held_reason).values_list("delivery_id", flat=True).distinct()
        chosen |= Q(id__in=list(held[:MOST_COUNTED]))
    rows = Delivery.objects.filter(chosen, practice_id=viewer.practice_id, body_erased_at__isnull=True)
    if connection_id is not None:
        rows = rows.filter(connection_id=connection_id)
    return list(rows.exclude(status="received").order_by("id").values_list("id", flat=True)[:most])


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
    """How the queue stands: what waits and since when, what was set aside, what waits for a person.

    `quarantined` are deliveries as the list shows them: not understood, or with something of them held.
    """

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
        cursor.execute(
            "SELECT count(DISTINCT h.delivery_id) FROM devices_heldmeasurement h WHERE h.practice_id = %s AND h.state = 'open' "
            "AND NOT EXISTS (SELECT FROM devices_delivery d WHERE d.practice_id = h.practice_id AND d.id = h.delivery_id "
            "AND d.received_at = h.delivery_received_at AND d.status = 'quarantined')",
            [viewer.practice_id],
        )
        with_held: int = cursor.fetchone()[0]
    return Stats(
        waiting=waiting, oldest_waiting_at=oldest, quarantined=aside.get("quarantined", 0) + with_held, failed=aside.get("failed", 0),
        held_open=sum(reasons.values()), held_by_reason=reasons,
    )  # fmt: skip


def list_held(
    viewer: Actor, *, state: str, reason: str | None, ref_value: str | None, limit: int, offset: int
) -> tuple[int, list[dict[str, Any]]]:
    """A page of held measurements, newest first, without their content."""
    if state not in HELD_STATES:
        raise InvalidInput(
            "Unknown state.",
            fields={"state": [say("must be one of {choices}", choices=", ".join(HELD_STATES))]},
        )
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
