"""Gateways and the practice's connections to them: keys, budgets, addresses. `/api/v1/connections/…`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import path, reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api import device_shapes as shapes
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.devices.selectors import connections as reads
from vantrexia.devices.services import connections


class Gateways(Endpoint):
    """The gateways deliveries can come from."""

    needs = {"GET": "device.read"}

    @extend_schema(operation_id="gateways_list", responses=shapes.GatewayList)
    def get(self, request: Request) -> Response:
        return self.ok({"results": reads.list_gateways()})


class ConnectionView(Endpoint):
    """What every connection endpoint shares: how one is shown, and how a key is shown once."""

    def show(self, row: dict[str, Any]) -> dict[str, Any]:
        address = reverse("webhook", args=[row["gateway"], row["id"]])
        label = row.pop("name")
        return {
            **row,
            "label": label,
            "key_ids": [key["key_id"] for key in row["keys"] if key["is_active"]],
            "webhook_url": f"{settings.APP_URL.rstrip('/')}{address}",
        }

    def one(self, connection_id: UUID) -> dict[str, Any]:
        return self.show(reads.get_connection(self.actor, connection_id, now=self.now))

    def with_key(self, key: connections.NewKey) -> dict[str, Any]:
        return {**self.one(key.connection.id), "key_id": key.key_id, "secret": key.shown}


class Connections(ConnectionView):
    needs = {"GET": "connection.manage", "POST": "connection.manage"}

    @extend_schema(operation_id="connections_list", responses=shapes.ConnectionList)
    def get(self, request: Request) -> Response:
        rows = reads.list_connections(self.actor, now=self.now)
        record(actor=self.actor, action="connections.listed", entity="connection", at=self.now)
        return self.ok(
            {"count": len(rows), "next": None, "previous": None, "results": [self.show(row) for row in rows]}
        )

    @extend_schema(
        operation_id="connection_create",
        request=shapes.ConnectionInput,
        responses={201: shapes.ConnectionWithKey},
    )
    def post(self, request: Request) -> Response:
        given = self.read(shapes.ConnectionInput)
        key = connections.open_connection(actor=self.actor, now=self.now, name=given.pop("label"), **given)
        return self.ok(self.with_key(key), status=201)


class ConnectionOne(ConnectionView):
    needs = {"GET": "connection.manage", "PATCH": "connection.manage"}

    @extend_schema(operation_id="connection_read", responses=shapes.ConnectionShape)
    def get(self, request: Request, connection_id: UUID) -> Response:
        row = self.one(connection_id)
        record(
            actor=self.actor,
            action="connection.read",
            entity="connection",
            entity_id=connection_id,
            at=self.now,
        )
        return self.ok(row)

    @extend_schema(
        operation_id="connection_update", request=shapes.ConnectionChange, responses=shapes.ConnectionShape
    )
    def patch(self, request: Request, connection_id: UUID) -> Response:
        given = self.read(shapes.ConnectionChange, partial=True)
        changes = {"name" if name == "label" else name: value for name, value in given.items()}
        connections.update_connection(
            actor=self.actor, connection_id=connection_id, changes=changes, now=self.now
        )
        return self.ok(self.one(connection_id))


class ConnectionRotate(ConnectionView):
    """A new key beside the old one, shown once."""

    needs = {"POST": "connection.manage"}

    @extend_schema(
        operation_id="connection_rotate_key", request=shapes.RotateInput, responses=shapes.ConnectionWithKey
    )
    def post(self, request: Request, connection_id: UUID) -> Response:
        overlap = self.read(shapes.RotateInput).get("overlap_minutes")
        key = connections.rotate_key(
            actor=self.actor, connection_id=connection_id, overlap_minutes=overlap, now=self.now
        )
        return self.ok(self.with_key(key))


class ConnectionRevoke(ConnectionView):
    """End one key now."""

    needs = {"POST": "connection.manage"}

    @extend_schema(
        operation_id="connection_revoke_key", request=shapes.KeyRevokeInput, responses=shapes.ConnectionShape
    )
    def post(self, request: Request, connection_id: UUID) -> Response:
        key_id = self.read(shapes.KeyRevokeInput)["key_id"]
        connections.revoke_key(actor=self.actor, connection_id=connection_id, key_id=key_id, now=self.now)
        return self.ok(self.one(connection_id))


class ConnectionDisable(ConnectionView):
    """Close the door for good."""

    needs = {"POST": "connection.manage"}

    @extend_schema(operation_id="connection_disable", request=None, responses=shapes.ConnectionShape)
    def post(self, request: Request, connection_id: UUID) -> Response:
        connections.disable_connection(actor=self.actor, connection_id=connection_id, now=self.now)
        return self.ok(self.one(connection_id))


urlpatterns = [
    path("gateways/", Gateways.as_view()),
    path("connections/", Connections.as_view()),
    path("connections/<uuid:connection_id>/", ConnectionOne.as_view()),
    path("connections/<uuid:connection_id>/rotate-key/", ConnectionRotate.as_view()),
    path("connections/<uuid:connection_id>/revoke-key/", ConnectionRevoke.as_view()),
    path("connections/<uuid:connection_id>/disable/", ConnectionDisable.as_view()),
]
