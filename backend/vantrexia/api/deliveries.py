"""What gateways delivered, what could not be placed, and setting it right. `/api/v1/deliveries/…`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api.pagination import page_body, read_page
from vantrexia.api.requests import read_uuid
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.devices.selectors import deliveries as reads
from vantrexia.domain.errors import DomainError
from vantrexia.workflows.held import Wish, discard_waiting, replay_deliveries, resolve_waiting


class DeviceRefShape(serializers.Serializer[Any]):
    system = serializers.CharField()
    value = serializers.CharField()


class HeldShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    delivery_id = serializers.UUIDField()
    connection_id = serializers.UUIDField()
    position = serializers.IntegerField()
    reason = serializers.CharField()
    device_ref = DeviceRefShape(allow_null=True)
    slot = serializers.IntegerField()
    kind = serializers.CharField()
    measured_at = serializers.DateTimeField(allow_null=True)
    received_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=reads.HELD_STATES)
    resolution = serializers.CharField()
    resolved_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class HeldDetail(HeldShape):
    measurement = serializers.DictField(help_text="As the gateway's adapter read it, in canonical units.")


class HeldPage(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = HeldShape(many=True)


class DeliveryShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    gateway = serializers.CharField()
    connection = serializers.CharField(help_text="Its label.")
    connection_id = serializers.UUIDField()
    received_at = serializers.DateTimeField()
    processed_at = serializers.DateTimeField(allow_null=True)
    next_attempt_at = serializers.DateTimeField(allow_null=True)
    status = serializers.ChoiceField(choices=reads.STATUSES)
    reason = serializers.CharField(allow_null=True)
    detail = serializers.CharField(allow_null=True)
    attempts = serializers.IntegerField()
    readings = serializers.IntegerField()
    duplicates = serializers.IntegerField()
    held = serializers.IntegerField()
    open_held = serializers.IntegerField(help_text="How many of its measurements wait for a person.")
    device_serial = serializers.CharField(
        allow_null=True, help_text="What the gateway calls the device that is unknown."
    )
    body_bytes = serializers.IntegerField()
    body_erased_at = serializers.DateTimeField(allow_null=True)


class DeliveryDetail(DeliveryShape):
    content_type = serializers.CharField()
    content_encoding = serializers.CharField()
    key_id = serializers.CharField()
    body = serializers.CharField(allow_null=True, help_text="As sent, expanded; null once its time is over.")
    traceback = serializers.CharField(
        allow_null=True, help_text="Where processing failed; places, never values."
    )
    held_measurements = HeldShape(many=True)


class DeliveryPage(serializers.Serializer[Any]):
    count = serializers.IntegerField(help_text=f"At most {reads.MOST_COUNTED}.")
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = DeliveryShape(many=True)


class DeliveryStats(serializers.Serializer[Any]):
    waiting = serializers.IntegerField()
    oldest_waiting_at = serializers.DateTimeField(allow_null=True)
    quarantined = serializers.IntegerField()
    failed = serializers.IntegerField()
    held_open = serializers.IntegerField()
    held_by_reason = serializers.DictField(child=serializers.IntegerField())


class PlacementInput(serializers.Serializer[Any]):
    action = serializers.ChoiceField(choices=("place", "discard"), default="place")
    device_serial = serializers.CharField(max_length=64, required=False, allow_blank=True)
    model_id = serializers.UUIDField(
        required=False, help_text="For a serial the inventory does not hold yet."
    )
    patient_id = serializers.UUIDField(required=False)
    slot = serializers.IntegerField(min_value=1, required=False)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        since = serializers.DateTimeField(
            required=False, help_text="Assigned from; the first measurement when absent."
        )
        return {**super().get_fields(), "from": since}


class ReplayInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True)


class Resolution(serializers.Serializer[Any]):
    held = serializers.IntegerField(help_text="Measurements this was for.")
    replayed = serializers.ListField(
        child=serializers.UUIDField(), help_text="Deliveries on their way again."
    )


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
        responses=DeliveryPage,
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

    @extend_schema(operation_id="deliveries_stats", responses=DeliveryStats)
    def get(self, request: Request) -> Response:
        return self.ok(asdict(reads.read_stats(self.actor)))


class DeliveryOne(Endpoint):
    """One delivery with its body. Opening a body is an act of its own in the audit."""

    needs = {"GET": "delivery.read"}

    @extend_schema(operation_id="delivery_read", responses=DeliveryDetail)
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

    @extend_schema(operation_id="delivery_replay", request=ReplayInput, responses=Resolution)
    def post(self, request: Request, delivery_id: UUID) -> Response:
        reads.get_delivery(self.actor, delivery_id)
        why = self.read(ReplayInput).get("reason", "")
        replayed = replay_deliveries(actor=self.actor, delivery_ids=[delivery_id], now=self.now, why=why)
        return self.ok({"held": 0, "replayed": replayed})


class ResolveView(Endpoint):
    """Name the device, give it to its patient, or discard with a reason; then it is processed again."""

    needs = {"POST": "delivery.resolve"}

    def resolve(self, **target: UUID) -> Response:
        given = self.read(PlacementInput)
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
    @extend_schema(operation_id="delivery_resolve", request=PlacementInput, responses=Resolution)
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
        responses=HeldPage,
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

    @extend_schema(operation_id="held_measurement_read", responses=HeldDetail)
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
    @extend_schema(operation_id="held_measurement_resolve", request=PlacementInput, responses=Resolution)
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
