"""Speaking with the patient: a stretch of time that was worked anyway becomes a live contact; nothing is added."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from tests.api.time_calls import give_credential
from tests.apps.billing.november import T0, after, get_row, read_november, write_time
from tests.factories import make_patient
from tests.people import People, Person
from vantrexia.billing.models import TimeEntry
from vantrexia.billing.selectors.worked import read_time
from vantrexia.billing.services.time_contacts import record_contact
from vantrexia.billing.services.timer import start_timer, stop_timer
from vantrexia.domain.errors import InvalidInput
from vantrexia.patients.models import Interaction, Patient


@pytest.fixture
def patient(people: People) -> Patient:
    give_credential(people.nora)
    give_credential(people.paul, "physician")
    return make_patient(people.practice)


def speak(person: Person, patient: Patient, **more: Any) -> Any:
    fields = {"kind": "phone_call", "outcome": "reached", **more}
    return record_contact(actor=person.actor, patient_id=patient.id, **fields)


def test_a_contact_is_a_stretch_of_the_running_segment_and_adds_no_second(
    people: People, patient: Patient
) -> None:
    first = start_timer(
        actor=people.nora.actor, patient_id=patient.id, activity="data_review", token=uuid4(), now=T0
    )
    made = speak(people.nora, patient, started_at=after(0.5), ended_at=after(2), now=after(2.5))
    assert made.entry_id != first
    rows = list(TimeEntry.objects.order_by("started_at"))
    spans = [(r.activity, r.started_at, r.ended_at, r.is_live_contact) for r in rows]
    assert spans == [
        ("data_review", T0, after(0.5), False),
        ("phone_call", after(0.5), after(2), True),
        ("data_review", after(2), None, False),
    ]
    stop_timer(actor=people.nora.actor, entry_id=rows[2].id, now=after(3))
    found = read_november(people.nora, patient)
    assert (found["counted_seconds"], len(found["contacts"])) == (180, 1)
    assert Interaction.objects.get(id=made.interaction_id).is_live


def test_a_call_timer_becomes_the_contact_and_documentation_follows(people: People, patient: Patient) -> None:
    call = start_timer(
        actor=people.nora.actor, patient_id=patient.id, activity="phone_call", token=uuid4(), now=T0
    )
    made = speak(people.nora, patient, now=after(2))
    assert made.entry_id == call
    rows = [(r.activity, r.started_at, r.ended_at) for r in TimeEntry.objects.order_by("started_at")]
    assert rows == [("phone_call", T0, after(2)), ("documentation", after(2), None)]


def test_nobody_reached_is_noted_and_is_no_live_contact(people: People, patient: Patient) -> None:
    start_timer(actor=people.nora.actor, patient_id=patient.id, activity="phone_call", token=uuid4(), now=T0)
    made = speak(people.nora, patient, outcome="no_answer", now=after(1))
    assert made.entry_id is not None
    assert not get_row(made.entry_id).is_live_contact
    start = {"kind": "portal_message", "outcome": "sent"}
    assert not get_row(speak(people.nora, patient, **start, now=after(2)).entry_id).is_live_contact


def test_a_contact_no_timer_measured_is_typed_with_a_reason(people: People, patient: Patient) -> None:
    with pytest.raises(InvalidInput) as wrong:
        speak(people.nora, patient, now=after(9))
    assert list(wrong.value.fields) == ["started_at"]
    with pytest.raises(InvalidInput) as wrong:
        speak(people.nora, patient, started_at=T0, ended_at=after(5), now=after(9))
    assert list(wrong.value.fields) == ["reason"]
    made = speak(people.nora, patient, started_at=T0, ended_at=after(5), reason="From the car.", now=after(9))
    assert (get_row(made.entry_id).source, get_row(made.entry_id).is_live_contact) == ("typed", True)
    alone = speak(people.nora, patient, started_at=T0, outcome="no_answer", now=after(9))
    assert alone.entry_id is None


def test_an_entry_that_has_ended_becomes_a_contact_by_a_correction(people: People, patient: Patient) -> None:
    entry = write_time(people.nora, patient, 0, 20)
    made = speak(people.nora, patient, entry_id=entry, reason="It was a call.", now=after(2000))
    assert (get_row(made.entry_id).supersedes_id, get_row(made.entry_id).is_live_contact) == (entry, True)
    found = read_november(people.nora, patient)
    assert (found["counted_seconds"], found["code"]) == (1200, "99457")
    with pytest.raises(InvalidInput):
        speak(people.nora, make_patient(people.practice), entry_id=made.entry_id, reason="x", now=after(2001))
    with pytest.raises(InvalidInput):
        speak(people.nora, patient, entry_id=made.entry_id, started_at=after(-9), reason="x", now=after(2001))


def test_a_contact_with_a_timer_that_was_over_is_not_measured_by_it(people: People, patient: Patient) -> None:
    entry = start_timer(
        actor=people.nora.actor, patient_id=patient.id, activity="phone_call", token=uuid4(), now=T0
    )
    with pytest.raises(InvalidInput):
        speak(people.nora, patient, now=after(500))
    assert get_row(entry).patient_id == patient.id


def test_seconds_are_exact(people: People, patient: Patient) -> None:
    entry = start_timer(
        actor=people.nora.actor, patient_id=patient.id, activity="data_review", token=uuid4(), now=T0
    )
    stop_timer(actor=people.nora.actor, entry_id=entry, now=T0 + timedelta(seconds=61, microseconds=250_001))
    (fact,) = read_time([(patient.id, after(-9000))])[patient.id]
    assert fact.seconds == Decimal("61.250001")
