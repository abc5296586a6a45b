"""Time on patients: a segment freezes the person's credential of that day; activities are a closed list."""

from __future__ import annotations

from django.db import models

from vantrexia.core.fields import SealedTextField, TenantForeignKey
from vantrexia.core.models import PracticeModel


class TimeEntry(PracticeModel):
    """Work on a patient: [started_at, ended_at), by whom, doing what. Amended by a new row that names the old."""

    patient = TenantForeignKey("patients.Patient")
    episode = TenantForeignKey("patients.Episode", null=True)
    membership = TenantForeignKey("accounts.Membership")
    credential = TenantForeignKey("accounts.Credential", null=True)
    profession = models.CharField(max_length=32)
    npi = models.CharField(max_length=10, blank=True)
    activity = models.CharField(max_length=32)
    interaction = TenantForeignKey("patients.Interaction", null=True)
    is_live_contact = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # null while the timer runs
    source = models.CharField(max_length=16, default="timer")  # timer | typed | import
    supersedes = TenantForeignKey("self", null=True)
    superseded_at = models.DateTimeField(null=True)
    reason = SealedTextField(label="time.reason", null=True)
    needs_approval = models.BooleanField(default=False)
    approved_by_id = models.IntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    note = SealedTextField(label="time.note", null=True)
    recorded_by_id = models.IntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice_id", "membership"],
                condition=models.Q(ended_at__isnull=True, superseded_at__isnull=True),
                name="billing_time_one_running",
            )
        ]
        indexes = [
            models.Index(fields=["practice_id", "patient", "-started_at"], name="billing_time_patient")
        ]
