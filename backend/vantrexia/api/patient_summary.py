"""The head of a patient's page in one call, and what the audit knows about the patient. Under
`/api/v1/patients/{id}/`.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api.alert_shapes import reason_texts
from vantrexia.api.alerts import AlertShape, AlertView
from vantrexia.api.audit import PAGE, EntriesShape, entry_rows, read_cursor, show_cursor
from vantrexia.api.care_shapes import CareTeamShape
from vantrexia.api.enrollment_shapes import ConsentShape, EpisodeShape
from vantrexia.api.patients import PatientDetail
from vantrexia.api.triage_shapes import ReasonText
from vantrexia.api.views import Endpoint
from vantrexia.audit.selectors import list_entries
from vantrexia.audit.services import record
from vantrexia.patients.selectors.patients import check_patient, list_record_ids
from vantrexia.triage.selectors.listed import LEVELS
from vantrexia.workflows.patient_summary import read_summary


class PatientWithAge(PatientDetail):
    age = serializers.IntegerField()


class EpisodeStatus(EpisodeShape):
    status = serializers.ChoiceField(choices=("active", "ended"))


class ConsentStatus(ConsentShape):
    status = serializers.ChoiceField(choices=("active", "revoked"))


class SummaryDevice(serializers.Serializer[Any]):
    assignment_id = serializers.UUIDField()
    device_id = serializers.UUIDField()
    model = serializers.CharField()
    kind = serializers.CharField()
    serial = serializers.CharField()
    slot = serializers.IntegerField()
    status = serializers.CharField()
    battery_percent = serializers.IntegerField(allow_null=True)
    signal_percent = serializers.IntegerField(allow_null=True)
    last_seen_at = serializers.DateTimeField(allow_null=True)
    last_reading_at = serializers.DateTimeField(allow_null=True)


class AdherenceShape(serializers.Serializer[Any]):
    expected = serializers.IntegerField()
    received = serializers.IntegerField()
    days = serializers.IntegerField()


class SummaryShape(serializers.Serializer[Any]):
    patient = PatientWithAge()
    episode = EpisodeStatus(allow_null=True, help_text="The running one, else the last.")
    consent = ConsentStatus(allow_null=True, help_text="The newest in force, else the newest.")
    care_team = CareTeamShape(many=True, allow_null=True)
    is_monitored = serializers.BooleanField()
    latest_vitals = serializers.DictField(allow_null=True)
    risk_level = serializers.ChoiceField(choices=LEVELS, allow_null=True)
    risk_score = serializers.IntegerField(allow_null=True)
    reasons = ReasonText(many=True, allow_null=True)
    rules_version = serializers.CharField(allow_null=True)
    evaluated_at = serializers.DateTimeField(allow_null=True)
    last_reading_at = serializers.DateTimeField(allow_null=True)
    last_reviewed_at = serializers.DateTimeField(allow_null=True)
    last_reviewed_by = serializers.CharField(allow_null=True)
    active_escalations = serializers.IntegerField(allow_null=True)
    open_alert_count = serializers.IntegerField(allow_null=True)
    open_alerts = AlertShape(many=True, allow_null=True)
    devices = SummaryDevice(many=True, allow_null=True, help_text="What the patient has now.")
    adherence = AdherenceShape(allow_null=True)


class Summary(AlertView):
    """Everything the head of the page shows. Parts the caller's role may not see are null."""

    needs = {"GET": "patient.read"}

    @extend_schema(operation_id="patient_summary", responses=SummaryShape)
    def get(self, request: Request, patient_id: UUID) -> Response:
        found = read_summary(self.actor, patient_id, now=self.now)
        record(
            actor=self.actor,
            action="patient.summary_read",
            entity="patient",
            entity_id=patient_id,
            patient_ids=[patient_id],
            at=self.now,
        )
        return self.ok(self._body(found))

    def _body(self, found: dict[str, Any]) -> dict[str, Any]:
        allowed = self.actor.may("triage.read")
        state = found["state"] or {"level": "no_data", "reasons": [], "latest": {}} if allowed else {}
        alerts, devices = found["alerts"], found["devices"]
        reasons = state.get("reasons")
        return {
            "patient": found["patient"],
            "episode": found["episode"],
            "consent": found["consent"],
            "care_team": found["care_team"],
            "is_monitored": bool(state.get("is_monitored")),
            "latest_vitals": state.get("latest") if found["may_see_values"] else None,
            "risk_level": state.get("level"),
            "risk_score": state.get("score"),
            "reasons": None if reasons is None else reason_texts(reasons, language=self.actor.language),
            "rules_version": state.get("rules_version"),
            "evaluated_at": state.get("evaluated_at"),
            "last_reading_at": state.get("last_reading_at"),
            "last_reviewed_at": state.get("last_reviewed_at"),
            "last_reviewed_by": state.get("last_reviewed_by"),
            "active_escalations": state.get("active_escalations"),
            "open_alert_count": found["alert_count"],
            "open_alerts": None if alerts is None else [self.show(row) for row in alerts],
            "devices": None
            if devices is None
            else [{name: row[name] for name in SummaryDevice().fields} for row in devices],
            "adherence": found["adherence"],
        }


class PatientAudit(Endpoint):
    """Who did what with this patient's data, newest first; acts on records merged into it included."""

    needs = {"GET": "audit.read"}

    @extend_schema(
        operation_id="patient_audit", parameters=[OpenApiParameter("cursor", str)], responses=EntriesShape
    )
    def get(self, request: Request, patient_id: UUID) -> Response:
        check_patient(self.actor, patient_id)
        entries = list_entries(
            self.actor,
            about=list_record_ids(self.actor, patient_id),
            before=read_cursor(request.query_params.get("cursor")),
            limit=PAGE + 1,
        )
        body = {"results": entry_rows(self.actor, entries[:PAGE]), "next_cursor": show_cursor(entries)}
        record(
            actor=self.actor,
            action="audit.listed",
            entity="patient",
            entity_id=patient_id,
            patient_ids=[patient_id],
            at=self.now,
        )
        return self.ok(body)


urlpatterns = [
    path("patients/<uuid:patient_id>/summary/", Summary.as_view()),
    path("patients/<uuid:patient_id>/audit/", PatientAudit.as_view()),
]
