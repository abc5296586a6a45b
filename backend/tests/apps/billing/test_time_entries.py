"""Late entries, corrections and withdrawals keep the original; after the month a second person; impossible days are held."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from tests.api.time_calls import give_credential
from tests.apps.billing.november import NEXT_MONTH, T0, WHY, after, get_row, read_november, write_time
from tests.factories import make_patient
from tests.people import People
from vantrexia.audit.models import Entry
from vantrexia.billing.models import MonthClose, TimeEntry
from vantrexia.billing.selectors.time_entries import get_entry_history, list_held, list_waiting
from vantrexia.billing.selectors.worked import read_time
from vantrexia.billing.services.time_approvals import approve_entry, reject_entry, resolve_hold
from vantrexia.billing.services.time_entries import amend_entry, type_entry, withdraw_entry
from vantrexia.billing.services.timer import start_timer, stop_timer
from vantrexia.domain.errors import Conflict, DomainError, InvalidInput, NotFound
from vantrexia.patients.models import Patient


@pytest.fixture
def patient(people: People) -> Patient:
    give_credential(people.nora)
    give_credential(people.paul, "physician")
    return make_patient(people.practice)


def test_what_is_typed_within_the_month_counts_at_once_and_says_why(people: People, patient: Patient) -> None:
    entry = write_time(people.nora, patient, 0, 12.5)
    found = read_november(people.nora, patient)
    assert (found["counted_seconds"], found["minutes"], found["code"]) == (750, 12, None)
    assert found["next"]["contact_needed"] is True
    (shown,) = found["entries"]
    assert (shown["id"], shown["standing"], shown["origin"], shown["reason"]) == (
        entry,
        "in_force",
        "typed",
        WHY,
    )


@pytest.mark.parametrize(
    ("low", "high", "field"),
    [
        (10, 5, "ended_at"),
        (0, 0, "ended_at"),
        (24 * 60 + 1, 24 * 60 + 9, "ended_at"),
        (0, 1441, "ended_at"),
        (-600_000, -599_990, "started_at"),
    ],
)
def test_times_that_cannot_be_are_refused(
    people: People, patient: Patient, low: float, high: float, field: str
) -> None:
    with pytest.raises(InvalidInput) as wrong:
        write_time(people.nora, patient, low, high, now=after(24 * 60 + 2))
    assert list(wrong.value.fields) == [field]
    with pytest.raises(InvalidInput):
        type_entry(
            actor=people.nora.actor,
            patient_id=patient.id,
            activity="text",
            started_at=T0,
            ended_at=after(1),
            reason=" ",
            now=after(9),
        )


def test_a_correction_is_a_new_row_and_the_original_stays(people: People, patient: Patient) -> None:
    old = write_time(people.nora, patient, 0, 20)
    new = amend_entry(
        actor=people.nora.actor,
        entry_id=old,
        changes={"ended_at": after(12)},
        reason="Lunch.",
        now=after(2000),
    )
    assert (get_row(old).ended_at, get_row(old).superseded_at) == (after(20), after(2000))
    assert read_november(people.nora, patient)["counted_seconds"] == 720
    history = get_entry_history(people.nora.actor, new)["history"]
    assert [(one["id"], one["standing"]) for one in history] == [(old, "superseded"), (new, "in_force")]
    assert len(read_november(people.nora, patient)["entries"]) == 1
    assert len(read_november(people.nora, patient, with_past=True)["entries"]) == 2
    with pytest.raises(Conflict):
        amend_entry(
            actor=people.nora.actor, entry_id=old, changes={"ended_at": after(9)}, reason="x", now=after(2001)
        )
    with pytest.raises(InvalidInput):
        amend_entry(
            actor=people.nora.actor,
            entry_id=new,
            changes={"ended_at": after(12)},
            reason="x",
            now=after(2001),
        )


def test_a_withdrawal_takes_it_out_of_the_count_and_nothing_is_deleted(
    people: People, patient: Patient
) -> None:
    old = write_time(people.nora, patient, 0, 20)
    withdraw_entry(actor=people.nora.actor, entry_id=old, reason="Wrong patient.", now=after(2000))
    assert read_november(people.nora, patient)["counted_seconds"] == 0
    assert TimeEntry.objects.count() == 2
    actions = list(
        Entry.objects.filter(entity="time_entry").values_list("action", flat=True).order_by("at", "id")
    )
    assert actions == ["time.typed", "time.withdrawn"]


def test_others_change_it_only_if_they_may_approve_time(people: People, patient: Patient) -> None:
    old = write_time(people.nora, patient, 0, 20)
    with pytest.raises(DomainError, match="not_own"):
        amend_entry(
            actor=people.mia.actor, entry_id=old, changes={"ended_at": after(9)}, reason="x", now=after(30)
        )
    with pytest.raises(NotFound):
        amend_entry(
            actor=people.olga.actor, entry_id=old, changes={"ended_at": after(9)}, reason="x", now=after(30)
        )
    new = amend_entry(
        actor=people.cleo.actor, entry_id=old, changes={"ended_at": after(9)}, reason="x", now=after(2000)
    )
    assert get_row(new).membership_id == people.nora.membership.id
    assert get_row(new).recorded_by_id == people.cleo.user.id


def test_a_late_entry_waits_for_a_second_person_and_holds_what_rests_on_it(
    people: People, patient: Patient
) -> None:
    entry = write_time(people.nora, patient, 0, 20, now=NEXT_MONTH)
    assert get_row(entry).needs_approval
    (fact,) = read_time([(patient.id, after(-9000))])[patient.id]
    assert (fact.second_person, fact.recorded_at) == (None, NEXT_MONTH)
    count, (shown,) = list_waiting(people.cleo.actor, limit=10, offset=0)
    assert (count, shown["id"], shown["original"]) == (1, entry, None)
    with pytest.raises(DomainError, match="same_person"):
        approve_entry(actor=people.nora.actor, entry_id=entry, now=NEXT_MONTH)
    approve_entry(actor=people.cleo.actor, entry_id=entry, now=NEXT_MONTH)
    (fact,) = read_time([(patient.id, after(-9000))])[patient.id]
    assert fact.second_person == str(people.cleo.user.id)
    with pytest.raises(Conflict):
        approve_entry(actor=people.paul.actor, entry_id=entry, now=NEXT_MONTH)


def test_a_rejected_late_entry_counts_for_nothing(people: People, patient: Patient) -> None:
    entry = write_time(people.nora, patient, 0, 20, now=NEXT_MONTH)
    with pytest.raises(InvalidInput):
        reject_entry(actor=people.cleo.actor, entry_id=entry, reason=" ", now=NEXT_MONTH)
    reject_entry(actor=people.cleo.actor, entry_id=entry, reason="No record of it.", now=NEXT_MONTH)
    assert read_november(people.nora, patient)["counted_seconds"] == 0
    assert get_row(entry).decision_note == "No record of it."


def test_a_late_change_leaves_the_original_in_force_until_approved(people: People, patient: Patient) -> None:
    old = write_time(people.nora, patient, 0, 20)
    new = amend_entry(
        actor=people.nora.actor, entry_id=old, changes={"ended_at": after(10)}, reason="x", now=NEXT_MONTH
    )
    assert read_november(people.nora, patient)["counted_seconds"] == 1200
    (fact,) = read_time([(patient.id, after(-9000))])[patient.id]
    assert (fact.seconds, fact.second_person, fact.recorded_at) == (1200, None, NEXT_MONTH)
    with pytest.raises(Conflict):
        withdraw_entry(actor=people.nora.actor, entry_id=old, reason="x", now=NEXT_MONTH)
    _, (shown,) = list_waiting(people.cleo.actor, limit=10, offset=0)
    assert (shown["id"], shown["original"]["id"]) == (new, old)
    approve_entry(actor=people.cleo.actor, entry_id=new, now=NEXT_MONTH, note="Seen.")
    assert read_november(people.nora, patient)["counted_seconds"] == 600


def test_a_rejected_change_leaves_everything_as_it_was(people: People, patient: Patient) -> None:
    old = write_time(people.nora, patient, 0, 20)
    new = withdraw_entry(actor=people.nora.actor, entry_id=old, reason="x", now=NEXT_MONTH)
    reject_entry(actor=people.cleo.actor, entry_id=new, reason="It happened.", now=NEXT_MONTH)
    assert read_november(people.nora, patient)["counted_seconds"] == 1200
    (fact,) = read_time([(patient.id, after(-9000))])[patient.id]
    assert fact.recorded_at == after(24 * 60)


def test_what_nobody_confirmed_stays_unconfirmed_when_corrected_and_may_be_taken_back(
    people: People, patient: Patient
) -> None:
    late = write_time(people.nora, patient, 0, 20, now=NEXT_MONTH)
    new = amend_entry(
        actor=people.nora.actor, entry_id=late, changes={"ended_at": after(10)}, reason="x", now=NEXT_MONTH
    )
    assert get_row(new).needs_approval
    reject_entry(actor=people.cleo.actor, entry_id=new, reason="x", now=NEXT_MONTH)
    withdraw_entry(actor=people.nora.actor, entry_id=late, reason="x", now=NEXT_MONTH)
    assert read_november(people.nora, patient)["counted_seconds"] == 0
    assert list_waiting(people.cleo.actor, limit=10, offset=0) == (0, [])


def test_a_month_closed_by_hand_needs_a_second_person_before_its_end(
    people: People, patient: Patient
) -> None:
    MonthClose(practice_id=people.practice.id, month=datetime(2026, 11, 1).date(), closed_at=T0).save(
        force_insert=True
    )
    assert get_row(write_time(people.nora, patient, 0, 20)).needs_approval


def test_the_month_ends_where_the_patient_lives(people: People) -> None:
    west = make_patient(people.practice, timezone="America/Los_Angeles")
    # 1 December 02:00 in New York is still 30 November on the West coast.
    now = datetime(2026, 12, 1, 7, 0, tzinfo=UTC)
    assert not get_row(write_time(people.nora, west, 0, 20, now=now)).needs_approval
    east = make_patient(people.practice)
    assert get_row(write_time(people.nora, east, 0, 20, now=now)).needs_approval


def test_two_places_at_once_are_held_on_both_until_somebody_else_looked(
    people: People, patient: Patient
) -> None:
    other = make_patient(people.practice)
    first, second = write_time(people.nora, patient, 0, 20), write_time(people.nora, other, 10, 30)
    assert (get_row(first).held_for, get_row(second).held_for) == (["two_places"], ["two_places"])
    (fact,) = read_time([(patient.id, after(-9000))])[patient.id]
    assert fact.held
    assert list_held(people.cleo.actor, limit=10, offset=0)[0] == 2
    with pytest.raises(DomainError, match="same_person"):
        resolve_hold(actor=people.nora.actor, entry_id=first, reason="x", now=after(3000))
    resolve_hold(actor=people.cleo.actor, entry_id=first, reason="A shared visit.", now=after(3000))
    (fact,) = read_time([(patient.id, after(-9000))])[patient.id]
    assert not fact.held
    amend_entry(
        actor=people.nora.actor,
        entry_id=second,
        changes={"started_at": after(20)},
        reason="x",
        now=after(3001),
    )
    assert get_row(first).held_for == []
    assert list_held(people.cleo.actor, limit=10, offset=0) == (0, [])


def test_a_day_over_sixteen_hours_is_held_and_a_new_fault_opens_a_resolved_hold(
    people: People, patient: Patient
) -> None:
    first = write_time(people.nora, patient, -300, 600)
    second = write_time(people.nora, patient, 600, 720)
    assert (get_row(first).held_for, get_row(second).held_for) == (["day_too_long"], ["day_too_long"])
    resolve_hold(actor=people.cleo.actor, entry_id=first, reason="A disaster.", now=after(3000))
    write_time(people.nora, make_patient(people.practice), 0, 5)
    assert (get_row(first).held_for, get_row(first).hold_resolved_at) == (
        ["day_too_long", "two_places"],
        None,
    )


def test_the_timer_is_held_against_what_was_typed(people: People, patient: Patient) -> None:
    entry = start_timer(
        actor=people.nora.actor, patient_id=patient.id, activity="data_review", token=uuid4(), now=T0
    )
    typed = write_time(people.nora, make_patient(people.practice), -5, 1, now=after(1))
    assert get_row(typed).held_for == []
    stop_timer(actor=people.nora.actor, entry_id=entry, now=after(2))
    assert (get_row(entry).held_for, get_row(typed).held_for) == (["two_places"], ["two_places"])


def test_without_a_credential_time_is_kept_and_does_not_count_until_corrected(
    people: People, patient: Patient
) -> None:
    entry = write_time(people.mia, patient, 0, 20)
    found = read_november(people.nora, patient)
    assert (found["logged_seconds"], found["counted_seconds"]) == (1200, 0)
    assert found["entries"][0]["why"] == ["role"]
    give_credential(people.mia, "ma")
    amend_entry(
        actor=people.mia.actor,
        entry_id=entry,
        changes={},
        reason="The credential is on file.",
        now=after(2000),
    )
    assert read_november(people.nora, patient)["counted_seconds"] == 1200


def test_two_people_at_once_count_once(people: People, patient: Patient) -> None:
    write_time(people.nora, patient, 0, 20)
    write_time(people.paul, patient, 10, 30)
    found = read_november(people.nora, patient)
    assert (found["logged_seconds"], found["counted_seconds"], found["shared_seconds"]) == (2400, 1800, 600)
