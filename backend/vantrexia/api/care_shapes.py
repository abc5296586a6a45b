"""Shapes of care team, caregivers, contact, interactions and decisions, as read and as written."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from vantrexia.api.enrollment_shapes import text
from vantrexia.patients.services import care_team, contacts, interactions


class ReasonInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=2000)


class DayEnd(serializers.Serializer[Any]):
    valid_to = serializers.DateField(required=False, help_text="The first day without; today when absent.")


class MemberInput(serializers.Serializer[Any]):
    membership_id = serializers.UUIDField()
    function = serializers.ChoiceField(choices=care_team.FUNCTIONS)
    valid_from = serializers.DateField(required=False)
    valid_to = serializers.DateField(required=False, allow_null=True)


class CareTeamShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    membership_id = serializers.UUIDField()
    by = serializers.CharField(allow_null=True, help_text="The colleague's name.")
    function = serializers.ChoiceField(choices=care_team.FUNCTIONS)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    created_at = serializers.DateTimeField()


class CaregiverInput(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=100)
    phone = serializers.CharField(required=False, allow_blank=True, max_length=32)
    relationship = serializers.CharField(max_length=32)
    authority = serializers.ChoiceField(choices=contacts.AUTHORITIES, required=False)
    valid_from = serializers.DateField(required=False)
    valid_to = serializers.DateField(required=False, allow_null=True)


class CaregiverShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    phone = serializers.CharField(allow_null=True)
    relationship = serializers.CharField()
    authority = serializers.ChoiceField(choices=contacts.AUTHORITIES)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)


class PermissionInput(serializers.Serializer[Any]):
    channel = serializers.ChoiceField(choices=contacts.CHANNELS)
    allowed = serializers.BooleanField()
    valid_from = serializers.DateTimeField(required=False)


class ContactPermissionShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    channel = serializers.ChoiceField(choices=contacts.CHANNELS)
    allowed = serializers.BooleanField()
    valid_from = serializers.DateTimeField()
    noted_by_id = serializers.IntegerField(allow_null=True)
    noted_by = serializers.CharField(allow_null=True)


class ZoneInput(serializers.Serializer[Any]):
    timezone = serializers.CharField(max_length=64)
    valid_from = serializers.DateTimeField(required=False)


class ZoneShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    timezone = serializers.CharField()
    valid_from = serializers.DateTimeField()


class InteractionInput(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=interactions.KINDS)
    direction = serializers.ChoiceField(choices=interactions.DIRECTIONS, required=False)
    with_whom = serializers.ChoiceField(choices=interactions.WITH_WHOM, required=False)
    caregiver_id = serializers.UUIDField(required=False, allow_null=True)
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(required=False, allow_null=True)
    outcome = serializers.ChoiceField(choices=interactions.OUTCOMES)
    note = text()


class InteractionShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=interactions.KINDS)
    direction = serializers.ChoiceField(choices=interactions.DIRECTIONS)
    with_whom = serializers.ChoiceField(choices=interactions.WITH_WHOM)
    caregiver_id = serializers.UUIDField(allow_null=True)
    membership_id = serializers.UUIDField()
    by = serializers.CharField(allow_null=True)
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField()
    is_live = serializers.BooleanField(help_text="Real-time contact with the patient or a caregiver.")
    note = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()


class DecisionInput(serializers.Serializer[Any]):
    action = serializers.ChoiceField(choices=interactions.ACTIONS)
    rationale = text()
    interaction_id = serializers.UUIDField(required=False, allow_null=True)
    readings_from = serializers.DateTimeField(required=False, allow_null=True)
    readings_to = serializers.DateTimeField(required=False, allow_null=True)
    reading_ids = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=1000)


class DecisionShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    action = serializers.ChoiceField(choices=interactions.ACTIONS)
    rationale = serializers.CharField(allow_null=True)
    interaction_id = serializers.UUIDField(allow_null=True)
    membership_id = serializers.UUIDField()
    by = serializers.CharField(allow_null=True)
    readings_from = serializers.DateTimeField(allow_null=True)
    readings_to = serializers.DateTimeField(allow_null=True)
    reading_ids = serializers.ListField(child=serializers.UUIDField())
    signed_at = serializers.DateTimeField()
    created_at = serializers.DateTimeField()
