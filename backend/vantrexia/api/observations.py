"""Readings as the wire calls them, observations: the list, one with its corrections, and correcting it.

`/api/v1/observations/…`. Lists are by cursor, newest first. Without a patient the list is of the whole practice and of at
most 31 days (the last day when no time is given).
"""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api.requests import read_instant, read_uuid
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.domain.errors import InvalidInput
from vantrexia.domain.vitals import KINDS, MEAL_MARKERS
from vantrexia.domain.wordings import say
from vantrexia.patients.selectors.patients import check_patient, list_record_ids
from vantrexia.vitals.selectors.readings import ReadingRow, get_reading, list_corrections, list_readings
from vantrexia.workflows.corrections import ACTIONS, correct_reading

DEFAULT_SIZE, MOST_SIZE = 50, 200
MOST_DAYS_OF_PRACTICE = 31
ORIGINS = ("automatic", "staff_typed", "patient_typed", "import", "synthetic")
STATES = ("final", "amended", "entered_in_error")


class VitalValues(serializers.Serializer[Any]):
    """The vitals of one reading in the units we store; those its kind does not have are absent."""

    systolic = serializers.FloatField(required=False, help_text="mm[Hg]")
    diastolic = serializers.FloatField(required=False, help_text="mm[Hg]")
    pulse = serializers.FloatField(required=False, help_text="/min")
    spo2 = serializers.FloatField(required=False, help_text="%")
    weight_kg = serializers.FloatField(required=False, help_text="kg")
    glucose_mg_dl = serializers.FloatField(required=False, help_text="mg/dL")
    temperature_c = serializers.FloatField(required=False, help_text="Cel")
    respiratory_rate = serializers.FloatField(required=False, help_text="/min")


class ObservationShape(VitalValues):
    id = serializers.UUIDField()
    patient_id = serializers.UUIDField()
    observation_type = serializers.ChoiceField(choices=KINDS)
    irregular_heartbeat = serializers.BooleanField(allow_null=True)
    meal_marker = serializers.CharField(allow_null=True)
    measured_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField()
    local_date = serializers.DateField(help_text="The date where the patient was.")
    zone = serializers.CharField()
    device_id = serializers.CharField(
        allow_null=True, help_text="The device's serial, or what was typed for it."
    )
    origin = serializers.ChoiceField(choices=ORIGINS)
    state = serializers.ChoiceField(choices=STATES)
    is_late = serializers.BooleanField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class CorrectionShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    action = serializers.CharField()
    before = serializers.DictField()
    after = serializers.DictField()
    reason = serializers.CharField()
    corrected_at = serializers.DateTimeField()
    corrected_by = serializers.CharField(allow_null=True)
    reading_id = serializers.UUIDField()
    new_reading_id = serializers.UUIDField(allow_null=True)


class ObservedBy(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    serial = serializers.CharField()
    model = serializers.CharField()
    slot = serializers.IntegerField()


class ObservationDetail(ObservationShape):
    device = ObservedBy(allow_null=True)
    original = serializers.DictField(help_text="As sent or typed, with its units.")
    context = serializers.DictField()  # type: ignore[assignment]
    corrections = CorrectionShape(many=True)


class ObservationList(serializers.Serializer[Any]):
    results = ObservationShape(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class CorrectValues(VitalValues):
    irregular_heartbeat = serializers.BooleanField(required=False)
    meal_marker = serializers.ChoiceField(choices=MEAL_MARKERS, required=False)


class CorrectInput(serializers.Serializer[Any]):
    action = serializers.ChoiceField(choices=ACTIONS)
    reason = serializers.CharField(max_length=2000)
    values = CorrectValues(required=False)
    patient_id = serializers.UUIDField(required=False, help_text="Who measured, for wrong_person.")


def show(row: ReadingRow) -> dict[str, Any]:
    """One reading in the wire's words."""
    return {
        "id": row.id,
        "patient_id": row.patient_id,
        "observation_type": row.kind,
        **row.list_values(),
        "irregular_heartbeat": row.irregular_beat,
        "meal_marker": row.meal_marker or None,
        "measured_at": row.measured_at,
        "received_at": row.received_at,
        "local_date": row.local_date,
        "zone": row.zone,
        "device_id": row.device_serial or row.device_text or None,
        "origin": row.origin,
        "state": row.state,
        "is_late": row.is_late,
        "version": row.row_version,
        "created_at": row.created_at,
    }


class Observations(Endpoint):
    needs = {"GET": "reading.read"}

    @extend_schema(
        operation_id="observations_list",
        parameters=[
            OpenApiParameter("patient_id", UUID),
            OpenApiParameter("kind", str, enum=list(KINDS)),
            OpenApiParameter("from", datetime),
            OpenApiParameter("to", datetime),
            OpenApiParameter("cursor", str),
            OpenApiParameter("page_size", int),
        ],
        responses=ObservationList,
    )
    def get(self, request: Request) -> Response:
        patient_id, kind = read_uuid(request, "patient_id"), request.query_params.get("kind") or None
        since, until = read_instant(request, "from"), read_instant(request, "to")
        if kind is not None and kind not in KINDS:
            raise InvalidInput(
                "Unknown kind.", fields={"kind": [say("must be one of {choices}", choices=", ".join(KINDS))]}
            )
        if patient_id is not None:
            check_patient(self.actor, patient_id)
        else:
            since, until = self._bound(since, until)
        size = _read_size(request)
        rows = list_readings(
            self.actor,
            patient_ids=None if patient_id is None else list_record_ids(self.actor, patient_id),
            kind=kind, since=since, until=until, before=read_cursor(request.query_params.get("cursor")), limit=size + 1,
        )  # fmt: skip
        page = rows[:size]
        record(
            actor=self.actor, action="readings.listed", entity="reading",
            patient_ids=sorted({row.patient_id for row in page} | ({patient_id} if patient_id else set())), at=self.now,
        )  # fmt: skip
        cursor = show_cursor(page[-1]) if len(rows) > size else None
        return self.ok({"results": [show(row) for row in page], "next_cursor": cursor})

    def _bound(self, since: datetime | None, until: datetime | None) -> tuple[datetime, datetime]:
        """The time a list of the whole practice is of."""
        until = until or self.now + timedelta(minutes=10)
        since = since or until - timedelta(days=1)
        if until - since > timedelta(days=MOST_DAYS_OF_PRACTICE):
            raise InvalidInput(
                "Name a patient, or a shorter time.",
                fields={
                    "from": [
                        say("at most {most} days before `to` without patient_id", most=MOST_DAYS_OF_PRACTICE)
                    ]
                },
            )
        return since, until


class ObservationOne(Endpoint):
    needs = {"GET": "reading.read"}

    @extend_schema(operation_id="observation_read", responses=ObservationDetail)
    def get(self, request: Request, reading_id: UUID) -> Response:
        row = get_reading(self.actor, reading_id)
        record(
            actor=self.actor, action="reading.read", entity="reading", entity_id=reading_id,
            patient_ids=[row.patient_id], at=self.now,
        )  # fmt: skip
        return self.ok(detail(self, row))


class ObservationCorrect(Endpoint):
    """Amend, take back or give to the right patient. Nothing is deleted; everything computed from it follows."""

    needs = {"POST": "reading.correct"}

    @extend_schema(operation_id="observation_correct", request=CorrectInput, responses=ObservationDetail)
    def post(self, request: Request, reading_id: UUID) -> Response:
        get_reading(self.actor, reading_id)
        given = self.read(CorrectInput)
        values = given.get("values")
        if values is not None and "irregular_heartbeat" in values:
            values["irregular_beat"] = values.pop("irregular_heartbeat")
        correct_reading(
            actor=self.actor, reading_id=reading_id, action=given["action"], reason=given["reason"],
            values=_as_sent(values, request), patient_id=given.get("patient_id"), now=self.now,
        )  # fmt: skip
        return self.ok(detail(self, get_reading(self.actor, reading_id)))


def _as_sent(values: dict[str, Any] | None, request: Request) -> dict[str, object]:
    """The values read, and names nobody knows, which are refused by the kind they do not fit."""
    sent = request.data.get("values") if isinstance(request.data, dict) else None
    unknown = set(sent or {}) - set(CorrectValues().fields) if isinstance(sent, dict) else set()
    return {**(values or {}), **{str(name): None for name in unknown}}


def detail(view: Endpoint, row: ReadingRow) -> dict[str, Any]:
    """One reading whole."""
    device = None
    if row.device_id is not None:
        model = f"{row.device_maker} {row.device_model}"
        device = {"id": row.device_id, "serial": row.device_serial, "model": model, "slot": row.slot}
    return {
        **show(row),
        "device": device,
        "original": row.original,
        "context": row.context,
        "corrections": list_corrections(view.actor, row.id),
    }


def show_cursor(row: ReadingRow) -> str:
    """Where the next page begins."""
    return base64.urlsafe_b64encode(f"{row.measured_at.isoformat()}|{row.id}".encode()).decode().rstrip("=")


def read_cursor(text: str | None) -> tuple[datetime, UUID] | None:
    """Time and id a page begins after; InvalidInput for what we never gave."""
    if not text:
        return None
    try:
        moment, _, row = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition("|")
        at, row_id = datetime.fromisoformat(moment), UUID(row)
    except ValueError:
        raise InvalidInput("The cursor is none of ours.", fields={"cursor": ["is not a cursor"]}) from None
    if at.utcoffset() is None:
        raise InvalidInput("The cursor is none of ours.", fields={"cursor": ["is not a cursor"]})
    return at, row_id


def _read_size(request: Request) -> int:
    raw = request.query_params.get("page_size") or str(DEFAULT_SIZE)
    if not raw.isdecimal() or not int(raw[:6]) >= 1:
        raise InvalidInput("page_size must be a number from 1.", fields={"page_size": ["A number from 1."]})
    return min(int(raw[:6]), MOST_SIZE)


urlpatterns = [
    path("observations/", Observations.as_view()),
    path("observations/<uuid:reading_id>/", ObservationOne.as_view()),
    path("observations/<uuid:reading_id>/correct/", ObservationCorrect.as_view()),
]
