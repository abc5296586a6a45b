"""What gateways delivered, what could not be placed, and setting it right. `/api/v1/deliveries/…`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api import delivery_shapes as shapes
from vantrexia.api.pagination import page_body, read_page
from vantrexia.api.requests import read_uuid
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.devices.selectors import deliveries as reads
from vantrexia.domain.errors import DomainError
from vantrexia.workflows.held import Wish, discard_waiting, replay_deliveries, resolve_waiting


def _show(row: dict[str, Any]) -> dict[str, Any]:
    """A delivery in the wire's words."""
    names = (
        "id", "gateway", "connection_id", "received_at", "processed_at", "next_attempt_at", "status", "attempts", "readings",
        "duplicates", "held", "open_held", "body_bytes", "body_erased_at",
    )  # fmt: skip
    return {
        **{name: row[name] for name in names},
        "connection": row["connection_name"],
        "reason": row["reason"] or None,
        "detail": row["device_ref"],
        "device_serial": row["device_ref"],
    }


class Deliveries(Endpoint):
    """Deliveries, newest first. One of which something is held counts as quarantined."""

    needs = {"GET": "delivery.read"}

    @extend_schema(
        operation_id="deliveries_list",
        parameters=[
            OpenApiParameter("status", str, enum=list(reads.STATUSES)),
            OpenApiParameter("connection", UUID),
            OpenApiParameter("page", int),
            OpenApiParameter("page_size", int),
        ],
        responses=shapes.DeliveryPage,
    )
    def get(self, request: Request) -> Response:
        page = read_page(request)
        total, rows = reads.list_deliveries(
            self.actor,
            status=request.query_params.get("status") or None,
            connection_id=read_uuid(request, "connection"),
            limit=page.size,
            offset=page.offset,
        )
        record(
            actor=self.actor,
            action="deliveries.listed",
            entity="delivery",
            detail={"page": page.number},
            at=self.now,
        )
        return self.ok(page_body(request, page, count=total, results=[_show(row) for row in rows]))


class DeliveryStatsView(Endpoint):
    """How the queue stands."""

    needs = {"GET": "delivery.read"}

    @extend_schema(operation_id="deliveries_stats", responses=shapes.DeliveryStats)
    def get(self, request: Request) -> Response:
        return self.ok(asdict(reads.read_stats(self.actor)))


class DeliveryOne(Endpoint):
    """One delivery with its body. Opening a body is an act of its own in the audit."""

    needs = {"GET": "delivery.read"}

    @extend_schema(operation_id="delivery_read", responses=shapes.DeliveryDetail)
    def get(self, request: Request, delivery_id: UUID) -> Response:
        row = reads.get_delivery(self.actor, delivery_id)
        body, outcome = None, "success"
        try:
            body = reads.open_body(self.actor, delivery_id)
        except DomainError as closed:
            outcome = closed.code
        record(
            actor=self.actor, action="delivery.body_read", entity="delivery", entity_id=delivery_id,
            detail={"body": outcome}, at=self.now,
        )  # fmt: skip
        return self.ok(
            {
                **_show(row),
                "content_type": row["content_type"],
                "content_encoding": row["content_encoding"],
                "key_id": row["key_id"],
                "body": body,
                "traceback": row["error"] or None,
                "held_measurements": row["held_measurements"],
            }
        )


class DeliveryReplay(Endpoint):
    """Process a delivery again, after a fix."""

    needs = {"POST": "delivery.resolve"}

    @extend_schema(operation_id="delivery_replay", request=shapes.ReplayInput, responses=shapes.Resolution)
    def post(self, request: Request, delivery_id: UUID) -> Response:
        reads.get_delivery(self.actor, delivery_id)
        why = self.read(shapes.ReplayInput).get("reason", "")
        replayed = replay_deliveries(actor=self.actor, delivery_ids=[delivery_id], now=self.now, why=why)
        return self.ok({"held": 0, "replayed": replayed})


class ResolveView(Endpoint):
    """Name the device, give it to its patient, or discard with a reason; then it is processed again."""

    needs = {"POST": "delivery.resolve"}

    def resolve(self, **target: UUID) -> Response:
        given = self.read(shapes.PlacementInput)
        if given["action"] == "discard":
            done = discard_waiting(actor=self.actor, reason=given.get("reason", ""), now=self.now, **target)
        else:
            wish = Wish(
                device_serial=given.get("device_serial", "").strip() or None, model_id=given.get("model_id"),
                patient_id=given.get("patient_id"), slot=given.get("slot"), starts_at=given.get("from"),
            )  # fmt: skip
            done = resolve_waiting(actor=self.actor, wish=wish, now=self.now, **target)
        return self.ok({"held": done.held, "replayed": done.replayed})


class DeliveryResolve(ResolveView):
    @extend_schema(
        operation_id="delivery_resolve", request=shapes.PlacementInput, responses=shapes.Resolution
    )
    def post(self, request: Request, delivery_id: UUID) -> Response:
        return self.resolve(delivery_id=delivery_id)


class HeldList(Endpoint):
    """Measurements that wait for a person, newest first."""

    needs = {"GET": "delivery.read"}

    @extend_schema(
        operation_id="held_measurements_list",
        parameters=[
            OpenApiParameter("state", str, enum=list(reads.HELD_STATES)),
            OpenApiParameter("reason", str),
            OpenApiParameter("device", str, description="What the gateway calls the device."),
            OpenApiParameter("page", int),
            OpenApiParameter("page_size", int),
        ],
        responses=shapes.HeldPage,
    )
    def get(self, request: Request) -> Response:
        page = read_page(request)
        total, rows = reads.list_held(
            self.actor,
            state=request.query_params.get("state") or "open",
            reason=request.query_params.get("reason") or None,
            ref_value=request.query_params.get("device") or None,
            limit=page.size,
            offset=page.offset,
        )
        record(actor=self.actor, action="held_measurements.listed", entity="held_measurement", at=self.now)
        return self.ok(page_body(request, page, count=total, results=rows))


class HeldOne(Endpoint):
    needs = {"GET": "delivery.read"}

    @extend_schema(operation_id="held_measurement_read", responses=shapes.HeldDetail)
    def get(self, request: Request, held_id: UUID) -> Response:
        row = reads.get_held(self.actor, held_id)
        record(
            actor=self.actor,
            action="held_measurement.read",
            entity="held_measurement",
            entity_id=held_id,
            at=self.now,
        )
        return self.ok(row)


class HeldResolve(ResolveView):
    @extend_schema(
        operation_id="held_measurement_resolve", request=shapes.PlacementInput, responses=shapes.Resolution
    )
    def post(self, request: Request, held_id: UUID) -> Response:
        return self.resolve(held_id=held_id)


urlpatterns = [
    path("deliveries/", Deliveries.as_view()),
    path("deliveries/stats/", DeliveryStatsView.as_view()),
    path("deliveries/held/", HeldList.as_view()),
    path("deliveries/held/<uuid:held_id>/", HeldOne.as_view()),
    path("deliveries/held/<uuid:held_id>/resolve/", HeldResolve.as_view()),
    path("deliveries/<uuid:delivery_id>/", DeliveryOne.as_view()),
    path("deliveries/<uuid:delivery_id>/replay/", DeliveryReplay.as_view()),
    path("deliveries/<uuid:delivery_id>/resolve/", DeliveryResolve.as_view()),
]
