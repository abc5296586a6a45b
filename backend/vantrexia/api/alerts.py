"""Alerts: the list, one with its history, and what people do with them. `/api/v1/triage/alerts/…`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api.alert_shapes import alert_message
from vantrexia.api.pagination import page_body, read_page
from vantrexia.api.requests import read_flag, read_uuid
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.domain.access import allows
from vantrexia.domain.escalation import WORKING_ROLES
from vantrexia.triage.selectors.alerts import AlertRow, get_alert, list_alert_events, list_alerts
from vantrexia.triage.services import actions
from vantrexia.workflows.calling import escalate


class AlertShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    patient_id = serializers.UUIDField()
    patient_name = serializers.CharField()
    timezone = serializers.CharField()
    rule = serializers.CharField()
    severity = serializers.ChoiceField(choices=("warning", "critical"))
    state = serializers.ChoiceField(choices=("open", "acknowledged", "resolved"))
    message = serializers.CharField()
    vital = serializers.CharField()
    direction = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    limit = serializers.FloatField(allow_null=True)
    opened_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    is_overdue = serializers.BooleanField()
    is_late_data = serializers.BooleanField()
    breach_count = serializers.IntegerField()
    last_breach_at = serializers.DateTimeField()
    reading_id = serializers.UUIDField(allow_null=True)
    claimed_by = serializers.IntegerField(allow_null=True)
    claimed_by_name = serializers.CharField(allow_null=True)
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    held_since = serializers.DateTimeField(
        allow_null=True, help_text="Since when whoever has it has it; null unless acknowledged."
    )
    resolve_by = serializers.DateTimeField(
        allow_null=True, help_text="The practice's time for resolving; null unless acknowledged."
    )
    resolved_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField()
    allowed_actions = serializers.ListField(child=serializers.CharField())
    version = serializers.IntegerField()


class AlertPage(serializers.Serializer[Any]):
    count = serializers.IntegerField(
        help_text="Exact up to 1,000 and on the last page; beyond, at least so many. `next` says whether there are more."
    )
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = AlertShape(many=True)


class AlertEventShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    action = serializers.CharField()
    at = serializers.DateTimeField()
    actor_kind = serializers.CharField()
    actor_name = serializers.CharField(allow_null=True)
    actor_role = serializers.CharField()
    reading_id = serializers.UUIDField(allow_null=True)
    comment = serializers.CharField(allow_null=True)
    detail = serializers.DictField()


class AlertDetail(AlertShape):
    history = AlertEventShape(many=True)


class CommentInput(serializers.Serializer[Any]):
    comment = serializers.CharField(max_length=4000, required=False, allow_blank=True)


class ResolveInput(CommentInput):
    outcome = serializers.ChoiceField(choices=actions.OUTCOMES)


class EscalateInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=2000)
    to_role = serializers.ChoiceField(choices=WORKING_ROLES, default="provider")
    stat = serializers.BooleanField(default=False)


class AlertView(Endpoint):
    """What every alert endpoint shares: how one is shown."""

    def show(self, row: AlertRow) -> dict[str, Any]:
        fields = row.fields
        return {
            **fields,
            "message": alert_message({**fields, "rule_key": fields["rule"]}, language=self.actor.language),
            "is_overdue": fields["state"] == "open" and fields["due_at"] < self.now,
            "allowed_actions": self._allowed(row),
        }

    def _allowed(self, row: AlertRow) -> list[str]:
        """What this person may do now: the server says it, the screen only shows it."""
        mine = row.fields["claimed_by"] in (None, self.actor.user_id) or row.may_take_over
        allowed: list[str] = []
        if self.actor.may("alert.work"):
            by_state = {
                "open": ["claim", "acknowledge"],
                "acknowledged": ["claim", "release", "resolve"],
                "resolved": [],
            }
            allowed = [name for name in by_state[row.fields["state"]] if mine or name == "acknowledge"]
            allowed.append("comment")
        if allows(self.actor.role or "", "escalation.create") and row.fields["state"] != "resolved":
            allowed.append("escalate")
        return allowed

    def one(self, alert_id: UUID) -> dict[str, Any]:
        row = get_alert(self.actor, alert_id)
        return {**self.show(row), "history": list_alert_events(self.actor, alert_id)}


class Alerts(AlertView):
    needs = {"GET": "alert.read"}

    @extend_schema(
        operation_id="alerts_list",
        parameters=[
            OpenApiParameter("state", str, enum=["open", "acknowledged", "resolved", "unresolved"]),
            OpenApiParameter("severity", str, enum=["warning", "critical"]),
            OpenApiParameter("patient_id", UUID),
            OpenApiParameter("mine", bool),
            OpenApiParameter("page", int),
            OpenApiParameter("page_size", int),
        ],
        responses=AlertPage,
    )
    def get(self, request: Request) -> Response:
        page = read_page(request)
        total, rows = list_alerts(
            self.actor,
            state=request.query_params.get("state") or "unresolved",
            severity=request.query_params.get("severity") or None,
            patient_id=read_uuid(request, "patient_id"),
            mine=bool(read_flag(request, "mine")),
            limit=page.size,
            offset=page.offset,
        )
        record(
            actor=self.actor,
            action="alerts.listed",
            entity="alert",
            patient_ids=sorted({row.fields["patient_id"] for row in rows}),
            at=self.now,
        )
        return self.ok(page_body(request, page, count=total, results=[self.show(row) for row in rows]))


class AlertOne(AlertView):
    needs = {"GET": "alert.read"}

    @extend_schema(operation_id="alert_read", responses=AlertDetail)
    def get(self, request: Request, alert_id: UUID) -> Response:
        body = self.one(alert_id)
        record(
            actor=self.actor,
            action="alert.read",
            entity="alert",
            entity_id=alert_id,
            patient_ids=[body["patient_id"]],
            at=self.now,
        )
        return self.ok(body)


class AlertClaim(AlertView):
    needs = {"POST": "alert.work"}

    @extend_schema(operation_id="alert_claim", request=None, responses=AlertDetail)
    def post(self, request: Request, alert_id: UUID) -> Response:
        actions.claim_alert(actor=self.actor, alert_id=alert_id, now=self.now)
        return self.ok(self.one(alert_id))


class AlertRelease(AlertView):
    needs = {"POST": "alert.work"}

    @extend_schema(operation_id="alert_release", request=CommentInput, responses=AlertDetail)
    def post(self, request: Request, alert_id: UUID) -> Response:
        actions.release_alert(
            actor=self.actor, alert_id=alert_id, now=self.now, comment=self.read(CommentInput).get("comment")
        )
        return self.ok(self.one(alert_id))


class AlertAcknowledge(AlertView):
    needs = {"POST": "alert.work"}

    @extend_schema(operation_id="alert_acknowledge", request=CommentInput, responses=AlertDetail)
    def post(self, request: Request, alert_id: UUID) -> Response:
        actions.acknowledge_alert(
            actor=self.actor, alert_id=alert_id, now=self.now, comment=self.read(CommentInput).get("comment")
        )
        return self.ok(self.one(alert_id))


class AlertResolve(AlertView):
    needs = {"POST": "alert.work"}

    @extend_schema(operation_id="alert_resolve", request=ResolveInput, responses=AlertDetail)
    def post(self, request: Request, alert_id: UUID) -> Response:
        given = self.read(ResolveInput)
        actions.resolve_alert(
            actor=self.actor,
            alert_id=alert_id,
            outcome=given["outcome"],
            now=self.now,
            comment=given.get("comment"),
        )
        return self.ok(self.one(alert_id))


class AlertComment(AlertView):
    needs = {"POST": "alert.work"}

    @extend_schema(operation_id="alert_comment", request=CommentInput, responses=AlertDetail)
    def post(self, request: Request, alert_id: UUID) -> Response:
        actions.comment_alert(
            actor=self.actor,
            alert_id=alert_id,
            comment=self.read(CommentInput).get("comment", ""),
            now=self.now,
        )
        return self.ok(self.one(alert_id))


class AlertEscalate(AlertView):
    needs = {"POST": "escalation.create"}

    @extend_schema(operation_id="alert_escalate", request=EscalateInput, responses=AlertDetail)
    def post(self, request: Request, alert_id: UUID) -> Response:
        escalate(actor=self.actor, alert_id=alert_id, now=self.now, **self.read(EscalateInput))
        return self.ok(self.one(alert_id))


urlpatterns = [
    path("triage/alerts/", Alerts.as_view()),
    path("triage/alerts/<uuid:alert_id>/", AlertOne.as_view()),
    path("triage/alerts/<uuid:alert_id>/claim/", AlertClaim.as_view()),
    path("triage/alerts/<uuid:alert_id>/release/", AlertRelease.as_view()),
    path("triage/alerts/<uuid:alert_id>/acknowledge/", AlertAcknowledge.as_view()),
    path("triage/alerts/<uuid:alert_id>/resolve/", AlertResolve.as_view()),
    path("triage/alerts/<uuid:alert_id>/comment/", AlertComment.as_view()),
    path("triage/alerts/<uuid:alert_id>/escalate/", AlertEscalate.as_view()),
]
