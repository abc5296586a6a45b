"""Telling people. The row is written with the act it tells of; channels only deliver. No patient data in any text."""

from __future__ import annotations

from django.db import models

from vantrexia.core.fields import SealedTextField, TenantForeignKey
from vantrexia.core.models import PracticeModel


class Notification(PracticeModel):
    """One thing one person should know: a message key with a closed set of parameters, about an entity by id."""

    recipient = TenantForeignKey("accounts.Membership")
    kind = models.CharField(max_length=32)  # alert | reminder | escalation | account | system
    message_key = models.CharField(max_length=64)
    params = models.JSONField(default=dict)
    entity = models.CharField(max_length=32)
    entity_id = models.UUIDField()
    dedup_key = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice_id", "dedup_key"], name="notifications_once")
        ]
        indexes = [
            models.Index(fields=["practice_id", "recipient", "-created_at"], name="notifications_inbox")
        ]


class Dispatch(PracticeModel):
    """A notification on its way through one channel; claimed, tried, retried, given up."""

    notification = TenantForeignKey(Notification)
    channel = models.CharField(max_length=16)  # in_app | email | sms | push
    state = models.CharField(max_length=16, default="due")  # due | sent | failed | given_up
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=100, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice_id", "notification", "channel"], name="notifications_way"
            )
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(next_attempt_at__isnull=False),
                name="notifications_due",
            )
        ]


class Channel(PracticeModel):
    """An address a person receives at (mail, telephone, push token) and whether it is on."""

    recipient = TenantForeignKey("accounts.Membership")
    kind = models.CharField(max_length=16)
    address = SealedTextField(label="channel.address")
    is_on = models.BooleanField(default=True)
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    created_at = models.DateTimeField()
