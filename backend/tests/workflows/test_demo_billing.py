"""The demo has something to bill: by the same services, once, and never again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from vantrexia.billing.models import BillingEntry, Coverage, Payer, TimeEntry
from vantrexia.billing.selectors.claim_settings import read_claim_settings
from vantrexia.core.actor import system_actor
from vantrexia.core.ids import uuid7
from vantrexia.core.tenancy import practice_scope
from vantrexia.devices.models import Assignment
from vantrexia.vitals.services.record import Candidate, record_readings
from vantrexia.workflows import demo
from vantrexia.workflows.demo_billing import seed_billing

NOW = datetime.now(tz=UTC).replace(microsecond=0)


@pytest.fixture
def seeded(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "PATIENTS", 4)
    monkeypatch.setattr(demo, "OTHER_PATIENTS", 1)
    call_command("ensure_partitions", stdout=StringIO())
    demo.seed_demo(now=NOW)
    with practice_scope(demo.RIVERSIDE):
        record_readings(
            [
                Candidate(
                    id=uuid7(), practice_id=demo.RIVERSIDE, patient_id=one.patient_id, kind="blood_pressure",
                    measured_at=NOW - timedelta(days=day), received_at=NOW - timedelta(days=day), zone="America/New_York",
                    origin="automatic", created_at=NOW, device_id=one.device_id, systolic=130.0, diastolic=80.0,
                )
                for one in Assignment.objects.all()
                for day in range(1, 15)
            ]
        )  # fmt: skip


def test_the_demo_can_be_billed_and_is_seeded_once(seeded: None) -> None:
    made = seed_billing(now=NOW)
    with practice_scope(demo.RIVERSIDE):
        assert made > 0
        assert BillingEntry.objects.count() >= made
        assert Payer.objects.count() == 3
        assert read_claim_settings(system_actor("test", practice_id=demo.RIVERSIDE), at=NOW).is_complete
        assert Coverage.objects.count() == 4
        work = list(TimeEntry.objects.all())
        assert work
        assert not any(one.needs_approval or one.held_for for one in work)
        assert {one.profession for one in work} == {"rn"}
        assert set(BillingEntry.objects.values_list("status", flat=True)) > {"pending"}
    assert seed_billing(now=NOW) == 0
