"""What a claim needs of patients, many at a time: `read_claim_patients`, `read_orders`, `read_consent_dates`.

Who may ask is the caller's to have checked; rows of another practice do not exist.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.core.actor import Actor
from vantrexia.patients.models import Consent, Order, Patient


@dataclass(frozen=True, slots=True)
class ClaimPatient:
    """A patient as a claim names one. `name_on_card` as typed, empty where it is the name itself."""

    id: UUID
    mrn: str
    last_name: str
    first_name: str
    middle_name: str
    suffix: str
    name_on_card: str
    birth_date: date
    sex: str
    line1: str
    line2: str
    city: str
    state: str
    zip: str
    timezone: str
    location_id: UUID | None
    deceased_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClaimOrder:
    """An order of a patient: from when, until when, by whom."""

    ordered_on: date
    expires_on: date | None
    npi: str
    name: str

    def holds_on(self, day: date) -> bool:
        """Whether it stands on a day."""
        return self.ordered_on <= day and (self.expires_on is None or day < self.expires_on)


def read_claim_patients(viewer: Actor, patient_ids: Iterable[UUID]) -> dict[UUID, ClaimPatient]:
    """The patients by id."""
    rows = Patient.objects.filter(practice_id=practice_of(viewer), id__in=set(patient_ids))
    return {
        row.id: ClaimPatient(
            id=row.id,
            mrn=row.mrn,
            last_name=row.last_name,
            first_name=row.first_name,
            middle_name=row.middle_name or "",
            suffix=row.suffix or "",
            name_on_card=row.name_on_card or "",
            birth_date=date.fromisoformat(row.date_of_birth),
            sex=row.sex if row.sex in ("male", "female") else row.gender,
            line1=row.address_line1 or "",
            line2=row.address_line2 or "",
            city=row.city or "",
            state=row.state,
            zip=row.zip or "",
            timezone=row.timezone,
            location_id=row.location_id,
            deceased_at=row.deceased_at,
        )
        for row in rows
    }


def read_orders(viewer: Actor, patient_ids: Iterable[UUID]) -> dict[UUID, list[ClaimOrder]]:
    """Orders that were not cancelled, newest first."""
    rows = Order.objects.filter(
        practice_id=practice_of(viewer), patient_id__in=set(patient_ids), cancelled_at__isnull=True
    )
    found: dict[UUID, list[ClaimOrder]] = {}
    for row in rows.order_by("-ordered_on", "-id"):
        order = ClaimOrder(row.ordered_on, row.expires_on, row.ordering_npi, row.ordered_by_name)
        found.setdefault(row.patient_id, []).append(order)
    return found


def read_consent_dates(viewer: Actor, patient_ids: Iterable[UUID]) -> dict[UUID, list[datetime]]:
    """When consents were given, newest first."""
    rows = Consent.objects.filter(practice_id=practice_of(viewer), patient_id__in=set(patient_ids))
    found: dict[UUID, list[datetime]] = {}
    for patient_id, given in rows.order_by("-given_at").values_list("patient_id", "given_at"):
        found.setdefault(patient_id, []).append(given)
    return found
