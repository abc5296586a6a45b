"""Bodies of the sign-in endpoints, as checked and as documented."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

# Longer than any password accepted, short enough that nobody has megabytes hashed.
PASSWORD_LENGTH = 1024


def password_field(**options: Any) -> serializers.CharField:
    """A password is taken as it is: no trimming, no truncation (ASVS 6.2.8)."""
    return serializers.CharField(
        max_length=PASSWORD_LENGTH, trim_whitespace=False, style={"input_type": "password"}, **options
    )


class LoginRequest(serializers.Serializer[Any]):
    email = serializers.CharField(max_length=254)
    password = password_field()
    totp_code = serializers.CharField(max_length=32, required=False, allow_blank=True, allow_null=True)


class PracticeNameShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    timezone = serializers.CharField()


class PracticeChoiceShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    role = serializers.CharField()


class OwnRecordName(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    display_name = serializers.CharField()


class ProfileShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    uuid = serializers.UUIDField()
    email = serializers.CharField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    role = serializers.CharField()
    is_2fa_enabled = serializers.BooleanField()
    practice = PracticeNameShape()
    practices = PracticeChoiceShape(many=True)
    permissions = serializers.ListField(child=serializers.CharField())
    language = serializers.CharField()
    must_enrol_totp = serializers.BooleanField(
        help_text="The session can do nothing but enrol an authenticator."
    )
    own_record = OwnRecordName(
        allow_null=True,
        help_text="Whose record an account of the role patient opens; null for everybody else.",
    )


class LoginAnswer(serializers.Serializer[Any]):
    access = serializers.CharField()
    refresh = serializers.CharField(required=False, help_text="Absent for browsers: they get a cookie.")
    expires_in = serializers.IntegerField(help_text="Seconds the access token lives.")
    session_expires_in = serializers.IntegerField(
        help_text="Seconds until the session ends whatever is done; `auth/renew/` opens another."
    )
    user = ProfileShape()


class RefreshRequest(serializers.Serializer[Any]):
    refresh = serializers.CharField(
        max_length=200, required=False, help_text="Not for browsers: they send the cookie."
    )


class RefreshAnswer(serializers.Serializer[Any]):
    access = serializers.CharField()
    refresh = serializers.CharField(required=False)
    expires_in = serializers.IntegerField()
    session_expires_in = serializers.IntegerField(
        help_text="Seconds until the session ends whatever is done; `auth/renew/` opens another."
    )


class RenewRequest(serializers.Serializer[Any]):
    password = password_field()
    code = serializers.CharField(
        max_length=32,
        required=False,
        allow_blank=True,
        help_text="Needed from an account with an authenticator.",
    )


class MeRequest(serializers.Serializer[Any]):
    first_name = serializers.CharField(max_length=100, required=False)
    last_name = serializers.CharField(max_length=100, required=False)
    language = serializers.CharField(max_length=8, required=False)


class PasswordChangeRequest(serializers.Serializer[Any]):
    current_password = password_field()
    new_password = password_field()


class ResetRequest(serializers.Serializer[Any]):
    email = serializers.CharField(max_length=254)


class ResetConfirmRequest(serializers.Serializer[Any]):
    token = serializers.CharField(max_length=200)
    new_password = password_field()
    totp_code = serializers.CharField(max_length=32, required=False, allow_blank=True, allow_null=True)


class EnrolRequest(serializers.Serializer[Any]):
    password = password_field(
        required=False, help_text="Needed when the sign-in is more than 15 minutes old."
    )


class EnrolAnswer(serializers.Serializer[Any]):
    secret = serializers.CharField()
    otpauth_uri = serializers.CharField()
    qr_svg = serializers.CharField()


class CodeRequest(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=32)


class RecoveryCodesAnswer(serializers.Serializer[Any]):
    recovery_codes = serializers.ListField(child=serializers.CharField())


class DisableTotpRequest(serializers.Serializer[Any]):
    password = password_field()
    code = serializers.CharField(max_length=32)


class PasswordRequest(serializers.Serializer[Any]):
    password = password_field()


class SessionShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    client = serializers.CharField()
    address = serializers.CharField(allow_null=True)
    device_label = serializers.CharField()
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    current = serializers.BooleanField()


class SessionsAnswer(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = SessionShape(many=True)


class SwitchRequest(serializers.Serializer[Any]):
    practice_id = serializers.UUIDField()


class BreakGlassRequest(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=2000)
    minutes = serializers.IntegerField(min_value=1, max_value=60)


class BreakGlassShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    user_id = serializers.IntegerField()
    user_name = serializers.CharField()
    role = serializers.CharField()
    reason = serializers.CharField()
    started_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    reviewed_by_id = serializers.IntegerField(allow_null=True)
    reviewed_at = serializers.DateTimeField(allow_null=True)


class Problem(serializers.Serializer[Any]):
    detail = serializers.CharField()
    code = serializers.CharField()


class LockedProblem(Problem):
    locked_until = serializers.DateTimeField()
