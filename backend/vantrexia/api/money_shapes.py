"""Shapes of payers, coverage, providers on claims, others' claims and fee files, as read and as written."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from vantrexia.billing.services import claim_providers, coverage, fee_files, payers


class PayerPlanShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    is_active = serializers.BooleanField()


class PayerInput(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=100)
    kind = serializers.ChoiceField(choices=payers.KINDS)
    payer_code = serializers.CharField(
        max_length=80, allow_blank=True, required=False, help_text="NM109 of the payer."
    )
    rule_payer = serializers.CharField(
        max_length=32, required=False, help_text="Whose rule sets hold, as `cms`."
    )
    filing_indicator = serializers.CharField(
        max_length=2, required=False, help_text="SBR09; follows the kind."
    )
    takes_frequency_codes = serializers.BooleanField(
        required=False, help_text="CLM05-3 of 7 and 8, where its written guide takes them."
    )
    wants_ordering_npi = serializers.BooleanField(required=False)
    timely_filing_days = serializers.IntegerField(min_value=30, max_value=730, required=False)
    is_active = serializers.BooleanField(required=False)


class PayerShape(PayerInput):
    id = serializers.UUIDField()
    row_version = serializers.IntegerField()
    plans = PayerPlanShape(many=True)


class PayerList(serializers.Serializer[Any]):
    results = PayerShape(many=True)


class PayerPlanInput(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=100)


class ProviderInput(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=claim_providers.KINDS)
    membership_id = serializers.UUIDField(required=False, allow_null=True)
    name = serializers.CharField(max_length=60, help_text="Family name, or the organisation's.")
    first_name = serializers.CharField(max_length=35, required=False, allow_blank=True)
    npi = serializers.CharField(max_length=10)
    taxonomy = serializers.CharField(max_length=10, required=False, allow_blank=True)
    tin = serializers.CharField(max_length=9, required=False, allow_blank=True)
    line1 = serializers.CharField(max_length=55, required=False, allow_blank=True)
    city = serializers.CharField(max_length=30, required=False, allow_blank=True)
    state = serializers.CharField(max_length=2, required=False, allow_blank=True)
    zip = serializers.CharField(max_length=9, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=16, required=False, allow_blank=True)
    is_active = serializers.BooleanField(required=False)


class ProviderShape(ProviderInput):
    id = serializers.UUIDField()
    row_version = serializers.IntegerField()


class ProviderList(serializers.Serializer[Any]):
    results = ProviderShape(many=True)


class CoverageInput(serializers.Serializer[Any]):
    payer_id = serializers.UUIDField()
    payer_plan_id = serializers.UUIDField(required=False, allow_null=True)
    rank = serializers.IntegerField(min_value=1, max_value=3, required=False)
    member_id = serializers.CharField(max_length=30)
    group_number = serializers.CharField(max_length=30, required=False, allow_null=True, allow_blank=True)
    relationship = serializers.ChoiceField(choices=coverage.RELATIONSHIPS, required=False)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(required=False, allow_null=True)
    verified_on = serializers.DateField(required=False, allow_null=True)


class CoverageShape(CoverageInput):
    id = serializers.UUIDField()
    payer_name = serializers.CharField()
    plan_name = serializers.CharField()


class CoverageList(serializers.Serializer[Any]):
    results = CoverageShape(many=True)


class CoverageEnd(serializers.Serializer[Any]):
    ends_on = serializers.DateField(help_text="The first day it no longer holds.")


class CoverageVerify(serializers.Serializer[Any]):
    on = serializers.DateField()


class OutsideClaimInput(serializers.Serializer[Any]):
    cpt_code = serializers.CharField(max_length=5)
    period_start = serializers.DateField()
    period_end = serializers.DateField()
    service_date = serializers.DateField(required=False, allow_null=True)
    units = serializers.IntegerField(min_value=1, max_value=9, required=False)
    source = serializers.CharField(  # type: ignore[assignment]
        max_length=100, help_text="Who told us: eligibility, claims history, the patient."
    )


class OutsideClaimShape(OutsideClaimInput):
    id = serializers.UUIDField()
    created_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class OutsideClaimList(serializers.Serializer[Any]):
    results = OutsideClaimShape(many=True)


class MoneyReason(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=2000)


class FeeFileInput(serializers.Serializer[Any]):
    file = serializers.FileField()
    kind = serializers.ChoiceField(choices=fee_files.KINDS)
    year = serializers.IntegerField(min_value=2024, max_value=2100, required=False, allow_null=True)
    quarter = serializers.IntegerField(min_value=1, max_value=4, required=False, allow_null=True)
    apm = serializers.BooleanField(required=False, default=False)
    payer_id = serializers.UUIDField(required=False, allow_null=True)


class FeeFileShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.CharField()
    name = serializers.CharField()
    payer_id = serializers.UUIDField(allow_null=True)
    year = serializers.IntegerField(allow_null=True)
    apm = serializers.BooleanField(allow_null=True)
    conversion_factor = serializers.FloatField(allow_null=True)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    row_count = serializers.IntegerField()
    digest = serializers.CharField()
    loaded_at = serializers.DateTimeField()
    loaded_by_id = serializers.IntegerField(allow_null=True)
    confirmed_at = serializers.DateTimeField(allow_null=True)
    confirmed_by_id = serializers.IntegerField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class FeeFileLoaded(FeeFileShape):
    duplicate = serializers.BooleanField(help_text="The file was there already; nothing was stored.")


class FeeFileList(serializers.Serializer[Any]):
    results = FeeFileShape(many=True)
