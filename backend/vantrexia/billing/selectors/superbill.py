"""The superbill of a month: `read_superbill(viewer, …)` → rows for `domain.claims.superbill`, and whose they are.

Every entry that stands with a date of service in the month and that nothing holds, with the facts it rests on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.billing.models import BillingEntry
from vantrexia.billing.selectors.claim_facts import Desk, compose_person, load_desk
from vantrexia.core.actor import Actor
from vantrexia.domain.billing.clock import month_end
from vantrexia.domain.claims.superbill import SuperbillRow
from vantrexia.patients.selectors.for_claims import ClaimPatient, read_consent_dates

TIME_KINDS = frozenset({"99470", "99457", "99458", "99091", "98979", "98980", "98981"})


def read_superbill(
    viewer: Actor, *, month: date, evidence_base: str, now: datetime
) -> tuple[list[SuperbillRow], list[UUID]]:
    """The rows by patient and date of service. `evidence_base` + the entry's id is where its evidence is shown."""
    rows = BillingEntry.objects.filter(
        practice_id=practice_of(viewer),
        service_date__gte=month,
        service_date__lte=month_end(month),
        voided_at__isnull=True,
    )
    entries = [
        entry
        for entry in rows.order_by("patient_id", "service_date", "cpt_code")
        if not {one["key"] for one in entry.hold_reasons} - set(entry.released_holds)
    ]
    patients = {entry.patient_id for entry in entries}
    desk = load_desk(viewer, patient_ids=patients, now=now)
    consents = read_consent_dates(viewer, patients)
    made = [
        _build(desk, entry, consents.get(entry.patient_id, []), f"{evidence_base}{entry.id}")
        for entry in entries
    ]
    return made, sorted(patients)


def _build(desk: Desk, entry: BillingEntry, consents: list[datetime], link: str) -> SuperbillRow:
    patient = desk.patients[entry.patient_id]
    person = compose_person(patient)  # the payer knows the name of the card
    coverage = desk.find_coverage(entry.patient_id, entry.service_date)
    order = desk.find_order(entry.patient_id, entry.service_date)
    rendering = desk.find_rendering(order)
    is_time = entry.cpt_code in TIME_KINDS
    place = desk.places.get(patient.location_id) if patient.location_id else None
    diagnoses = tuple(dict.fromkeys(entry.icd10_codes))
    return SuperbillRow(
        patient_id=patient.mrn,
        member_id=coverage.member_id if coverage else "",
        last_name=person.last_name,
        first_name=person.first_name,
        birth_date=person.birth_date,
        payer=coverage.payer.name if coverage else entry.payer_name,
        code=entry.cpt_code,
        units=entry.units,
        service_date=entry.service_date,
        period_start=entry.period_start,
        period_end=entry.period_end,
        place_of_service=place or desk.settings.place_of_service,
        modifiers=(),
        diagnoses=diagnoses,
        pointers=tuple(range(1, min(len(diagnoses), 4) + 1)),
        rendering_npi=rendering.npi if rendering else "",
        ordering_npi=order.npi if order else "",
        charge=desk.find_charge(entry),
        data_days=None if is_time else _count_days(entry.facts),
        minutes=entry.duration_minutes if is_time else None,
        live_contact=_find_contact(entry.facts, patient) if is_time else None,
        consent=_find_consent(consents, entry.service_date, patient),
        evidence_link=link,
    )


def _count_days(facts: Mapping[str, Any]) -> int:
    return len(facts.get("basis", {}).get("days", ()))


def _find_contact(facts: Mapping[str, Any], patient: ClaimPatient) -> date | None:
    contacts = facts.get("basis", {}).get("contacts", ())
    if not contacts:
        return None
    return datetime.fromisoformat(contacts[0]["at"]).astimezone(ZoneInfo(patient.timezone)).date()


def _find_consent(consents: list[datetime], on: date, patient: ClaimPatient) -> date | None:
    """The newest consent given by the date of service."""
    days = [given.astimezone(ZoneInfo(patient.timezone)).date() for given in consents]
    return next((day for day in days if day <= on), None)
