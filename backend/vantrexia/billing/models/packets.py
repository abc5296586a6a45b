"""Evidence packets: everything a billed month of one patient rests on, frozen, signed and sealed."""

from __future__ import annotations

from django.db import models

from vantrexia.core.fields import SealedTextField, TenantForeignKey
from vantrexia.core.models import PracticeModel


class EvidencePacket(PracticeModel):
    """One packet of `[first_day, last_day]`. Its files are erased when they expire; digests and signature stay."""

    patient = TenantForeignKey("patients.Patient")
    first_day = models.DateField()
    last_day = models.DateField()
    state = models.CharField(max_length=16, default="requested")  # requested | made | failed | expired
    leased_until = models.DateTimeField(null=True)  # a worker has it until then
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=64, blank=True)
    requested_by_id = models.IntegerField(null=True)
    requested_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    document = SealedTextField(label="packet.document", null=True)  # canonical JSON (RFC 8785)
    pdf = SealedTextField(label="packet.pdf", null=True)  # base64
    document_digest = models.CharField(max_length=64, blank=True)  # SHA-256, hex
    pdf_digest = models.CharField(max_length=64, blank=True)
    key_id = models.CharField(max_length=16, blank=True)
    signature = models.BinaryField(null=True)
    expires_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["practice_id", "patient", "-requested_at"], name="billing_packet_patient"),
            models.Index(fields=["practice_id", "state", "expires_on"], name="billing_packet_state"),
        ]
