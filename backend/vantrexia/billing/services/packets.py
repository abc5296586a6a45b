"""Evidence packets: `request_packet`, `claim_packet`, `make_packet`, `fail_packet`, `erase_expired`.

A request is a row; the worker is rung and a sweep finds what nobody rang for. The document is canonical JSON (RFC 8785); what
is signed is its SHA-256, that of the PDF, the packet's id and the time, by the key that signs the audit's roots. Files are kept
sealed until they expire by the practice's setting `packet_retention_days`, and longer under a legal hold; digests stay.
"""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import date, datetime, timedelta
from uuid import UUID

import rfc8785
from django.db.models import Q

from vantrexia.accounts.selectors.practices import find_setting
from vantrexia.audit.services import record
from vantrexia.audit.services.signing import is_document_signed, sign_document
from vantrexia.billing.models import BillingEntry, EvidencePacket
from vantrexia.billing.printing.packet_pdf import print_packet
from vantrexia.billing.selectors.packet import collect_packet
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import Conflict, InvalidInput, NotFound
from vantrexia.domain.wordings import say
from vantrexia.patients.selectors.patients import check_patient, get_patient

RETENTION = "packet_retention_days"
# Ten years: how long a claim can be asked about under the False Claims Act (31 USC 3731(b)).
DEFAULT_RETENTION_DAYS = 3653
MOST_DAYS = 366
MOST_ATTEMPTS = 3
LEASE = timedelta(minutes=5)


def request_packet(*, actor: Actor, patient_id: UUID, first: date, last: date, now: datetime) -> UUID:
    """Ask for a packet of `first` to `last` inclusive, at most a year. Raises NotFound, InvalidInput."""
    check_patient(actor, patient_id)
    if last < first or (last - first).days >= MOST_DAYS:
        raise InvalidInput(
            "The days do not fit.",
            fields={"last_day": [say("must be at most {most} days, not before the first", most=MOST_DAYS)]},
        )
    packet = EvidencePacket(
        practice_id=actor.practice_id, patient_id=patient_id, first_day=first, last_day=last, requested_by_id=actor.user_id,
        requested_at=now,
    )  # fmt: skip
    packet.save(force_insert=True)
    _tell(packet, "packet.requested", actor=actor, now=now)
    return packet.id


def request_packet_of_entry(*, actor: Actor, entry_id: UUID, now: datetime) -> UUID:
    """The packet behind a billed line: the months its period touches."""
    entry = BillingEntry.objects.filter(practice_id=actor.practice_id, id=entry_id).first()
    if entry is None:
        raise NotFound("There is no such entry.")
    first = entry.period_start.replace(day=1)
    last = (entry.period_end.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return request_packet(actor=actor, patient_id=entry.patient_id, first=first, last=last, now=now)


def list_waiting(*, now: datetime) -> list[UUID]:
    """Packets asked for and not made, oldest first; one in work for less than the lease is left alone."""
    waiting = EvidencePacket.objects.filter(state="requested", attempts__lt=MOST_ATTEMPTS)
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    return list(waiting.filter(free).order_by("requested_at").values_list("id", flat=True)[:20])


def claim_packet(*, packet_id: UUID, now: datetime) -> bool:
    """Take one for this worker; False when another has it. Its own transaction, so that a crash counts as an attempt."""
    packet = (
        EvidencePacket.objects.select_for_update(skip_locked=True)
        .filter(id=packet_id, state="requested")
        .first()
    )
    if packet is None or (packet.leased_until is not None and packet.leased_until > now):
        return False
    packet.attempts, packet.leased_until = packet.attempts + 1, now + LEASE
    if packet.attempts > MOST_ATTEMPTS:
        packet.state, packet.failure = "failed", "attempts"
    packet.save(update_fields=["attempts", "leased_until", "state", "failure"])
    return packet.state == "requested"


def make_packet(*, actor: Actor, packet_id: UUID, now: datetime) -> None:
    """Collect, print, sign and seal one claimed packet."""
    packet = EvidencePacket.objects.select_for_update().filter(id=packet_id, state="requested").first()
    if packet is None:
        return
    document = collect_packet(
        actor,
        packet_id=packet.id,
        patient_id=packet.patient_id,
        first=packet.first_day,
        last=packet.last_day,
        now=now,
    )
    body = rfc8785.dumps(document)
    packet.document_digest = hashlib.sha256(body).hexdigest()
    # From the canonical text and not from what was collected, so that anybody with the document can print the same paper.
    pdf = print_packet(json.loads(body), digest=packet.document_digest)
    packet.pdf_digest = hashlib.sha256(pdf).hexdigest()
    packet.document, packet.pdf = body.decode(), base64.b64encode(pdf).decode()
    packet.state, packet.made_at, packet.leased_until = "made", now, None
    packet.key_id, packet.signature = sign_document(signed_part(packet))
    days = find_setting(viewer=actor, name=RETENTION, at=now)
    packet.expires_on = now.date() + timedelta(
        days=days if isinstance(days, int) and days > 0 else DEFAULT_RETENTION_DAYS
    )
    packet.save()
    _tell(packet, "packet.made", actor=actor, now=now)


def fail_packet(*, actor: Actor, packet_id: UUID, failure: str, now: datetime) -> None:
    """Note why an attempt failed; after the last one it is failed for good."""
    packet = EvidencePacket.objects.select_for_update().get(id=packet_id)
    packet.failure = failure[:64]
    packet.leased_until = None
    if packet.attempts >= MOST_ATTEMPTS:
        packet.state = "failed"
        _tell(packet, "packet.failed", actor=actor, now=now)
    packet.save(update_fields=["failure", "leased_until", "state"])


def signed_part(packet: EvidencePacket) -> dict[str, str]:
    """What the signature is over."""
    return {
        "packet_id": str(packet.id), "document_sha256": packet.document_digest, "pdf_sha256": packet.pdf_digest,
        "made_at": packet.made_at.isoformat() if packet.made_at else "",
    }  # fmt: skip


def read_packet(*, actor: Actor, packet_id: UUID, form: str, now: datetime) -> bytes:
    """The file as `pdf` or `json`, or its `signature` with what it is over; it is proved first, the download is audited.

    Raises NotFound, Conflict.
    """
    packet = EvidencePacket.objects.filter(practice_id=actor.practice_id, id=packet_id).first()
    if packet is None:
        raise NotFound("There is no such packet.")
    body = open_file(packet, "json" if form == "signature" else form)
    if form == "signature":
        body = rfc8785.dumps(
            {
                "signed": signed_part(packet),
                "key_id": packet.key_id,
                "signature": base64.b64encode(bytes(packet.signature or b"")).decode(),
            }
        )
    _tell(packet, "packet.downloaded", actor=actor, now=now, detail={"form": form})
    return body


def open_file(packet: EvidencePacket, form: str) -> bytes:
    """A packet's file, its digest and signature proved. Raises NotFound where it has none, Conflict for an altered one."""
    if packet.state != "made" or packet.document is None or packet.pdf is None:
        raise NotFound("This packet has no files.", data={"state": packet.state})
    body = packet.document.encode() if form == "json" else base64.b64decode(packet.pdf)
    digest = packet.document_digest if form == "json" else packet.pdf_digest
    good = hashlib.sha256(body).hexdigest() == digest and is_document_signed(
        signed_part(packet), key_id=packet.key_id, signature=bytes(packet.signature or b"")
    )
    if not good:
        raise Conflict("This packet is not as it was signed.", data={"state": "altered"})
    return body


def erase_expired(*, actor: Actor, now: datetime) -> int:
    """Erase the files of packets past their day, except of patients under a legal hold; digests and signatures stay."""
    done = 0
    for packet in EvidencePacket.objects.select_for_update(skip_locked=True).filter(
        state="made", expires_on__lt=now.date()
    )[:500]:
        if get_patient(actor, packet.patient_id)["legal_hold"]:
            continue
        packet.document, packet.pdf, packet.state = None, None, "expired"
        packet.save(update_fields=["document", "pdf", "state"])
        _tell(packet, "packet.expired", actor=actor, now=now)
        done += 1
    return done


def _tell(
    packet: EvidencePacket,
    action: str,
    *,
    actor: Actor,
    now: datetime,
    detail: dict[str, object] | None = None,
) -> None:
    record(
        actor=actor, action=action, entity="packet", entity_id=packet.id, patient_ids=[packet.patient_id], detail=detail, at=now
    )  # fmt: skip
