"""Patients from a CSV file and into one. `/api/v1/patients/import/`, `/api/v1/patients/export/`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api.rendering import FastJSONRenderer, encode
from vantrexia.api.requests import read_flag
from vantrexia.api.uploads import InMemory
from vantrexia.api.views import Endpoint
from vantrexia.api.wording import word
from vantrexia.audit.services import record
from vantrexia.patients.selectors.patients import iterate_patients
from vantrexia.patients.services.csv_file import COLUMNS, MAX_BYTES, write_lines
from vantrexia.patients.services.imports import Report, Row, import_patients


class ImportInput(serializers.Serializer[Any]):
    file = serializers.FileField(help_text="CSV in UTF-8, columns " + ", ".join(COLUMNS))
    dry_run = serializers.BooleanField(default=True, help_text="Check only; nothing is stored.")
    all_or_nothing = serializers.BooleanField(
        default=False, help_text="Store nothing when one line is not good; else the good ones."
    )


class ImportRow(serializers.Serializer[Any]):
    row = serializers.IntegerField(help_text="The line of the file it begins at.")
    status = serializers.ChoiceField(choices=("ok", "created", "invalid", "duplicate"))
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField())
    )
    problems = serializers.ListField(child=serializers.CharField())
    mrn = serializers.CharField(allow_null=True)
    name = serializers.CharField(allow_null=True)
    patient_id = serializers.UUIDField(allow_null=True)
    duplicate_of = serializers.UUIDField(allow_null=True)
    duplicate_of_row = serializers.IntegerField(allow_null=True)


class ImportReport(serializers.Serializer[Any]):
    dry_run = serializers.BooleanField()
    total = serializers.IntegerField()
    accepted = serializers.IntegerField(help_text="Good lines.")
    rejected = serializers.IntegerField()
    created = serializers.IntegerField()
    rows = ImportRow(many=True)


class CsvRenderer(BaseRenderer):
    """CSV where a view gives text; errors stay JSON whatever was asked for."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        return data.encode("utf-8-sig") if isinstance(data, str) else encode(data)


def show_row(row: Row, *, language: str) -> dict[str, Any]:
    """One line of the report; the name helps to find it in the file."""
    fields = word(row.fields, language=language)
    name = f"{row.columns.get('first_name', '')} {row.columns.get('last_name', '')}".strip()
    return {
        "row": row.line,
        "status": row.status,
        "fields": fields,
        "problems": [f"{field}: {text}" for field, texts in fields.items() for text in texts],
        "mrn": row.columns.get("mrn"),
        "name": name or None,
        "patient_id": row.patient_id,
        "duplicate_of": row.duplicate_of,
        "duplicate_of_row": row.duplicate_of_line,
    }


def show_report(report: Report, *, language: str) -> dict[str, Any]:
    """The whole report as the wire shows it."""
    return {
        "dry_run": report.dry_run,
        "total": len(report.rows),
        "accepted": report.accepted,
        "rejected": len(report.rows) - report.accepted,
        "created": report.created,
        "rows": [show_row(row, language=language) for row in report.rows],
    }


class ImportPatients(Endpoint):
    """Check a file line by line and, unless it is a trial, create its patients."""

    needs = {"POST": "patient.import"}
    parser_classes = [MultiPartParser]

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        request.upload_handlers = [InMemory(request, most=MAX_BYTES)]
        return super().initialize_request(request, *args, **kwargs)

    @extend_schema(
        operation_id="patients_import", request={"multipart/form-data": ImportInput}, responses=ImportReport
    )
    def post(self, request: Request) -> Response:
        given = self.read(ImportInput)
        report = import_patients(
            actor=self.actor,
            body=given["file"].read(),
            dry_run=given["dry_run"],
            all_or_nothing=given["all_or_nothing"],
            now=self.now,
        )
        return self.ok(show_report(report, language=self.actor.language))


class ExportPatients(Endpoint):
    """All patients as CSV, with the columns an import takes; every thousand of them is one audit entry with
    their ids.
    """

    needs = {"GET": "patient.export"}
    renderer_classes = [CsvRenderer, FastJSONRenderer]

    @extend_schema(
        operation_id="patients_export",
        parameters=[
            OpenApiParameter("active", bool, description="true (default) or false for the archived.")
        ],
        responses={(200, "text/csv"): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> Response:
        rows: list[dict[str, Any]] = []
        is_active = read_flag(request, "active") is not False
        for piece in iterate_patients(self.actor, active=is_active):
            rows += [row for _, row in piece]
            record(
                actor=self.actor,
                action="patients.exported",
                entity="patient",
                patient_ids=[patient_id for patient_id, _ in piece],
                detail={"active": is_active, "columns": list(COLUMNS)},
                at=self.now,
            )
        name = f"patients-{self.now:%Y-%m-%d}.csv"
        return Response(
            write_lines(rows),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


urlpatterns = [
    path("patients/import/", ImportPatients.as_view()),
    path("patients/export/", ExportPatients.as_view()),
]
