"""A patient's insurance in time, and what other practices billed: `add_coverage`, `end_coverage`, `verify_coverage`,
`record_outside_claim`, `withdraw_outside_claim`.

Coverage is `[valid_from, valid_to)`; two of one rank never cover the same day, because the payer of a line is the one
of rank 1 on its date of service (rules section 9).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from vantrexia.billing.models import Coverage, OutsideClaim, Payer, Plan
from vantrexia.billing.services.money_rows import check_dates, lock_row
from vantrexia.core.actor import Actor
from vantrexia.domain.billing.identifiers import is_mbi
from vantrexia.domain.billing.ruledata import load_rule_book
from vantrexia.domain.errors import Conflict, DomainError, InvalidInput, NotFound
from vantrexia.domain.wordings import say
from vantrexia.patients.services.records import lock_patient, tell
from vantrexia.patients.services.rows import get_row

RELATIONSHIPS = ("18", "01", "19", "G8")  # SBR02: self, spouse, child, other
_MEMBER_ID = re.compile(r"[A-Za-z0-9-]{2,30}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCoverage:
    """Insurance as on the card. `relationship` is SBR02, 18 the patient self."""

    payer_id: UUID
    member_id: str
    valid_from: date
    valid_to: date | None = None
    payer_plan_id: UUID | None = None
    rank: int = 1
    group_number: str | None = None
    relationship: str = "18"
    verified_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOutsideClaim:
    """A line of another practice; `service_date` defaults to the period's end. `source`: who told us."""

    cpt_code: str
    period_start: date
    period_end: date
    source: str
    service_date: date | None = None
    units: int = 1


def add_coverage(*, actor: Actor, patient_id: UUID, new: NewCoverage, now: datetime) -> UUID:
    """Insurance from a day on. Raises NotFound, InvalidInput, `overlap` where the rank is taken on a day of it."""
    patient = lock_patient(actor, patient_id)
    payer = lock_row(Payer, actor=actor, row_id=new.payer_id, absent="There is no such payer.")
    row = Coverage(
        practice_id=patient.practice_id, patient_id=patient.id, payer=payer, plan=_find_plan(actor, payer, new.payer_plan_id),
        rank=new.rank, member_id=new.member_id.strip().upper(), group_number=new.group_number or None,
        relationship=new.relationship, valid_from=new.valid_from, valid_to=new.valid_to, verified_on=new.verified_on,
        recorded_by_id=actor.user_id, created_at=now,
    )  # fmt: skip
    _check(row, payer)
    _check_overlap(row)
    row.save(force_insert=True)
    detail = {"payer_id": str(payer.id), "rank": row.rank}
    tell(patient, "coverage.added", actor=actor, now=now, entity="coverage", entity_id=row.id, detail=detail)
    return row.id


def end_coverage(*, actor: Actor, patient_id: UUID, coverage_id: UUID, ends_on: date, now: datetime) -> UUID:
    """The first day it no longer holds; its first day itself means it never held. Raises NotFound, Conflict, InvalidInput."""
    patient = lock_patient(actor, patient_id)
    row = get_row(Coverage, patient=patient, row_id=coverage_id)
    if row.valid_to is not None and row.valid_to <= ends_on:
        raise Conflict("This coverage ended before.")
    if ends_on < row.valid_from:
        raise InvalidInput("The dates do not fit.", fields={"ends_on": ["is before the coverage began"]})
    row.valid_to, row.ended_by_id = ends_on, actor.user_id
    row.save(update_fields=["valid_to", "ended_by_id"])
    tell(patient, "coverage.ended", actor=actor, now=now, entity="coverage", entity_id=row.id)
    return row.id


def verify_coverage(*, actor: Actor, patient_id: UUID, coverage_id: UUID, on: date, now: datetime) -> UUID:
    """Somebody asked the payer and it holds."""
    patient = lock_patient(actor, patient_id)
    row = get_row(Coverage, patient=patient, row_id=coverage_id)
    if on > now.date():
        raise InvalidInput("The date is in the future.", fields={"on": ["must not be in the future"]})
    row.verified_on = on
    row.save(update_fields=["verified_on"])
    tell(patient, "coverage.verified", actor=actor, now=now, entity="coverage", entity_id=row.id)
    return row.id


def _find_plan(actor: Actor, payer: Payer, plan_id: UUID | None) -> Plan | None:
    if plan_id is None:
        return None
    plan = Plan.objects.filter(practice_id=actor.practice_id, payer=payer, id=plan_id, is_active=True).first()
    if plan is None:
        raise NotFound("The payer has no such plan.")
    return plan


def _check(row: Coverage, payer: Payer) -> None:
    fields: dict[str, list[str]] = {}
    if not payer.is_active:
        fields["payer_id"] = ["is no longer active"]
    if payer.kind == "medicare_b" and not is_mbi(row.member_id):
        fields["member_id"] = ["is no Medicare number: eleven characters as on the card, without dashes"]
    elif not _MEMBER_ID.match(row.member_id):
        fields["member_id"] = ["must be 2 to 30 letters, digits or dashes"]
    if not 1 <= row.rank <= 3:
        fields["rank"] = ["must be 1, 2 or 3"]
    if row.relationship not in RELATIONSHIPS:
        fields["relationship"] = [say("must be one of {choices}", choices=", ".join(RELATIONSHIPS))]
    if fields:
        raise InvalidInput("The coverage is not valid.", fields=fields)
    check_dates(row.valid_from, row.valid_to)


def _check_overlap(row: Coverage) -> None:
    before_end = Q(valid_from__lt=row.valid_to) if row.valid_to else Q()
    taken = Coverage.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=row.valid_from), before_end,
        practice_id=row.practice_id, patient_id=row.patient_id, rank=row.rank,
    )  # fmt: skip
    if taken.exists():
        raise DomainError("overlap", "There is coverage of this rank in that time already; end it first.")


def record_outside_claim(*, actor: Actor, patient_id: UUID, new: NewOutsideClaim, now: datetime) -> UUID:
    """Monitoring another practice billed, as eligibility or claims history told (rules 8.13, 8.14). Raises InvalidInput."""
    patient = lock_patient(actor, patient_id)
    row = OutsideClaim(
        practice_id=patient.practice_id, patient_id=patient.id, cpt_code=new.cpt_code, period_start=new.period_start,
        period_end=new.period_end, service_date=new.service_date or new.period_end, units=new.units,
        source=new.source.strip(), recorded_by_id=actor.user_id, created_at=now,
    )  # fmt: skip
    fields: dict[str, list[str]] = {}
    if row.cpt_code not in load_rule_book().codes.codes:
        fields["cpt_code"] = ["is none of the codes of monitoring"]
    if row.period_end < row.period_start:
        fields["period_end"] = ["must not be before period_start"]
    if not row.source:
        fields["source"] = ["This field may not be blank."]
    if fields:
        raise InvalidInput("The claim is not valid.", fields=fields)
    row.save(force_insert=True)
    detail = {"cpt_code": row.cpt_code}
    tell(
        patient,
        "outside_claim.recorded",
        actor=actor,
        now=now,
        entity="outside_claim",
        entity_id=row.id,
        detail=detail,
    )
    return row.id


def withdraw_outside_claim(
    *, actor: Actor, patient_id: UUID, claim_id: UUID, reason: str, now: datetime
) -> UUID:
    """It was not so after all; the row stays."""
    patient = lock_patient(actor, patient_id)
    row = get_row(OutsideClaim, patient=patient, row_id=claim_id)
    if row.withdrawn_at is not None:
        raise Conflict("This claim was withdrawn before.")
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    tell(
        patient, "outside_claim.withdrawn", actor=actor, now=now, entity="outside_claim", entity_id=row.id, reason=reason
    )  # fmt: skip
    return row.id
