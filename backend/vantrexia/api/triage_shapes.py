"""Shapes of the triage list, its cards, reviews and escalations, as read and as written."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from vantrexia.triage.selectors.listed import LEVELS


class TopAlert(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    severity = serializers.CharField()
    state = serializers.CharField()
    message = serializers.CharField()
    opened_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    claimed_by = serializers.IntegerField(allow_null=True)
    claimed_by_name = serializers.CharField(allow_null=True)


class ReasonText(serializers.Serializer[Any]):
    key = serializers.CharField()
    text = serializers.CharField()
    points = serializers.IntegerField()


class TriageItem(serializers.Serializer[Any]):
    patient_id = serializers.UUIDField()
    patient_name = serializers.CharField()
    mrn = serializers.CharField()
    age = serializers.IntegerField()
    gender = serializers.CharField()
    timezone = serializers.CharField()
    risk_score = serializers.IntegerField(allow_null=True)
    risk_level = serializers.ChoiceField(choices=LEVELS)
    reasons = ReasonText(many=True)
    unacknowledged_alerts = serializers.IntegerField()
    open_alerts = serializers.IntegerField()
    active_escalations = serializers.IntegerField()
    latest_vitals = serializers.DictField(
        help_text="By kind: values with their units in the names, measured_at, reading_id."
    )
    last_reading_at = serializers.DateTimeField(allow_null=True)
    last_reviewed_at = serializers.DateTimeField(allow_null=True)
    last_reviewed_by = serializers.CharField(allow_null=True, help_text="The address of who reviewed.")
    last_reviewed_by_name = serializers.CharField(allow_null=True)
    adherence = serializers.FloatField(
        allow_null=True, help_text="Readings received of those expected in seven days, 0 to 1."
    )
    top_alert = TopAlert(allow_null=True)
    version = serializers.IntegerField()


class TriagePage(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = TriageItem(many=True)


class CardShape(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    previous = serializers.IntegerField(
        allow_null=True, help_text="24 hours before; null when nobody counted then."
    )
    trend = serializers.ChoiceField(choices=("increasing", "stable", "decreasing"))


class TriageStats(serializers.Serializer[Any]):
    critical = CardShape()
    warning = CardShape()
    no_data = CardShape()
    normal = CardShape()
    as_of = serializers.DateTimeField()


class EscalationShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    patient_id = serializers.UUIDField()
    patient_name = serializers.CharField()
    alert_id = serializers.UUIDField(allow_null=True)
    kind = serializers.CharField()
    step = serializers.IntegerField()
    to_role = serializers.CharField()
    state = serializers.CharField()
    reason = serializers.CharField(allow_null=True)
    opened_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)


class EscalationInput(serializers.Serializer[Any]):
    patient_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=("manual", "stat"))
    to_role = serializers.CharField(max_length=32)
    reason = serializers.CharField(max_length=2000)


class ReviewInput(serializers.Serializer[Any]):
    patient_id = serializers.UUIDField()
    note = serializers.CharField(max_length=4000, required=False, allow_blank=True)


class ReviewShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    patient_id = serializers.UUIDField()
    reviewed_at = serializers.DateTimeField()
