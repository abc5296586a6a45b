"""Readings that stand with somebody who did not have the device then: which are named, and which never again."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from tests.factories import assign, blood_pressure, body_of, make_connection, make_device, make_patient
from tests.people import People
from tests.workflows.test_readings import deliver
from vantrexia.devices.models import Assignment, Device
from vantrexia.devices.selectors.hindsight import list_taken_back
from vantrexia.devices.services.assignments import assign_device, swap_device, unassign_device
from vantrexia.devices.services.events import note_event
from vantrexia.domain.errors import NotFound
from vantrexia.patients.models import Patient
from vantrexia.vitals.models import Reading
from vantrexia.vitals.selectors import strays as reads
from vantrexia.workflows.corrections import correct_reading

NOW = datetime.now(tz=UTC).replace(microsecond=0)
SOON = NOW + timedelta(minutes=1)


def ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


class Cuff:
    """A cuff that was Anna's from long ago, and Berta, who may get it."""

    def __init__(self, people: People) -> None:
        self.people, self.actor = people, people.nora.actor
        self.door = make_connection(people.practice)
        self.anna: Patient = make_patient(people.practice, first_name="Anna", enrolled_at=ago(200))
        self.berta: Patient = make_patient(people.practice, first_name="Berta", enrolled_at=ago(200))
        self.device: Device = make_device(people.practice, slots=2)
        assign(self.device, self.anna)

    def measure(self, *hours: float, slot: int = 1) -> list[Reading]:
        items = [blood_pressure(self.device, 120 + n, at=ago(n), slot=slot) for n in hours]
        deliver(self.door, body_of(*items))
        rows = Reading.objects.filter(device_id=self.device.id, measured_at__in=[ago(n) for n in hours])
        return list(rows.order_by("-measured_at"))

    def take_back(self, hours: float, **given: Any) -> None:
        unassign_device(actor=self.actor, device_id=self.device.id, ends_at=ago(hours), now=SOON, **given)

    def give(self, patient: Patient, hours: float, *, slot: int = 1) -> None:
        assign_device(
            actor=self.actor, device_id=self.device.id, patient_id=patient.id, slot=slot, starts_at=ago(hours), now=SOON
        )  # fmt: skip

    def strays(self) -> list[tuple[datetime, Any, Any]]:
        count, found = reads.list_strays(self.actor, self.device.id, limit=100, offset=0)
        assert reads.count_strays(self.actor, self.device.id) == count == len(found)
        return [(one.reading.measured_at, one.reading.patient_id, one.belongs_to) for one in found]

    def correct(self, reading: Reading, action: str, **given: Any) -> None:
        correct_reading(
            actor=self.actor, reading_id=reading.id, action=action, reason="Asked at home", now=SOON, **given
        )


@pytest.fixture
def cuff(people: People) -> Cuff:
    return Cuff(people)


def test_a_device_taken_back_with_a_time_past_names_what_was_stored_since(cuff: Cuff) -> None:
    cuff.measure(50, 30, 5, 2)
    assert cuff.strays() == []
    cuff.take_back(30)
    # The time itself is the end: whoever had it had it until then, not at it.
    assert cuff.strays() == [(ago(n), cuff.anna.id, None) for n in (2, 5, 30)]


def test_a_device_taken_back_now_names_nothing_and_asks_no_reading(
    cuff: Cuff, django_assert_num_queries: Any
) -> None:
    cuff.measure(5, 2)
    unassign_device(actor=cuff.actor, device_id=cuff.device.id, now=SOON)
    with django_assert_num_queries(2):  # is there such a device; was anything taken back
        assert reads.count_strays(cuff.actor, cuff.device.id) == 0


def test_they_belong_to_whom_the_device_was_given_since(cuff: Cuff) -> None:
    cuff.measure(20, 5, 2)
    cuff.take_back(10)
    cuff.give(cuff.berta, 3)
    assert cuff.strays() == [(ago(2), cuff.anna.id, cuff.berta.id), (ago(5), cuff.anna.id, None)]
    assert cuff.measure(1)[0].patient_id == cuff.berta.id
    assert len(cuff.strays()) == 2


def test_what_the_patient_measured_with_the_device_again_is_no_stray(cuff: Cuff) -> None:
    cuff.measure(9, 5, 2)
    cuff.take_back(10)
    cuff.give(cuff.anna, 6)
    assert [at for at, *_ in cuff.strays()] == [ago(9)]


def test_only_the_slot_that_was_taken_back_is_looked_at(cuff: Cuff) -> None:
    assign(cuff.device, cuff.berta, slot=2)
    cuff.measure(5)
    cuff.measure(4, slot=2)
    cuff.take_back(10, slot=2)
    found = cuff.strays()
    assert [(who, since) for _, who, since in found] == [(cuff.berta.id, None)]


def test_after_a_swap_with_a_time_past_the_old_hardwares_readings_are_named_with_where_the_series_went(
    cuff: Cuff,
) -> None:
    cuff.measure(20, 5)
    new = make_device(cuff.people.practice)
    swap_device(actor=cuff.actor, old_id=cuff.device.id, new_id=new.id, reason="torn", at=ago(10), now=SOON)
    assert cuff.strays() == [(ago(5), cuff.anna.id, cuff.anna.id)]
    assert reads.count_strays(cuff.actor, new.id) == 0


def test_a_vendors_word_that_hardware_was_replaced_is_not_taken_for_the_swap(cuff: Cuff) -> None:
    cuff.measure(20, 5)
    note_event(cuff.device, "swapped", at=ago(12)).save(force_insert=True)
    Assignment.objects.filter(device_id=cuff.device.id).update(created_at=ago(200))
    new = make_device(cuff.people.practice)
    swap_device(actor=cuff.actor, old_id=cuff.device.id, new_id=new.id, reason="torn", at=ago(10), now=SOON)
    assert cuff.strays() == [(ago(5), cuff.anna.id, cuff.anna.id)]


def test_two_times_that_overlap_name_a_reading_once(cuff: Cuff) -> None:
    cuff.measure(3)
    cuff.take_back(10)
    cuff.give(cuff.berta, 4)
    cuff.take_back(4)
    assert len(list_taken_back(cuff.actor, cuff.device.id)) == 2
    assert cuff.strays() == [(ago(3), cuff.anna.id, None)]


def test_a_clock_a_little_ahead_hides_nothing(cuff: Cuff) -> None:
    deliver(cuff.door, body_of(blood_pressure(cuff.device, 120, at=NOW + timedelta(minutes=8))))
    cuff.take_back(10)
    assert [at for at, *_ in cuff.strays()] == [NOW + timedelta(minutes=8)]


def test_what_a_person_has_given_to_its_patient_is_never_named_again(cuff: Cuff) -> None:
    first, second, third, fourth = cuff.measure(2, 3, 4, 5)
    cuff.take_back(10)
    clara = make_patient(cuff.people.practice, first_name="Clara", enrolled_at=ago(200))
    cuff.correct(first, "wrong_person", patient_id=cuff.berta.id)  # who never had it: the nurse knows
    cuff.correct(second, "confirm")
    cuff.correct(third, "entered_in_error")
    cuff.correct(fourth, "amend", values={"systolic": 131})
    # What it showed was put right; whose it is nobody has said.
    assert cuff.strays() == [(ago(5), cuff.anna.id, None)]
    moved = Reading.objects.get(patient_id=cuff.berta.id)
    cuff.correct(moved, "wrong_person", patient_id=clara.id)
    assert len(cuff.strays()) == 1


def test_what_a_person_typed_is_never_named(cuff: Cuff) -> None:
    reading = cuff.measure(5)[0]
    cuff.take_back(10)
    for origin in ("staff_typed", "patient_typed"):
        Reading.objects.filter(id=reading.id).update(origin=origin)
        assert cuff.strays() == []
    Reading.objects.filter(id=reading.id).update(origin="import")
    assert len(cuff.strays()) == 1


def test_an_unknown_device_and_another_practices_are_not_found(cuff: Cuff) -> None:
    for viewer, device in ((cuff.actor, uuid4()), (cuff.people.olga.actor, cuff.device.id)):
        with pytest.raises(NotFound):
            reads.count_strays(viewer, device)


def test_a_confirmed_reading_stays_as_it_is(cuff: Cuff) -> None:
    reading = cuff.measure(5)[0]
    before = Reading.objects.values().get(id=reading.id)
    cuff.correct(reading, "confirm")
    assert Reading.objects.values().get(id=reading.id) == before


def test_only_the_month_concerned_is_looked_at_and_by_the_index_of_the_device(cuff: Cuff) -> None:
    cuff.measure(5)
    cuff.take_back(10)
    lost = list_taken_back(cuff.actor, cuff.device.id)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + reads._COUNT, reads._params(cuff.actor, cuff.device.id, lost))
        plan = "\n".join(row[0] for row in cursor.fetchall())
    months = {f"{at:%Ym%m}" for at in (ago(10), NOW + timedelta(minutes=10))}
    looked_at = re.findall(r"(?:Index|Bitmap|Seq)[^\n]* (?:using|on) (vitals_reading_\S+)", plan)
    assert looked_at, plan
    assert all(any(month in name for month in months) for name in looked_at), plan
    assert "identity" in plan, plan
