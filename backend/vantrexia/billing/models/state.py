"""Where each patient stands with the billing rules, and whose standing must be computed again.

`Mark` is written by database triggers (migration 0009) in the transaction that changes a fact, so that no writer can
forget it; it is append-only, so that writers never wait for each other. `BillingState` is the last evaluation: whole
in `snapshot`, its running supply and time codes as columns for the lists.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from vantrexia.core.fields import TenantForeignKey
from vantrexia.core.models import PracticeModel


class Mark(PracticeModel):
    """A fact of this patient changed; deleted by the recomputation that saw it."""

    id = models.BigAutoField(primary_key=True)  # type: ignore[assignment]
    patient_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["practice_id", "patient_id"], name="billing_mark_patient")]


class BillingState(PracticeModel):
    """The evaluation of one span of one episode (a consent in force while enrolled), as of `closed_through`."""

    patient = TenantForeignKey("patients.Patient")
    episode = TenantForeignKey("patients.Episode")
    span = models.PositiveSmallIntegerField(default=0)  # a consent withdrawn and given again opens another
    program = models.CharField(max_length=16, default="rpm")
    is_running = models.BooleanField(default=True)
    evaluated_at = models.DateTimeField()
    closed_through = models.DateField()
    next_due_at = models.DateTimeField(null=True)  # when time alone changes the answer
    rules_version = models.CharField(max_length=64)
    rule_sets = ArrayField(models.CharField(max_length=64), default=list)
    barrier = models.CharField(max_length=32, blank=True)
    problem = models.CharField(max_length=64, blank=True)  # code of the error that stopped the evaluation
    snapshot = models.JSONField()
    digest = models.CharField(max_length=64)  # of the snapshot: an unchanged answer is not written again
    # The running 30-day period: the supply code aimed at.
    supply_code = models.CharField(max_length=5, blank=True)
    supply_start = models.DateField(null=True)
    supply_end = models.DateField(null=True)
    supply_days = models.PositiveSmallIntegerField(null=True)
    supply_needed = models.PositiveSmallIntegerField(null=True)
    supply_resume_by = models.DateField(null=True)
    supply_amount = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    # The running month: the time code aimed at.
    time_code = models.CharField(max_length=5, blank=True)
    time_month = models.DateField(null=True)
    time_minutes = models.PositiveIntegerField(null=True)
    time_needed = models.PositiveSmallIntegerField(null=True)
    time_contact_needed = models.BooleanField(default=False)
    time_last_day = models.DateField(null=True)
    time_amount = models.DecimalField(max_digits=10, decimal_places=2, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice_id", "patient", "episode", "span"], name="billing_state_once"
            )
        ]
        indexes = [
            models.Index(fields=["practice_id", "next_due_at"], name="billing_state_due"),
            models.Index(
                fields=["practice_id", "is_running", "supply_resume_by"], name="billing_state_supply"
            ),
            models.Index(fields=["practice_id", "is_running", "time_last_day"], name="billing_state_time"),
        ]
