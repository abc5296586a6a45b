"""Money back, to read: `list_remittances`, `get_remittance`, `list_line_decisions`,
`list_claim_decisions`. Rows are dicts with the wire's names.

Every code stands beside its words in the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.billing.models import (
    Adjustment,
    ClaimLine,
    Posting,
    Remittance,
    RemittanceClaim,
    RemittanceLine,
)
from vantrexia.core.actor import Actor
from vantrexia.domain.claims import remittance as said
from vantrexia.domain.claims.denials import (
    explain_adjustment,
    explain_provider_adjustment,
    explain_remark,
)
from vantrexia.domain.errors import NotFound
from vantrexia.patients.selectors.names import name_patients

_ROW = (
    "id", "payer_id", "payer_name", "trace", "method", "paid_on", "total", "claim_count", "unmatched", "posted_at",
)  # fmt: skip


def list_remittances(viewer: Actor, *, offset: int, limit: int) -> tuple[int, list[dict[str, Any]]]:
    """A page, newest payment first."""
    rows = Remittance.objects.filter(practice_id=practice_of(viewer))
    return rows.count(), list(rows.order_by("-paid_on", "-posted_at").values(*_ROW)[offset : offset + limit])


def get_remittance(viewer: Actor, remittance_id: UUID) -> tuple[dict[str, Any], list[UUID]]:
    """One payment, claim by claim, and the patients it names. Raises NotFound."""
    practice_id = practice_of(viewer)
    row = Remittance.objects.filter(practice_id=practice_id, id=remittance_id).values(*_ROW).first()
    if row is None:
        raise NotFound("There is no such remittance.")
    claims = list(
        RemittanceClaim.objects.filter(practice_id=practice_id, remittance_id=remittance_id)
        .select_related("claim")
        .order_by("sequence")
    )
    names = name_patients(viewer, [one.claim.patient_id for one in claims if one.claim])
    lines = _read_lines(practice_id, claims)
    adjustments = _read_adjustments(viewer, practice_id, [one.id for one in claims])
    postings = Posting.objects.filter(practice_id=practice_id, remittance_id=remittance_id, kind="provider")
    shown = {
        **row,
        "claims": [_show_claim(viewer, one, names, lines, adjustments) for one in claims],
        "provider_adjustments": [
            {
                "reason": one.reason,
                "text": explain_provider_adjustment(one.reason, language=viewer.language),
                "reference": one.reference,
                "amount": one.amount,
                "claim_id": one.claim_id,
            }
            for one in postings.order_by("sequence")
        ],
    }
    return shown, sorted(names)


def list_line_decisions(viewer: Actor, line_id: UUID) -> tuple[ClaimLine, list[dict[str, Any]]]:
    """A line of ours and everything a payer said of it, newest first. Raises NotFound."""
    practice_id = practice_of(viewer)
    line = ClaimLine.objects.filter(practice_id=practice_id, id=line_id).select_related("claim").first()
    if line is None:
        raise NotFound("There is no such line.")
    return line, _read_decisions(viewer, practice_id, [line_id]).get(line_id, [])


def list_claim_decisions(viewer: Actor, claim_id: UUID) -> list[tuple[ClaimLine, list[dict[str, Any]]]]:
    """The same of every line of a claim, in the claim's order. Raises NotFound."""
    practice_id = practice_of(viewer)
    rows = ClaimLine.objects.filter(practice_id=practice_id, claim_id=claim_id)
    lines = list(rows.select_related("claim").order_by("sequence"))
    if not lines:
        raise NotFound("There is no such claim.")
    decisions = _read_decisions(viewer, practice_id, [line.id for line in lines])
    return [(line, decisions.get(line.id, [])) for line in lines]


def _read_decisions(
    viewer: Actor, practice_id: UUID, line_ids: Sequence[UUID]
) -> dict[UUID, list[dict[str, Any]]]:
    """What payers said, newest first, by line."""
    rows = list(
        RemittanceLine.objects.filter(practice_id=practice_id, claim_line_id__in=line_ids)
        .select_related("remittance_claim__remittance")
        .order_by("-remittance_claim__remittance__posted_at", "-remittance_claim__sequence")
    )
    adjustments = _read_adjustments(viewer, practice_id, {row.remittance_claim_id for row in rows})
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row.claim_line_id, []).append(
            {
                **_show_line(viewer, row, adjustments),
                "decided_on": row.remittance_claim.remittance.paid_on,
                "remittance_id": row.remittance_claim.remittance_id,
                "payer_claim": row.remittance_claim.payer_claim,
                "claim_remarks": _show_remarks(viewer, row.remittance_claim.remarks),
            }
        )
    return found


def _read_lines(practice_id: UUID, claims: Sequence[RemittanceClaim]) -> dict[UUID, list[RemittanceLine]]:
    found: dict[UUID, list[RemittanceLine]] = {}
    rows = RemittanceLine.objects.filter(
        practice_id=practice_id, remittance_claim_id__in=[c.id for c in claims]
    )
    for row in rows.order_by("sequence"):
        found.setdefault(row.remittance_claim_id, []).append(row)
    return found


def _read_adjustments(
    viewer: Actor, practice_id: UUID, claim_ids: Iterable[UUID]
) -> dict[UUID, list[dict[str, Any]]]:
    """By line, or by claim where they are of the claim as a whole."""
    found: dict[UUID, list[dict[str, Any]]] = {}
    rows = Adjustment.objects.filter(practice_id=practice_id, remittance_claim_id__in=list(claim_ids))
    for row in rows.order_by("sequence"):
        text = explain_adjustment(
            said.Adjustment(row.group, row.reason, row.amount), language=viewer.language
        )
        found.setdefault(row.line_id or row.remittance_claim_id, []).append(
            {
                "group": row.group,
                "reason": row.reason,
                "amount": row.amount,
                "units": row.units,
                "kind": row.kind,
                "text": text.says,
                "next_step": text.next,
                "action": text.action,
            }
        )
    return found


def _show_claim(
    viewer: Actor,
    one: RemittanceClaim,
    names: dict[UUID, str],
    lines: dict[UUID, list[RemittanceLine]],
    adjustments: dict[UUID, list[dict[str, Any]]],
) -> dict[str, Any]:
    return {
        "id": one.id,
        "claim_id": one.claim_id,
        "claim_number": one.claim_number,
        "patient_id": one.claim.patient_id if one.claim else None,
        "patient_name": names.get(one.claim.patient_id, "") if one.claim else "",
        "status": one.status,
        "is_reversal": one.is_reversal,
        "reverses_id": one.reverses_id,
        "charge": one.charge,
        "paid": one.paid,
        "patient_share": one.patient_share,
        "payer_claim": one.payer_claim,
        "remarks": _show_remarks(viewer, one.remarks),
        "adjustments": adjustments.get(one.id, []),
        "lines": [_show_line(viewer, line, adjustments) for line in lines.get(one.id, [])],
    }


def _show_line(
    viewer: Actor, line: RemittanceLine, adjustments: dict[UUID, list[dict[str, Any]]]
) -> dict[str, Any]:
    return {
        "id": line.id,
        "claim_line_id": line.claim_line_id,
        "control": line.control,
        "cpt_code": line.cpt_code,
        "charge": line.charge,
        "paid": line.paid,
        "units": line.units,
        "service_date": line.service_date,
        "outcome": line.outcome,
        "remarks": _show_remarks(viewer, line.remarks),
        "adjustments": adjustments.get(line.id, []),
    }


def _show_remarks(viewer: Actor, codes: Sequence[str]) -> list[dict[str, str]]:
    return [{"code": code, "text": explain_remark(code, language=viewer.language)} for code in codes]
