"""Time on patients: a segment freezes the person's credential of that day; activities are a closed list.

A row once ended is never changed but for its standing: superseded, approved, rejected, held. A correction, a
withdrawal, a late confirmation is a new row or a mark with its actor; nothing is deleted.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from vantrexia.core.fields import SealedTextField, TenantForeignKey
from vantrexia.core.models import PracticeModel


class TimeEntry(PracticeModel):
    """Work on a patient: [started_at, ended_at), by whom, doing what. Amended by a new row that names the old.

    Of a running timer `beat_at` is the last sign of life of its browser and `active_at` of the person; both end
    it where they stopped. `profession` is empty where the person held no credential on that day: such time is
    kept and does not count.
    """

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
    client_token = models.UUIDField(null=True)  # of the start that made it: the same start again is this row
    is_automatic = models.BooleanField(default=False)  # begun by opening the chart, not by hand
    beat_at = models.DateTimeField(null=True)
    active_at = models.DateTimeField(null=True)
    end_cause = models.CharField(max_length=16, default="", blank=True)
    supersedes = TenantForeignKey("self", null=True)
    superseded_at = models.DateTimeField(null=True)
    is_withdrawal = models.BooleanField(default=False)  # takes what it supersedes out of the count
    reason = SealedTextField(label="time.reason", null=True)
    needs_approval = models.BooleanField(default=False)
    approved_by_id = models.IntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    rejected_by_id = models.IntegerField(null=True)
    rejected_at = models.DateTimeField(null=True)
    decision_note = SealedTextField(label="time.decision_note", null=True)
    held_for = ArrayField(models.CharField(max_length=32), default=list)  # day_too_long | two_places
    hold_resolved_by_id = models.IntegerField(null=True)
    hold_resolved_at = models.DateTimeField(null=True)
    hold_resolution = SealedTextField(label="time.hold_resolution", null=True)
    note = SealedTextField(label="time.note", null=True)
    recorded_by_id = models.IntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice_id", "membership"],
                condition=models.Q(ended_at__isnull=True, superseded_at__isnull=True),
                name="billing_time_one_running",
            ),
            models.UniqueConstraint(
                fields=["practice_id", "membership", "client_token"],
                condition=models.Q(client_token__isnull=False),
                name="billing_time_one_per_token",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("started_at")),
                name="billing_time_forward",
            ),
        ]
        indexes = [
            models.Index(fields=["practice_id", "patient", "-started_at"], name="billing_time_patient"),
            models.Index(fields=["practice_id", "membership", "started_at"], name="billing_time_person"),
            models.Index(
                fields=["practice_id", "created_at"],
                condition=models.Q(needs_approval=True, approved_at__isnull=True, rejected_at__isnull=True),
                name="billing_time_waiting",
            ),
        ]
