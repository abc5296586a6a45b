"""Bodies of the practice endpoints, as checked and as documented."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from vantrexia.accounts.services.credentials import PROFESSIONS
from vantrexia.domain.access import ROLES


class PracticeShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    organisation_name = serializers.CharField()
    timezone = serializers.CharField()
    language = serializers.CharField()
    is_synthetic = serializers.BooleanField()
    mfa_required_roles = serializers.ListField(child=serializers.CharField())
    session_idle_minutes = serializers.IntegerField()
    session_absolute_hours = serializers.IntegerField()
    deadlines = serializers.DictField(
        help_text="Per severity: acknowledge_within_minutes, reminders, escalations."
    )
    created_at = serializers.DateTimeField()


class PracticeRequest(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=200, required=False)
    timezone = serializers.CharField(max_length=64, required=False)
    language = serializers.CharField(max_length=8, required=False)
    mfa_required_roles = serializers.ListField(
        child=serializers.CharField(max_length=32), max_length=20, required=False
    )
    session_idle_minutes = serializers.IntegerField(required=False)
    session_absolute_hours = serializers.IntegerField(required=False)
    deadlines = serializers.DictField(required=False)


class CredentialShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    profession = serializers.CharField()
    npi = serializers.CharField()
    licence_number = serializers.CharField()
    licence_state = serializers.CharField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)


class CredentialRequest(serializers.Serializer[Any]):
    profession = serializers.ChoiceField(choices=PROFESSIONS)
    npi = serializers.CharField(max_length=10, required=False, allow_blank=True)
    licence_number = serializers.CharField(max_length=50, required=False, allow_blank=True)
    licence_state = serializers.RegexField("^([A-Z]{2})?$", required=False, allow_blank=True)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(required=False, allow_null=True)


class CredentialEndRequest(serializers.Serializer[Any]):
    valid_to = serializers.DateField()


class MemberShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    uuid = serializers.UUIDField()
    membership_id = serializers.UUIDField()
    email = serializers.CharField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    role = serializers.CharField()
    patient_id = serializers.UUIDField(
        allow_null=True, help_text="For the role `patient`: whose own record it is; null until it is said."
    )
    is_active = serializers.BooleanField()
    is_2fa_enabled = serializers.BooleanField()
    has_password = serializers.BooleanField()
    locked_until = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    credentials = CredentialShape(many=True)


class MembersAnswer(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = MemberShape(many=True)


class InviteRequest(serializers.Serializer[Any]):
    email = serializers.EmailField(max_length=254)
    first_name = serializers.CharField(max_length=100)
    last_name = serializers.CharField(max_length=100)
    role = serializers.ChoiceField(choices=ROLES)
    patient_id = serializers.UUIDField(required=False, allow_null=True)
    language = serializers.ChoiceField(choices=("en", "es"), required=False)
    credentials = CredentialRequest(many=True, required=False)


class MemberRequest(serializers.Serializer[Any]):
    role = serializers.ChoiceField(choices=ROLES, required=False)
    patient_id = serializers.UUIDField(required=False, allow_null=True)
    is_active = serializers.BooleanField(required=False)
    first_name = serializers.CharField(max_length=100, required=False)
    last_name = serializers.CharField(max_length=100, required=False)
    language = serializers.ChoiceField(choices=("en", "es"), required=False)


class RoleShape(serializers.Serializer[Any]):
    role = serializers.CharField()
    permissions = serializers.ListField(child=serializers.CharField())


class PermissionShape(serializers.Serializer[Any]):
    permission = serializers.CharField()
    means = serializers.CharField()


class RolesAnswer(serializers.Serializer[Any]):
    roles = RoleShape(many=True)
    permissions = PermissionShape(many=True)


class LocationShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    line1 = serializers.CharField()
    line2 = serializers.CharField()
    city = serializers.CharField()
    state = serializers.CharField()
    zip = serializers.CharField()
    place_of_service = serializers.CharField()
    npi = serializers.CharField()
    timezone = serializers.CharField()


class LocationsAnswer(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = LocationShape(many=True)


class LocationRequest(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=200)
    line1 = serializers.CharField(max_length=200, required=False, allow_blank=True)
    line2 = serializers.CharField(max_length=200, required=False, allow_blank=True)
    city = serializers.CharField(max_length=100, required=False, allow_blank=True)
    state = serializers.RegexField("^([A-Z]{2})?$", required=False, allow_blank=True)
    zip = serializers.CharField(max_length=10, required=False, allow_blank=True)
    place_of_service = serializers.RegexField("^[0-9]{2}$", required=False)
    npi = serializers.CharField(max_length=10, required=False, allow_blank=True)
    timezone = serializers.CharField(max_length=64)
