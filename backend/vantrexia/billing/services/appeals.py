"""Ask a payer to decide a line again: `draft_appeal` (the letter as parts), `print_draft`, `send_appeal` (it was sent),
`read_appeal_file`.

What is sent is one PDF: the letter's pages, then those of the evidence packet of the line's period. It is kept sealed, byte
for byte, with its digest.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from uuid import UUID

import msgspec

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.audit.services import record
from vantrexia.billing.models import Appeal, ClaimLine, EvidencePacket
from vantrexia.billing.printing.appeal_pdf import join_pdfs, print_appeal
from vantrexia.billing.selectors.appeal_facts import find_packet, read_appeal
from vantrexia.billing.services.entries import change_statuses
from vantrexia.billing.services.packets import make_packet, open_file, request_packet_of_entry
from vantrexia.core.actor import Actor
from vantrexia.domain.claims.appeal import AppealLetter
from vantrexia.domain.errors import Conflict, InvalidInput, NotFound


def draft_appeal(*, viewer: Actor, line_id: UUID, now: datetime) -> AppealLetter:
    """The letter as it would read now. Raises NotFound, Conflict, `not_appealable`."""
    packet = _find(viewer, line_id)
    done = read_appeal(viewer, line_id, now=now, packet=packet)
    _tell_draft(viewer, done.line, now=now)
    return done.letter


def print_draft(*, viewer: Actor, line_id: UUID, now: datetime) -> bytes:
    """The PDF as it would be sent now; without a packet that covers the period, the letter alone. Raises as above."""
    packet = _find(viewer, line_id)
    done = read_appeal(viewer, line_id, now=now, packet=packet)
    pages = [print_appeal(done.letter)]
    if packet is not None:
        pages.append(open_file(packet, "pdf"))
    _tell_draft(viewer, done.line, now=now)
    return join_pdfs(pages)


def send_appeal(*, actor: Actor, line_id: UUID, now: datetime, packet_id: UUID | None = None) -> UUID:
    """The letter was sent: file and letter are kept as they are now, and a denied entry is appealed.

    Without `packet_id` the newest packet that covers the line's period is enclosed; where there is none, it is made.
    Raises as `draft_appeal`, InvalidInput for a packet that is not of this line.
    """
    packet = _find(actor, line_id, packet_id=packet_id)
    if packet_id is not None and packet is None:
        raise InvalidInput(
            "This packet does not fit.",
            fields={"packet_id": ["must be a packet that was made, of this patient and covering the period"]},
        )
    line = read_appeal(
        actor, line_id, now=now, packet=packet
    ).line  # refuses before a packet is made for nothing
    if packet is None:
        packet = _make_packet(actor, line, now=now)
    done = read_appeal(actor, line_id, now=now, packet=packet)
    pdf = join_pdfs([print_appeal(done.letter), open_file(packet, "pdf")])
    row = Appeal(
        practice_id=line.practice_id, line_id=line.id, letter=msgspec.json.encode(done.letter).decode(),
        reason_code=done.reason[:8], last_day=done.letter.last_day, packet=packet, file=base64.b64encode(pdf).decode(),
        file_digest=hashlib.sha256(pdf).hexdigest(), created_by_id=actor.user_id, created_at=now,
    )  # fmt: skip
    row.save(force_insert=True)
    if line.entry.status == "denied":
        change_statuses(
            actor=actor, changes={line.entry_id: "appealed"}, now=now, reason=done.reason,
            detail={"appeal_id": str(row.id)},
        )  # fmt: skip
    record(
        actor=actor, action="appeal.sent", entity="appeal", entity_id=row.id, patient_ids=[line.claim.patient_id],
        detail={"line_id": str(line.id), "reason": done.reason, "packet_id": str(packet.id)}, at=now,
    )  # fmt: skip
    return row.id


def read_appeal_file(*, viewer: Actor, appeal_id: UUID, now: datetime) -> bytes:
    """The PDF that was sent, proved by its digest. Raises NotFound, Conflict where it is not as it was kept."""
    row = (
        Appeal.objects.filter(practice_id=practice_of(viewer), id=appeal_id)
        .select_related("line__claim")
        .first()
    )
    if row is None:
        raise NotFound("There is no such appeal.")
    if not row.file:
        raise NotFound("This appeal was sent before its file was kept.")
    pdf = base64.b64decode(row.file)
    if hashlib.sha256(pdf).hexdigest() != row.file_digest:
        raise Conflict("This file is not as it was sent.", data={"state": "altered"})
    record(
        actor=viewer, action="appeal.downloaded", entity="appeal", entity_id=row.id,
        patient_ids=[row.line.claim.patient_id], at=now,
    )  # fmt: skip
    return pdf


def _find(viewer: Actor, line_id: UUID, *, packet_id: UUID | None = None) -> EvidencePacket | None:
    rows = ClaimLine.objects.filter(practice_id=practice_of(viewer), id=line_id)
    line = rows.select_related("claim", "entry").first()
    if line is None:
        raise NotFound("There is no such line.")
    return find_packet(line, packet_id=packet_id)


def _make_packet(actor: Actor, line: ClaimLine, *, now: datetime) -> EvidencePacket:
    packet_id = request_packet_of_entry(actor=actor, entry_id=line.entry_id, now=now)
    make_packet(actor=actor, packet_id=packet_id, now=now)
    return EvidencePacket.objects.get(id=packet_id)


def _tell_draft(viewer: Actor, line: ClaimLine, *, now: datetime) -> None:
    record(
        actor=viewer, action="appeal.drafted", entity="claim_line", entity_id=line.id,
        patient_ids=[line.claim.patient_id], at=now,
    )  # fmt: skip
