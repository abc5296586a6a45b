"""Connections for their screen: what they are, which keys hold, when they last delivered. Never a secret."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from vantrexia.core.actor import Actor
from vantrexia.devices.gateways import ADAPTERS
from vantrexia.devices.models import Connection, ConnectionKey
from vantrexia.domain.errors import NotFound


def list_gateways() -> list[dict[str, Any]]:
    """The gateways deliveries can come from."""
    return [{"name": adapter.name, "origin": adapter.origin} for adapter in ADAPTERS.values()]


def list_connections(viewer: Actor, *, now: datetime) -> list[dict[str, Any]]:
    """The practice's connections, open ones first."""
    rows = list(
        Connection.objects.filter(practice_id=viewer.practice_id).order_by("-is_active", "name", "id")
    )
    return _show(viewer, rows, now=now)


def get_connection(viewer: Actor, connection_id: UUID, *, now: datetime) -> dict[str, Any]:
    """One connection. Raises NotFound."""
    shown = _show(
        viewer, Connection.objects.filter(practice_id=viewer.practice_id, id=connection_id), now=now
    )
    if not shown:
        raise NotFound("There is no such connection.")
    return shown[0]


def name_connections(viewer: Actor, connection_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names by id."""
    rows = Connection.objects.filter(practice_id=viewer.practice_id, id__in=set(connection_ids))
    return dict(rows.values_list("id", "name"))


def _show(viewer: Actor, rows: Iterable[Connection], *, now: datetime) -> list[dict[str, Any]]:
    connections = list(rows)
    keys: dict[UUID, list[dict[str, Any]]] = {}
    for key in ConnectionKey.objects.filter(
        practice_id=viewer.practice_id, connection_id__in=[one.id for one in connections]
    ).order_by("-created_at", "key_id"):
        keys.setdefault(key.connection_id, []).append(
            {
                "key_id": key.key_id,
                "created_at": key.created_at,
                "ends_at": key.revoked_at,
                "is_active": key.revoked_at is None or key.revoked_at > now,
            }
        )
    return [
        {
            "id": one.id, "gateway": one.gateway, "name": one.name, "origin": one.origin, "is_active": one.is_active,
            "hourly_budget": one.hourly_budget, "last_delivery_at": one.last_delivery_at, "created_at": one.created_at,
            "disabled_at": one.disabled_at, "keys": keys.get(one.id, []),
        }
        for one in connections
    ]  # fmt: skip
