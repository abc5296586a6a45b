"""Billing entries: facts and rules version stored, never edited; voided and linked to what replaces them.

A database trigger (migration 0009) refuses any change of what an entry says; only its status, holds and void change,
and each such act leaves an `EntryEvent`.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from vantrexia.billing.models.payers import Payer
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
    payer = TenantForeignKey(Payer, null=True)
    payer_name = models.CharField(max_length=100, blank=True)
    icd10_codes = ArrayField(models.CharField(max_length=10), default=list)
    status = models.CharField(
        max_length=16, default="pending"
    )  # pending | submitted | paid | denied | appealed
    hold_reasons = models.JSONField(default=list)  # flags that stop submission: [{"key", "params"}]
    released_holds = models.JSONField(
        default=list
    )  # keys a person let go, each with an EntryEvent and its reason
    warnings = models.JSONField(default=list)
    corrects = ArrayField(
        models.UUIDField(), default=list
    )  # billed entries a corrected claim repeats (rules 8.13)
    facts = models.JSONField()
    rule_set = models.CharField(max_length=64)
    rules_version = models.CharField(max_length=64)
    fingerprint = models.CharField(
        max_length=64, blank=True
    )  # of what it says; the same facts make no second entry
    auto_generated = models.BooleanField(default=True)
    notes = SealedTextField(label="billing.notes", null=True)
    created_by_id = models.IntegerField(null=True)
    created_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=64, blank=True)
    voided_by_id = models.IntegerField(null=True)  # null: the recomputation, because facts changed
    replaces = TenantForeignKey("self", null=True)
    status_at = models.DateTimeField(null=True)
    row_version = models.BigIntegerField(default=1)

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


class EntryEvent(PracticeModel):
    """One act on an entry: created, a step of its status, a hold set or let go, voided; who and why."""

    entry = TenantForeignKey(BillingEntry)
    event = models.CharField(
        max_length=24
    )  # created | status | holds_changed | hold_released | voided | corrected
    from_status = models.CharField(max_length=16, blank=True)
    to_status = models.CharField(max_length=16, blank=True)
    reason = models.CharField(max_length=64, blank=True)  # coded
    note = SealedTextField(label="billing.event_note", null=True)  # in words
    detail = models.JSONField(default=dict)
    by_id = models.IntegerField(null=True)  # null: the system
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["practice_id", "entry", "at"], name="billing_event_entry")]
