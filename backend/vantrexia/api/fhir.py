"""One reading as a FHIR R4 Observation (US Core): `/api/v1/fhir/observations/{id}/`. Names of patients are not in it."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api.rendering import FastJSONRenderer
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.domain.fhir import FhirReading, build_observation
from vantrexia.vitals.selectors.readings import ReadingRow, get_reading, read_updated_at


class FhirRenderer(FastJSONRenderer):
    media_type = "application/fhir+json"
    format = "fhir"


class FhirObservation(Endpoint):
    needs = {"GET": "reading.read"}
    renderer_classes = [FhirRenderer, FastJSONRenderer]

    @extend_schema(
        operation_id="fhir_observation_read", responses={(200, "application/fhir+json"): OpenApiTypes.OBJECT}
    )
    def get(self, request: Request, reading_id: UUID) -> Response:
        row = get_reading(self.actor, reading_id)
        record(
            actor=self.actor, action="reading.exported", entity="reading", entity_id=reading_id,
            patient_ids=[row.patient_id], detail={"format": "fhir"}, at=self.now,
        )  # fmt: skip
        return self.ok(self._build(row))

    def _build(self, row: ReadingRow) -> dict[str, Any]:
        offset = row.measured_at.astimezone(ZoneInfo(row.zone)).utcoffset()
        device = " ".join(part for part in (row.device_maker, row.device_model) if part)
        return build_observation(
            FhirReading(
                id=str(row.id), kind=row.kind, patient_id=str(row.patient_id), measured_at=row.measured_at,
                updated_at=read_updated_at(self.actor, row), values=row.list_values(),
                identifier_system=f"{settings.APP_URL.rstrip('/')}/api/v1/fhir/observations",
                utc_offset_minutes=int(offset.total_seconds() // 60) if offset is not None else None,
                version=row.row_version, state=row.state, irregular_beat=row.irregular_beat,
                meal_marker=row.meal_marker or None, device_display=device or row.device_text or None,
                patient_supplied=row.origin != "staff_typed",
            )
        )  # fmt: skip


urlpatterns = [path("fhir/observations/<uuid:reading_id>/", FhirObservation.as_view())]
