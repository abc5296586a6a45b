"""Days of data that stood with the wrong person: once settled, each is billed what is theirs, and what was sent is told to be corrected."""

from __future__ import annotations

import pytest

from tests.monitored import Monitored, at, make_monitored, set_up
from tests.people import People
from vantrexia.billing.models import Mark, WorkItem
from vantrexia.billing.services.entries import change_statuses
from vantrexia.devices.services.assignments import assign_device, unassign_device
from vantrexia.vitals.models import Reading
from vantrexia.workflows.corrections import correct_reading
from vantrexia.workflows.strays import settle_strays

pytestmark = pytest.mark.django_db


def take_over(people: People, device: Monitored, other: Monitored) -> None:
    """The device has been the other's since 11 April, which is said on 2 May."""
    since, now = at("2026-04-11 00:00"), at("2026-05-02 09:00")
    unassign_device(actor=people.nora.actor, device_id=device.device.id, ends_at=since, now=now)
    assign_device(
        actor=people.nora.actor, device_id=device.device.id, patient_id=other.id, starts_at=since, now=now
    )
    set_up(other.patient, other.episode, device.device, when=at("2026-04-11 00:01"), taught=0)


def settle(people: People, device: Monitored, to: Monitored) -> int:
    done = settle_strays(
        actor=people.nora.actor, device_id=device.device.id, patient_id=to.id, reason="Asked at home",
        now=at("2026-05-02 09:10"),
    )  # fmt: skip
    return done.moved


@pytest.fixture
def anna(people: People) -> Monitored:
    pat = make_monitored(people.practice)
    pat.measure("2026-04-01", 16)
    return pat


@pytest.fixture
def berta(people: People) -> Monitored:
    pat = make_monitored(people.practice)
    pat.measure("2026-04-17", 10)
    return pat


def test_both_are_billed_what_is_theirs(people: People, anna: Monitored, berta: Monitored) -> None:
    for one in (anna, berta):
        one.recompute("2026-05-01 06:00")
    assert anna.lines() == ["99453x1 @2026-04-30", "99454x1 @2026-04-30"]
    assert berta.lines() == ["99445x1 @2026-04-30", "99453x1 @2026-04-30"]
    take_over(people, anna, berta)
    Mark.objects.all().delete()
    assert settle(people, anna, berta) == 6
    assert set(Mark.objects.values_list("patient_id", flat=True)) == {anna.id, berta.id}
    for one in (anna, berta):
        one.recompute("2026-05-03 06:00")
    assert anna.lines() == ["99445x1 @2026-04-30", "99453x1 @2026-04-30"]
    assert berta.lines() == ["99453x1 @2026-04-30", "99454x1 @2026-04-30"]


def test_what_was_sent_becomes_somebodys_work(people: People, anna: Monitored, berta: Monitored) -> None:
    for one in (anna, berta):
        one.recompute("2026-05-01 06:00")
        changes = {entry.id: "submitted" for entry in one.entries()}
        change_statuses(
            actor=people.bill.actor, changes=changes, now=at("2026-05-01 09:00"), reason="claim_sent"
        )
    take_over(people, anna, berta)
    settle(people, anna, berta)
    for one in (anna, berta):
        one.recompute("2026-05-03 06:00")
        # Nothing is sent a second time, nothing sent goes by itself.
        assert {entry.status for entry in one.entries()} == {"submitted"}
        assert WorkItem.objects.get(patient_id=one.id).reason == "correct_code"


def test_given_back_all_is_as_before(people: People, anna: Monitored, berta: Monitored) -> None:
    take_over(people, anna, berta)
    settle(people, anna, berta)
    for reading in Reading.objects.filter(
        patient_id=berta.id, device_id=anna.device.id, state="final"
    ).order_by("measured_at"):
        correct_reading(
            actor=people.nora.actor, reading_id=reading.id, action="wrong_person", patient_id=anna.id,
            reason="It was Anna after all", now=at("2026-05-02 10:00"),
        )  # fmt: skip
    for one in (anna, berta):
        one.recompute("2026-05-03 06:00")
    assert anna.lines() == ["99453x1 @2026-04-30", "99454x1 @2026-04-30"]
    assert berta.lines() == ["99445x1 @2026-04-30", "99453x1 @2026-04-30"]
