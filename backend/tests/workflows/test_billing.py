"""From readings and minutes to billing entries: what is made, what is left alone, what becomes a person's work."""

from __future__ import annotations

from datetime import date

import pytest

from tests.monitored import at, make_monitored
from tests.people import People
from vantrexia.audit.models import Entry
from vantrexia.billing.models import BillingEntry, BillingState, EntryEvent, Mark, WorkItem

pytestmark = pytest.mark.django_db


def test_sixteen_days_and_twenty_minutes_become_three_pending_entries(people: People) -> None:
    pat = make_monitored(people.practice)
    pat.measure("2026-04-01", 16)
    pat.call(people.nora, "2026-04-10 10:00", 12)
    pat.work(people.nora, "2026-04-20 10:00", 8)
    done = pat.recompute("2026-05-01 06:00")
    assert done.created == 3
    assert pat.lines() == ["99453x1 @2026-04-30", "99454x1 @2026-04-30", "99457x1 @2026-04-30"]
    supply = pat.entries(cpt_code="99454")[0]
    assert (supply.status, supply.payer_name, supply.icd10_codes, supply.hold_reasons) == (
        "pending", "Medicare Part B", ["I10"], [],
    )  # fmt: skip
    assert supply.facts["basis"]["days"][0] == "2026-04-01"
    assert len(supply.facts["basis"]["days"]) == 16
    assert str(supply.amount) == "52.11"
    time = pat.entries(cpt_code="99457")[0]
    assert time.duration_minutes == 20
    assert time.facts["basis"]["contacts"][0]["role"] == "rn"
    assert EntryEvent.objects.filter(event="created").count() == 3
    assert Entry.objects.filter(action="billing.recomputed").count() == 1


def test_a_second_run_changes_nothing(people: People) -> None:
    pat = make_monitored(people.practice)
    pat.measure("2026-04-01", 20)
    pat.call(people.nora, "2026-04-10 10:00", 25)
    pat.recompute("2026-05-02 06:00")
    before = list(BillingEntry.objects.order_by("id").values())
    done = pat.recompute("2026-05-02 06:00")
    again = pat.recompute("2026-05-02 10:00")
    assert (done.created, done.voided, done.held, again.created, again.voided, again.held) == (
        0,
        0,
        0,
        0,
        0,
        0,
    )
    assert list(BillingEntry.objects.order_by("id").values()) == before
    assert Mark.objects.count() == 0


def test_nothing_is_billed_before_the_period_is_over(people: People) -> None:
    pat = make_monitored(people.practice)
    pat.measure("2026-04-01", 16)
    pat.recompute("2026-04-30 23:00")
    assert pat.lines() == []
    state = BillingState.objects.get()
    assert (state.supply_code, state.supply_days, state.supply_needed) == ("99454", 16, 0)
    assert state.next_due_at == at("2026-05-01 00:00")


def test_a_late_reading_before_billing_replaces_the_pending_code(people: People) -> None:
    pat = make_monitored(people.practice)
    pat.measure("2026-04-01", 15)
    pat.recompute("2026-05-01 06:00")
    assert pat.lines() == ["99445x1 @2026-04-30", "99453x1 @2026-04-30"]
    old = pat.entries(cpt_code="99445")[0]
    pat.measure("2026-04-20")
    assert Mark.objects.filter(patient_id=pat.id).exists()
    pat.recompute("2026-05-03 06:00")
    assert pat.lines() == ["99453x1 @2026-04-30", "99454x1 @2026-04-30"]
    old.refresh_from_db()
    assert old.void_reason == "no_longer_supported"
    assert pat.entries(cpt_code="99454")[0].replaces_id == old.id
    assert WorkItem.objects.count() == 0


def test_a_late_reading_after_billing_becomes_a_correction_and_never_a_second_line(people: People) -> None:
    pat = make_monitored(people.practice)
    pat.measure("2026-04-01", 15)
    pat.recompute("2026-05-01 06:00")
    sent = pat.entries(cpt_code="99445")[0]
    BillingEntry.objects.filter(id=sent.id).update(status="submitted")
    pat.measure("2026-04-20")
    pat.recompute("2026-05-03 06:00")
    assert pat.lines() == ["99445x1 @2026-04-30", "99453x1 @2026-04-30"]
    item = WorkItem.objects.get()
    assert (item.kind, item.reason, item.entry_id) == ("correction", "correct_code", sent.id)
    assert item.params["code"] == "99454"
    pat.recompute("2026-05-04 06:00")
    assert WorkItem.objects.count() == 1


def test_a_billed_line_whose_days_are_gone_becomes_a_correction(people: People) -> None:
    pat = make_monitored(people.practice)
    pat.measure("2026-04-01", 16)
    pat.recompute("2026-05-01 06:00")
    BillingEntry.objects.update(status="paid")
    from vantrexia.vitals.models import Reading

    Reading.objects.filter(patient_id=pat.id).update(state="entered_in_error")
    pat.recompute("2026-05-03 06:00")
    assert sorted(WorkItem.objects.values_list("reason", flat=True)) == [
        "unsupported_days",
        "unsupported_days",
    ]
    Reading.objects.filter(patient_id=pat.id).update(state="final")
    pat.recompute("2026-05-04 06:00")
    assert set(WorkItem.objects.values_list("state", "outcome")) == {("done", "facts_changed")}


def test_a_day_is_a_date_where_the_patient_lives_also_in_the_night_the_clocks_change(people: People) -> None:
    pat = make_monitored(people.practice, since="2026-02-20 07:00")
    # 2026-03-08 has 23 hours in New York: half past midnight and late evening are one day, one minute later the next.
    pat.measure_at([at("2026-03-08 00:30"), at("2026-03-08 23:59"), at("2026-03-09 00:00")])
    pat.recompute("2026-03-22 06:00")
    days = pat.entries(cpt_code="99445")[0].facts["basis"]["days"]
    assert days == ["2026-03-08", "2026-03-09"]


def test_typed_readings_and_those_before_the_set_up_are_no_data_days(people: People) -> None:
    pat = make_monitored(people.practice)
    pat.measure_at([at("2026-04-01 07:10")])  # before the set-up at 07:30
    pat.measure("2026-04-02", 20, origin="staff_typed")
    pat.measure("2026-04-25", 1)
    pat.recompute("2026-05-01 06:00")
    assert pat.lines() == []
    snapshot = BillingState.objects.get().snapshot
    assert "TYPED_DAYS_NOT_COUNTED" in {flag["key"] for flag in snapshot["flags"]}


def test_on_the_day_monitoring_begins_every_moment_counts_by_itself(people: People) -> None:
    pat = make_monitored(people.practice)
    # Before the set-up, just after it, in the evening: the middle one is what the day stands on.
    pat.measure_at([at("2026-04-01 07:10"), at("2026-04-01 07:45"), at("2026-04-01 20:00")])
    pat.measure("2026-04-02", 1)
    pat.recompute("2026-05-01 06:00")
    assert pat.entries(cpt_code="99445")[0].facts["basis"]["days"] == ["2026-04-01", "2026-04-02"]


def test_a_consent_signed_again_moves_nothing(people: People) -> None:
    from vantrexia.patients.models import Consent

    pat = make_monitored(people.practice)
    pat.measure("2026-04-01", 16)
    Consent(
        practice_id=people.practice.id, patient=pat.patient, method="written", given_at=at("2026-04-10 10:00"),
        created_at=at("2026-04-10 10:00"),
    ).save(force_insert=True)  # fmt: skip
    pat.recompute("2026-05-01 06:00")
    assert pat.entries(cpt_code="99454")[0].period_start == date(2026, 4, 1)


def test_a_patient_enrolled_again_keeps_what_the_first_episode_earned(people: People) -> None:
    from vantrexia.patients.models import Episode

    pat = make_monitored(people.practice)
    pat.measure("2026-04-01", 16)
    Episode.objects.filter(id=pat.episode.id).update(ended_at=at("2026-04-20 12:00"), end_reason="discharged")
    pat.recompute("2026-04-25 06:00")
    assert pat.lines() == ["99453x1 @2026-04-20", "99454x1 @2026-04-20"]
    begun = at("2026-05-10 09:00")
    Episode(practice_id=people.practice.id, patient=pat.patient, started_at=begun, created_at=begun).save(
        force_insert=True
    )
    pat.measure("2026-05-10", 16, hour=10)
    pat.recompute("2026-06-15 06:00")
    # Nobody taught the second episode, so no second 99453; its own supply stands beside the first.
    assert pat.lines() == ["99453x1 @2026-04-20", "99454x1 @2026-04-20", "99454x1 @2026-06-08"]
    assert BillingState.objects.count() == 2


def test_the_synthetic_practice_is_never_billed(people: People) -> None:
    from vantrexia.accounts.models import Practice

    pat = make_monitored(people.practice)
    pat.measure("2026-04-01", 16)
    Practice.objects.filter(id=people.practice.id).update(is_synthetic=True)
    assert pat.recompute("2026-05-01 06:00").patients == 0
    assert pat.lines() == []
