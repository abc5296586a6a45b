"""What people do with entries, and what the next computation makes of it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from tests.monitored import Monitored, at, make_monitored
from tests.people import People
from vantrexia.audit.models import Entry
from vantrexia.billing.models import BillingEntry, EntryEvent, MonthClose, WorkItem
from vantrexia.billing.selectors.months import is_month_closed
from vantrexia.billing.services.entries import change_statuses, correct_entry, release_hold, void_entry
from vantrexia.billing.services.manual import NewEntry, create_entry
from vantrexia.billing.services.months import close_month, reopen_month
from vantrexia.domain.errors import Conflict, DomainError, InvalidInput

pytestmark = pytest.mark.django_db
LATER = at("2026-05-05 09:00")


@pytest.fixture
def pat(people: People) -> Monitored:
    pat = make_monitored(people.practice)
    pat.measure("2026-04-01", 15)
    pat.call(people.nora, "2026-04-10 10:00", 25)
    pat.recompute("2026-05-01 06:00")
    return pat


def submit(people: People, *entries: BillingEntry) -> None:
    changes = {one.id: "submitted" for one in entries}
    change_statuses(actor=people.bill.actor, changes=changes, now=LATER, reason="claim_sent")


def test_a_late_day_after_billing_is_corrected_by_one_act(people: People, pat: Monitored) -> None:
    (sent,) = pat.entries(cpt_code="99445")
    submit(people, *pat.entries())
    pat.measure("2026-04-20")
    pat.recompute("2026-05-06 06:00")
    assert [one.cpt_code for one in pat.entries(status="pending")] == []
    done = correct_entry(
        actor=people.bill.actor, entry_id=sent.id, note="late upload", now=at("2026-05-06 09:00")
    )
    (new,) = pat.entries(cpt_code="99454")
    assert (done.voided, done.made) == (sent.id, [new.id])
    assert (new.status, new.replaces_id) == ("pending", sent.id)
    sent.refresh_from_db()
    assert (sent.void_reason, sent.voided_by_id) == ("corrected", people.bill.user.id)
    assert WorkItem.objects.get(reason="correct_code").outcome == "corrected"
    assert pat.recompute("2026-05-06 10:00").created == 0
    assert pat.lines() == ["99453x1 @2026-04-30", "99454x1 @2026-04-30", "99457x1 @2026-04-30"]


def test_an_add_on_earned_late_joins_its_billed_base(people: People, pat: Monitored) -> None:
    submit(people, *pat.entries())
    (base,) = pat.entries(cpt_code="99457")
    pat.work(
        people.nora,
        "2026-04-28 10:00",
        16,
        created_at=at("2026-05-04 10:00"),
        approved_by_id=people.cleo.user.id,
    )
    pat.recompute("2026-05-06 06:00")
    assert WorkItem.objects.get().reason == "correct_add"
    done = correct_entry(
        actor=people.bill.actor, entry_id=base.id, note="late entry", now=at("2026-05-06 09:00")
    )
    (addon,) = pat.entries(cpt_code="99458")
    assert (done.voided, done.made, addon.corrects) == (None, [addon.id], [base.id])
    assert addon.service_date == base.service_date
    assert pat.recompute("2026-05-07 06:00").created == 0
    assert WorkItem.objects.filter(state="open").count() == 0


def test_what_a_person_voided_stays_void_until_a_person_makes_it_again(
    people: People, pat: Monitored
) -> None:
    (line,) = pat.entries(cpt_code="99457")
    void_entry(
        actor=people.bill.actor, entry_id=line.id, reason="not_billable", note="global period", now=LATER
    )
    pat.recompute("2026-05-06 06:00")
    assert pat.entries(cpt_code="99457") == []
    made = create_entry(
        actor=people.bill.actor,
        new=NewEntry(
            patient_id=pat.id, cpt_code="99457", service_date=date(2026, 4, 30), notes="Checked again."
        ),
        now=LATER,
    )
    entry = BillingEntry.objects.get(id=made)
    assert (entry.auto_generated, entry.hold_reasons, entry.payer_name) == (False, [], "Medicare Part B")
    assert entry.notes == "Checked again."
    assert pat.recompute("2026-05-06 10:00").created == 0


def test_a_void_of_what_was_sent_leaves_word_for_the_payer(people: People, pat: Monitored) -> None:
    submit(people, *pat.entries())
    (line,) = pat.entries(cpt_code="99457")
    void_entry(
        actor=people.bill.actor, entry_id=line.id, reason="unsupported", note="wrong patient", now=LATER
    )
    assert WorkItem.objects.get().reason == "void_at_payer"
    with pytest.raises(Conflict):
        void_entry(actor=people.bill.actor, entry_id=line.id, reason="unsupported", note="again", now=LATER)
    with pytest.raises(InvalidInput):
        void_entry(actor=people.bill.actor, entry_id=line.id, reason="nonsense", note="", now=LATER)


def test_an_entry_by_hand_that_the_facts_do_not_show_is_held_until_somebody_answers_for_it(
    people: People, pat: Monitored
) -> None:
    made = create_entry(
        actor=people.bill.actor,
        new=NewEntry(patient_id=pat.id, cpt_code="99458", service_date=date(2026, 4, 30)),
        now=LATER,
    )
    entry = BillingEntry.objects.get(id=made)
    assert [one["key"] for one in entry.hold_reasons] == ["NOT_SUPPORTED"]
    with pytest.raises(Conflict):
        submit(people, entry)
    release_hold(actor=people.bill.actor, entry_id=made, key="NOT_SUPPORTED", note="paper log", now=LATER)
    submit(people, entry)
    event = EntryEvent.objects.get(entry_id=made, event="hold_released")
    assert (event.note, event.by_id) == ("paper log", people.bill.user.id)


def test_one_code_and_period_has_one_entry(people: People, pat: Monitored) -> None:
    new = NewEntry(patient_id=pat.id, cpt_code="99457", service_date=date(2026, 4, 30))
    with pytest.raises(DomainError, match="already_exists"):
        create_entry(actor=people.bill.actor, new=new, now=LATER)
    for wrong in (
        NewEntry(patient_id=pat.id, cpt_code="00000", service_date=date(2026, 4, 30)),
        NewEntry(patient_id=pat.id, cpt_code="99457", service_date=date(2026, 4, 30), units=0),
        NewEntry(
            patient_id=pat.id, cpt_code="99457", service_date=date(2026, 4, 30), icd10_codes=("hypertension",)
        ),
        NewEntry(
            patient_id=pat.id, cpt_code="99454", service_date=date(2026, 4, 30), period_start=date(2026, 5, 1)
        ),
    ):
        with pytest.raises(InvalidInput):
            create_entry(actor=people.bill.actor, new=wrong, now=LATER)


def test_statuses_move_together_or_not_at_all(people: People, pat: Monitored) -> None:
    entries = pat.entries()
    submit(people, entries[0])
    with pytest.raises(DomainError, match="invalid_transition"):
        submit(people, *entries)
    assert {one.status for one in pat.entries() if one.id != entries[0].id} == {"pending"}
    change_statuses(
        actor=people.bill.actor, changes={entries[0].id: "denied"}, now=LATER, reason="CO 16", note="NPI"
    )
    change_statuses(actor=people.bill.actor, changes={entries[0].id: "appealed"}, now=LATER)
    steps = EntryEvent.objects.filter(entry_id=entries[0].id, event="status").order_by("id")
    assert list(steps.values_list("from_status", "to_status", "reason")) == [
        ("pending", "submitted", "claim_sent"), ("submitted", "denied", "CO 16"), ("denied", "appealed", ""),
    ]  # fmt: skip
    assert Entry.objects.filter(action="billing_entry.status").count() == 3


def test_nobody_changes_what_an_entry_says(people: People, pat: Monitored) -> None:
    entry = pat.entries()[0]
    for change in ({"amount": 99}, {"units": 2}, {"facts": {}}, {"service_date": date(2026, 4, 29)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            BillingEntry.objects.filter(id=entry.id).update(**change)
    with (
        pytest.raises(Exception, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM billing_billingentry WHERE id = %s", [entry.id])


def test_a_month_is_closed_with_its_checklist_and_opened_again_with_a_reason(
    people: People, pat: Monitored
) -> None:
    month, today = date(2026, 4, 1), date(2026, 5, 5)
    with pytest.raises(Conflict) as running:
        close_month(actor=people.bill.actor, month=month, note="x", today=date(2026, 4, 30), now=LATER)
    assert running.value.data["blocked_by"] == ["month_running"]
    with pytest.raises(InvalidInput) as opened:
        close_month(actor=people.bill.actor, month=month, note=None, today=today, now=LATER)
    assert "unsubmitted" in opened.value.data["open"]  # type: ignore[operator]
    close_month(actor=people.bill.actor, month=month, note="sent from the EHR", today=today, now=LATER)
    assert is_month_closed(people.practice.id, date(2026, 4, 17))
    assert not is_month_closed(people.practice.id, date(2026, 5, 1))
    with pytest.raises(Conflict):
        close_month(actor=people.bill.actor, month=month, note="again", today=today, now=LATER)
    reopen_month(actor=people.bill.actor, month=month, reason="late call", now=LATER)
    assert not is_month_closed(people.practice.id, date(2026, 4, 17))
    with pytest.raises(Conflict):
        reopen_month(actor=people.bill.actor, month=month, reason="again", now=LATER)
    close_month(actor=people.bill.actor, month=month, note="again", today=today, now=LATER)
    assert MonthClose.objects.count() == 2
