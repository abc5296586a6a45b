"""Shapes of claims, batches, acknowledgements and remittances, as read and as written."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from vantrexia.billing.selectors.claims import STATUSES
from vantrexia.billing.services.claim_voids import CLAIM_VOID_REASONS


class ClaimSettingsShape(serializers.Serializer[Any]):
    sender_id = serializers.CharField(max_length=15, allow_blank=True, required=False, help_text="ISA06.")
    sender_qualifier = serializers.CharField(max_length=2, required=False)
    receiver_id = serializers.CharField(max_length=15, allow_blank=True, required=False, help_text="ISA08.")
    receiver_qualifier = serializers.CharField(max_length=2, required=False)
    receiver_name = serializers.CharField(max_length=60, allow_blank=True, required=False)
    submitter_name = serializers.CharField(max_length=60, allow_blank=True, required=False)
    submitter_id = serializers.CharField(max_length=80, allow_blank=True, required=False)
    contact_name = serializers.CharField(max_length=60, allow_blank=True, required=False)
    contact_phone = serializers.CharField(max_length=10, allow_blank=True, required=False)
    usage = serializers.ChoiceField(choices=("P", "T"), required=False, help_text="Production or test.")
    place_of_service = serializers.CharField(max_length=2, required=False)
    billing_provider_id = serializers.CharField(max_length=36, allow_blank=True, required=False)
    rendering_provider_id = serializers.CharField(max_length=36, allow_blank=True, required=False)


class ClaimsBuild(serializers.Serializer[Any]):
    month = serializers.RegexField(
        r"^[0-9]{4}-(0[1-9]|1[0-2])$", required=False, help_text="Dates of service in this month, YYYY-MM."
    )
    entry_ids = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=5000)


class ClaimIds(serializers.Serializer[Any]):
    claim_ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=5000)


class ClaimVoidInput(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(choices=CLAIM_VOID_REASONS)


class ClaimBatchInput(serializers.Serializer[Any]):
    claim_ids = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        max_length=5000,
        help_text="Without: all that are ready.",
    )


class ClaimsBuilt(serializers.Serializer[Any]):
    claim_ids = serializers.ListField(child=serializers.UUIDField())
    ready = serializers.IntegerField()
    blocked = serializers.IntegerField()
    left_out = serializers.DictField(child=serializers.IntegerField(), help_text="Entries, by reason.")


class ClaimProblem(serializers.Serializer[Any]):
    code = serializers.CharField()
    field = serializers.CharField()
    text = serializers.CharField()


class PayerStatus(serializers.Serializer[Any]):
    category = serializers.CharField()
    code = serializers.CharField()
    entity = serializers.CharField()
    text = serializers.CharField()


class ClaimShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.CharField()
    patient_id = serializers.UUIDField()
    patient_name = serializers.CharField()
    payer_id = serializers.UUIDField(allow_null=True)
    payer = serializers.CharField()
    service_date = serializers.DateField()
    total = serializers.FloatField()
    paid = serializers.FloatField()
    patient_share = serializers.FloatField()
    line_count = serializers.IntegerField()
    frequency = serializers.CharField(help_text="CLM05-3: 1 original, 7 replacement, 8 void.")
    void_reason = serializers.CharField(help_text="Of a void; else empty.")
    status = serializers.ChoiceField(choices=STATUSES)
    status_at = serializers.DateTimeField()
    problems = ClaimProblem(many=True)
    payer_statuses = PayerStatus(many=True)
    payer_claim = serializers.CharField()
    batch_id = serializers.UUIDField(allow_null=True)
    batch = serializers.CharField()
    corrects_id = serializers.UUIDField(allow_null=True)
    created_at = serializers.DateTimeField()
    row_version = serializers.IntegerField()


class ClaimLineShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    entry_id = serializers.UUIDField()
    sequence = serializers.IntegerField()
    control = serializers.CharField(help_text="REF*6R.")
    cpt_code = serializers.CharField()
    modifiers = serializers.ListField(child=serializers.CharField())
    units = serializers.IntegerField()
    charge = serializers.FloatField()
    service_date = serializers.DateField()
    paid = serializers.FloatField()
    patient_share = serializers.FloatField()
    outcome = serializers.CharField(help_text="paid, part, denied, reversed or empty.")
    is_live = serializers.BooleanField()


class ClaimDetail(ClaimShape):
    lines = ClaimLineShape(many=True)
    corrected_by_id = serializers.UUIDField(allow_null=True)
    can_void = serializers.BooleanField(help_text="Whether there is something at the payer to void.")


class ClaimPage(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ClaimShape(many=True)


class FormBoxes(serializers.Serializer[Any]):
    forms = serializers.ListField(
        child=serializers.DictField(child=serializers.CharField()),
        help_text="CMS-1500: box to value, a form each.",
    )


class ClaimBatchShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    control = serializers.IntegerField(help_text="ISA13 and GS06.")
    reference = serializers.CharField(help_text="BHT03.")
    usage = serializers.CharField()
    status = serializers.CharField()
    claim_count = serializers.IntegerField()
    total = serializers.FloatField()
    created_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    row_version = serializers.IntegerField()


class ClaimBatchPage(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ClaimBatchShape(many=True)


class AcknowledgementShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=("999", "277"))
    batch_id = serializers.UUIDField()
    batch = serializers.CharField()
    is_accepted = serializers.BooleanField()
    accepted_claims = serializers.IntegerField(allow_null=True)
    rejected_claims = serializers.IntegerField(allow_null=True)
    faults = serializers.ListField(child=serializers.DictField())
    read_at = serializers.DateTimeField()


class ClaimBatchDetail(ClaimBatchShape):
    acknowledgements = AcknowledgementShape(many=True)


class ClaimBatchMade(ClaimBatchDetail):
    left_out = serializers.IntegerField(help_text="Claims that are no longer right and stayed out.")


class EdiInput(serializers.Serializer[Any]):
    file = serializers.FileField(help_text="The file as the payer or clearinghouse sent it, 5 MB at most.")


class AcknowledgementsRead(serializers.Serializer[Any]):
    duplicate = serializers.BooleanField(help_text="Read before; nothing was changed.")
    results = AcknowledgementShape(many=True)


class AcknowledgementList(serializers.Serializer[Any]):
    results = AcknowledgementShape(many=True)


class CodeText(serializers.Serializer[Any]):
    code = serializers.CharField()
    text = serializers.CharField()


class AdjustmentShape(serializers.Serializer[Any]):
    group = serializers.CharField()
    reason = serializers.CharField()
    amount = serializers.FloatField()
    units = serializers.FloatField(allow_null=True)
    kind = serializers.CharField(help_text="denial, contractual, sequestration, patient or other.")
    text = serializers.CharField()
    next_step = serializers.CharField()
    action = serializers.CharField()


class RemittanceLineShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    claim_line_id = serializers.UUIDField(allow_null=True)
    control = serializers.CharField()
    cpt_code = serializers.CharField()
    charge = serializers.FloatField()
    paid = serializers.FloatField()
    units = serializers.FloatField()
    service_date = serializers.DateField(allow_null=True)
    outcome = serializers.CharField()
    remarks = CodeText(many=True)
    adjustments = AdjustmentShape(many=True)


class LineDecisionShape(RemittanceLineShape):
    decided_on = serializers.DateField()
    remittance_id = serializers.UUIDField()
    payer_claim = serializers.CharField()
    claim_remarks = CodeText(many=True)


class AppealShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    sent_at = serializers.DateTimeField()
    sent_by = serializers.CharField(allow_null=True)
    reason_code = serializers.CharField()
    last_day = serializers.DateField(allow_null=True)
    packet_id = serializers.UUIDField(allow_null=True)
    file_digest = serializers.CharField(
        help_text="SHA-256 of the file as sent; empty: sent before files were kept."
    )


class LineDecisions(serializers.Serializer[Any]):
    line_id = serializers.UUIDField()
    results = LineDecisionShape(many=True)
    can_appeal = serializers.BooleanField(help_text="Whether a denial stands on which an appeal is heard.")
    appeal_bar = serializers.CharField(help_text="The code by which none is heard, or empty.")
    appeals = AppealShape(many=True)


class ClaimDecisions(serializers.Serializer[Any]):
    lines = LineDecisions(many=True)


class RemittanceClaimShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    claim_id = serializers.UUIDField(allow_null=True)
    claim_number = serializers.CharField()
    patient_id = serializers.UUIDField(allow_null=True)
    patient_name = serializers.CharField()
    status = serializers.CharField(help_text="CLP02.")
    is_reversal = serializers.BooleanField()
    reverses_id = serializers.UUIDField(allow_null=True)
    charge = serializers.FloatField()
    paid = serializers.FloatField()
    patient_share = serializers.FloatField()
    payer_claim = serializers.CharField()
    remarks = CodeText(many=True)
    adjustments = AdjustmentShape(many=True)
    lines = RemittanceLineShape(many=True)


class ProviderAdjustmentShape(serializers.Serializer[Any]):
    reason = serializers.CharField()
    text = serializers.CharField()
    reference = serializers.CharField()
    amount = serializers.FloatField(help_text="Added to the payment; negative: taken off.")
    claim_id = serializers.UUIDField(allow_null=True)


class RemittanceShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    payer_id = serializers.UUIDField(allow_null=True)
    payer_name = serializers.CharField()
    trace = serializers.CharField()
    method = serializers.CharField()
    paid_on = serializers.DateField()
    total = serializers.FloatField()
    claim_count = serializers.IntegerField()
    unmatched = serializers.IntegerField()
    posted_at = serializers.DateTimeField()


class RemittancePage(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = RemittanceShape(many=True)


class RemittanceDetail(RemittanceShape):
    claims = RemittanceClaimShape(many=True)
    provider_adjustments = ProviderAdjustmentShape(many=True)


class RemittancesPosted(serializers.Serializer[Any]):
    duplicate = serializers.BooleanField(help_text="Posted before; nothing was posted now.")
    remittance_ids = serializers.ListField(child=serializers.UUIDField())


class AppealLetterShape(serializers.Serializer[Any]):
    written = serializers.CharField()
    addressee = serializers.CharField()
    subject = serializers.CharField()
    paragraphs = serializers.ListField(child=serializers.CharField())
    attachments = serializers.ListField(child=serializers.CharField())
    signature = serializers.CharField()
    last_day = serializers.DateField(allow_null=True)


class AppealInput(serializers.Serializer[Any]):
    packet_id = serializers.UUIDField(
        required=False,
        help_text="The evidence packet to enclose. Without: the newest of the period, or a new one.",
    )


class AppealSent(serializers.Serializer[Any]):
    id = serializers.UUIDField()
