"""Orders to monitor, and why a patient counts as established: what an enrolment rests on.

`record_order`, `cancel_order`, `find_order`, `record_evidence`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from vantrexia.core.actor import Actor
from vantrexia.domain.errors import Conflict
from vantrexia.domain.vitals import KINDS
from vantrexia.domain.wordings import say
from vantrexia.patients.models import Order, Patient, RelationshipEvidence
from vantrexia.patients.services import checks
from vantrexia.patients.services.checks import Problems
from vantrexia.patients.services.records import lock_patient, tell
from vantrexia.patients.services.rows import check_interval, get_row

EVIDENCE = ("em_visit", "annual_wellness", "during_phe", "imported")


def record_order(
    *,
    actor: Actor,
    patient_id: UUID,
    now: datetime,
    ordered_by_name: str,
    ordering_npi: str,
    ordered_on: date,
    vitals: Sequence[str],
    diagnoses: Sequence[str],
    expires_on: date | None = None,
) -> UUID:
    """A clinician's order: which kinds of reading, for which diagnoses (ICD-10-CM), by whom (NPI), until
    when.

    Raises InvalidInput naming every wrong field.
    """
    patient = lock_patient(actor, patient_id)
    problems = Problems()
    name = problems.check("ordered_by_name", checks.check_name, ordered_by_name)
    problems.check("ordering_npi", checks.check_npi, ordering_npi)
    codes = [problems.check("diagnoses", checks.check_icd10, code) for code in diagnoses]
    if not codes:
        problems.add("diagnoses", "needs at least one")
    if not vitals or set(vitals) - set(KINDS):
        problems.add("vitals", say("must be some of {choices}", choices=", ".join(KINDS)))
    if ordered_on > checks.today_in(patient.timezone, now):
        problems.add("ordered_on", "must not be in the future")
    problems.raise_any("The order is not valid.")
    check_interval(ordered_on, expires_on, field="expires_on")
    order = Order(
        practice_id=patient.practice_id,
        patient=patient,
        ordered_by_name=name or "",
        ordering_npi=ordering_npi,
        ordered_on=ordered_on,
        vitals=sorted(set(vitals)),
        diagnoses=list(dict.fromkeys(codes)),
        expires_on=expires_on,
        recorded_by_id=actor.user_id,
        created_at=now,
    )
    order.save(force_insert=True)
    tell(patient, "order.recorded", actor=actor, now=now, entity="order", entity_id=order.id)
    return order.id


def cancel_order(
    *, actor: Actor, patient_id: UUID, order_id: UUID, now: datetime, reason: str | None = None
) -> UUID:
    """The order holds no more; an episode it began goes on until somebody ends it."""
    patient = lock_patient(actor, patient_id)
    order = get_row(Order, patient=patient, row_id=order_id)
    if order.cancelled_at is not None:
        raise Conflict("This order was cancelled before.")
    order.cancelled_at = now
    order.save(update_fields=["cancelled_at"])
    tell(patient, "order.cancelled", actor=actor, now=now, entity="order", entity_id=order.id, reason=reason)
    return order.id


def find_order(patient: Patient, *, order_id: UUID | None, today: date) -> Order | None:
    """The named order of the patient, or the newest; only one that holds today."""
    holding = Order.objects.filter(
        Q(expires_on__isnull=True) | Q(expires_on__gt=today),
        practice_id=patient.practice_id,
        patient_id=patient.id,
        cancelled_at__isnull=True,
    )
    if order_id is not None:
        holding = holding.filter(id=order_id)
    return holding.order_by("-ordered_on", "-id").first()


def record_evidence(
    *,
    actor: Actor,
    patient_id: UUID,
    now: datetime,
    kind: str,
    visit_date: date | None = None,
    provider_npi: str = "",
    note: str | None = None,
) -> UUID:
    """Why the patient counts as established: a visit of that kind and day, or monitored since the
    emergency.
    """
    patient = lock_patient(actor, patient_id)
    problems = Problems()
    if kind in ("em_visit", "annual_wellness") and visit_date is None:
        problems.add("visit_date", "is required for a visit")
    if visit_date is not None and visit_date > checks.today_in(patient.timezone, now):
        problems.add("visit_date", "must not be in the future")
    if provider_npi:
        problems.check("provider_npi", checks.check_npi, provider_npi)
    problems.raise_any("The evidence is not valid.")
    row = RelationshipEvidence(
        practice_id=patient.practice_id,
        patient=patient,
        kind=kind,
        visit_date=visit_date,
        provider_npi=provider_npi,
        note=note or None,
        recorded_by_id=actor.user_id,
        created_at=now,
    )
    row.save(force_insert=True)
    tell(
        patient,
        "evidence.recorded",
        actor=actor,
        now=now,
        entity="evidence",
        entity_id=row.id,
        detail={"kind": kind},
    )
    return row.id
