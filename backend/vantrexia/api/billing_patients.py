"""One patient's billing with both clocks, and asking for a call when it is at risk. `/api/v1/billing/patients/…`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api import billing_shapes as shapes
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.billing.selectors.at_risk import KINDS
from vantrexia.billing.selectors.patient_page import read_patient_billing
from vantrexia.billing.selectors.work import get_item
from vantrexia.workflows.billing_outreach import ask_for_outreach


class ContactShape(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    by = serializers.CharField(allow_null=True)
    role = serializers.CharField()
    activity = serializers.CharField()


class PeriodShape(serializers.Serializer[Any]):
    start = serializers.DateField()
    end = serializers.DateField(help_text="Cut where monitoring ended.")
    nominal_end = serializers.DateField()
    days = serializers.ListField(child=serializers.DateField(), help_text="Days that count.")
    days_by_device = serializers.DictField(child=serializers.IntegerField())
    assessments = shapes.AssessmentWithEntry(many=True)


class MonthShape(serializers.Serializer[Any]):
    month = serializers.DateField(help_text="Its first day.")
    seconds = serializers.FloatField()
    minutes = serializers.IntegerField()
    contacts = ContactShape(many=True)
    assessments = shapes.AssessmentWithEntry(many=True)


class StretchShape(serializers.Serializer[Any]):
    episode_id = serializers.UUIDField()
    program = serializers.CharField()
    barrier = serializers.CharField(allow_null=True, help_text="What forbids billing anything at all.")
    closed_through = serializers.DateField(help_text="The last day that is over where the patient lives.")
    day_one = serializers.DateField(allow_null=True)
    ended_on = serializers.DateField(allow_null=True)
    end_cause = serializers.CharField(allow_null=True)
    rule_sets = serializers.ListField(child=serializers.CharField())
    holds = shapes.Sentence(many=True)
    warnings = shapes.Sentence(many=True)
    setup = shapes.AssessmentWithEntry(many=True)
    periods = PeriodShape(many=True, help_text="Thirty days each, newest first.")
    months = MonthShape(many=True, help_text="Newest first.")
    others = shapes.AssessmentWithEntry(many=True)
    countdowns = shapes.AssessmentShape(many=True, help_text="The running period and month.")


class PatientBilling(serializers.Serializer[Any]):
    patient_id = serializers.UUIDField()
    patient_name = serializers.CharField()
    timezone = serializers.CharField()
    today = serializers.DateField()
    window_from = serializers.DateField(help_text="Nothing before it can be filed any more.")
    evaluated_at = serializers.DateTimeField()
    rules_version = serializers.CharField()
    problem = serializers.CharField(allow_null=True, help_text="Why the rules could not judge the facts.")
    stretches = StretchShape(many=True, help_text="Newest first.")


class OutreachInput(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=KINDS)


class PatientBillingView(Endpoint):
    """Both clocks as of now: days, minutes, contacts, codes with reasons in words, and what is still missing."""

    needs = {"GET": "billing.read"}

    @extend_schema(operation_id="billing_patient", responses=PatientBilling)
    def get(self, request: Request, patient_id: UUID) -> Response:
        found = read_patient_billing(self.actor, patient_id, now=self.now)
        record(
            actor=self.actor,
            action="billing_patient.read",
            entity="patient",
            entity_id=patient_id,
            patient_ids=[patient_id],
            at=self.now,
        )
        return self.ok({**found, "stretches": [self._say(one) for one in found["stretches"]]})

    def _say(self, stretch: dict[str, Any]) -> dict[str, Any]:
        language = self.actor.language

        def say(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
            return [shapes.say_assessment(row, language=language) for row in rows]

        return {
            **stretch,
            "holds": shapes.say_flags(stretch["holds"], language=language),
            "warnings": shapes.say_flags(stretch["warnings"], language=language),
            "setup": say(stretch["setup"]),
            "others": say(stretch["others"]),
            "countdowns": say(stretch["countdowns"]),
            "periods": [{**one, "assessments": say(one["assessments"])} for one in stretch["periods"]],
            "months": [{**one, "assessments": say(one["assessments"])} for one in stretch["months"]],
        }


class PatientOutreach(Endpoint):
    """Ask for a call to the patient, for what the running period or month still needs. One click, one open item."""

    needs = {"POST": "billing.write"}

    @extend_schema(
        operation_id="billing_patient_outreach", request=OutreachInput, responses={201: shapes.WorkDetail}
    )
    def post(self, request: Request, patient_id: UUID) -> Response:
        given = self.read(OutreachInput)
        item_id = ask_for_outreach(actor=self.actor, patient_id=patient_id, kind=given["kind"], now=self.now)
        row = get_item(self.actor, item_id)
        return self.ok(shapes.say_work(row, language=self.actor.language), status=201)


urlpatterns = [
    path("billing/patients/<uuid:patient_id>/", PatientBillingView.as_view()),
    path("billing/patients/<uuid:patient_id>/outreach/", PatientOutreach.as_view()),
]
