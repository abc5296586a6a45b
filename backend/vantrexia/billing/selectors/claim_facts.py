"""Entries as claims: everything a claim names, read for many at once. `load_desk(…)` → `Desk`, `Desk.compose(…)`.

One claim is one patient, one coverage, one date of service: an add-on stands beside its base, and lines of a period and
of a month never share a claim they would have to share a date on (rules 7.2, 3.8).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from vantrexia.accounts.selectors.practices import get_practice, list_locations
from vantrexia.billing.models import BillingEntry, ClaimProvider, Coverage
from vantrexia.billing.selectors.amounts import PracticeAmounts, read_amounts
from vantrexia.billing.selectors.claim_settings import ClaimSettings, read_claim_settings
from vantrexia.core.actor import Actor
from vantrexia.domain.claims import model
from vantrexia.domain.claims.card_name import split_card_name
from vantrexia.domain.claims.problems import Problem
from vantrexia.patients.selectors.for_claims import (
    ClaimOrder,
    ClaimPatient,
    read_claim_patients,
    read_orders,
)

SELF_PAY = "self_pay"
_SEXES = {"male": "M", "female": "F"}
_RANKS = {1: "P", 2: "S", 3: "T"}
NOBODY = model.Clinician("", "", "")
NO_ADDRESS = model.Address("", "", "", "")
NO_BILLING = model.BillingProvider("", "", "", NO_ADDRESS)
NO_PAYER = model.PayerOnClaim("", "", "")


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim to be: its content, who is on it by row, and problems that lie before the content's own."""

    content: model.Claim
    coverage: Coverage | None
    billing: ClaimProvider | None
    rendering: ClaimProvider | None
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class Desk:
    """What all claims of one sitting share."""

    today: date
    settings: ClaimSettings
    amounts: PracticeAmounts
    providers: dict[str, list[ClaimProvider]]
    places: dict[UUID, str]
    patients: dict[UUID, ClaimPatient]
    orders: dict[UUID, list[ClaimOrder]]
    coverage: dict[UUID, list[Coverage]]

    def find_coverage(self, patient_id: UUID, on: date) -> Coverage | None:
        """The first in rank that holds on a day; of two of one rank (records that became one) the newer."""
        for row in self.coverage.get(patient_id, ()):
            if row.valid_from <= on and (row.valid_to is None or on < row.valid_to):
                return row
        return None

    def find_billing(self) -> ClaimProvider | None:
        """The billing provider of the settings, or the only one there is."""
        return self._find_default("billing", self.settings.billing_provider_id)

    def find_rendering(self, order: ClaimOrder | None) -> ClaimProvider | None:
        """Who ordered, where that person renders too; else the default."""
        if order is not None:
            same = [row for row in self.providers.get("rendering", ()) if row.npi == order.npi]
            if same:
                return same[0]
        return self._find_default("rendering", self.settings.rendering_provider_id)

    def _find_default(self, kind: str, provider_id: str) -> ClaimProvider | None:
        rows = self.providers.get(kind, [])
        chosen = [row for row in rows if str(row.id) == provider_id]
        if chosen:
            return chosen[0]
        return rows[0] if len(rows) == 1 else None

    def find_order(self, patient_id: UUID, on: date) -> ClaimOrder | None:
        """The newest order that stands on a day."""
        return next((one for one in self.orders.get(patient_id, ()) if one.holds_on(on)), None)

    def find_charge(self, entry: BillingEntry) -> Decimal:
        """The practice's own charge, else what the entry is worth."""
        unit = self.amounts.find_charge(entry.cpt_code, on=entry.service_date)
        return entry.amount if unit is None else unit * entry.units

    def compose(
        self,
        entries: Sequence[BillingEntry],
        *,
        number: str,
        controls: Sequence[str],
        frequency: str = model.ORIGINAL,
        replaces: str = "",
    ) -> Draft:
        """The claim of these entries, which share patient and date of service."""
        first = entries[0]
        on, patient = first.service_date, self.patients[first.patient_id]
        coverage, order = self.find_coverage(first.patient_id, on), self.find_order(first.patient_id, on)
        billing, rendering = self.find_billing(), self.find_rendering(order)
        diagnoses = tuple(dict.fromkeys(code for entry in entries for code in entry.icd10_codes))
        lines = tuple(
            self._compose_line(entry, control, diagnoses)
            for entry, control in zip(entries, controls, strict=True)
        )
        place = self.places.get(patient.location_id) if patient.location_id else None
        content = model.Claim(
            id=number,
            total=sum((line.charge for line in lines), Decimal(0)),
            place_of_service=place or self.settings.place_of_service,
            patient=compose_person(patient),
            subscriber=_compose_subscriber(coverage),
            payer=_compose_payer(coverage),
            billing=_compose_billing(billing),
            rendering=_compose_clinician(rendering),
            diagnoses=diagnoses,
            lines=lines,
            frequency=frequency,
            replaces=replaces,
            ordering=self._compose_ordering(order)
            if coverage and coverage.payer.wants_ordering_npi
            else None,
            died_on=_local_date(patient.deceased_at, patient.timezone),
        )
        missing = [
            Problem(code, field)
            for code, field, row in (
                ("coverage_missing", "subscriber", coverage),
                ("billing_missing", "billing", billing),
                ("rendering_missing", "rendering", rendering),
            )
            if row is None
        ]
        return Draft(content, coverage, billing, rendering, tuple(missing))

    def _compose_line(self, entry: BillingEntry, control: str, diagnoses: Sequence[str]) -> model.ServiceLine:
        own = [diagnoses.index(code) + 1 for code in dict.fromkeys(entry.icd10_codes)]
        return model.ServiceLine(
            control=control,
            code=entry.cpt_code,
            units=entry.units,
            charge=self.find_charge(entry),
            service_date=entry.service_date,
            pointers=tuple(own[:4]),
            period_start=entry.period_start,
            period_end=entry.period_end,
        )

    def _compose_ordering(self, order: ClaimOrder | None) -> model.Clinician | None:
        if order is None:
            return None
        known = [row for row in self.providers.get("ordering", ()) if row.npi == order.npi]
        if known:
            return _compose_clinician(known[0])
        first, _, last = order.name.strip().rpartition(" ")
        return model.Clinician(last, first, order.npi)


def load_desk(viewer: Actor, *, patient_ids: Iterable[UUID], now: datetime) -> Desk:
    """Everything, in a handful of queries."""
    ids = set(patient_ids)
    zone = ZoneInfo(get_practice(viewer=viewer, now=now).timezone)
    providers: dict[str, list[ClaimProvider]] = {}
    rows = ClaimProvider.objects.filter(practice_id=viewer.practice_id, is_active=True)
    for row in rows.order_by("created_at", "id"):
        providers.setdefault(row.kind, []).append(row)
    coverage: dict[UUID, list[Coverage]] = {}
    covers = Coverage.objects.filter(practice_id=viewer.practice_id, patient_id__in=ids)
    for cover in covers.select_related("payer").order_by("rank", "-valid_from", "id"):
        coverage.setdefault(cover.patient_id, []).append(cover)
    return Desk(
        today=now.astimezone(zone).date(),
        settings=read_claim_settings(viewer, at=now),
        amounts=read_amounts(viewer, at=now),
        providers=providers,
        places={place.id: place.place_of_service for place in list_locations(viewer=viewer)},
        patients=read_claim_patients(viewer, ids),
        orders=read_orders(viewer, ids),
        coverage=coverage,
    )


def compose_person(patient: ClaimPatient) -> model.Person:
    """The patient with the name of the card, where one is noted."""
    card = split_card_name(patient.name_on_card)
    return model.Person(
        last_name=card.last if card else patient.last_name,
        first_name=card.first if card else patient.first_name,
        middle_name=card.middle if card else patient.middle_name,
        suffix=card.suffix if card else patient.suffix,
        birth_date=patient.birth_date,
        sex=_SEXES.get(patient.sex, "U"),
        address=model.Address(
            patient.line1, patient.city, patient.state, patient.zip.replace("-", ""), patient.line2
        ),
    )


def _compose_subscriber(coverage: Coverage | None) -> model.Subscriber:
    if coverage is None:
        return model.Subscriber("")
    return model.Subscriber(
        member_id=coverage.member_id,
        relationship=coverage.relationship,
        rank=_RANKS.get(coverage.rank, "P"),
        group_number=coverage.group_number or "",
        valid_from=coverage.valid_from,
        valid_to=coverage.valid_to,
    )


def _compose_payer(coverage: Coverage | None) -> model.PayerOnClaim:
    if coverage is None:
        return NO_PAYER
    payer = coverage.payer
    return model.PayerOnClaim(
        name=payer.name,
        code=payer.payer_code,
        filing=payer.filing_indicator,
        rule_payer=payer.rule_payer,
        takes_frequency_codes=payer.takes_frequency_codes,
        wants_ordering_npi=payer.wants_ordering_npi,
        timely_filing_days=payer.timely_filing_days,
    )


def _compose_billing(row: ClaimProvider | None) -> model.BillingProvider:
    if row is None:
        return NO_BILLING
    address = model.Address(row.line1, row.city, row.state, row.zip)
    return model.BillingProvider(row.name, row.npi, row.tin, address, row.taxonomy)


def _compose_clinician(row: ClaimProvider | None) -> model.Clinician:
    return NOBODY if row is None else model.Clinician(row.name, row.first_name, row.npi, row.taxonomy)


def _local_date(at: datetime | None, zone: str) -> date | None:
    return None if at is None else at.astimezone(ZoneInfo(zone)).date()
