"""Taking a patient into monitoring in one go: record, evidence, order, consent, episode, plan.

`enrol(actor, new, now)` inside the practice's scope; used where a whole enrolment comes from one source (seeding, bulk intake).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from vantrexia.core.actor import Actor
from vantrexia.patients.services.consents import record_consent
from vantrexia.patients.services.episodes import start_episode
from vantrexia.patients.services.orders import record_evidence, record_order
from vantrexia.patients.services.plans import set_plan
from vantrexia.patients.services.records import create_patient
from vantrexia.triage.services.evaluate import reevaluate


@dataclass(frozen=True, slots=True)
class NewEnrolment:
    """`patient` as on the wire; `kinds` expected daily; `since` when monitoring began."""

    patient: Mapping[str, Any]
    kinds: Sequence[str]
    diagnoses: Sequence[str]
    ordered_by: str
    npi: str
    since: datetime


def enrol(*, actor: Actor, new: NewEnrolment, now: datetime) -> UUID:
    """The new patient's id. Raises what each step raises; nothing is kept of a failed one (one transaction)."""
    patient_id = create_patient(actor=actor, given=new.patient, now=now)
    visit = (new.since - timedelta(days=30)).date()
    record_evidence(
        actor=actor, patient_id=patient_id, now=now, kind="em_visit", visit_date=visit, provider_npi=new.npi
    )
    order_id = record_order(
        actor=actor,
        patient_id=patient_id,
        now=now,
        ordered_by_name=new.ordered_by,
        ordering_npi=new.npi,
        ordered_on=(new.since - timedelta(days=2)).date(),
        vitals=new.kinds,
        diagnoses=new.diagnoses,
    )
    record_consent(
        actor=actor,
        patient_id=patient_id,
        now=now,
        method="verbal",
        given_at=new.since - timedelta(days=1),
        scopes=("monitoring", "billing"),
        notices=("cost_sharing", "one_practitioner", "right_to_stop"),
    )
    start_episode(actor=actor, patient_id=patient_id, now=now, order_id=order_id, started_at=new.since)
    for kind in new.kinds:
        set_plan(actor=actor, patient_id=patient_id, now=now, kind=kind, starts_on=new.since.date())
    reevaluate(actor=actor, patient_ids=[patient_id], cause="enrolment", now=now)
    return patient_id
