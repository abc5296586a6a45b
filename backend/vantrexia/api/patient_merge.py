"""Merging double patients and undoing it. `/api/v1/patients/merge/`, `/api/v1/patients/{id}/unmerge/`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api.care_shapes import ReasonInput
from vantrexia.api.patients import PatientDetail
from vantrexia.api.views import Endpoint
from vantrexia.patients.selectors.patients import get_patient
from vantrexia.workflows.patient_merge import merge_patients, unmerge_patients


class MergeInput(serializers.Serializer[Any]):
    keep_id = serializers.UUIDField()
    merge_id = serializers.UUIDField()
    reason = serializers.CharField(max_length=2000)


class MergeAnswer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kept = PatientDetail()
    moved = serializers.DictField(
        child=serializers.IntegerField(), help_text="Rows moved, by table and column."
    )


class UnmergeAnswer(serializers.Serializer[Any]):
    kept = PatientDetail()
    restored = PatientDetail()


class MergePatients(Endpoint):
    """Everything of one record moves into another; the merged one leads there from now on."""

    needs = {"POST": "patient.merge"}

    @extend_schema(operation_id="patients_merge", request=MergeInput, responses=MergeAnswer)
    def post(self, request: Request) -> Response:
        given = self.read(MergeInput)
        merge_id, moved = merge_patients(actor=self.actor, now=self.now, **given)
        return self.ok({"id": merge_id, "kept": get_patient(self.actor, given["keep_id"]), "moved": moved})


class UnmergePatient(Endpoint):
    """Undo the newest merge of this record, from either side."""

    needs = {"POST": "patient.merge"}

    @extend_schema(operation_id="patients_unmerge", request=ReasonInput, responses=UnmergeAnswer)
    def post(self, request: Request, patient_id: UUID) -> Response:
        reason = self.read(ReasonInput)["reason"]
        undone = unmerge_patients(actor=self.actor, patient_id=patient_id, reason=reason, now=self.now)
        return self.ok(
            {
                "kept": get_patient(self.actor, undone.keep_id),
                "restored": get_patient(self.actor, undone.merge_id),
            }
        )


urlpatterns = [
    path("patients/merge/", MergePatients.as_view()),
    path("patients/<uuid:patient_id>/unmerge/", UnmergePatient.as_view()),
]
