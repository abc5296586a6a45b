"""Months closed for billing: after the close, time of that month changes only with a second person."""

from __future__ import annotations

from django.db import models

from vantrexia.core.fields import SealedTextField
from vantrexia.core.models import PracticeModel


class MonthClose(PracticeModel):
    """One closing of one calendar month (`month` is its first day), with the checklist as it stood; reopened or not."""

    month = models.DateField()
    closed_at = models.DateTimeField()
    closed_by_id = models.IntegerField(null=True)
    checklist = models.JSONField(default=list)  # as computed by the server at the close
    close_note = SealedTextField(label="month.close_note", null=True)  # why it was closed with open points
    reopened_at = models.DateTimeField(null=True)
    reopened_by_id = models.IntegerField(null=True)
    reopen_reason = SealedTextField(label="month.reopen_reason", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice_id", "month"],
                condition=models.Q(reopened_at__isnull=True),
                name="billing_month_closed_once",
            )
        ]
