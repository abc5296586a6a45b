"""Files of money and limits as loaded: which file, of which year, by whom, confirmed by whom; and its rows.

A file is kept or refused whole. Rows hold our codes only (official descriptions are licensed and never stored); numbers
are text in `values`, so that no cent passes through a float.
"""

from __future__ import annotations

from django.db import models

from vantrexia.billing.models.payers import Payer
from vantrexia.core.fields import TenantForeignKey
from vantrexia.core.models import PracticeModel


class FeeFile(PracticeModel):
    """One loaded file. Amounts are estimates until a person confirms the file."""

    kind = models.CharField(max_length=8)  # rvu | gpci | ptp | mue | rates | charges
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    payer = TenantForeignKey(Payer, null=True)  # rates: whose
    year = models.PositiveSmallIntegerField(null=True)
    apm = models.BooleanField(null=True)  # rvu: for qualifying APM participants, or for everybody else
    conversion_factor = models.DecimalField(max_digits=8, decimal_places=4, null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    row_count = models.PositiveIntegerField()
    loaded_by_id = models.IntegerField(null=True)
    loaded_at = models.DateTimeField()
    confirmed_by_id = models.IntegerField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.IntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice_id", "kind", "digest", "payer"],
                condition=models.Q(withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="billing_feefile_once",
            )
        ]
        indexes = [models.Index(fields=["practice_id", "kind", "-valid_from"], name="billing_feefile_kind")]


class FeeRow(PracticeModel):
    """One row of a file. `key`: code, or MAC and locality; `other`: the second code of a pair."""

    file = TenantForeignKey(FeeFile)
    key = models.CharField(max_length=16)
    other = models.CharField(max_length=5, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    values = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["practice_id", "file", "key"], name="billing_feerow_key")]
