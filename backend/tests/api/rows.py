"""One row of every kind the API names by id, in a practice: `make_rows(practice, person) -> {kind: id}`.

A kind is the path segment before the id (`patients/{patient_id}` → `patients`). Readings, deliveries, alerts and audit entries
come by the real way: a delivery is stored and processed. An endpoint about a new kind of row needs its line here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from tests.billable import make_entry
from tests.domain.claims.sample import CLAIM
from tests.factories import assign, blood_pressure, body_of, make_connection, make_device, make_patient
from tests.people import Person
from vantrexia.accounts.models import BreakGlass, Credential, Location, Practice
from vantrexia.audit.models import Entry
from vantrexia.billing.models import (
    Appeal,
    BillingEntry,
    Claim,
    ClaimBatch,
    ClaimLine,
    ClaimProvider,
    Coverage,
    EdiFile,
    FeeFile,
    OutsideClaim,
    Payer,
    Plan,
    Remittance,
    RemittanceClaim,
    RemittanceLine,
    TimeEntry,
    WorkItem,
)
from vantrexia.billing.selectors.claim_content import dump_content
from vantrexia.billing.services.packets import request_packet
from vantrexia.core.tenancy import practice_scope
from vantrexia.devices.models import Assignment, DeviceIdentifier, DeviceModel, HeldMeasurement
from vantrexia.devices.services.deliveries import store_delivery
from vantrexia.patients.models import (
    Caregiver,
    CareTeamMember,
    Consent,
    Episode,
    InpatientStay,
    MeasurementPlan,
    Order,
    Patient,
    Pause,
)
from vantrexia.triage.models import Alert, Escalation
from vantrexia.vitals.models import Reading
from vantrexia.workflows.packets import make_one
from vantrexia.workflows.readings import process_due

NOW = datetime.now(tz=UTC).replace(microsecond=0)
EARLIER = NOW - timedelta(days=3)


def make_rows(practice: Practice, person: Person, *, surname: str = "Example") -> dict[str, object]:
    """Ids by kind; everything belongs to one patient of the practice, everything personal to `person`."""
    with practice_scope(practice.id):
        patient = make_patient(practice, last_name=surname)
        device = make_device(practice)
        assign(device, patient)
        door = make_connection(practice)
        receipt = store_delivery(
            practice_id=practice.id, connection_id=door.id, key_id=door.key_id, delivery_key=None,
            body=body_of(
                blood_pressure(device, 190, 100, at=NOW - timedelta(minutes=5)),
                {"type": "reading", "reading_id": f"held-{practice.id}", "device": {"serial": "NOBODYS"},
                 "measured_at": NOW.isoformat(), "heart_rate": {"value": 70}},
            ),
            content_type="application/json", content_encoding="", received_at=NOW,
        )  # fmt: skip
    process_due(now=NOW + timedelta(seconds=1))
    with practice_scope(practice.id):
        packet_id = request_packet(
            actor=person.actor, patient_id=patient.id, first=EARLIER.date(), last=NOW.date(), now=NOW
        )
    assert make_one(practice.id, packet_id, now=NOW)
    with practice_scope(practice.id):
        rows = _records(practice, person, patient.id)
        rows |= _claims(practice, patient, rows["payers"])
        rows |= {
            "patients": patient.id,
            "packets": packet_id,
            "devices": device.id,
            "identifiers": DeviceIdentifier.objects.get(device=device).id,
            "assignments": Assignment.objects.get(device=device).id,
            "device-models": DeviceModel.objects.get(id=device.model_id).id,
            "connections": door.id,
            "deliveries": receipt.delivery_id,
            "held": HeldMeasurement.objects.get().id,
            "observations": Reading.objects.get().id,
            "alerts": Alert.objects.get(rule_key="systolic.high").id,
            "entries": Entry.objects.filter(action="readings.recorded").get().id,
        }
        escalation = Escalation(
            practice_id=practice.id, patient_id=patient.id, alert_id=rows["alerts"], kind="manual", to_role="provider",
            opened_at=NOW, due_at=NOW + timedelta(hours=1),
        )  # fmt: skip
        escalation.save(force_insert=True)
        rows["escalations"] = escalation.id
        rows["time-entries"] = _time(practice, person, patient.id)
    return rows


def _claims(practice: Practice, patient: Patient, payer_id: object) -> dict[str, object]:
    """A claim with its line in a batch, and a remittance."""
    mine = {"practice_id": practice.id}
    entry = make_entry(patient, "99454", on=EARLIER.date())
    sent, back = (
        EdiFile(**mine, kind=kind, name="x", digest=kind * 4, body="ISA", created_at=EARLIER)
        for kind in ("837", "835")
    )
    batch = ClaimBatch(
        **mine,
        control=77,
        reference="RPM-77",
        usage="T",
        status="built",
        file=sent,
        claim_count=1,
        total=120,
        created_at=EARLIER,
    )
    claim = Claim(
        **mine,
        number="C00000077",
        patient=patient,
        payer_id=payer_id,
        service_date=EARLIER.date(),
        total=120,
        status="blocked",
        batch=batch,
        created_at=EARLIER,
        status_at=EARLIER,
        content=dump_content(replace(CLAIM, id="C00000077")),
    )
    line = ClaimLine(
        **mine,
        claim=claim,
        entry=entry,
        sequence=1,
        control="C00000077L1",
        cpt_code="99454",
        units=1,
        charge=120,
        service_date=EARLIER.date(),
        outcome="denied",
    )
    remittance = Remittance(
        **mine,
        file=back,
        payer_key="1",
        trace="T",
        digest="d",
        method="NON",
        paid_on=EARLIER.date(),
        total=0,
        claim_count=0,
        posted_at=EARLIER,
    )
    decided = RemittanceClaim(
        **mine,
        remittance=remittance,
        sequence=1,
        claim=claim,
        claim_number=claim.number,
        status="4",
        charge=120,
        paid=0,
        patient_share=0,
    )
    said = RemittanceLine(
        **mine,
        remittance_claim=decided,
        sequence=1,
        claim_line=line,
        cpt_code="99454",
        charge=120,
        paid=0,
        units=0,
        outcome="denied",
    )
    appeal = Appeal(
        **mine,
        line=line,
        letter="{}",
        reason_code="CO 50",
        created_at=EARLIER,
        file="JVBERg==",
        file_digest=sha256(b"%PDF").hexdigest(),
    )
    for row in (sent, back, batch, claim, line, remittance, decided, said, appeal):
        row.save(force_insert=True)
    return {
        "appeals": appeal.id,
        "claims": claim.id,
        "claim-batches": batch.id,
        "claim-lines": line.id,
        "remittances": remittance.id,
    }


def _records(practice: Practice, person: Person, patient_id: object) -> dict[str, object]:
    """What stands below a patient and below a member."""
    below: dict[str, Any] = {"practice_id": practice.id, "patient_id": patient_id}
    episode = Episode.objects.get(patient_id=patient_id)
    member = {"practice_id": practice.id, "membership_id": person.membership.id}
    made = {
        "caregivers": Caregiver(**below, name="Carer", relationship="spouse", authority="informal", valid_from=EARLIER.date()),
        "care-team": CareTeamMember(
            **below, membership_id=person.membership.id, function="backup", valid_from=EARLIER.date(), created_at=EARLIER
        ),
        "orders": Order(
            **below, ordered_by_name="Dr Order", ordering_npi="1234567893", ordered_on=EARLIER.date(),
            vitals=["blood_pressure"], diagnoses=["I10"], created_at=EARLIER,
        ),
        "pauses": Pause(**below, episode=episode, starts_at=EARLIER, reason="travel", created_at=EARLIER),
        "stays": InpatientStay(**below, admitted_at=EARLIER, created_at=EARLIER),
        "locations": Location(practice_id=practice.id, name="Main", timezone=practice.timezone, created_at=EARLIER),
        "credentials": Credential(**member, profession="rn", valid_from=EARLIER.date(), created_at=EARLIER),
        "payers": (payer := Payer(
            practice_id=practice.id, name="Payer One", kind="commercial", payer_code="P1", created_at=EARLIER, updated_at=EARLIER
        )),
        "payer-plans": Plan(practice_id=practice.id, payer=payer, name="Silver", created_at=EARLIER),
        "coverage": Coverage(**below, payer=payer, member_id="M-1", valid_from=EARLIER.date(), created_at=EARLIER),
        "outside-claims": OutsideClaim(
            **below, cpt_code="99454", period_start=EARLIER.date(), period_end=NOW.date(), service_date=NOW.date(),
            source="eligibility", created_at=EARLIER,
        ),
        "providers": ClaimProvider(
            practice_id=practice.id, kind="ordering", name="Order", first_name="Olive", npi="1234567893", created_at=EARLIER,
            updated_at=EARLIER,
        ),
        "work-items": WorkItem(
            **below, kind="outreach", cause="rows", reason="outreach_contact", params={"code": "99457", "last": "2026-04-30"},
            created_at=EARLIER,
        ),
        "fee-files": FeeFile(
            practice_id=practice.id, kind="charges", name="charges.csv", digest="0" * 64, valid_from=EARLIER.date(), row_count=0,
            loaded_at=EARLIER,
        ),
        "billing-entries": BillingEntry(
            **below, cpt_code="99454", period_start=EARLIER.date(), period_end=NOW.date(), service_date=NOW.date(), amount="52.11",
            facts={}, rule_set="cms-2026", rules_version="1", created_at=EARLIER,
        ),
        "break-glass": BreakGlass(**member, reason="emergency", started_at=EARLIER, expires_at=EARLIER + timedelta(hours=1)),
    }  # fmt: skip
    for row in made.values():
        row.save(force_insert=True)
    return {kind: row.id for kind, row in made.items()} | {
        "consents": Consent.objects.get(patient_id=patient_id).id,
        "episodes": episode.id,
        "plans": MeasurementPlan.objects.get(patient_id=patient_id).id,
        "sessions": person.session_id,
        "users": person.user.id,
    }


def _time(practice: Practice, person: Person, patient_id: object) -> object:
    """An hour of work, typed by hand, that waits for a second person."""
    entry = TimeEntry(
        practice_id=practice.id, patient_id=patient_id, membership_id=person.membership.id, profession="rn",
        activity="data_review", started_at=EARLIER, ended_at=EARLIER + timedelta(hours=1), source="typed",
        reason="The timer was not on.", needs_approval=True, recorded_by_id=person.user.id, created_at=EARLIER,
    )  # fmt: skip
    entry.save(force_insert=True)
    return entry.id
