"""Reading payers with their plans, a patient's coverage, providers on claims, others' claims, and fee files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from vantrexia.billing.models import ClaimProvider, Coverage, FeeFile, OutsideClaim, Payer, Plan
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import NotFound

_PAYER = (
    "id", "name", "kind", "payer_code", "rule_payer", "filing_indicator", "takes_frequency_codes", "wants_ordering_npi",
    "timely_filing_days", "is_active", "row_version",
)  # fmt: skip
_PROVIDER = (
    "id", "kind", "membership_id", "name", "first_name", "npi", "taxonomy", "tin", "line1", "city", "state", "zip", "phone",
    "is_active", "row_version",
)  # fmt: skip
_OUTSIDE = (
    "id", "cpt_code", "period_start", "period_end", "service_date", "units", "source", "created_at", "withdrawn_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CoverageView:
    """A coverage as the billing page shows it; the member number is patient data."""

    id: UUID
    payer_id: UUID
    payer_name: str
    payer_plan_id: UUID | None
    plan_name: str
    rank: int
    member_id: str
    group_number: str | None
    relationship: str
    valid_from: date
    valid_to: date | None
    verified_on: date | None


@dataclass(frozen=True, slots=True)
class FeeFileView:
    """A loaded file."""

    id: UUID
    kind: str
    name: str
    payer_id: UUID | None
    year: int | None
    apm: bool | None
    conversion_factor: Decimal | None
    valid_from: date
    valid_to: date | None
    row_count: int
    digest: str
    loaded_at: datetime
    loaded_by_id: int | None
    confirmed_at: datetime | None
    confirmed_by_id: int | None
    withdrawn_at: datetime | None


def list_payers(*, viewer: Actor) -> list[dict[str, Any]]:
    """Payers by name, each with its plans; a practice has tens."""
    plans: dict[UUID, list[dict[str, Any]]] = {}
    for plan in Plan.objects.filter(practice_id=viewer.practice_id).order_by("name"):
        plans.setdefault(plan.payer_id, []).append(
            {"id": plan.id, "name": plan.name, "is_active": plan.is_active}
        )
    rows = Payer.objects.filter(practice_id=viewer.practice_id).order_by("name").values(*_PAYER)
    return [{**row, "plans": plans.get(row["id"], [])} for row in rows]


def get_payer(*, viewer: Actor, payer_id: UUID) -> dict[str, Any]:
    """One payer; raises NotFound."""
    for row in list_payers(viewer=viewer):
        if row["id"] == payer_id:
            return row
    raise NotFound("There is no such payer.")


def list_providers(*, viewer: Actor) -> list[dict[str, Any]]:
    """Providers on claims, the billing entity first."""
    rows = ClaimProvider.objects.filter(practice_id=viewer.practice_id).order_by("kind", "name", "first_name")
    return list(rows.values(*_PROVIDER))


def get_provider(*, viewer: Actor, provider_id: UUID) -> dict[str, Any]:
    """One provider; raises NotFound."""
    row: dict[str, Any] | None = (
        ClaimProvider.objects.filter(practice_id=viewer.practice_id, id=provider_id)
        .values(*_PROVIDER)
        .first()
    )
    if row is None:
        raise NotFound("There is no such provider.")
    return row


def list_coverage(*, viewer: Actor, patient_id: UUID) -> list[CoverageView]:
    """A patient's insurance, newest first; primary before secondary."""
    rows = (
        Coverage.objects.filter(practice_id=viewer.practice_id, patient_id=patient_id)
        .select_related("payer", "plan")
        .order_by("-valid_from", "rank")
    )
    return [
        CoverageView(
            row.id, row.payer_id, row.payer.name, row.plan_id, row.plan.name if row.plan else "", row.rank, row.member_id,
            row.group_number, row.relationship, row.valid_from, row.valid_to, row.verified_on,
        )
        for row in rows
    ]  # fmt: skip


def list_outside_claims(*, viewer: Actor, patient_id: UUID) -> list[dict[str, Any]]:
    """What other practices billed, newest first."""
    rows = OutsideClaim.objects.filter(practice_id=viewer.practice_id, patient_id=patient_id).order_by(
        "-period_start"
    )
    return list(rows.values(*_OUTSIDE))


def list_fee_files(*, viewer: Actor) -> list[FeeFileView]:
    """Every file ever loaded, newest first."""
    names = list(FeeFileView.__dataclass_fields__)
    rows = FeeFile.objects.filter(practice_id=viewer.practice_id).order_by("-loaded_at", "id").values(*names)
    return [FeeFileView(**row) for row in rows]


def get_fee_file(*, viewer: Actor, file_id: UUID) -> FeeFileView:
    """One file; raises NotFound."""
    for file in list_fee_files(viewer=viewer):
        if file.id == file_id:
            return file
    raise NotFound("There is no such file.")
