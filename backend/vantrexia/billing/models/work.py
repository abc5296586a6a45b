"""Work the billing people do by hand: calls to patients at risk, corrections of billed lines, denials, reviews."""

from __future__ import annotations

from django.db import models

from vantrexia.billing.models.entries import BillingEntry
from vantrexia.core.fields import SealedTextField, TenantForeignKey
from vantrexia.core.models import PracticeModel


class WorkItem(PracticeModel):
    """Something a person must do. `cause` names what raised it: one open item per cause."""

    kind = models.CharField(max_length=16)  # outreach | correction | denial | review
    patient = TenantForeignKey("patients.Patient", null=True)
    entry = TenantForeignKey(BillingEntry, null=True)
    cause = models.CharField(max_length=128)
    state = models.CharField(max_length=8, default="open")  # open | done
    due_on = models.DateField(null=True)
    reason = models.CharField(max_length=64)  # key of a sentence
    params = models.JSONField(default=dict)  # of that sentence: codes, dates, numbers; nobody's name
    assigned = TenantForeignKey("accounts.Membership", null=True)
    outcome = models.CharField(max_length=32, blank=True)
    created_by_id = models.IntegerField(null=True)  # null: the system
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by_id = models.IntegerField(null=True)
    row_version = models.BigIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice_id", "cause"],
                condition=models.Q(state="open"),
                name="billing_work_one_open",
            )
        ]
        indexes = [
            models.Index(fields=["practice_id", "state", "kind", "due_on"], name="billing_work_list"),
            models.Index(fields=["practice_id", "patient"], name="billing_work_patient"),
        ]


class WorkEvent(PracticeModel):
    """What happened to a work item: created, assigned, noted, done, reopened."""

    item = TenantForeignKey(WorkItem)
    event = models.CharField(max_length=16)
    note = SealedTextField(label="work.note", null=True)
    detail = models.JSONField(default=dict)
    by_id = models.IntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["practice_id", "item", "at"], name="billing_work_events")]
