"""The rules as data, and the practice's self-check. `/api/v1/billing/rules/`, `/api/v1/billing/self-check/`."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.api.billing_month import MonthEndpoint
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.billing.selectors.self_check import read_self_check
from vantrexia.domain.billing.describe import read_params
from vantrexia.domain.billing.rule_browser import describe_codes, describe_judgements, describe_rule_sets
from vantrexia.domain.billing.ruledata import load_rule_book
from vantrexia.domain.billing.texts import render_finding
from vantrexia.domain.billing.version import get_rules_version


class RuleCode(serializers.Serializer[Any]):
    code = serializers.CharField()
    program = serializers.CharField()
    kind = serializers.CharField()
    says = serializers.CharField(help_text="Our own words; the official text is licensed.")


class RuleChange(serializers.Serializer[Any]):
    program = serializers.CharField()
    code = serializers.CharField()
    change = serializers.ChoiceField(choices=("new", "gone", "changed"))
    before = serializers.DictField(allow_null=True)
    now = serializers.DictField(allow_null=True)
    source = serializers.CharField(help_text="Who says so.")  # type: ignore[assignment]
    mark = serializers.CharField(
        help_text="How sure that is: A primary text, B secondary, C general knowledge."
    )


class RuleThreshold(serializers.Serializer[Any]):
    code = serializers.CharField()
    kind = serializers.CharField()
    needs = serializers.DictField(child=serializers.IntegerField())
    source = serializers.CharField()  # type: ignore[assignment]
    mark = serializers.CharField()


class RuleSetShape(serializers.Serializer[Any]):
    id = serializers.CharField()
    payer = serializers.CharField()
    title = serializers.CharField()
    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField(allow_null=True)
    inherits = serializers.CharField(allow_null=True)
    confirmed = serializers.BooleanField()
    hold_reason = serializers.CharField(allow_null=True, help_text="Why its lines are held.")
    sources = serializers.ListField(child=serializers.CharField())
    covered_diagnoses = serializers.ListField(child=serializers.CharField(), allow_null=True)
    programs = serializers.DictField(child=RuleThreshold(many=True))
    changes = RuleChange(many=True, help_text="Against the set it inherits.")


class Judgement(serializers.Serializer[Any]):
    name = serializers.CharField()
    clause = serializers.CharField()
    says = serializers.CharField()
    default = serializers.JSONField()
    allowed = serializers.JSONField(allow_null=True)
    overrides = serializers.DictField()


class BillingRules(serializers.Serializer[Any]):
    rules_version = serializers.CharField()
    rule_sets = RuleSetShape(many=True)
    codes = RuleCode(many=True)
    judgements = Judgement(many=True)


class SubjectShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class FindingShape(serializers.Serializer[Any]):
    key = serializers.CharField()
    severity = serializers.ChoiceField(choices=("hold", "warn"))
    source = serializers.CharField()  # type: ignore[assignment]
    params = serializers.DictField()
    text = serializers.CharField()
    concerns = serializers.ChoiceField(choices=("patients", "staff"))
    subject_count = serializers.IntegerField()
    subjects = SubjectShape(many=True, help_text="The first of them, at most 200.")


class FindingKindShape(serializers.Serializer[Any]):
    key = serializers.CharField()
    severity = serializers.ChoiceField(choices=("hold", "warn"))
    source = serializers.CharField()  # type: ignore[assignment]


class SelfCheckShape(serializers.Serializer[Any]):
    today = serializers.DateField()
    looked_at = serializers.DictField(child=serializers.IntegerField())
    findings = FindingShape(many=True)
    kinds = FindingKindShape(many=True, help_text="Everything that is looked for.")


class Rules(Endpoint):
    """Rule sets, thresholds, judgements, and what each set changed against the one before, with its source."""

    needs = {"GET": "billing.read"}

    @extend_schema(operation_id="billing_rules", responses=BillingRules)
    def get(self, request: Request) -> Response:
        book = load_rule_book()
        return self.ok(
            {
                "rules_version": get_rules_version(),
                "rule_sets": self.word(describe_rule_sets(book)),
                "codes": self.word(describe_codes(book)),
                "judgements": self.word(describe_judgements(book)),
            }
        )


class SelfCheck(MonthEndpoint):
    """OIG's five patterns and what else only shows over many patients, from the practice's own rows."""

    needs = {"GET": "billing.read"}

    @extend_schema(operation_id="billing_self_check", responses=SelfCheckShape)
    def get(self, request: Request) -> Response:
        found = read_self_check(self.actor, today=self.today(), now=self.now)
        findings = [self._say(one) for one in found["findings"]]
        concerned = [
            subject["id"] for one in findings if one["concerns"] == "patients" for subject in one["subjects"]
        ]
        record(
            actor=self.actor,
            action="billing_self_check.read",
            entity="practice",
            patient_ids=dict.fromkeys(concerned),
            detail={"findings": [one["key"] for one in findings]},
            at=self.now,
        )
        return self.ok({**found, "findings": findings, "kinds": self.word(found["kinds"])})

    def _say(self, one: dict[str, Any]) -> dict[str, Any]:
        text = render_finding(one["key"], read_params(one["params"]), language=self.actor.language)
        return {**one, "text": text, "source": self.word(one["source"])}


urlpatterns = [
    path("billing/rules/", Rules.as_view()),
    path("billing/self-check/", SelfCheck.as_view()),
]
