"""Organisations, practices, locations, people and their memberships, credentials, sessions and factors.

A person (`User`) may belong to several practices; a role belongs to the membership, a profession to the
membership's dated credentials (an access role is not a profession). Practice settings that rules read are dated.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from vantrexia.core.fields import SealedTextField, TenantForeignKey, UuidKey
from vantrexia.core.models import PracticeModel


class Organisation(models.Model):
    """A legal entity with a tax identification number; it may hold several practices."""

    id = UuidKey()
    name = models.CharField(max_length=200)
    tin = models.CharField(max_length=9, blank=True)
    created_at = models.DateTimeField()


class Practice(models.Model):
    """A tenant: one place of data, one key of row-level security."""

    id = UuidKey()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    timezone = models.CharField(max_length=64)
    language = models.CharField(max_length=8, default="en")
    is_synthetic = models.BooleanField(
        default=False
    )  # carries proof of life; nobody is notified, nothing is billed
    mfa_required_roles = ArrayField(models.CharField(max_length=32), default=list)
    session_idle_minutes = models.PositiveIntegerField(default=30)
    session_absolute_hours = models.PositiveIntegerField(default=12)
    next_mrn = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)


class Location(PracticeModel):
    """A place of the practice: where the billing practitioner normally sees patients."""

    name = models.CharField(max_length=200)
    line1 = models.CharField(max_length=200, blank=True)
    line2 = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip = models.CharField(max_length=10, blank=True)
    place_of_service = models.CharField(max_length=2, default="11")
    npi = models.CharField(max_length=10, blank=True)
    timezone = models.CharField(max_length=64)
    created_at = models.DateTimeField()


class User(models.Model):
    """A person who signs in. The wire shows the integer id and, beside it, the uuid."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.CharField(max_length=254, unique=True)  # stored lower case
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    language = models.CharField(max_length=8, default="en")
    password = models.CharField(max_length=255)
    password_changed_at = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)
    default_practice_id = models.UUIDField(null=True)
    totp_secret = SealedTextField(label="user.totp", null=True)
    totp_confirmed_at = models.DateTimeField(null=True)
    totp_last_step = models.BigIntegerField(default=0)  # a code works once (ASVS 6.5.1)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    @property
    def is_authenticated(self) -> bool:
        return True

    @property
    def is_2fa_enabled(self) -> bool:
        return self.totp_confirmed_at is not None

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Membership(PracticeModel):
    """A person in a practice, with one of the eight access roles."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField(max_length=32)
    is_active = models.BooleanField(default=True)
    patient_id = models.UUIDField(null=True)  # for the role `patient`: whose own record it is
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice_id", "user"], name="accounts_membership_once")
        ]


class Credential(PracticeModel):
    """A profession a member holds for a time; frozen into each time entry."""

    membership = TenantForeignKey(Membership)
    profession = models.CharField(max_length=32)
    npi = models.CharField(max_length=10, blank=True)
    licence_number = models.CharField(max_length=50, blank=True)
    licence_state = models.CharField(max_length=2, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    created_at = models.DateTimeField()


class Session(PracticeModel):
    """One sign-in in one practice. Access tokens die with it; its refresh tokens form one family."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    membership = TenantForeignKey(Membership)
    client = models.CharField(max_length=16)  # browser | api
    address = models.GenericIPAddressField(null=True)
    device_label = models.CharField(max_length=200, blank=True)
    scope = models.CharField(max_length=16, default="full")  # full | enrol
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    idle_minutes = models.PositiveIntegerField(default=30)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=32, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "ended_at"], name="accounts_session_user")]


class RefreshToken(PracticeModel):
    """A refresh token by its hash; used once, its successor kept ten seconds for a second tab."""

    session = TenantForeignKey(Session)
    token_hash = models.BinaryField(unique=True, max_length=32)
    successor = SealedTextField(label="refresh.successor", null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class RecoveryCode(models.Model):
    """A one-time code that stands in for the TOTP device; stored as an Argon2id hash."""

    id = UuidKey()
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=255)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class PasswordReset(models.Model):
    """A mailed link, by the hash of its token; one hour, one use."""

    id = UuidKey()
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    token_hash = models.BinaryField(unique=True, max_length=32)
    requested_by_id = models.IntegerField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class SignInFailures(models.Model):
    """Consecutive failures of one e-mail (by hash) from one address; unknown e-mails are counted alike."""

    id = models.BigAutoField(primary_key=True)
    email_hash = models.BinaryField(max_length=32)
    address = models.CharField(max_length=45)
    count = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["email_hash", "address"], name="accounts_failures_once")
        ]


class BreakGlass(PracticeModel):
    """Emergency access (45 CFR 164.312(a)(2)(ii)): a member's rights widened for a stated reason until a time."""

    membership = TenantForeignKey(Membership)
    reason = SealedTextField(label="breakglass.reason")
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reviewed_by_id = models.IntegerField(null=True)
    reviewed_at = models.DateTimeField(null=True)


class PracticeSetting(PracticeModel):
    """A dated value of a named setting of the practice (deadlines, escalation roles, origin policy …)."""

    name = models.CharField(max_length=64)
    value: Any = models.JSONField()
    valid_from = models.DateTimeField()
    set_by_id = models.IntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["practice_id", "name", "-valid_from"], name="accounts_setting_latest")
        ]
