"""A patient's account and its own record: `/api/v1/own-record/`. What may be typed in, and the readings that are there.

Nothing of triage is told here: whether a value is beyond a limit, and what follows, is the practice's to say. Readings are typed
through the ingestion endpoints.
"""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.accounts.selectors.own_record import find_own_patient
from vantrexia.api.auth_base import AnySession
from vantrexia.api.ingestion_shapes import KINDS, WithUnit
from vantrexia.api.observations import ORIGINS, VitalValues
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.domain.errors import NotFound
from vantrexia.domain.units import find_unit
from vantrexia.domain.vitals import KIND_VITALS, VITALS, limits_in
from vantrexia.domain.vitals import KINDS as KIND_NAMES
from vantrexia.patients.selectors.monitoring import read_monitoring
from vantrexia.patients.selectors.names import name_patients
from vantrexia.patients.selectors.patients import list_record_ids
from vantrexia.vitals.selectors.readings import ReadingRow, list_readings

MOST_READINGS = 30
# Units people may write, the customary one of where these practices are (the United States) first.
UNITS = {"weight_kg": ("lb", "kg"), "glucose_mg_dl": ("mg/dL", "mmol/L"), "temperature_c": ("degF", "Cel")}


class UnitShape(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="As the body of the kind takes it.")
    low = serializers.FloatField()
    high = serializers.FloatField()


class FieldShape(serializers.Serializer[Any]):
    name = serializers.CharField(help_text="As the body of the kind takes it.")
    vital = serializers.ChoiceField(choices=tuple(VITALS))
    is_required = serializers.BooleanField()
    units = UnitShape(many=True, help_text="Where there are several, the body says which in `unit`.")


class KindShape(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=KIND_NAMES)
    path = serializers.CharField(help_text="Last part of the ingestion endpoint.")
    fields_ = FieldShape(many=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        fields["fields"] = fields.pop("fields_")  # a serializer's own attribute has this name
        return fields


class OwnReadingShape(VitalValues):
    id = serializers.UUIDField()
    observation_type = serializers.ChoiceField(choices=KIND_NAMES)
    measured_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField()
    zone = serializers.CharField()
    meal_marker = serializers.CharField(allow_null=True)
    origin = serializers.ChoiceField(choices=ORIGINS)


class OwnRecordShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    display_name = serializers.CharField()
    takes_readings = serializers.BooleanField(help_text="False once the practice has archived the record.")
    kinds = KindShape(many=True)
    readings = OwnReadingShape(many=True, help_text="The newest, whoever sent them; withdrawn ones left out.")


class OwnRecord(Endpoint):
    """The record of a patient who is signed in; 404 for everybody else."""

    permission_classes = [AnySession]

    @extend_schema(operation_id="own_record_read", responses=OwnRecordShape)
    def get(self, request: Request) -> Response:
        patient_id = find_own_patient(self.actor)
        if patient_id is None:
            raise NotFound("This account is tied to no record.")
        rows = list_readings(
            self.actor, patient_ids=list_record_ids(self.actor, patient_id), kind=None, since=None, until=None,
            before=None, limit=MOST_READINGS,
        )  # fmt: skip
        record(
            actor=self.actor,
            action="own_record.read",
            entity="patient",
            entity_id=patient_id,
            patient_ids=[patient_id],
            at=self.now,
        )
        return self.ok(
            {
                "id": patient_id,
                "display_name": name_patients(self.actor, [patient_id])[patient_id],
                "takes_readings": patient_id in read_monitoring({patient_id}, now=self.now),
                "kinds": [_show_kind(part) for part in KINDS],
                "readings": [_show_reading(row) for row in rows if row.state != "entered_in_error"],
            }
        )


def _show_kind(part: str) -> dict[str, Any]:
    shape = KINDS[part]
    needed, possible = KIND_VITALS[shape.kind]
    names = {shape.vital: shape.field} if issubclass(shape, WithUnit) else {}
    return {
        "kind": shape.kind,
        "path": part,
        "fields": [
            {
                "name": names.get(vital, vital),
                "vital": vital,
                "is_required": vital in needed,
                "units": [_show_unit(vital, code) for code in UNITS.get(vital, (VITALS[vital].unit,))],
            }
            for vital in (*needed, *possible)
        ],
    }


def _show_unit(vital: str, code: str) -> dict[str, Any]:
    low, high = limits_in(vital, find_unit(code) or "")
    return {"code": code, "low": low, "high": high}


def _show_reading(row: ReadingRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "observation_type": row.kind,
        **row.list_values(),
        "measured_at": row.measured_at,
        "received_at": row.received_at,
        "zone": row.zone,
        "meal_marker": row.meal_marker or None,
        "origin": row.origin,
    }


urlpatterns = [path("own-record/", OwnRecord.as_view())]
