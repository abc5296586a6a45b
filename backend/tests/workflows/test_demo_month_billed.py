"""The demo practice's whole last month, as `seed_demo` and `seed_billing` make it: every line that may be sent is sent to the practice
clearinghouse over the API and posted back from its 999, 277CA and 835.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.management import call_command

from tests.apps.billing.test_month_billed import BASE, House, assert_every_cent
from tests.people import make_person
from vantrexia.accounts.models import Practice
from vantrexia.billing.models import BillingEntry, Claim, ClaimLine, Coverage, Posting, WorkItem
from vantrexia.core.ids import uuid7
from vantrexia.core.tenancy import practice_scope
from vantrexia.devices.models import Assignment
from vantrexia.vitals.services.record import Candidate, record_readings
from vantrexia.workflows import demo, demo_billing

NOW = datetime(2026, 12, 2, 15, 0, tzinfo=UTC)
MONTH = date(2026, 11, 1)
DAYS = 75  # of readings: November and the periods that end in it


@pytest.fixture(autouse=True)
def december() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def practice(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo with all its patients and 75 days of their readings; nothing of it was sent yet."""
    monkeypatch.setattr(demo, "OTHER_PATIENTS", 1)
    monkeypatch.setattr(demo_billing, "_send", lambda *_, **__: None)
    call_command("ensure_partitions", stdout=StringIO())
    demo.seed_demo(now=NOW)
    with practice_scope(demo.RIVERSIDE):
        record_readings([one for row in Assignment.objects.order_by("id") for one in live_at_home(row)])
    assert demo_billing.seed_billing(now=NOW) > 0


def live_at_home(row: Any) -> list[Candidate]:
    """Some measure daily, some every second or third day, some now and then: by the row's own number."""
    every = (1, 1, 2, 3, 9)[row.patient_id.int % 5]
    moments = [NOW - timedelta(days=day, minutes=row.patient_id.int % 300) for day in range(1, DAYS, every)]
    return [
        Candidate(
            id=uuid7(), practice_id=demo.RIVERSIDE, patient_id=row.patient_id, kind="blood_pressure", measured_at=moment,
            received_at=moment, zone="America/New_York", origin="automatic", created_at=moment, device_id=row.device_id,
            systolic=130.0, diastolic=80.0,
        )
        for moment in moments
        if row.starts_at <= moment
    ]  # fmt: skip


def test_the_demos_month_goes_out_and_comes_back_to_the_cent(practice: None, tmp_path: Path) -> None:
    with practice_scope(demo.RIVERSIDE):
        riverside = Practice.objects.get(id=demo.RIVERSIDE)
        members = list(Coverage.objects.values_list("member_id", flat=True))
        assert len(members) == len(set(members)) == demo.PATIENTS, "nobody shares a card"
        mine = BillingEntry.objects.filter(
            voided_at__isnull=True, service_date__range=(MONTH, date(2026, 11, 30))
        )
        free = set(mine.filter(hold_reasons=[], status="pending").values_list("id", flat=True))
        codes = set(mine.filter(id__in=free).values_list("cpt_code", flat=True))
    assert len(free) > 100
    assert codes >= {"99453", "99445", "99454", "99457"}
    riverside.name = "riverside"
    biller = make_person("billie", "billing_manager", riverside)
    house = House(SimpleNamespace(bill=biller), tmp_path, set())  # type: ignore[arg-type]
    house.inbox.mkdir()

    built = biller.post(f"{BASE}claims/build/", {"month": "2026-11"}).json()
    assert built["blocked"] == 0, built
    assert built["ready"] > 60
    house.send()
    with practice_scope(demo.RIVERSIDE):
        sent = set(ClaimLine.objects.values_list("entry_id", flat=True))
        assert sent == free, "every line that may be sent was sent, and no other"
    house.run("2026-12-03")
    answers = house.read()
    assert answers[0]["results"][0]["is_accepted"]
    assert answers[1]["results"][0]["rejected_claims"] == 0
    with practice_scope(demo.RIVERSIDE):
        assert_every_cent(house)
        assert set(BillingEntry.objects.filter(id__in=sent).values_list("status", flat=True)) <= {
            "paid",
            "denied",
        }
        assert set(Claim.objects.values_list("status", flat=True)) <= {"paid", "part", "denied"}
        assert not Posting.objects.filter(kind="unmatched").exists()
        denied = BillingEntry.objects.filter(id__in=sent, status="denied").count()
        assert WorkItem.objects.filter(kind="denial", reason="denied").count() == denied
        assert denied < len(sent) / 10, "rules and payer agree"
