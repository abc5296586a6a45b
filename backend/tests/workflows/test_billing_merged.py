"""Two records of one person, both monitored, become one: what was and is measured goes on counting, once."""

from __future__ import annotations

import pytest

from tests.monitored import Monitored, at, cover, make_monitored, make_payer
from tests.people import People
from vantrexia.billing.models import EntryEvent, WorkItem
from vantrexia.billing.selectors.claim_facts import load_desk
from vantrexia.billing.services.entries import change_statuses, void_entry
from vantrexia.domain.billing.texts import render_work
from vantrexia.workflows.patient_merge import merge_patients, unmerge_patients

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kept_since", ["2026-03-30 07:00", "2026-04-01 07:00", "2026-04-03 07:00"])
def test_the_monitoring_that_goes_on_is_billed_on(people: People, kept_since: str) -> None:
    kept = make_monitored(people.practice, since=kept_since)
    other = make_monitored(people.practice, since="2026-04-01 07:00")
    merge_patients(
        actor=people.cleo.actor, keep_id=kept.id, merge_id=other.id, reason="Entered twice",
        now=at("2026-04-04 12:00"),
    )  # fmt: skip
    kept.measure("2026-04-05", 20)
    kept.recompute("2026-05-10 06:00")
    assert [line.split(" ")[0] for line in kept.lines()] == ["99453x1", "99454x1"]


def _work_on(people: People, *records: Monitored) -> None:
    for hour, one in enumerate(records, start=10):
        one.call(people.nora, f"2026-04-10 {hour}:00", 25)
        one.recompute("2026-05-01 06:00")


def _merge(people: People, kept: Monitored, other: Monitored) -> None:
    merge_patients(
        actor=people.cleo.actor, keep_id=kept.id, merge_id=other.id, reason="Entered twice",
        now=at("2026-05-04 12:00"),
    )  # fmt: skip


def _send(people: People, *records: Monitored) -> None:
    changes = {entry.id: "submitted" for one in records for entry in one.entries()}
    change_statuses(actor=people.bill.actor, changes=changes, now=at("2026-05-02 09:00"), reason="claim_sent")


def test_what_one_record_has_sent_is_not_sent_again_by_the_other(people: People) -> None:
    kept, other = make_monitored(people.practice), make_monitored(people.practice)
    _work_on(people, kept, other)
    (pending,), (sent,) = kept.entries(), other.entries()
    _send(people, other)
    _merge(people, kept, other)
    kept.recompute("2026-05-05 06:00")
    assert ([one.id for one in kept.entries()], other.entries()) == ([sent.id], [])
    assert EntryEvent.objects.get(entry_id=pending.id, event="voided").reason == "duplicate"
    unmerge_patients(
        actor=people.cleo.actor, patient_id=kept.id, reason="Two people", now=at("2026-05-06 12:00")
    )
    for one in (kept, other):
        one.recompute("2026-05-07 06:00")
    assert [one.id for one in other.entries()] == [sent.id]
    (again,) = kept.entries()
    assert (again.cpt_code, again.status) == ("99457", "pending")


def test_of_what_both_records_have_sent_a_person_is_told(people: People) -> None:
    kept, other = make_monitored(people.practice), make_monitored(people.practice)
    _work_on(people, kept, other)
    _send(people, kept, other)
    (mine,), (twin,) = kept.entries(), other.entries()
    _merge(people, kept, other)
    kept.recompute("2026-05-05 06:00")
    assert (kept.entries(), other.entries()) == ([mine], [twin])
    item = WorkItem.objects.get(state="open", reason="billed_twice")
    assert (item.patient_id, item.entry_id) == (kept.id, twin.id)
    assert render_work(item.reason, item.params, language="es").startswith("99457 del ")
    void_entry(
        actor=people.bill.actor, entry_id=twin.id, reason="duplicate", note="", now=at("2026-05-05 09:00")
    )
    item.refresh_from_db()
    assert item.outcome == "corrected"


def test_where_both_records_name_who_pays_first_the_newer_is_asked_and_its_rules_hold(people: People) -> None:
    kept, other = (make_monitored(people.practice, payer=False) for _ in range(2))
    insurer = make_payer(people.practice, "UnitedHealthcare", kind="commercial", rule_payer="uhc")
    cover(kept.patient, insurer)
    cover(other.patient, make_payer(people.practice), since="2026-01-01")
    _work_on(people, kept)
    _merge(people, kept, other)
    kept.recompute("2026-05-05 06:00")
    (entry,) = kept.entries()
    assert (entry.payer_name, entry.rule_set) == ("Medicare Part B", "cms-2026")
    desk = load_desk(people.bill.actor, patient_ids=[kept.id], now=at("2026-05-05 09:00"))
    asked = desk.find_coverage(kept.id, entry.service_date)
    assert asked is not None
    assert asked.payer_id == entry.payer_id


def test_what_neither_has_sent_is_there_once_the_moment_they_are_one_and_twice_again_when_they_part(
    people: People,
) -> None:
    kept, other = make_monitored(people.practice), make_monitored(people.practice)
    _work_on(people, kept, other)
    kept.measure("2026-04-01", 16)
    for one in (kept, other):
        one.recompute("2026-05-01 07:00")
    alone = [kept.lines(), other.lines()]
    _merge(people, kept, other)  # and nobody waits for the next computation before claims are built
    assert (kept.lines(), other.lines()) == (
        ["99453x1 @2026-04-30", "99454x1 @2026-04-30", "99457x1 @2026-04-30", "99458x1 @2026-04-30"], [],
    )  # fmt: skip
    unmerge_patients(
        actor=people.cleo.actor, patient_id=kept.id, reason="Two people", now=at("2026-05-06 12:00")
    )
    assert [kept.lines(), other.lines()] == alone
