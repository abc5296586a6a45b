"""A person of two practices: typed time that lies over time in the other practice is held, and tells nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from tests.apps.billing.november import after, get_row, write_time
from tests.factories import make_patient
from tests.people import People
from vantrexia.accounts.models import Membership
from vantrexia.audit.models import Entry
from vantrexia.billing.models import TimeEntry
from vantrexia.billing.services.time_approvals import resolve_hold
from vantrexia.core.tenancy import practice_scope, set_practice
from vantrexia.patients.models import Patient

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient(people: People) -> Patient:
    return make_patient(people.practice)


@contextmanager
def elsewhere(people: People) -> Iterator[None]:
    with practice_scope(people.other_practice.id):
        yield
    set_practice(people.practice.id)


def work_elsewhere(people: People, low: float, high: float, **more: object) -> TimeEntry:
    """Nora's time in the other practice, of which she is a member as well."""
    with elsewhere(people):
        there = Membership(
            practice_id=people.other_practice.id, user=people.nora.user, role="nurse", created_at=after(-600)
        )
        there.save(force_insert=True)
        entry = TimeEntry(
            practice_id=people.other_practice.id, patient=make_patient(people.other_practice), membership=there,
            profession="rn", activity="data_review", started_at=after(low), ended_at=after(high), created_at=after(high),
            **more,
        )  # fmt: skip
        entry.save(force_insert=True)
    return entry


def test_time_over_time_of_another_practice_is_held(people: People, patient: Patient) -> None:
    there = work_elsewhere(people, 0, 20)
    held = get_row(write_time(people.nora, patient, 10, 30))
    assert held.held_for == ["two_places"]
    free = get_row(write_time(people.nora, patient, 40, 50))
    assert free.held_for == []
    edge = get_row(write_time(people.nora, patient, -10, 0))
    assert edge.held_for == [], "one ends where the other begins"
    told = Entry.objects.filter(entity="time_entry").values_list("detail", flat=True)
    assert str(there.id) not in str(list(told))
    assert str(people.other_practice.id) not in str(list(told))


def test_another_persons_time_and_time_taken_back_hold_nothing(people: People, patient: Patient) -> None:
    work_elsewhere(people, 0, 20, superseded_at=after(30))
    assert get_row(write_time(people.nora, patient, 10, 30)).held_for == []
    assert get_row(write_time(people.paul, patient, 0, 20)).held_for == []


def test_a_second_person_lets_it_go_and_it_stays_so(people: People, patient: Patient) -> None:
    work_elsewhere(people, 0, 20)
    entry_id = write_time(people.nora, patient, 10, 30)
    resolve_hold(actor=people.cleo.actor, entry_id=entry_id, reason="Checked both rosters.", now=after(2000))
    write_time(people.nora, patient, 60, 70)
    row = get_row(entry_id)
    assert row.held_for == ["two_places"]
    assert row.hold_resolved_at is not None


def test_the_function_answers_only_for_the_running_practice(people: People, patient: Patient) -> None:
    there = work_elsewhere(people, 0, 20)
    here = write_time(people.nora, patient, 10, 30)
    with connection.cursor() as cursor:
        cursor.execute("SELECT billing_time_elsewhere(%s)", [[there.id, here]])
        assert cursor.fetchall() == [(here,)]
