"""Time and billing entries. Rules live in `domain/billing`; these are the facts and what was decided on them.

A time entry freezes the person's credential of that day; activities are a closed list. A billing entry stores its
facts and rules version and is never edited: it is voided and linked to the one that replaces it.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
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


class BillingEntry(PracticeModel):
    """One code for one patient and period, with the facts it rests on. Immutable but for status and void."""

    patient = TenantForeignKey("patients.Patient")
    episode = TenantForeignKey("patients.Episode", null=True)
    cpt_code = models.CharField(max_length=5)
    units = models.PositiveSmallIntegerField(default=1)
    period_start = models.DateField()
    period_end = models.DateField()
    service_date = models.DateField()
    duration_minutes = models.PositiveIntegerField(default=0)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    amount_is_estimate = models.BooleanField(default=True)
    payer_name = models.CharField(max_length=100, blank=True)
    icd10_codes = ArrayField(models.CharField(max_length=10), default=list)
    status = models.CharField(
        max_length=16, default="pending"
    )  # pending | submitted | paid | denied | appealed
    hold_reasons = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    facts = models.JSONField()
    rule_set = models.CharField(max_length=64)
    rules_version = models.CharField(max_length=64)
    auto_generated = models.BooleanField(default=True)
    notes = SealedTextField(label="billing.notes", null=True)
    created_by_id = models.IntegerField(null=True)
    created_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=64, blank=True)
    replaces = TenantForeignKey("self", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice_id", "patient", "cpt_code", "period_start"],
                condition=models.Q(voided_at__isnull=True),
                name="billing_entry_once",
            )
        ]
        indexes = [
            models.Index(fields=["practice_id", "status", "-service_date"], name="billing_entry_status"),
            models.Index(fields=["practice_id", "patient", "-service_date"], name="billing_entry_patient"),
        ]
