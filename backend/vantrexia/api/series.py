"""One patient's vitals over time, with the limits that held behind them: `/api/v1/patients/{id}/series/`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api.rendering import wire_time
from vantrexia.api.requests import read_instant
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.domain.errors import InvalidInput
from vantrexia.domain.vitals import VITALS
from vantrexia.domain.wordings import say
from vantrexia.patients.selectors.patients import list_record_ids
from vantrexia.triage.selectors.threshold_history import list_limits_over
from vantrexia.vitals.selectors.series import get_zone, read_days, read_points

DEFAULT_DAYS = 30
MOST_DAYS = 366 * 5
RESOLUTIONS = ("raw", "day")

POINT = {
    "type": "array",
    "minItems": 4,
    "maxItems": 4,
    "items": {"oneOf": [{"type": "string"}, {"type": "number"}]},
    "description": "Time, value, id of the reading, its state.",
}


@extend_schema_field(POINT)
class PointField(serializers.ListField):
    """Time, value, reading, state: an array, because there may be thousands."""


class DayShape(serializers.Serializer[Any]):
    date = serializers.DateField()
    min = serializers.FloatField()
    mean = serializers.FloatField()
    max = serializers.FloatField()
    n = serializers.IntegerField()


class VitalSeries(serializers.Serializer[Any]):
    unit = serializers.CharField()
    points = serializers.ListField(child=PointField(), required=False, help_text="For resolution raw.")
    days = DayShape(
        many=True, required=False, help_text="For resolution day; what was entered in error is left out."
    )


class LimitsOverTime(serializers.Serializer[Any]):
    vital = serializers.ChoiceField(choices=tuple(VITALS))
    to = serializers.DateTimeField(allow_null=True)
    warning_low = serializers.FloatField(allow_null=True)
    warning_high = serializers.FloatField(allow_null=True)
    critical_low = serializers.FloatField(allow_null=True)
    critical_high = serializers.FloatField(allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {**super().get_fields(), "from": serializers.DateTimeField()}


class SeriesShape(serializers.Serializer[Any]):
    zone = serializers.CharField(help_text="Where the patient lives; dates are in it.")
    vitals = serializers.DictField(child=VitalSeries(), help_text="By vital; those asked for.")
    thresholds = LimitsOverTime(many=True)


class Series(Endpoint):
    needs = {"GET": "reading.read"}

    @extend_schema(
        operation_id="patient_series",
        parameters=[
            OpenApiParameter("vital", str, description="Names by comma; all when absent."),
            OpenApiParameter("from", OpenApiTypes.DATETIME),
            OpenApiParameter("to", OpenApiTypes.DATETIME),
            OpenApiParameter("resolution", str, enum=list(RESOLUTIONS)),
        ],
        responses=SeriesShape,
    )
    def get(self, request: Request, patient_id: UUID) -> Response:
        zone = get_zone(self.actor, patient_id)
        vitals, (since, until) = _read_vitals(request), self._read_span(request)
        resolution = request.query_params.get("resolution") or "raw"
        if resolution not in RESOLUTIONS:
            raise InvalidInput("Unknown resolution.", fields={"resolution": ["must be raw or day"]})
        records = list_record_ids(self.actor, patient_id)
        shown: dict[str, dict[str, Any]] = {vital: {"unit": VITALS[vital].unit} for vital in vitals}
        if resolution == "raw":
            points = read_points(self.actor, records, vitals=vitals, since=since, until=until)
            for vital in vitals:
                shown[vital]["points"] = [
                    [wire_time(at), value, row, state] for at, value, row, state in points[vital]
                ]
        else:
            first, last = (
                moment.astimezone(ZoneInfo(zone)).date()
                for moment in (since, until - timedelta(microseconds=1))
            )
            days = read_days(self.actor, records, vitals=vitals, first=first, last=last, zone=zone)
            for vital in vitals:
                shown[vital]["days"] = days[vital]
        limits = list_limits_over(self.actor, patient_id, vitals=vitals, since=since, until=until)
        record(
            actor=self.actor, action="series.read", entity="patient", entity_id=patient_id, patient_ids=[patient_id],
            detail={"vitals": vitals, "resolution": resolution, "from": since.isoformat(), "to": until.isoformat()}, at=self.now,
        )  # fmt: skip
        return self.ok({"zone": zone, "vitals": shown, "thresholds": limits})

    def _read_span(self, request: Request) -> tuple[datetime, datetime]:
        until = read_instant(request, "to") or self.now
        since = read_instant(request, "from") or until - timedelta(days=DEFAULT_DAYS)
        if since >= until:
            raise InvalidInput("The span ends before it begins.", fields={"to": ["must lie after `from`"]})
        if until - since > timedelta(days=MOST_DAYS):
            raise InvalidInput(
                "The span is too long.",
                fields={"from": [say("at most {most} days before `to`", most=MOST_DAYS)]},
            )
        return since, until


def _read_vitals(request: Request) -> list[str]:
    asked = [name.strip() for name in request.query_params.get("vital", "").split(",") if name.strip()]
    if any(name not in VITALS for name in asked):
        raise InvalidInput(
            "Unknown vital.", fields={"vital": [say("must be among {choices}", choices=", ".join(VITALS))]}
        )
    return list(dict.fromkeys(asked)) or list(VITALS)


urlpatterns = [path("patients/<uuid:patient_id>/series/", Series.as_view())]
