"""Who pays, for whom and since when; who bills, renders and orders; what other practices billed.

What a payer wants of a claim is data on the payer: CLM05-3 frequency codes 7/8 only where its guide takes them in
writing (rules 7.1), the ordering NPI only where it asks.
"""

from __future__ import annotations

from django.db import models

from vantrexia.core.fields import SealedTextField, TenantForeignKey
from vantrexia.core.models import PracticeModel


class Payer(PracticeModel):
    """A payer as this practice knows it. `rule_payer` names the payer of the rule book, `payer_code` is NM109 (PI)."""

    name = models.CharField(max_length=100)
    kind = models.CharField(
        max_length=32
    )  # medicare_b | medicare_advantage | medicaid | commercial | self_pay
    payer_code = models.CharField(max_length=80, blank=True)
    rule_payer = models.CharField(max_length=32, default="cms")
    filing_indicator = models.CharField(
        max_length=2, default="CI"
    )  # SBR09: MB Part B, 16 Medicare Advantage, CI, MC
    takes_frequency_codes = models.BooleanField(default=False)
    wants_ordering_npi = models.BooleanField(default=False)
    timely_filing_days = models.PositiveSmallIntegerField(default=365)
    is_active = models.BooleanField(default=True)
    row_version = models.BigIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice_id", "name"], name="billing_payer_once")]


class Plan(PracticeModel):
    """A product of a payer, where its name on the card matters."""

    payer = TenantForeignKey(Payer)
    name = models.CharField(max_length=100)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice_id", "payer", "name"], name="billing_plan_once")
        ]


class Coverage(PracticeModel):
    """A patient's insurance, [valid_from, valid_to): member number as on the card, rank 1 is primary."""

    patient = TenantForeignKey("patients.Patient")
    payer = TenantForeignKey(Payer)
    plan = TenantForeignKey(Plan, null=True)
    rank = models.PositiveSmallIntegerField(default=1)
    member_id = SealedTextField(label="coverage.member_id")
    group_number = SealedTextField(label="coverage.group_number", null=True)
    relationship = models.CharField(max_length=2, default="18")  # SBR02: 18 self
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    verified_on = models.DateField(null=True)
    recorded_by_id = models.IntegerField(null=True)
    created_at = models.DateTimeField()
    ended_by_id = models.IntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["practice_id", "patient", "rank", "valid_from"], name="billing_coverage_patient"
            )
        ]


class ClaimProvider(PracticeModel):
    """Who a claim names: the billing entity, or a person who renders or orders."""

    kind = models.CharField(max_length=16)  # billing | rendering | ordering
    membership = TenantForeignKey("accounts.Membership", null=True)
    name = models.CharField(max_length=60)  # NM103: family name, or the organisation's
    first_name = models.CharField(max_length=35, blank=True)
    npi = models.CharField(max_length=10)
    taxonomy = models.CharField(max_length=10, blank=True)
    tin = models.CharField(max_length=9, blank=True)  # billing entity only
    line1 = models.CharField(max_length=55, blank=True)
    city = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip = models.CharField(max_length=9, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    is_active = models.BooleanField(default=True)
    row_version = models.BigIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice_id", "kind", "npi"], name="billing_provider_once")
        ]


class OutsideClaim(PracticeModel):
    """What another practice billed for this patient, as far as we were told (eligibility or claims history)."""

    patient = TenantForeignKey("patients.Patient")
    cpt_code = models.CharField(max_length=5)
    period_start = models.DateField()
    period_end = models.DateField()
    service_date = models.DateField()
    units = models.PositiveSmallIntegerField(default=1)
    source = models.CharField(max_length=100)
    recorded_by_id = models.IntegerField(null=True)
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["practice_id", "patient", "period_start"], name="billing_outside_patient")
        ]
