"""Patients: list with search, create, read, change, archive. `/api/v1/patients/…`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api.pagination import page_body, read_page
from vantrexia.api.requests import read_flag
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.patients.selectors.patients import ORDERINGS, get_patient, list_patients
from vantrexia.patients.services.checks import GENDERS, SEXES
from vantrexia.patients.services.records import change_patient, create_patient
from vantrexia.workflows import patients as stories


class AddressShape(serializers.Serializer[Any]):
    line1 = serializers.CharField(required=False, allow_blank=True, max_length=200)
    line2 = serializers.CharField(required=False, allow_blank=True, max_length=200)
    city = serializers.CharField(required=False, allow_blank=True, max_length=100)
    state = serializers.CharField(required=False, allow_blank=True, max_length=2)
    zip = serializers.CharField(required=False, allow_blank=True, max_length=10)


class PatientItem(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    date_of_birth = serializers.DateField()
    gender = serializers.ChoiceField(choices=GENDERS)
    mrn = serializers.CharField()
    active = serializers.BooleanField()
    phone = serializers.CharField(help_text="E.164; empty when unknown.")
    email = serializers.CharField()
    address = AddressShape()
    external_id = serializers.CharField(help_text="The EHR's id of the patient.")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class PatientPage(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = PatientItem(many=True)


class PatientDetail(PatientItem):
    middle_name = serializers.CharField()
    suffix = serializers.CharField()
    name_on_card = serializers.CharField()
    sex = serializers.ChoiceField(choices=SEXES)
    ssn_last_four = serializers.CharField()
    emergency_address = serializers.CharField()
    language = serializers.CharField()
    timezone = serializers.CharField()
    location_id = serializers.UUIDField(allow_null=True)
    is_sensitive = serializers.BooleanField()
    legal_hold = serializers.BooleanField()
    deceased_at = serializers.DateTimeField(allow_null=True)
    merged_into = serializers.UUIDField(
        allow_null=True, help_text="The record that stands for this person now."
    )
    archived_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField(
        help_text="Send it back with a change: an old one is refused with 409 stale_version."
    )


class PatientInput(serializers.Serializer[Any]):
    first_name = serializers.CharField(max_length=100)
    last_name = serializers.CharField(max_length=100)
    date_of_birth = serializers.CharField(max_length=10, help_text="YYYY-MM-DD")
    gender = serializers.ChoiceField(choices=GENDERS)
    mrn = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=32,
        help_text="Unique in the practice; MRN-00001… when absent.",
    )
    middle_name = serializers.CharField(required=False, allow_blank=True, max_length=100)
    suffix = serializers.CharField(required=False, allow_blank=True, max_length=20)
    name_on_card = serializers.CharField(required=False, allow_blank=True, max_length=100)
    sex = serializers.ChoiceField(choices=SEXES, required=False)
    ssn = serializers.CharField(required=False, allow_blank=True, max_length=11, write_only=True)
    phone = serializers.CharField(required=False, allow_blank=True, max_length=32)
    email = serializers.CharField(required=False, allow_blank=True, max_length=254)
    address = AddressShape(required=False)
    emergency_address = serializers.CharField(required=False, allow_blank=True, max_length=400)
    language = serializers.CharField(required=False, max_length=8)
    timezone = serializers.CharField(required=False, max_length=64)
    external_id = serializers.CharField(required=False, allow_blank=True, max_length=64)
    location_id = serializers.UUIDField(required=False, allow_null=True)


class PatientChange(PatientInput):
    version = serializers.IntegerField(required=False, min_value=1)


class ArchiveInput(serializers.Serializer[Any]):
    reason = serializers.CharField(required=False, allow_blank=True, max_length=2000)


class Patients(Endpoint):
    """The practice's patients, active ones unless asked otherwise."""

    needs = {"GET": "patient.read", "POST": "patient.write"}

    @extend_schema(
        operation_id="patients_list",
        parameters=[
            OpenApiParameter(
                "search",
                str,
                description="Beginnings of names; or a whole MRN, telephone, e-mail or birth date. "
                "Every word must match.",
            ),
            OpenApiParameter("active", bool, description="true (default) or false for the archived."),
            OpenApiParameter("ordering", str, enum=list(ORDERINGS)),
            OpenApiParameter("page", int),
            OpenApiParameter("page_size", int),
        ],
        responses=PatientPage,
    )
    def get(self, request: Request) -> Response:
        page = read_page(request)
        active = read_flag(request, "active")
        search = request.query_params.get("search", "")[:200]
        total, rows = list_patients(
            self.actor,
            search=search,
            active=active is not False,
            ordering=request.query_params.get("ordering") or "last_name",
            limit=page.size,
            offset=page.offset,
        )
        record(
            actor=self.actor,
            action="patients.searched" if search.strip() else "patients.listed",
            entity="patient",
            patient_ids=[row["id"] for row in rows],
            detail={"page": page.number},
            at=self.now,
        )
        return self.ok(page_body(request, page, count=total, results=rows))

    @extend_schema(operation_id="patients_create", request=PatientInput, responses={201: PatientDetail})
    def post(self, request: Request) -> Response:
        patient_id = create_patient(actor=self.actor, given=self.read(PatientInput), now=self.now)
        return self.ok(get_patient(self.actor, patient_id), status=201)


class OnePatient(Endpoint):
    """One record, whole."""

    needs = {"GET": "patient.read", "PUT": "patient.write", "PATCH": "patient.write"}

    @extend_schema(operation_id="patients_read", responses=PatientDetail)
    def get(self, request: Request, patient_id: UUID) -> Response:
        body = get_patient(self.actor, patient_id)
        record(
            actor=self.actor,
            action="patient.read",
            entity="patient",
            entity_id=patient_id,
            patient_ids=[patient_id],
            at=self.now,
        )
        return self.ok(body)

    @extend_schema(operation_id="patients_replace", request=PatientChange, responses=PatientDetail)
    def put(self, request: Request, patient_id: UUID) -> Response:
        return self._change(patient_id, self.read(PatientChange), is_whole=True)

    @extend_schema(operation_id="patients_change", request=PatientChange, responses=PatientDetail)
    def patch(self, request: Request, patient_id: UUID) -> Response:
        return self._change(patient_id, self.read(PatientChange, partial=True), is_whole=False)

    def _change(self, patient_id: UUID, given: dict[str, Any], *, is_whole: bool) -> Response:
        change_patient(actor=self.actor, patient_id=patient_id, given=given, is_whole=is_whole, now=self.now)
        return self.ok(get_patient(self.actor, patient_id))


class PatientArchive(Endpoint):
    """Out of the daily lists; nothing is deleted."""

    needs = {"POST": "patient.archive"}

    @extend_schema(operation_id="patients_archive", request=ArchiveInput, responses=PatientDetail)
    def post(self, request: Request, patient_id: UUID) -> Response:
        reason = self.read(ArchiveInput).get("reason") or None
        stories.archive_patient(actor=self.actor, patient_id=patient_id, reason=reason, now=self.now)
        return self.ok(get_patient(self.actor, patient_id))


class PatientUnarchive(Endpoint):
    """Back into the daily lists."""

    needs = {"POST": "patient.archive"}

    @extend_schema(operation_id="patients_unarchive", request=ArchiveInput, responses=PatientDetail)
    def post(self, request: Request, patient_id: UUID) -> Response:
        reason = self.read(ArchiveInput).get("reason") or None
        stories.unarchive_patient(actor=self.actor, patient_id=patient_id, reason=reason, now=self.now)
        return self.ok(get_patient(self.actor, patient_id))


urlpatterns = [
    path("patients/", Patients.as_view()),
    path("patients/<uuid:patient_id>/", OnePatient.as_view()),
    path("patients/<uuid:patient_id>/archive/", PatientArchive.as_view()),
    path("patients/<uuid:patient_id>/unarchive/", PatientUnarchive.as_view()),
]
