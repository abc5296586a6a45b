"""What a letter of appeal rests on: `read_appeal(viewer, line_id)` → `Appealed`; `show_decisions`, `list_appeals`, `find_packet`.

The letter states what the record shows and names the evidence packet that goes with it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from vantrexia.accounts.selectors.names import name_people
from vantrexia.accounts.selectors.practices import get_practice
from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.billing.models import Appeal, BillingEntry, ClaimLine, EvidencePacket
from vantrexia.billing.selectors.claim_content import load_content
from vantrexia.billing.selectors.remittances import list_line_decisions
from vantrexia.core.actor import Actor
from vantrexia.domain.claims.appeal import AppealFacts, AppealLetter, write_appeal
from vantrexia.domain.claims.denials import explain_adjustment, explain_remark, find_appeal_bar
from vantrexia.domain.claims.remittance import Adjustment
from vantrexia.domain.errors import Conflict, DomainError
from vantrexia.domain.wordings import say


@dataclass(frozen=True, slots=True)
class Appealed:
    """The line, the payer's reason as group and code, and the letter."""

    line: ClaimLine
    reason: str
    letter: AppealLetter


@dataclass(frozen=True, slots=True)
class Denial:
    """What is appealed: the newest decision, its cause, and why no appeal is heard on it (a code; None: one is)."""

    said: Mapping[str, Any]
    cause: Mapping[str, Any] | None
    bar: str | None


def find_denial(line: ClaimLine, decisions: list[dict[str, Any]]) -> Denial | None:
    """The denial that stands on a line; None where nothing was denied."""
    said = next((one for one in decisions if one["outcome"] in ("denied", "part")), None)
    if said is None or line.outcome not in ("denied", "part"):
        return None
    causes = [one for one in said["adjustments"] if one["kind"] == "denial"]
    cause = max(causes, key=lambda one: abs(one["amount"]), default=None)
    bar = find_appeal_bar(
        reason=cause["reason"] if cause else "",
        remarks=[one["code"] for one in (*said["remarks"], *said["claim_remarks"])],
        is_medicare_b=load_content(line.claim).payer.filing == "MB",
    )
    return Denial(said, cause, bar)


def read_appeal(viewer: Actor, line_id: UUID, *, now: datetime, packet: EvidencePacket | None) -> Appealed:
    """The letter for a line that was denied, wholly or in part; `packet` is what is enclosed.

    Raises NotFound, Conflict where nothing was denied, `not_appealable` where no appeal is heard.
    """
    line, decisions = list_line_decisions(viewer, line_id)
    denial = find_denial(line, decisions)
    if denial is None:
        raise Conflict("Only a line that a payer denied, wholly or in part, can be appealed.")
    if denial.bar is not None:
        why = (
            explain_remark(denial.bar, language=viewer.language)
            if not denial.bar.isdigit()
            else "The claim could not be processed."
        )
        raise DomainError(
            "not_appealable", say("No appeal is heard on this decision: {reason} Put it right and send a new claim.", reason=why),
            data={"bar": denial.bar},
        )  # fmt: skip
    said, cause = denial.said, denial.cause
    reason = f"{cause['group']} {cause['reason']}" if cause else "unknown"
    # The letter is in English, whatever language the reader works in.
    words = (
        explain_adjustment(Adjustment(cause["group"], cause["reason"], cause["amount"])).says if cause else ""
    )
    content, entry = load_content(line.claim), line.entry
    practice = get_practice(viewer=viewer, now=now)
    letter = write_appeal(
        AppealFacts(
            payer=content.payer.name,
            is_medicare_b=content.payer.filing == "MB",
            practice=content.billing.name,
            billing_npi=content.billing.npi,
            patient=f"{content.patient.first_name} {content.patient.last_name}",
            member_id=content.subscriber.member_id,
            claim_id=line.claim.number,
            payer_claim=said["payer_claim"] or line.claim.payer_claim,
            code=line.cpt_code,
            units=line.units,
            service_date=line.service_date,
            charge=line.charge,
            decided_on=said["decided_on"],
            reason_code=reason,
            reason=words,
            supports=_list_supports(entry),
            attachments=_list_attachments(entry, packet),
            signer=f"{content.rendering.first_name} {content.rendering.last_name}".strip(),
            today=now.astimezone(ZoneInfo(practice.timezone)).date(),
        )
    )
    return Appealed(line, reason, letter)


def find_packet(line: ClaimLine, *, packet_id: UUID | None = None) -> EvidencePacket | None:
    """The newest packet of the line's patient that covers its period and still has its files; or the one named."""
    rows = EvidencePacket.objects.filter(
        practice_id=line.practice_id,
        patient_id=line.claim.patient_id,
        state="made",
        first_day__lte=line.entry.period_start,
        last_day__gte=line.entry.period_end,
    )
    if packet_id is not None:
        rows = rows.filter(id=packet_id)
    return rows.order_by("-made_at").first()


def show_decisions(
    viewer: Actor, found: Sequence[tuple[ClaimLine, list[dict[str, Any]]]]
) -> list[dict[str, Any]]:
    """Of each line with its decisions: these, whether an appeal is heard or what bars it, and the appeals that were sent."""
    appeals = list_appeals(viewer, [line.id for line, _ in found])
    shown = []
    for line, rows in found:
        denial = find_denial(line, rows)
        shown.append(
            {
                "line_id": line.id,
                "results": rows,
                "can_appeal": denial is not None and denial.bar is None,
                "appeal_bar": (denial.bar or "") if denial else "",
                "appeals": appeals.get(line.id, []),
            }
        )
    return shown


def list_appeals(viewer: Actor, line_ids: Collection[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """Appeals by line, newest first, without their letters; a line without any is not in it."""
    rows = list(
        Appeal.objects.filter(practice_id=practice_of(viewer), line_id__in=line_ids)
        .defer("letter", "file")
        .order_by("-created_at", "-id")
    )
    names = name_people(viewer, {row.created_by_id for row in rows if row.created_by_id})
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row.line_id, []).append(
            {
                "id": row.id,
                "sent_at": row.created_at,
                "sent_by": names.get(row.created_by_id or 0),
                "reason_code": row.reason_code,
                "last_day": row.last_day,
                "packet_id": row.packet_id,
                "file_digest": row.file_digest,
            }
        )
    return found


def _list_supports(entry: BillingEntry) -> tuple[str, ...]:
    """Facts of the entry as sentences."""
    basis: Mapping[str, Any] = entry.facts.get("basis", {})
    made: list[str] = []
    days = basis.get("days", ())
    if days:
        made.append(
            f"{len(days)} {'day' if len(days) == 1 else 'days'} with data from {_say(entry.period_start)} to {_say(entry.period_end)}."
        )
    if entry.duration_minutes:
        made.append(
            f"{entry.duration_minutes} minute{'' if entry.duration_minutes == 1 else 's'} in {entry.period_start:%B %Y}."
        )
    contacts = basis.get("contacts", ())
    if contacts:
        made.append(f"A live contact on {_say(date.fromisoformat(str(contacts[0]['at'])[:10]))}.")
    return tuple(made)


def _list_attachments(entry: BillingEntry, packet: EvidencePacket | None) -> tuple[str, ...]:
    said = f"{entry.service_date:%B %Y}"
    if packet is not None:
        said = f"{_say(packet.first_day)} to {_say(packet.last_day)}, SHA-256 {packet.document_digest}"
    return (
        f"Evidence packet, {said}: order, consent, education, device, data days",
        "Time record and live contacts of the month",
        "Clinical decisions that used the data",
    )


def _say(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
