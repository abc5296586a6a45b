"""Claims and batches as lists and as one, with what came back: `list_claims`, `get_claim`, `find_later`, `get_content`, `list_batches`,
`get_batch`, `get_batch_text`, `list_acknowledgements`. Rows are dicts with the wire's names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.billing.models import Acknowledgement, Claim, ClaimBatch, ClaimLine, EdiFile
from vantrexia.billing.selectors.claim_content import load_content
from vantrexia.core.actor import Actor
from vantrexia.domain.billing.clock import month_end
from vantrexia.domain.claims import model
from vantrexia.domain.claims.corrections import VOIDABLE
from vantrexia.domain.claims.denials import explain_status
from vantrexia.domain.claims.problems import Problem
from vantrexia.domain.errors import NotFound
from vantrexia.patients.selectors.names import name_patients

STATUSES = (
    "blocked", "ready", "batched", "submitted", "received", "accepted", "rejected", "paid", "part", "denied", "reversed",
    "cancelled",
)  # fmt: skip
_BATCH = (
    "id", "control", "reference", "usage", "status", "claim_count", "total", "created_at", "submitted_at", "row_version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """What a list asks for; None asks for all."""

    status: str | None = None
    month: date | None = None
    patient_id: UUID | None = None
    payer_id: UUID | None = None
    batch_id: UUID | None = None


def list_claims(
    viewer: Actor, asked: ClaimFilter, *, offset: int, limit: int
) -> tuple[int, list[dict[str, Any]]]:
    """A page, newest date of service first."""
    rows: QuerySet[Claim] = Claim.objects.filter(practice_id=practice_of(viewer))
    if asked.status:
        rows = rows.filter(status=asked.status)
    if asked.month:
        rows = rows.filter(service_date__gte=asked.month, service_date__lte=month_end(asked.month))
    for name in ("patient_id", "payer_id", "batch_id"):
        if (value := getattr(asked, name)) is not None:
            rows = rows.filter(**{name: value})
    count = rows.count()
    ordered = rows.select_related("payer", "batch").defer("content").order_by("-service_date", "-number")
    page = list(ordered[offset : offset + limit])
    return count, _show_all(viewer, page)


def get_claim(viewer: Actor, claim_id: UUID) -> dict[str, Any]:
    """One claim with its lines. Raises NotFound."""
    claim = _get(viewer, claim_id)
    (shown,) = _show_all(viewer, [claim])
    lines = ClaimLine.objects.filter(practice_id=claim.practice_id, claim_id=claim.id).order_by("sequence")
    later = Claim.objects.filter(practice_id=claim.practice_id, corrects_id=claim.id).exclude(
        status="cancelled"
    )
    return {
        **shown,
        "lines": [_show_line(line) for line in lines],
        "corrected_by_id": later.order_by("-created_at").values_list("id", flat=True).first(),
        "can_void": claim.status in VOIDABLE and claim.frequency != model.VOID and find_later(claim) is None,
    }


def find_later(claim: Claim) -> Claim | None:
    """The claim that was made for another and still stands: under way, at the payer, or decided."""
    later = Claim.objects.filter(practice_id=claim.practice_id, corrects_id=claim.id)
    return later.exclude(status__in=("cancelled", "rejected")).order_by("-created_at").first()


def get_content(viewer: Actor, claim_id: UUID) -> tuple[Claim, model.Claim]:
    """What the claim says, as composed last. Raises NotFound, Conflict."""
    claim = _get(viewer, claim_id)
    return claim, load_content(claim)


def _get(viewer: Actor, claim_id: UUID) -> Claim:
    rows = Claim.objects.filter(practice_id=practice_of(viewer), id=claim_id)
    claim = rows.select_related("payer", "batch").first()
    if claim is None:
        raise NotFound("There is no such claim.")
    return claim


def _show_all(viewer: Actor, claims: Sequence[Claim]) -> list[dict[str, Any]]:
    names = name_patients(viewer, [claim.patient_id for claim in claims])
    sums = ClaimLine.objects.filter(practice_id=practice_of(viewer), claim_id__in=[one.id for one in claims])
    totals = {
        row["claim_id"]: row
        for row in sums.values("claim_id").annotate(
            paid=Sum("paid"), patient_share=Sum("patient_share"), lines=Count("id")
        )
    }
    return [_show(viewer, claim, names, totals.get(claim.id, {})) for claim in claims]


def _show(viewer: Actor, claim: Claim, names: Mapping[UUID, str], sums: Mapping[str, Any]) -> dict[str, Any]:
    language = viewer.language
    return {
        "id": claim.id,
        "number": claim.number,
        "patient_id": claim.patient_id,
        "patient_name": names.get(claim.patient_id, ""),
        "payer_id": claim.payer_id,
        "payer": claim.payer.name if claim.payer else "",
        "service_date": claim.service_date,
        "total": claim.total,
        "paid": sums.get("paid", 0),
        "patient_share": sums.get("patient_share", 0),
        "line_count": sums.get("lines", 0),
        "frequency": claim.frequency,
        "void_reason": claim.void_reason,
        "status": claim.status,
        "status_at": claim.status_at,
        "problems": [
            {"code": one["code"], "field": one["field"], "text": Problem(**one).say(language)}
            for one in claim.problems
        ],
        "payer_statuses": [
            {**one, "text": explain_status(one["category"], one["code"], language=language)}
            for one in claim.statuses
        ],
        "payer_claim": claim.payer_claim,
        "batch_id": claim.batch_id,
        "batch": claim.batch.reference if claim.batch else "",
        "corrects_id": claim.corrects_id,
        "created_at": claim.created_at,
        "row_version": claim.row_version,
    }


def _show_line(line: ClaimLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "entry_id": line.entry_id,
        "sequence": line.sequence,
        "control": line.control,
        "cpt_code": line.cpt_code,
        "modifiers": list(line.modifiers),
        "units": line.units,
        "charge": line.charge,
        "service_date": line.service_date,
        "paid": line.paid,
        "patient_share": line.patient_share,
        "outcome": line.outcome,
        "is_live": line.is_live,
    }


def list_batches(viewer: Actor, *, offset: int, limit: int) -> tuple[int, list[dict[str, Any]]]:
    """A page of batches, newest first."""
    rows = ClaimBatch.objects.filter(practice_id=practice_of(viewer))
    return rows.count(), list(
        rows.order_by("-created_at", "-control").values(*_BATCH)[offset : offset + limit]
    )


def get_batch(viewer: Actor, batch_id: UUID) -> dict[str, Any]:
    """One batch with its acknowledgements. Raises NotFound."""
    row = ClaimBatch.objects.filter(practice_id=practice_of(viewer), id=batch_id).values(*_BATCH).first()
    if row is None:
        raise NotFound("There is no such batch.")
    return {**row, "acknowledgements": list_acknowledgements(viewer, batch_id=batch_id)}


def get_batch_text(viewer: Actor, batch_id: UUID) -> tuple[str, str, list[UUID]]:
    """The file's name, its text, and whose claims are in it. Raises NotFound."""
    batch = ClaimBatch.objects.filter(practice_id=practice_of(viewer), id=batch_id).first()
    if batch is None:
        raise NotFound("There is no such batch.")
    file = EdiFile.objects.get(practice_id=batch.practice_id, id=batch.file_id)
    patients = Claim.objects.filter(practice_id=batch.practice_id, batch_id=batch.id)
    return file.name, file.body, sorted(set(patients.values_list("patient_id", flat=True)))


def list_acknowledgements(
    viewer: Actor, *, batch_id: UUID | None = None, limit: int = 100
) -> list[dict[str, Any]]:
    """What came back first, newest first."""
    rows = Acknowledgement.objects.filter(practice_id=practice_of(viewer))
    if batch_id is not None:
        rows = rows.filter(batch_id=batch_id)
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "batch_id": row.batch_id,
            "batch": row.batch.reference,
            "is_accepted": row.is_accepted,
            "accepted_claims": row.accepted_claims,
            "rejected_claims": row.rejected_claims,
            "faults": row.verdict.get("faults", []),
            "read_at": row.read_at,
        }
        for row in rows.select_related("batch").order_by("-read_at", "-id")[:limit]
    ]
