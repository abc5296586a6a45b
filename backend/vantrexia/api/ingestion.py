"""Readings typed in: `/api/v1/ingestion/{blood-pressure,weight,…}/` and `/batch/`, as published.

Staff type for any patient of the practice; somebody of the role `patient` types for their own record, and for no other.
"""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.accounts.selectors.own_record import find_own_patient
from vantrexia.api.ingestion_shapes import BY_KIND, KINDS, TypedInput
from vantrexia.api.permissions import MatrixPermission
from vantrexia.api.views import Endpoint
from vantrexia.api.wording import word_error
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import DomainError, InvalidInput, NotFound
from vantrexia.domain.messages import describe_breach
from vantrexia.domain.wordings import say
from vantrexia.workflows.ingestion import TypedReading, TypedResult, record_typed

MOST_IN_BATCH = 500
_STATUS = {"not_found": 404, "invalid": 400, "conflict": 409}


class AlertDetails(serializers.Serializer[Any]):
    level = serializers.ChoiceField(choices=("warning", "critical"))
    message = serializers.CharField()


class TypedShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    patient_id = serializers.UUIDField()
    observation_type = serializers.CharField()
    measured_at = serializers.DateTimeField()
    device_id = serializers.CharField(allow_null=True)
    fhir_status = serializers.CharField()
    alert_triggered = serializers.BooleanField()
    alert_details = AlertDetails(allow_null=True)
    is_late = serializers.BooleanField()
    origin = serializers.CharField()
    created_at = serializers.DateTimeField()


class BatchItem(serializers.Serializer[Any]):
    status = serializers.IntegerField(help_text="201, or 400, 404, 409 with code and detail.")
    index = serializers.IntegerField()
    code = serializers.CharField(required=False)
    detail = serializers.CharField(required=False)
    fields_ = serializers.DictField(required=False)
    reading = TypedShape(required=False)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        fields["fields"] = fields.pop("fields_")  # a serializer's own attribute has this name
        return fields


class BatchShape(serializers.Serializer[Any]):
    results = BatchItem(many=True)


class BatchEntry(serializers.Serializer[Any]):
    """One reading of a batch: the body of its own endpoint, with its kind as `type`."""

    type = serializers.ChoiceField(choices=tuple(BY_KIND))
    patient_id = serializers.UUIDField()
    measured_at = serializers.DateTimeField()


class BatchInput(serializers.Serializer[Any]):
    readings = serializers.ListField(child=serializers.DictField(), min_length=1, max_length=MOST_IN_BATCH)


class BatchBody(serializers.Serializer[Any]):
    readings = BatchEntry(many=True)


class TypingPermission(MatrixPermission):
    """Staff by the matrix; a patient whose account is linked to a record, for that record alone."""

    def has_permission(self, request: Request, view: Any) -> bool:
        actor = request.user
        if isinstance(actor, Actor) and actor.role == "patient" and request.method == "POST":
            view.own_patient = find_own_patient(actor)
            return view.own_patient is not None
        return super().has_permission(request, view)


class TypingView(Endpoint):
    """What the endpoints of typed readings share."""

    needs = {"POST": "reading.create"}
    permission_classes = [TypingPermission]
    rate_scopes = ("ingestion",)
    own_patient: UUID | None = None

    def take(self, readings: list[TypedReading]) -> list[TypedResult]:
        origin = "patient_typed" if self.own_patient else "staff_typed"
        return record_typed(actor=self.actor, readings=readings, origin=origin, now=self.now)

    def may_type_for(self, patient_id: UUID) -> bool:
        return self.own_patient is None or patient_id == self.own_patient

    def show(self, typed: TypedInput, result: TypedResult) -> dict[str, Any]:
        reading = typed.to_reading()
        worst = min(result.breaches, key=lambda breach: breach.severity != "critical", default=None)
        return {
            "id": result.reading_id,
            "patient_id": reading.patient_id,
            "observation_type": reading.kind,
            **typed.echo(),
            "measured_at": reading.measured_at,
            # As published: not yet sent to the EHR, which is asked for in its own time.
            "fhir_status": "pending",
            "alert_triggered": worst is not None,
            "alert_details": None
            if worst is None
            else {"level": worst.severity, "message": describe_breach(worst, language=self.actor.language)},
            "is_late": result.is_late,
            "origin": "patient_typed" if self.own_patient else "staff_typed",
            "created_at": self.now,
        }


class TypeOne(TypingView):
    """One typed reading."""

    shape: ClassVar[type[TypedInput]]

    def post(self, request: Request) -> Response:
        typed = self.shape(data=request.data)
        typed.is_valid(raise_exception=True)
        reading = typed.to_reading()
        if not self.may_type_for(reading.patient_id):
            raise NotFound("There is no such active patient.")
        result = self.take([reading])[0]
        if result.code == "not_found":
            raise NotFound(result.detail)
        if result.code == "invalid":
            raise InvalidInput(result.detail, fields=result.fields)
        if result.code:
            raise DomainError(result.code, result.detail)
        return self.ok(self.show(typed, result), status=201)


class TypeBatch(TypingView):
    """Up to 500 typed readings; each is answered for itself, and a refused one holds up no other."""

    @extend_schema(operation_id="ingestion_batch", request=BatchBody, responses={207: BatchShape})
    def post(self, request: Request) -> Response:
        given = self.read(BatchInput)["readings"]
        answers: list[dict[str, Any]] = [{} for _ in given]
        typed: dict[int, TypedInput] = {}
        for index, body in enumerate(given):
            shape = BY_KIND.get(str(body.get("type")))
            if shape is None:
                answers[index] = _refused(
                    index, "invalid", {"type": [say("must be one of {choices}", choices=", ".join(BY_KIND))]}
                )
                continue
            one = shape(data=body)
            if not one.is_valid():
                answers[index] = _refused(index, "invalid", dict(one.errors))
            elif not self.may_type_for(one.validated_data["patient_id"]):
                answers[index] = _refused(index, "not_found", detail="There is no such active patient.")
            else:
                typed[index] = one
        for (index, one), result in zip(
            typed.items(), self.take([one.to_reading() for one in typed.values()]), strict=True
        ):
            if result.code:
                answers[index] = _refused(index, result.code, result.fields, result.detail)
            else:
                answers[index] = {"index": index, "status": 201, "reading": self.show(one, result)}
        for answer in answers:
            if "code" in answer:
                answer.update(word_error(answer, language=self.actor.language))
        return self.ok({"results": answers}, status=207)


def _refused(index: int, code: str, fields: dict[str, Any] | None = None, detail: str = "") -> dict[str, Any]:
    shown = detail or say("Please check: {names}.", names=", ".join(fields or {}))
    answer = {"index": index, "status": _STATUS[code], "code": code, "detail": shown}
    return {**answer, "fields": fields} if fields else answer


def _one_view(name: str, shape: type[TypedInput]) -> type[TypeOne]:
    title = "".join(part.title() for part in name.split("-"))
    response = type(f"{title}Typed", (TypedShape,), dict(shape._declared_fields))
    view = type(f"Type{title}", (TypeOne,), {"shape": shape, "__doc__": f"One typed reading: {name}."})
    schema = extend_schema(
        operation_id=f"ingestion_{shape.kind}", request=shape, responses={201: response, 409: None}
    )
    return extend_schema_view(post=schema)(view)


urlpatterns = [
    *[path(f"ingestion/{name}/", _one_view(name, shape).as_view()) for name, shape in KINDS.items()],
    path("ingestion/batch/", TypeBatch.as_view()),
]
