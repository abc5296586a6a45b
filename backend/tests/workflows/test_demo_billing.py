"""The demo has something to bill: by the same services, once, and never again."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from vantrexia.accounts.models import Credential, Membership
from vantrexia.billing.models import BillingEntry, Coverage, EntryEvent, Payer, Posting, Remittance, TimeEntry
from vantrexia.billing.selectors.claim_settings import read_claim_settings
from vantrexia.billing.selectors.entries import sum_month
from vantrexia.billing.selectors.revenue import read_revenue
from vantrexia.console.management.commands import seed_history
from vantrexia.core.actor import system_actor
from vantrexia.core.ids import uuid7
from vantrexia.core.tenancy import practice_scope
from vantrexia.devices.models import Assignment
from vantrexia.domain.access import allows
from vantrexia.domain.billing.ruledata import load_rule_book
from vantrexia.vitals.services.record import Candidate, record_readings
from vantrexia.workflows import demo
from vantrexia.workflows.demo_billing import seed_billing

pytestmark = pytest.mark.usefixtures("endless_rules")
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
        # Nobody answered: what was sent waits, and nothing is paid.
        assert set(BillingEntry.objects.values_list("status", flat=True)) == {"pending", "submitted"}
    assert seed_billing(now=NOW) == 0


def test_past_months_are_paid_by_what_a_clearinghouse_answers(seeded: None, tmp_path: Path) -> None:
    (tmp_path / "scenario.toml").write_text('first_number = 10001\n[[rules]]\nclaim = "*1"\ndeny = "97"\n')
    words = [sys.executable, "-c", "from vantrexia_sim.cli import main; main()", "clearinghouse"]
    seed_billing(now=NOW, answer=partial(seed_history._answer, tmp_path, words))
    with practice_scope(demo.RIVERSIDE):
        statuses = Counter(BillingEntry.objects.values_list("status", flat=True))
        assert statuses["paid"] + statuses["denied"] > 0
        assert statuses["denied"] > 0, "the scenario denies claim 1"
        assert statuses["submitted"] > 0, "the second file waits"
        assert Remittance.objects.count() >= 1
        reasons = EntryEvent.objects.filter(event="status", to_status__in=("paid", "denied"))
        assert set(reasons.values_list("reason", flat=True)) == {"remittance"}
        posted = Posting.objects.aggregate(sum=Sum("amount"))["sum"]
        viewer = system_actor("test", practice_id=demo.RIVERSIDE)
        first, last = (NOW - timedelta(days=400)).date(), NOW.date()
        assert read_revenue(viewer=viewer, first=first, last=last, by="month")[1].paid == posted
        assert sum(row["paid"] for row in sum_month(viewer, first=first, last=last)) == posted
        assert sorted(path.suffix for path in (tmp_path / "answers").glob("RPM*")) == [".277ca", ".999"]
        assert len(list((tmp_path / "answers").glob("*.835"))) == Remittance.objects.count()


def test_a_clearinghouse_that_does_not_answer_is_one_line(tmp_path: Path) -> None:
    for words in ([sys.executable, "-c", "raise SystemExit('closed today')"], ["/nowhere/at/all"]):
        with pytest.raises(CommandError, match="the clearinghouse does not answer"):
            seed_history._answer(tmp_path, words, "A.837", "ISA*")
    with pytest.raises(CommandError, match="belong together"):
        call_command("seed_history", file=_empty(tmp_path), clearinghouse=tmp_path)


def _empty(folder: Path) -> Path:
    file = folder / "past.jsonl"
    file.write_text("")
    return file


def test_everybody_in_the_demo_who_records_time_has_a_profession_that_counts(seeded: None) -> None:
    counted = set(load_rule_book().rule_sets["cms-2026"].settings.counted_roles)
    with practice_scope(demo.RIVERSIDE):
        members = {one.role: one for one in Membership.objects.select_related("user")}
        professions = dict(Credential.objects.values_list("membership__role", "profession"))
    recording = {role for role in members if allows(role, "time.record")}
    assert "data_monitor" in recording
    assert {role: professions.get(role) in counted for role in recording} == dict.fromkeys(recording, True)
