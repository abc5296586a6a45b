"""Readings of a device that stand with somebody who did not have it then: the list, and settling it. `/api/v1/devices/{id}/strays/…`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api.observations import ObservationShape, show
from vantrexia.api.pagination import page_body, read_page
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.vitals.selectors.strays import StrayRow, list_patients_of, list_strays
from vantrexia.workflows.strays import settle_strays


class BelongsToShape(serializers.Serializer[Any]):
    patient_id = serializers.UUIDField()
    patient_name = serializers.CharField()


class StrayShape(ObservationShape):
    patient_name = serializers.CharField(help_text="In whose record it stands.")
    slot = serializers.IntegerField()
    belongs_to = BelongsToShape(
        allow_null=True,
        help_text="Who had the device's slot then, or went on with the hardware that replaced it; nobody: null.",
    )


class StrayPage(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = StrayShape(many=True)


class SettleInput(serializers.Serializer[Any]):
    patient_id = serializers.UUIDField(help_text="Whose they are by the assignments.")
    reason = serializers.CharField(max_length=2000)


class SettledShape(serializers.Serializer[Any]):
    moved = serializers.IntegerField(help_text="Given to the patient.")
    kept = serializers.IntegerField(help_text="Confirmed as the patient's.")
    remaining = serializers.IntegerField(help_text="Of this device, of anybody.")


def _show(row: StrayRow) -> dict[str, Any]:
    whose = {"patient_id": row.belongs_to, "patient_name": row.belongs_to_name} if row.belongs_to else None
    return {
        **show(row.reading), "patient_name": row.patient_name, "slot": row.reading.slot, "belongs_to": whose,
    }  # fmt: skip


class DeviceStrays(Endpoint):
    """What was stored for somebody before the device was said, with a time past, not to be theirs any more."""

    needs = {"GET": "reading.read"}

    @extend_schema(
        operation_id="device_strays_list",
        parameters=[OpenApiParameter("page", int), OpenApiParameter("page_size", int)],
        responses=StrayPage,
    )
    def get(self, request: Request, device_id: UUID) -> Response:
        page = read_page(request)
        count, rows = list_strays(self.actor, device_id, limit=page.size, offset=page.offset)
        record(
            actor=self.actor, action="device.strays_listed", entity="device", entity_id=device_id,
            patient_ids=list_patients_of(rows), at=self.now,
        )  # fmt: skip
        return self.ok(page_body(request, page, count=count, results=[_show(row) for row in rows]))


class DeviceStraysSettle(Endpoint):
    """All that by the assignments are this patient's, up to 50 at once: moved out of other records, confirmed in the patient's."""

    needs = {"POST": "reading.correct"}

    @extend_schema(operation_id="device_strays_settle", request=SettleInput, responses=SettledShape)
    def post(self, request: Request, device_id: UUID) -> Response:
        given = self.read(SettleInput)
        done = settle_strays(
            actor=self.actor, device_id=device_id, patient_id=given["patient_id"], reason=given["reason"], now=self.now,
        )  # fmt: skip
        return self.ok(asdict(done))


urlpatterns = [
    path("devices/<uuid:device_id>/strays/", DeviceStrays.as_view()),
    path("devices/<uuid:device_id>/strays/settle/", DeviceStraysSettle.as_view()),
]
