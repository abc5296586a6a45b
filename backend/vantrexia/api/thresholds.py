"""Thresholds: the practice's default and each patient's own, versioned. `/api/v1/triage/thresholds/`,
`/api/v1/patients/{id}/thresholds/`.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api.views import Endpoint
from vantrexia.api.wording import word
from vantrexia.audit.services import record
from vantrexia.domain.threshold_defaults import DEFAULT_LIMITS, SOURCES
from vantrexia.domain.vitals import VITALS
from vantrexia.triage.selectors.thresholds import read_patient_thresholds, read_practice_thresholds
from vantrexia.triage.services.thresholds import (
    clear_patient_thresholds,
    set_patient_thresholds,
    set_practice_thresholds,
)


class LimitShape(serializers.Serializer[Any]):
    warning_low = serializers.FloatField(allow_null=True, required=False)
    warning_high = serializers.FloatField(allow_null=True, required=False)
    critical_low = serializers.FloatField(allow_null=True, required=False)
    critical_high = serializers.FloatField(allow_null=True, required=False)


class ThresholdInput(serializers.Serializer[Any]):
    limits = serializers.DictField(
        child=LimitShape(),
        help_text="By vital; a vital that is named replaces the practice's limits of it as a whole.",
    )
    no_reading_days = serializers.IntegerField(allow_null=True, required=False, min_value=0, max_value=90)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class RulesShape(serializers.Serializer[Any]):
    limits = serializers.DictField(child=LimitShape())
    no_reading_days = serializers.IntegerField(allow_null=True)


class SetShape(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    rules = RulesShape()
    valid_from = serializers.DateTimeField()
    set_by = serializers.CharField(allow_null=True)
    note = serializers.CharField(allow_null=True)


class SourceShape(serializers.Serializer[Any]):
    vital = serializers.CharField()
    unit = serializers.CharField()
    direction = serializers.CharField()
    severity = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    source = serializers.CharField(allow_null=True)  # type: ignore[assignment]  # the wire's name
    published = serializers.CharField(allow_null=True)
    url = serializers.CharField(allow_null=True)
    verified = serializers.BooleanField(help_text="Whether the named publication states this number.")
    note = serializers.CharField()


class ThresholdShape(serializers.Serializer[Any]):
    effective = RulesShape()
    practice = SetShape(allow_null=True, help_text="null: the shipped defaults hold.")
    own = SetShape(allow_null=True, help_text="The patient's own set, null when none.")
    sources = SourceShape(many=True)
    may_edit = serializers.BooleanField()


def list_sources(*, language: str) -> list[dict[str, Any]]:
    """Where each shipped default comes from; what no guideline states is not verified and says so."""
    found = []
    for default in DEFAULT_LIMITS:
        source = SOURCES[default.source] if default.source else None
        found.append(
            {
                **default._asdict(),
                "unit": VITALS[default.vital].unit,
                "note": word(default.note, language=language),
                "source": word(source.title, language=language) if source else None,
                "published": source.published if source else None,
                "url": source.url if source else None,
            }
        )
    return found


class PracticeThresholds(Endpoint):
    """The practice's default limits."""

    needs = {"GET": "threshold.read", "PUT": "threshold.write_practice"}

    @extend_schema(operation_id="thresholds_practice_read", responses=ThresholdShape)
    def get(self, request: Request) -> Response:
        return self.ok(self._body())

    @extend_schema(operation_id="thresholds_practice_set", request=ThresholdInput, responses=ThresholdShape)
    def put(self, request: Request) -> Response:
        given = self.read(ThresholdInput)
        note = given.pop("note", None)
        set_practice_thresholds(actor=self.actor, rules=given, note=note or None, now=self.now)
        return self.ok(self._body())

    def _body(self) -> dict[str, Any]:
        body = read_practice_thresholds(self.actor)
        return {
            **body,
            "sources": list_sources(language=self.actor.language),
            "may_edit": self.actor.may("threshold.write_practice"),
        }


class PatientThresholds(Endpoint):
    """One patient's limits: what holds, what is the practice's, what is their own."""

    needs = {"GET": "threshold.read", "PUT": "threshold.write_patient", "DELETE": "threshold.write_patient"}

    @extend_schema(operation_id="thresholds_patient_read", responses=ThresholdShape)
    def get(self, request: Request, patient_id: UUID) -> Response:
        body = self._body(patient_id)
        record(
            actor=self.actor,
            action="threshold.read",
            entity="threshold_set",
            patient_ids=[patient_id],
            at=self.now,
        )
        return self.ok(body)

    @extend_schema(operation_id="thresholds_patient_set", request=ThresholdInput, responses=ThresholdShape)
    def put(self, request: Request, patient_id: UUID) -> Response:
        given = self.read(ThresholdInput)
        note = given.pop("note", None)
        set_patient_thresholds(
            actor=self.actor, patient_id=patient_id, rules=given, note=note or None, now=self.now
        )
        return self.ok(self._body(patient_id))

    @extend_schema(operation_id="thresholds_patient_clear", request=None, responses={204: None})
    def delete(self, request: Request, patient_id: UUID) -> Response:
        read_patient_thresholds(self.actor, patient_id, now=self.now)
        clear_patient_thresholds(actor=self.actor, patient_id=patient_id, now=self.now)
        return self.ok(None, status=204)

    def _body(self, patient_id: UUID) -> dict[str, Any]:
        body = read_patient_thresholds(self.actor, patient_id, now=self.now)
        return {
            **body,
            "sources": list_sources(language=self.actor.language),
            "may_edit": self.actor.may("threshold.write_patient"),
        }


urlpatterns = [
    path("triage/thresholds/", PracticeThresholds.as_view()),
    path("patients/<uuid:patient_id>/thresholds/", PatientThresholds.as_view()),
]
