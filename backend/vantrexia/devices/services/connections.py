"""Doors of gateways into the practice: opening one, changing its keys, closing it.

`open_connection`, `update_connection`, `rotate_key`, `revoke_key`, `disable_connection`. A key is shown once, when it is
made; the row keeps it sealed. Rotation puts a new key beside the old one: the gateway's operator changes over while both
hold, and the old one ends after `overlap_minutes` or by its own call.
"""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from vantrexia.audit.services import record
from vantrexia.core.actor import Actor
from vantrexia.devices.gateways import ADAPTERS
from vantrexia.devices.models import Connection, ConnectionKey
from vantrexia.devices.selectors.doors import forget_doors
from vantrexia.domain.errors import Conflict, InvalidInput, NotFound
from vantrexia.domain.wordings import say

SIGNED = frozenset({"mioconnect"})  # gateways whose keys are HMAC keys, shown as Standard Webhooks shows them
ORIGINS = ("automatic", "import", "synthetic")
MOST_BUDGET = 10_000_000
MOST_OVERLAP_MINUTES = 30 * 24 * 60
MOST_KEYS = 4


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key at the only moment it can be seen: `shown` is what the gateway's operator enters there."""

    connection: Connection
    key_id: str
    shown: str


def open_connection(
    *,
    actor: Actor,
    gateway: str,
    name: str,
    now: datetime,
    origin: str = "automatic",
    hourly_budget: int = 100_000,
) -> NewKey:
    """A door for one gateway, with its first key. Raises InvalidInput naming the fields."""
    fields: dict[str, list[str]] = {}
    if gateway not in ADAPTERS:
        fields["gateway"] = [say("must be one of {choices}", choices=", ".join(ADAPTERS))]
    if not name.strip():
        fields["name"] = ["This field may not be blank."]
    if origin not in ORIGINS:
        fields["origin"] = [say("must be one of {choices}", choices=", ".join(ORIGINS))]
    fields |= _check_budget(hourly_budget)
    if fields:
        raise InvalidInput("The connection is not complete.", fields=fields)
    connection = Connection(
        practice_id=actor.practice_id, gateway=gateway, name=name.strip(), origin=origin, hourly_budget=hourly_budget,
        created_by_id=actor.user_id, created_at=now,
    )  # fmt: skip
    connection.save(force_insert=True)
    key = _add_key(connection, now=now)
    _keep(
        actor,
        connection,
        "opened",
        now=now,
        detail={"gateway": gateway, "origin": origin, "key_id": key.key_id},
    )
    return key


def update_connection(
    *, actor: Actor, connection_id: UUID, changes: Mapping[str, object], now: datetime
) -> Connection:
    """Change its name or its budget of deliveries per hour."""
    connection = _lock(actor, connection_id)
    fields: dict[str, list[str]] = {}
    if "hourly_budget" in changes:
        budget = changes["hourly_budget"]
        connection.hourly_budget = budget if isinstance(budget, int) else 0
        fields |= _check_budget(connection.hourly_budget)
    if "name" in changes:
        connection.name = str(changes["name"]).strip()
        if not connection.name:
            fields["name"] = ["This field may not be blank."]
    if fields:
        raise InvalidInput("The connection does not fit.", fields=fields)
    connection.save(update_fields=["name", "hourly_budget"])
    _keep(actor, connection, "updated", now=now, detail={"fields": sorted(changes)})
    return connection


def rotate_key(
    *, actor: Actor, connection_id: UUID, now: datetime, overlap_minutes: int | None = None
) -> NewKey:
    """A new key beside those that hold. With `overlap_minutes` the others end by themselves after that time."""
    connection = _lock(actor, connection_id)
    if not connection.is_active:
        raise Conflict("The connection is disabled.")
    if overlap_minutes is not None and not 0 <= overlap_minutes <= MOST_OVERLAP_MINUTES:
        raise InvalidInput(
            "The overlap does not fit.",
            fields={"overlap_minutes": [say("must be 0 to {most}", most=MOST_OVERLAP_MINUTES)]},
        )
    holding = ConnectionKey.objects.filter(practice_id=actor.practice_id, connection_id=connection.id).filter(
        revoked_at__isnull=True
    )
    if overlap_minutes is not None:
        holding.update(revoked_at=now + timedelta(minutes=overlap_minutes))
    elif holding.count() >= MOST_KEYS:
        raise Conflict(say("{most} keys hold already; revoke one first.", most=MOST_KEYS))
    key = _add_key(connection, now=now)
    _keep(
        actor,
        connection,
        "key_rotated",
        now=now,
        detail={"key_id": key.key_id, "overlap_minutes": overlap_minutes},
    )
    return key


def revoke_key(*, actor: Actor, connection_id: UUID, key_id: str, now: datetime) -> None:
    """End a key now. Raises NotFound, Conflict for the last key that holds: disable the connection instead."""
    connection = _lock(actor, connection_id)
    keys = ConnectionKey.objects.filter(practice_id=actor.practice_id, connection_id=connection.id)
    key = keys.filter(key_id=key_id).select_for_update().first()
    if key is None or (key.revoked_at is not None and key.revoked_at <= now):
        raise NotFound("There is no such key that holds.")
    if not keys.filter(revoked_at__isnull=True).exclude(id=key.id).exists():
        raise Conflict("It is the last key; disable the connection, or rotate the key first.")
    key.revoked_at = now
    key.save(update_fields=["revoked_at"])
    _keep(actor, connection, "key_revoked", now=now, detail={"key_id": key_id})


def disable_connection(*, actor: Actor, connection_id: UUID, now: datetime) -> Connection:
    """Close the door. What came through it stays; the address never opens again."""
    connection = _lock(actor, connection_id)
    if not connection.is_active:
        raise Conflict("The connection is disabled already.")
    connection.is_active, connection.disabled_at = False, now
    connection.save(update_fields=["is_active", "disabled_at"])
    ConnectionKey.objects.filter(practice_id=actor.practice_id, connection_id=connection.id).filter(
        revoked_at__isnull=True
    ).update(revoked_at=now)
    _keep(actor, connection, "disabled", now=now, detail={})
    return connection


def _add_key(connection: Connection, *, now: datetime) -> NewKey:
    if connection.gateway in SIGNED:
        raw = os.urandom(32)
        shown = "whsec_" + base64.b64encode(raw).decode()
    else:
        shown = secrets.token_urlsafe(32)
        raw = shown.encode()  # a static key is compared as the header carries it
    key_id = f"k{now:%y%m%d}{secrets.token_hex(3)}"
    ConnectionKey(
        practice_id=connection.practice_id, connection_id=connection.id, key_id=key_id,
        secret=base64.b64encode(raw).decode(), created_at=now,
    ).save(force_insert=True)  # fmt: skip
    return NewKey(connection=connection, key_id=key_id, shown=shown)


def _check_budget(budget: int) -> dict[str, list[str]]:
    if 1 <= budget <= MOST_BUDGET:
        return {}
    return {"hourly_budget": [say("must be 1 to {most}", most=MOST_BUDGET)]}


def _lock(actor: Actor, connection_id: UUID) -> Connection:
    found = (
        Connection.objects.filter(practice_id=actor.practice_id, id=connection_id).select_for_update().first()
    )
    if found is None:
        raise NotFound("There is no such connection.")
    return found


def _keep(
    actor: Actor, connection: Connection, done: str, *, now: datetime, detail: Mapping[str, object]
) -> None:
    record(
        actor=actor,
        action=f"connection.{done}",
        entity="connection",
        entity_id=connection.id,
        detail=detail,
        at=now,
    )
    # Now for this transaction's own reads, and once more when others can see the change.
    forget_doors()
    transaction.on_commit(forget_doors)
