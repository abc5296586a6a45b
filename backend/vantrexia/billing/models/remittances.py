"""Money back: payments as the payer explained them, line by line, with every adjustment, and what was posted.

The sum of a remittance's postings is its total, to the cent: nothing that came is lost, also what belongs to no claim of
ours. Rows are written once and never changed.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from vantrexia.billing.models.claims import Claim, ClaimLine, EdiFile
from vantrexia.billing.models.entries import BillingEntry
from vantrexia.billing.models.payers import Payer
from vantrexia.core.fields import TenantForeignKey
from vantrexia.core.models import PracticeModel


class Remittance(PracticeModel):
    """One payment (835 transaction set). `payer_key` and `trace` name it: it is posted once."""

    file = TenantForeignKey(EdiFile)
    payer = TenantForeignKey(Payer, null=True)
    payer_key = models.CharField(max_length=30)  # TRN03
    payer_name = models.CharField(max_length=100, blank=True)
    trace = models.CharField(max_length=50)  # TRN02
    digest = models.CharField(max_length=64)  # of the transaction set
    method = models.CharField(max_length=3)  # BPR04
    paid_on = models.DateField()
    total = models.DecimalField(max_digits=12, decimal_places=2)
    claim_count = models.PositiveIntegerField()
    unmatched = models.PositiveIntegerField(default=0)  # claims and lines that are none of ours
    posted_by_id = models.IntegerField(null=True)
    posted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice_id", "payer_key", "trace"], name="billing_remittance_once"
            )
        ]
        indexes = [models.Index(fields=["practice_id", "-paid_on"], name="billing_remittance_latest")]


class RemittanceClaim(PracticeModel):
    """One CLP: a decision on a claim, or its reversal (`reverses` names the decision taken back)."""

    remittance = TenantForeignKey(Remittance)
    sequence = models.PositiveIntegerField()
    claim = TenantForeignKey(Claim, null=True)
    claim_number = models.CharField(max_length=38)  # as the payer returned it
    status = models.CharField(max_length=2)  # CLP02
    charge = models.DecimalField(max_digits=12, decimal_places=2)
    paid = models.DecimalField(max_digits=12, decimal_places=2)
    patient_share = models.DecimalField(max_digits=12, decimal_places=2)
    payer_claim = models.CharField(max_length=50, blank=True)
    remarks = ArrayField(models.CharField(max_length=8), default=list)
    is_reversal = models.BooleanField(default=False)
    reverses = TenantForeignKey("self", null=True)

    class Meta:
        indexes = [
            models.Index(fields=["practice_id", "remittance", "sequence"], name="billing_remitclaim_of"),
            models.Index(fields=["practice_id", "claim"], name="billing_remitclaim_claim"),
        ]


class RemittanceLine(PracticeModel):
    """One SVC, matched to a line of ours or not."""

    remittance_claim = TenantForeignKey(RemittanceClaim)
    sequence = models.PositiveIntegerField()
    claim_line = TenantForeignKey(ClaimLine, null=True)
    control = models.CharField(max_length=50, blank=True)
    cpt_code = models.CharField(max_length=48)
    charge = models.DecimalField(max_digits=12, decimal_places=2)
    paid = models.DecimalField(max_digits=12, decimal_places=2)
    units = models.DecimalField(max_digits=10, decimal_places=2)
    service_date = models.DateField(null=True)
    remarks = ArrayField(models.CharField(max_length=8), default=list)
    outcome = models.CharField(max_length=8)  # paid | part | denied | reversed

    class Meta:
        indexes = [
            models.Index(fields=["practice_id", "remittance_claim", "sequence"], name="billing_remitline_of"),
            models.Index(fields=["practice_id", "claim_line"], name="billing_remitline_line"),
        ]


class Adjustment(PracticeModel):
    """One triplet of a CAS, of a line or of the claim as a whole (`line` null)."""

    remittance_claim = TenantForeignKey(RemittanceClaim)
    line = TenantForeignKey(RemittanceLine, null=True)
    sequence = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=2)
    reason = models.CharField(max_length=5)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    units = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    kind = models.CharField(max_length=16)  # denial | contractual | sequestration | patient | other

    class Meta:
        indexes = [models.Index(fields=["practice_id", "remittance_claim"], name="billing_adjustment_of")]


class Posting(PracticeModel):
    """An amount of a remittance and where it went. Negative: taken back."""

    remittance = TenantForeignKey(Remittance)
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)  # payment | reversal | provider | unmatched
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    claim = TenantForeignKey(Claim, null=True)
    claim_line = TenantForeignKey(ClaimLine, null=True)
    entry = TenantForeignKey(BillingEntry, null=True)
    line = TenantForeignKey(RemittanceLine, null=True)
    reason = models.CharField(max_length=8, blank=True)  # PLB reason
    reference = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["practice_id", "remittance", "sequence"], name="billing_posting_of"),
            models.Index(fields=["practice_id", "entry"], name="billing_posting_entry"),
        ]
