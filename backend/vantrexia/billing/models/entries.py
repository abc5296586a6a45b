"""Billing entries: facts and rules version stored, never edited; voided and linked to what replaces them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from vantrexia.core.fields import SealedTextField, TenantForeignKey
from vantrexia.core.models import PracticeModel


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
