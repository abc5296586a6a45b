"""Ask a payer to decide a line again: `draft_appeal` (the letter as parts), `send_appeal` (it was sent).

The letter states what the record shows and names the evidence that goes with it; the packet itself is made elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from vantrexia.accounts.selectors.practices import get_practice
from vantrexia.audit.services import record
from vantrexia.billing.models import Appeal, BillingEntry, ClaimLine
from vantrexia.billing.selectors.claim_content import load_content
from vantrexia.billing.selectors.remittances import list_line_decisions
from vantrexia.billing.services.entries import change_statuses
from vantrexia.core.actor import Actor
from vantrexia.domain.claims.appeal import AppealFacts, AppealLetter, write_appeal
from vantrexia.domain.claims.denials import explain_adjustment
from vantrexia.domain.claims.model import Claim as Content
from vantrexia.domain.claims.remittance import Adjustment
from vantrexia.domain.errors import Conflict


def draft_appeal(*, viewer: Actor, line_id: UUID, now: datetime) -> AppealLetter:
    """The letter for a line that was denied, wholly or in part. Raises NotFound, Conflict for any other."""
    line, _, letter = _compose(viewer, line_id, now=now)
    record(
        actor=viewer, action="appeal.drafted", entity="claim_line", entity_id=line.id,
        patient_ids=[line.claim.patient_id], at=now,
    )  # fmt: skip
    return letter


def send_appeal(*, actor: Actor, line_id: UUID, now: datetime) -> UUID:
    """The letter was sent: it is kept as it reads now, and a denied entry is appealed. Raises as `draft_appeal`."""
    line, reason, letter = _compose(actor, line_id, now=now)
    row = Appeal(
        practice_id=line.practice_id, line_id=line.id, letter=msgspec.json.encode(letter).decode(), reason_code=reason[:8],
        last_day=letter.last_day, created_by_id=actor.user_id, created_at=now,
    )  # fmt: skip
    row.save(force_insert=True)
    if line.entry.status == "denied":
        change_statuses(
            actor=actor, changes={line.entry_id: "appealed"}, now=now, reason=reason,
            detail={"appeal_id": str(row.id)},
        )  # fmt: skip
    record(
        actor=actor, action="appeal.sent", entity="appeal", entity_id=row.id, patient_ids=[line.claim.patient_id],
        detail={"line_id": str(line.id), "reason": reason}, at=now,
    )  # fmt: skip
    return row.id


def _compose(viewer: Actor, line_id: UUID, *, now: datetime) -> tuple[ClaimLine, str, AppealLetter]:
    line, decisions = list_line_decisions(viewer, line_id)
    said = next((one for one in decisions if one["outcome"] in ("denied", "part")), None)
    if said is None or line.outcome not in ("denied", "part"):
        raise Conflict("Only a line that a payer denied, wholly or in part, can be appealed.")
    causes = [one for one in said["adjustments"] if one["kind"] == "denial"]
    cause = max(causes, key=lambda one: abs(one["amount"]), default=None)
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
            attachments=_list_attachments(entry),
            signer=_name_signer(content),
            today=now.astimezone(ZoneInfo(practice.timezone)).date(),
        )
    )
    return line, reason, letter


def _list_supports(entry: BillingEntry) -> tuple[str, ...]:
    """Facts of the entry as sentences."""
    basis: Mapping[str, Any] = entry.facts.get("basis", {})
    made: list[str] = []
    days = basis.get("days", ())
    if days:
        made.append(
            f"{len(days)} days with data from {_say(entry.period_start)} to {_say(entry.period_end)}."
        )
    if entry.duration_minutes:
        made.append(f"{entry.duration_minutes} minutes in {entry.period_start:%B %Y}.")
    contacts = basis.get("contacts", ())
    if contacts:
        made.append(f"A live contact on {_say(date.fromisoformat(str(contacts[0]['at'])[:10]))}.")
    return tuple(made)


def _list_attachments(entry: BillingEntry) -> tuple[str, ...]:
    return (
        f"Audit packet, {entry.service_date:%B %Y}: order, consent, education, device, data days",
        "Time record and live contacts of the month",
        "Clinical decisions that used the data",
    )


def _name_signer(content: Content) -> str:
    return f"{content.rendering.first_name} {content.rendering.last_name}".strip()


def _say(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
