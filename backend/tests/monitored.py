"""Monitored patients for billing in few words: consent, order, proof, a cuff that is set up and taught, days of readings,
minutes of somebody's work, a payer.

Moments are New York time as `2026-04-01 08:00`; rows go through the ORM inside the running practice's scope.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.factories import LONG_AGO, assign, make_device, make_patient
from tests.people import Person
from vantrexia.accounts.models import Practice
from vantrexia.billing.models import BillingEntry, Coverage, Payer, TimeEntry
from vantrexia.billing.services.recompute import Recomputed
from vantrexia.core.ids import uuid7
from vantrexia.devices.models import Device, DeviceSetup
from vantrexia.patients.models import Episode, Interaction, Order, Patient, RelationshipEvidence
from vantrexia.vitals.services.record import Candidate, record_readings
from vantrexia.workflows.billing import recompute_patients

NEW_YORK = "America/New_York"


def at(text: str, zone: str = NEW_YORK) -> datetime:
    """A local moment."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@dataclass
class Monitored:
    """A patient and the cuff they measure with."""

    practice: Practice
    patient: Patient
    episode: Episode
    device: Device

    @property
    def id(self) -> UUID:
        return self.patient.id

    def measure(
        self, first: str, days: int = 1, *, hour: int = 8, origin: str = "automatic", **more: Any
    ) -> None:
        """One reading a day from a local date on."""
        start = date.fromisoformat(first)
        self.measure_at(
            (at(f"{start + timedelta(days=n)} {hour:02}:00", self.patient.timezone) for n in range(days)),
            origin=origin, **more,
        )  # fmt: skip

    def measure_at(self, moments: Iterable[datetime], *, origin: str = "automatic", **more: Any) -> None:
        record_readings(
            [
                Candidate(
                    **{
                        "id": uuid7(), "practice_id": self.practice.id, "patient_id": self.id, "kind": "blood_pressure",
                        "measured_at": moment, "received_at": moment + timedelta(minutes=1), "zone": self.patient.timezone,
                        "origin": origin, "created_at": moment, "device_id": self.device.id, "systolic": 130.0,
                        "diastolic": 80.0, **more,
                    }
                )
                for moment in moments
            ]
        )  # fmt: skip

    def work(
        self, who: Person, when: str, minutes: float, activity: str = "data_review", **more: Any
    ) -> TimeEntry:
        """Somebody's time; `live` for a call that reached the patient."""
        begun = at(when, self.patient.timezone)
        live = bool(more.pop("live", False))
        interaction = None
        if live:
            interaction = Interaction(
                practice_id=self.practice.id, patient=self.patient, kind="phone_call", membership=who.membership,
                started_at=begun, outcome=more.pop("outcome", "reached"), is_live=True, created_at=begun,
            )  # fmt: skip
            interaction.save(force_insert=True)
        ended = begun + timedelta(minutes=minutes)
        fields = {
            "practice_id": self.practice.id, "patient": self.patient, "episode": self.episode, "membership": who.membership,
            "profession": "rn", "activity": activity, "started_at": begun, "ended_at": ended, "is_live_contact": live,
            "interaction": interaction, "created_at": ended,
        }  # fmt: skip
        entry = TimeEntry(**{**fields, **more})
        entry.save(force_insert=True)
        return entry

    def call(self, who: Person, when: str, minutes: float, **more: Any) -> TimeEntry:
        return self.work(who, when, minutes, "phone_call", live=True, **more)

    def recompute(self, now: str) -> Recomputed:
        return recompute_patients(self.practice.id, [self.id], now=at(now))

    def entries(self, **only: Any) -> list[BillingEntry]:
        """Entries that stand, by code and period."""
        rows = BillingEntry.objects.filter(patient_id=self.id, voided_at__isnull=True, **only)
        return list(rows.order_by("service_date", "cpt_code"))

    def lines(self) -> list[str]:
        return [f"{one.cpt_code}x{one.units} @{one.service_date}" for one in self.entries()]


def make_payer(practice: Practice, name: str = "Medicare Part B", **more: Any) -> Payer:
    payer, _ = Payer.objects.get_or_create(
        practice_id=practice.id, name=name,
        defaults={"kind": "medicare_b", "filing_indicator": "MB", "created_at": LONG_AGO, "updated_at": LONG_AGO, **more},
    )  # fmt: skip
    return payer


def cover(
    patient: Patient, payer: Payer, *, since: str = "2020-01-01", until: str | None = None, rank: int = 1
) -> Coverage:
    coverage = Coverage(
        practice_id=patient.practice_id, patient=patient, payer=payer, rank=rank, member_id="1EG4TE5MK73",
        valid_from=date.fromisoformat(since), valid_to=date.fromisoformat(until) if until else None, created_at=LONG_AGO,
    )  # fmt: skip
    coverage.save(force_insert=True)
    return coverage


def make_monitored(
    practice: Practice, *, since: str = "2026-04-01 07:00", taught: int = 20, established: bool = True, payer: bool = True,
    diagnoses: tuple[str, ...] = ("I10",), **given: Any,
) -> Monitored:  # fmt: skip
    """Enrolled, ordered, established, covered; the cuff set up half an hour after the consent."""
    zone = given.get("timezone", practice.timezone)
    begun = at(since, zone)
    patient = make_patient(practice, enrolled_at=begun, **given)
    episode = Episode.objects.get(patient_id=patient.id)
    Order(
        practice_id=practice.id, patient=patient, ordered_by_name="Paul Provider", ordering_npi="1245319599",
        ordered_on=begun.date(), vitals=["blood_pressure"], diagnoses=list(diagnoses), created_at=begun,
    ).save(force_insert=True)  # fmt: skip
    if established:
        RelationshipEvidence(
            practice_id=practice.id,
            patient=patient,
            kind="em_visit",
            visit_date=date(2025, 11, 3),
            created_at=begun,
        ).save(force_insert=True)
    device = make_device(practice)
    assign(device, patient, starts_at=begun)
    set_up(patient, episode, device, when=begun + timedelta(minutes=30), taught=taught)
    if payer:
        cover(patient, make_payer(practice))
    return Monitored(practice, patient, episode, device)


def set_up(patient: Patient, episode: Episode, device: Device, *, when: datetime, taught: int = 20) -> None:
    DeviceSetup(
        practice_id=patient.practice_id, patient=patient, episode=episode, device=device, setup_completed_at=when,
        education_minutes=taught, created_at=when,
    ).save(force_insert=True)  # fmt: skip
