"""Evidence packets as lists show them, without their files: `list_packets`, `get_packet`."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from vantrexia.accounts.selectors.names import name_people
from vantrexia.billing.models import EvidencePacket
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import NotFound
from vantrexia.patients.selectors.patients import check_patient


@dataclass(frozen=True, slots=True)
class PacketView:
    """One packet; `signature` in base64."""

    id: UUID
    patient_id: UUID
    first_day: date
    last_day: date
    state: str
    failure: str
    requested_at: datetime
    requested_by: str | None
    made_at: datetime | None
    document_digest: str
    pdf_digest: str
    key_id: str
    signature: str
    expires_on: date | None


def list_packets(*, viewer: Actor, patient_id: UUID | None = None) -> list[PacketView]:
    """The newest hundred, of one patient or of all. Raises NotFound for a patient of nobody here."""
    rows = EvidencePacket.objects.filter(practice_id=viewer.practice_id)
    if patient_id is not None:
        check_patient(viewer, patient_id)
        rows = rows.filter(patient_id=patient_id)
    return _show(viewer, list(rows.defer("document", "pdf").order_by("-requested_at", "-id")[:100]))


def get_packet(*, viewer: Actor, packet_id: UUID) -> PacketView:
    """One packet; raises NotFound."""
    rows = EvidencePacket.objects.filter(practice_id=viewer.practice_id, id=packet_id).defer(
        "document", "pdf"
    )
    found = _show(viewer, list(rows))
    if not found:
        raise NotFound("There is no such packet.")
    return found[0]


def _show(viewer: Actor, rows: list[EvidencePacket]) -> list[PacketView]:
    names = name_people(viewer, {row.requested_by_id for row in rows if row.requested_by_id})
    return [
        PacketView(
            row.id, row.patient_id, row.first_day, row.last_day, row.state, row.failure, row.requested_at,
            names.get(row.requested_by_id or 0), row.made_at, row.document_digest, row.pdf_digest,
            row.key_id, base64.b64encode(bytes(row.signature or b"")).decode(), row.expires_on,
        )
        for row in rows
    ]  # fmt: skip
