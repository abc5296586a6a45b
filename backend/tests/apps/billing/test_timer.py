"""One running segment per person over tabs and browsers, and where it ends when nobody ends it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from tests.api.time_calls import give_credential
from tests.factories import make_patient
from tests.people import People, Person, make_people
from vantrexia.accounts.models import Membership
from vantrexia.audit.models import Entry
from vantrexia.billing.models import Mark, TimeEntry
from vantrexia.billing.services.time_limits import set_time_limits
from vantrexia.billing.services.timer import beat_timer, start_timer, stop_timer, switch_activity
from vantrexia.billing.services.timer_endings import end_quiet_timers, list_practices_with_timers
from vantrexia.core.actor import Actor
from vantrexia.core.models import StreamEvent
from vantrexia.core.tenancy import practice_scope, set_practice
from vantrexia.domain.errors import Conflict, DomainError, InvalidInput, NotFound
from vantrexia.patients.models import Patient
from vantrexia.workflows.jobs import run_job

T0 = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


def start(person: Person, patient: Patient, minute: float, activity: str = "data_review", *, token: UUID | None = None,
          auto: bool = False) -> UUID:  # fmt: skip
    return start_timer(
        actor=person.actor,
        patient_id=patient.id,
        activity=activity,
        token=token or uuid4(),
        now=after(minute),
        is_automatic=auto,
    )


def beat(person: Person, entry_id: UUID, minute: float, *, active: float | None = None) -> bool:
    at = after(minute if active is None else active)
    return beat_timer(actor=person.actor, entry_id=entry_id, active_at=at, now=after(minute))


def span(entry_id: UUID) -> tuple[float, float | None, str]:
    """Start and end in minutes after T0, and why it ended."""
    row = TimeEntry.objects.get(id=entry_id)
    ended = None if row.ended_at is None else (row.ended_at - T0).total_seconds() / 60
    return (row.started_at - T0).total_seconds() / 60, ended, row.end_cause


@pytest.fixture
def patient(people: People) -> Patient:
    give_credential(people.nora)
    return make_patient(people.practice)


def test_a_start_and_a_stop_make_one_segment_with_the_credential_of_the_day(
    people: People, patient: Patient
) -> None:
    entry = start(people.nora, patient, 0)
    assert span(entry) == (0, None, "")
    stop_timer(actor=people.nora.actor, entry_id=entry, now=after(2.25))
    assert span(entry) == (0, 2.25, "stopped")
    row = TimeEntry.objects.get(id=entry)
    assert (row.profession, row.source, row.episode_id is not None) == ("rn", "timer", True)
    actions = list(Entry.objects.filter(entity="time_entry").order_by("at").values_list("action", flat=True))
    assert actions == ["time.started", "time.stopped"]


def test_the_same_start_sent_twice_is_one(people: People, patient: Patient) -> None:
    token = uuid4()
    first = start(people.nora, patient, 0, token=token)
    stop_timer(actor=people.nora.actor, entry_id=first, now=after(1))
    assert start(people.nora, patient, 2, token=token) == first
    assert TimeEntry.objects.count() == 1
    other = make_patient(people.practice)
    with pytest.raises(Conflict):
        start(people.nora, other, 3, token=token)


def test_a_second_tab_joins_and_a_second_browser_elsewhere_ends_the_first(
    people: People, patient: Patient
) -> None:
    other = make_patient(people.practice)
    first = start(people.nora, patient, 0)
    assert start(people.nora, patient, 1) == first
    second = start(people.nora, other, 2)
    assert (span(first), span(second)) == ((0, 2, "moved"), (2, None, ""))
    assert beat(people.nora, first, 2.5) is False
    assert span(first) == (0, 2, "moved")


def test_another_activity_goes_on_without_a_gap(people: People, patient: Patient) -> None:
    first = start(people.nora, patient, 0)
    token = uuid4()
    second = switch_activity(
        actor=people.nora.actor, entry_id=first, activity="phone_call", token=token, now=after(2)
    )
    assert (span(first), span(second)) == ((0, 2, "switched"), (2, None, ""))
    again = switch_activity(
        actor=people.nora.actor, entry_id=first, activity="phone_call", token=token, now=after(2.1)
    )
    assert again == second
    with pytest.raises(DomainError, match="timer_not_running"):
        switch_activity(actor=people.nora.actor, entry_id=first, activity="text", token=uuid4(), now=after(3))


def test_opening_a_chart_neither_ends_a_call_nor_changes_what_was_chosen(
    people: People, patient: Patient
) -> None:
    other = make_patient(people.practice)
    chosen = start(people.nora, patient, 0, "medication_review")
    assert start(people.nora, patient, 1, auto=True) == chosen
    call = start(people.nora, patient, 2, "phone_call")
    assert start(people.nora, other, 3, auto=True) == call
    assert span(start(people.nora, other, 4))[0] == 4


def test_a_lost_browser_is_cut_at_its_last_beat_and_never_at_the_time_of_noticing(
    people: People, patient: Patient
) -> None:
    entry = start(people.nora, patient, 0)
    assert beat(people.nora, entry, 2)
    assert end_quiet_timers(practice_id=people.practice.id, now=after(4)) == 0
    assert end_quiet_timers(practice_id=people.practice.id, now=after(600)) == 1
    assert span(entry) == (0, 2, "lost")
    assert end_quiet_timers(practice_id=people.practice.id, now=after(601)) == 0


def test_a_person_who_does_nothing_is_cut_at_the_last_activity(people: People, patient: Patient) -> None:
    entry = start(people.nora, patient, 0)
    for minute in range(1, 7):
        beat(people.nora, entry, minute, active=0.5)
    assert span(entry) == (0, 0.5, "idle")


def test_nobody_types_during_a_call_but_not_for_ever(people: People, patient: Patient) -> None:
    entry = start(people.nora, patient, 0, "phone_call")
    for minute in range(1, 30):
        assert beat(people.nora, entry, minute, active=0)
    assert not beat(people.nora, entry, 31, active=0)
    assert span(entry) == (0, 0, "idle")


def test_a_stop_after_the_night_keeps_no_ghost_minutes(people: People, patient: Patient) -> None:
    entry = start(people.nora, patient, 0)
    beat(people.nora, entry, 1)
    stop_timer(actor=people.nora.actor, entry_id=entry, now=after(900))
    assert span(entry) == (0, 1, "lost")


def test_a_stop_may_say_when_work_ended_but_not_before_it_began(people: People, patient: Patient) -> None:
    entry = start(people.nora, patient, 0)
    stop_timer(actor=people.nora.actor, entry_id=entry, now=after(2), at=after(1), is_idle=True)
    assert span(entry) == (0, 1, "idle")
    entry = start(people.nora, patient, 3)
    stop_timer(actor=people.nora.actor, entry_id=entry, now=after(4), at=after(-60))
    assert span(entry) == (3, 3, "stopped")


def test_a_browser_clock_that_runs_ahead_proves_nothing(people: People, patient: Patient) -> None:
    entry = start(people.nora, patient, 0)
    assert beat(people.nora, entry, 1, active=500)
    assert end_quiet_timers(practice_id=people.practice.id, now=after(400)) == 1
    assert span(entry) == (0, 1, "lost")


def test_a_server_clock_behind_another_never_overlaps(people: People, patient: Patient) -> None:
    first = start(people.nora, patient, 0)
    stop_timer(actor=people.nora.actor, entry_id=first, now=after(2))
    assert span(first) == (0, 2, "stopped")
    assert span(start(people.nora, make_patient(people.practice), 1.9)) == (2, None, "")


def test_the_database_itself_refuses_a_second_running_segment_and_an_overlap(
    people: People, patient: Patient
) -> None:
    same = {
        "practice_id": people.practice.id, "patient_id": patient.id, "membership_id": people.nora.membership.id,
        "profession": "rn", "activity": "data_review", "created_at": T0,
    }  # fmt: skip
    TimeEntry(**same, started_at=after(0), ended_at=after(9)).save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        TimeEntry(**same, started_at=after(5), ended_at=after(12)).save(force_insert=True)
    TimeEntry(**same, started_at=after(9)).save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        TimeEntry(**same, started_at=after(10)).save(force_insert=True)


def test_other_peoples_timers_do_not_exist(people: People, patient: Patient) -> None:
    entry = start(people.nora, patient, 0)
    with pytest.raises(NotFound):
        beat(people.mia, entry, 1)
    with pytest.raises(NotFound):
        start(people.olga, patient, 1)
    with pytest.raises(InvalidInput):
        start(people.nora, patient, 1, "gardening")


def test_two_people_work_on_one_patient_at_once(people: People, patient: Patient) -> None:
    assert start(people.nora, patient, 0) != start(people.mia, patient, 0)
    assert TimeEntry.objects.filter(ended_at__isnull=True).count() == 2


def test_a_person_of_two_practices_runs_one_timer(people: People, patient: Patient) -> None:
    entry = start(people.nora, patient, 0)
    with practice_scope(people.other_practice.id):
        there = Membership(
            practice_id=people.other_practice.id, user=people.nora.user, role="nurse", created_at=T0
        )
        there.save(force_insert=True)
        elsewhere = make_patient(people.other_practice)
        actor = Actor(
            kind="user",
            practice_id=people.other_practice.id,
            user_id=people.nora.user.id,
            role="nurse",
            membership_id=there.id,
        )
        start_timer(actor=actor, patient_id=elsewhere.id, activity="data_review", token=uuid4(), now=after(2))
    set_practice(people.practice.id)
    assert span(entry) == (0, 2, "moved")


def test_without_a_credential_the_time_is_kept_without_a_profession(people: People, patient: Patient) -> None:
    entry = start(people.mia, patient, 0)
    assert TimeEntry.objects.get(id=entry).profession == ""


def test_the_credential_is_that_of_the_practices_day(people: People, patient: Patient) -> None:
    give_credential(
        people.paul,
        "np",
        since=datetime(2026, 1, 1, tzinfo=UTC).date(),
        until=datetime(2026, 11, 18, tzinfo=UTC).date(),
    )
    give_credential(people.paul, "rn")
    # 15:00 UTC on 18 November is that day in New York; the practitioner's licence ended the day before.
    assert TimeEntry.objects.get(id=start(people.paul, patient, 0)).profession == "rn"
    earlier = start_timer(
        actor=people.cleo.actor, patient_id=patient.id, activity="data_review", token=uuid4(), now=T0
    )
    assert TimeEntry.objects.get(id=earlier).profession == ""


def test_open_screens_of_patient_and_person_are_told(people: People, patient: Patient) -> None:
    entry = start(people.nora, patient, 0)
    told = {(e.kind, e.entity_id, e.patient_id) for e in StreamEvent.objects.all()}
    assert {("time", entry, patient.id), ("timer", people.nora.membership.id, None)} <= told


def test_the_limits_are_the_practices(people: People, patient: Patient) -> None:
    set_time_limits(actor=people.ada.actor, changes={"idle_seconds": 60, "lost_seconds": 120}, now=T0)
    entry = start(people.nora, patient, 1)
    assert not beat(people.nora, entry, 2.5, active=1.2)
    with pytest.raises(InvalidInput, match="limits"):
        set_time_limits(actor=people.ada.actor, changes={"idle_seconds": 5}, now=T0)


@pytest.mark.usefixtures("committed_db")
def test_the_sweep_finds_every_practice_with_a_timer() -> None:
    with practice_scope(UUID(int=0)):
        people = make_people()
    for person, practice in ((people.nora, people.practice), (people.olga, people.other_practice)):
        with practice_scope(practice.id):
            start(person, make_patient(practice), 0)
    assert set(list_practices_with_timers()) == {people.practice.id, people.other_practice.id}
    assert run_job("sweep_timers", now=after(60)) == 2
    assert list_practices_with_timers() == []


def test_a_beat_is_no_fact_to_billing_and_an_end_is(people: People, patient: Patient) -> None:
    entry = start(people.nora, patient, 0)
    Mark.objects.all().delete()
    beat(people.nora, entry, 1)
    assert Mark.objects.count() == 0
    stop_timer(actor=people.nora.actor, entry_id=entry, now=after(2))
    assert list(Mark.objects.values_list("patient_id", flat=True).distinct()) == [patient.id]
