"""Claims as sent: the claim with what it said, its lines tied to entries, batches, files and what came back of them.

A claim keeps the content it was batched with, sealed: what was sent can be shown again though patient, provider or payer
have changed since. Control numbers come from `Counter`, whose rows only ever grow.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from vantrexia.billing.models.entries import BillingEntry
from vantrexia.billing.models.packets import EvidencePacket
from vantrexia.billing.models.payers import ClaimProvider, Coverage, Payer
from vantrexia.core.fields import SealedTextField, TenantForeignKey
from vantrexia.core.models import PracticeModel


class ClaimCounter(PracticeModel):
    """The last number given out by name: `claim`, `line`, `interchange`, `batch`."""

    name = models.CharField(max_length=16)
    value = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice_id", "name"], name="billing_claimcounter_once")
        ]


class EdiFile(PracticeModel):
    """A file as sent or received, sealed. The same file is kept once."""

    kind = models.CharField(max_length=8)  # 837 | 999 | 277 | 835
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    body = SealedTextField(label="edi.body")
    created_by_id = models.IntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice_id", "kind", "digest"], name="billing_edifile_once")
        ]


class ClaimBatch(PracticeModel):
    """One 837P file. `reference` is BHT03, by which a 277CA names it; `control` ISA13 and GS06, by which a 999 does."""

    control = models.BigIntegerField()
    reference = models.CharField(max_length=30)
    usage = models.CharField(max_length=1)  # P production, T test
    status = models.CharField(
        max_length=12
    )  # built | submitted | received | accepted | part | rejected | cancelled
    file = TenantForeignKey(EdiFile)
    claim_count = models.PositiveIntegerField()
    total = models.DecimalField(max_digits=12, decimal_places=2)
    created_by_id = models.IntegerField(null=True)
    created_at = models.DateTimeField()
    submitted_by_id = models.IntegerField(null=True)
    submitted_at = models.DateTimeField(null=True)
    row_version = models.BigIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice_id", "control"], name="billing_batch_control_once"),
            models.UniqueConstraint(fields=["practice_id", "reference"], name="billing_batch_reference_once"),
        ]
        indexes = [models.Index(fields=["practice_id", "-created_at"], name="billing_batch_latest")]


class Claim(PracticeModel):
    """One claim: a patient, a payer, a rendering provider, a date of service. `number` is CLM01."""

    number = models.CharField(max_length=20)
    patient = TenantForeignKey("patients.Patient")
    payer = TenantForeignKey(Payer, null=True)
    coverage = TenantForeignKey(Coverage, null=True)
    billing = TenantForeignKey(ClaimProvider, null=True)
    rendering = TenantForeignKey(ClaimProvider, null=True)
    service_date = models.DateField()
    total = models.DecimalField(max_digits=10, decimal_places=2)
    frequency = models.CharField(max_length=1, default="1")
    status = models.CharField(max_length=12)
    # blocked | ready | batched | submitted | received | accepted | rejected | paid | part | denied | reversed | cancelled
    problems = models.JSONField(default=list)  # [{"code", "field", "params"}]: no values of persons
    statuses = models.JSONField(default=list)  # of the last 277CA: [{"category", "code", "entity"}]
    content = SealedTextField(label="claim.content", null=True)  # the claim as batched, JSON
    batch = TenantForeignKey(ClaimBatch, null=True)
    payer_claim = models.CharField(max_length=50, blank=True)
    corrects = TenantForeignKey("self", null=True)
    void_reason = models.CharField(max_length=32, blank=True, default="", db_default="")  # of frequency 8
    created_by_id = models.IntegerField(null=True)
    created_at = models.DateTimeField()
    status_at = models.DateTimeField()
    row_version = models.BigIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice_id", "number"], name="billing_claim_number_once")
        ]
        indexes = [
            models.Index(fields=["practice_id", "status", "-service_date"], name="billing_claim_status"),
            models.Index(fields=["practice_id", "patient", "-service_date"], name="billing_claim_patient"),
            models.Index(fields=["practice_id", "batch"], name="billing_claim_batch"),
        ]


class ClaimLine(PracticeModel):
    """One line of a claim and the entry it bills. `control` is REF*6R; `paid` the sum of its postings.

    An entry stands on one live claim at a time: a rejected or cancelled claim's lines are not live.
    """

    claim = TenantForeignKey(Claim)
    entry = TenantForeignKey(BillingEntry)
    sequence = models.PositiveSmallIntegerField()
    control = models.CharField(max_length=30)
    cpt_code = models.CharField(max_length=5)
    modifiers = ArrayField(models.CharField(max_length=2), default=list)
    units = models.PositiveSmallIntegerField()
    charge = models.DecimalField(max_digits=10, decimal_places=2)
    service_date = models.DateField()
    paid = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    patient_share = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    outcome = models.CharField(max_length=8, blank=True)  # paid | part | denied | reversed
    is_live = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice_id", "control"], name="billing_line_control_once"),
            models.UniqueConstraint(
                fields=["practice_id", "entry"],
                condition=models.Q(is_live=True),
                name="billing_line_entry_live_once",
            ),
        ]
        indexes = [models.Index(fields=["practice_id", "claim", "sequence"], name="billing_line_claim")]


class Acknowledgement(PracticeModel):
    """A 999 or 277CA read back: what it said of which batch. `verdict` holds codes and places, no values."""

    kind = models.CharField(max_length=3)  # 999 | 277
    file = TenantForeignKey(EdiFile)
    batch = TenantForeignKey(ClaimBatch)
    is_accepted = models.BooleanField()
    accepted_claims = models.PositiveIntegerField(null=True)
    rejected_claims = models.PositiveIntegerField(null=True)
    verdict = models.JSONField(default=dict)
    read_by_id = models.IntegerField(null=True)
    read_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["practice_id", "batch", "-read_at"], name="billing_ack_batch")]


class Appeal(PracticeModel):
    """A letter that asked a payer to decide a line again, sealed as it was written.

    `file` is what was sent: the letter's pages, then those of the evidence packet; base64.
    """

    line = TenantForeignKey(ClaimLine)
    letter = SealedTextField(label="appeal.letter")
    packet = TenantForeignKey(EvidencePacket, null=True)
    file = SealedTextField(label="appeal.file", null=True)
    file_digest = models.CharField(max_length=64, blank=True, default="", db_default="")  # SHA-256, hex
    reason_code = models.CharField(max_length=8)
    last_day = models.DateField(null=True)
    created_by_id = models.IntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["practice_id", "line", "-created_at"], name="billing_appeal_line")]
