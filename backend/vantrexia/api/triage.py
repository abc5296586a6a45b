"""The triage list, its cards, reviews and escalations: `/api/v1/triage/…`."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api import triage_shapes as shapes
from vantrexia.api.alert_shapes import alert_summary, reason_texts
from vantrexia.api.pagination import page_body, read_page
from vantrexia.api.requests import read_flag, read_uuid
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.triage.selectors import escalations as escalation_reads
from vantrexia.triage.selectors.listed import LEVELS
from vantrexia.triage.selectors.worklist import Row, list_worklist, read_stats
from vantrexia.triage.services.escalations import acknowledge_escalation, close_escalation
from vantrexia.triage.services.reviews import record_review
from vantrexia.workflows.calling import open_call


def triage_item(row: Row, *, today: date, language: str) -> dict[str, Any]:
    """One line of the list as the wire shows it."""
    born = row.date_of_birth
    return {
        "patient_id": row.patient_id,
        "patient_name": f"{row.first_name} {row.last_name}",
        "mrn": row.mrn,
        "age": today.year - born.year - ((today.month, today.day) < (born.month, born.day)),
        "gender": row.gender,
        "timezone": row.timezone,
        "risk_score": row.score,
        "risk_level": row.level,
        "reasons": reason_texts(row.reasons, language=language),
        "unacknowledged_alerts": row.unacknowledged_alerts,
        "open_alerts": row.open_alerts,
        "active_escalations": row.active_escalations,
        "latest_vitals": row.latest,
        "last_reading_at": row.last_reading_at,
        "last_reviewed_at": row.last_reviewed_at,
        "last_reviewed_by": row.last_reviewed_by,
        "last_reviewed_by_name": row.last_reviewed_by_name,
        "adherence": row.adherence,
        "top_alert": alert_summary(row.top_alert, language=language) if row.top_alert else None,
        "version": row.row_version,
    }


class TriagePatients(Endpoint):
    """The ranked list."""

    needs = {"GET": "triage.read"}

    @extend_schema(
        operation_id="triage_patients_list",
        parameters=[
            OpenApiParameter("risk_level", str, enum=list(LEVELS)),
            OpenApiParameter("has_unack_alerts", bool),
            OpenApiParameter("ordering", str, enum=["-risk_score", "last_reading_at", "-last_reading_at"]),
            OpenApiParameter("page", int),
            OpenApiParameter("page_size", int),
        ],
        responses=shapes.TriagePage,
    )
    def get(self, request: Request) -> Response:
        page = read_page(request)
        total, rows = list_worklist(
            self.actor,
            level=request.query_params.get("risk_level") or None,
            has_unack=read_flag(request, "has_unack_alerts"),
            ordering=request.query_params.get("ordering") or "-risk_score",
            limit=page.size,
            offset=page.offset,
        )
        record(
            actor=self.actor,
            action="triage.listed",
            entity="triage_list",
            patient_ids=[row.patient_id for row in rows],
            detail={"page": page.number},
            at=self.now,
        )
        today = self.now.date()
        items = [triage_item(row, today=today, language=self.actor.language) for row in rows]
        return self.ok(page_body(request, page, count=total, results=items))


class TriageStatsView(Endpoint):
    """Four cards: how many patients at each level, and the trend against 24 hours before."""

    needs = {"GET": "triage.read"}

    @extend_schema(operation_id="triage_stats", responses=shapes.TriageStats)
    def get(self, request: Request) -> Response:
        cards = read_stats(self.actor, now=self.now)
        body: dict[str, Any] = {
            level: {"count": card.count, "previous": card.previous, "trend": card.trend}
            for level, card in cards.items()
        }
        return self.ok({**body, "as_of": self.now})


class Reviews(Endpoint):
    """Mark a patient reviewed."""

    needs = {"POST": "review.create"}

    @extend_schema(
        operation_id="review_create", request=shapes.ReviewInput, responses={201: shapes.ReviewShape}
    )
    def post(self, request: Request) -> Response:
        given = self.read(shapes.ReviewInput)
        review = record_review(
            actor=self.actor, patient_id=given["patient_id"], note=given.get("note") or None, now=self.now
        )
        return self.ok(
            {"id": review.id, "patient_id": review.patient_id, "reviewed_at": review.reviewed_at}, status=201
        )


class Escalations(Endpoint):
    """Calls for somebody else: the open ones, and a new one by hand."""

    needs = {"GET": "alert.read", "POST": "escalation.create"}

    @extend_schema(
        operation_id="escalations_list",
        parameters=[
            OpenApiParameter("state", str, enum=["open", "acknowledged", "closed"]),
            OpenApiParameter("patient_id", UUID),
        ],
        responses=inline_serializer("EscalationPage", {"results": shapes.EscalationShape(many=True)}),
    )
    def get(self, request: Request) -> Response:
        rows = escalation_reads.list_escalations(
            self.actor,
            state=request.query_params.get("state") or None,
            patient_id=read_uuid(request, "patient_id"),
        )
        record(
            actor=self.actor,
            action="escalations.listed",
            entity="escalation",
            patient_ids=sorted({row["patient_id"] for row in rows}),
            at=self.now,
        )
        return self.ok({"results": rows})

    @extend_schema(
        operation_id="escalation_create",
        request=shapes.EscalationInput,
        responses={201: shapes.EscalationShape},
    )
    def post(self, request: Request) -> Response:
        given = self.read(shapes.EscalationInput)
        made = open_call(actor=self.actor, now=self.now, **given)
        return self.ok(escalation_reads.get_escalation(self.actor, made), status=201)


class EscalationAcknowledge(Endpoint):
    """The called role has come."""

    needs = {"POST": "alert.work"}

    @extend_schema(operation_id="escalation_acknowledge", request=None, responses=shapes.EscalationShape)
    def post(self, request: Request, escalation_id: UUID) -> Response:
        acknowledge_escalation(actor=self.actor, escalation_id=escalation_id, now=self.now)
        return self.ok(escalation_reads.get_escalation(self.actor, escalation_id))


class EscalationClose(Endpoint):
    """The call is over."""

    needs = {"POST": "alert.work"}

    @extend_schema(operation_id="escalation_close", request=None, responses=shapes.EscalationShape)
    def post(self, request: Request, escalation_id: UUID) -> Response:
        close_escalation(actor=self.actor, escalation_id=escalation_id, now=self.now)
        return self.ok(escalation_reads.get_escalation(self.actor, escalation_id))


urlpatterns = [
    path("triage/patients/", TriagePatients.as_view()),
    path("triage/patients/stats/", TriageStatsView.as_view()),
    path("triage/reviews/", Reviews.as_view()),
    path("triage/escalations/", Escalations.as_view()),
    path("triage/escalations/<uuid:escalation_id>/acknowledge/", EscalationAcknowledge.as_view()),
    path("triage/escalations/<uuid:escalation_id>/close/", EscalationClose.as_view()),
]
