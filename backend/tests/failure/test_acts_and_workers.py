"""A person and a worker at one alert in the same moment: both get through, in one order of locks. Real commits, real threads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections

from tests.factories import assign, blood_pressure, make_connection, make_device, make_patient
from tests.failure.deliver import store
from tests.people import Person, make_person, make_practice
from vantrexia.core.tenancy import practice_scope
from vantrexia.patients.models import Patient
from vantrexia.triage.models import Alert, PatientState
from vantrexia.triage.services import actions, evaluate
from vantrexia.triage.services.states import lock_states
from vantrexia.triage.services.thresholds import set_practice_thresholds
from vantrexia.vitals.models import Reading
from vantrexia.workflows import readings as path
from vantrexia.workflows.alerting import run_due_steps
from vantrexia.workflows.patient_merge import merge_patients

NOW = datetime.now(tz=UTC).replace(microsecond=0)
Act = Callable[[Person, Alert], Any]


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


ACTS: dict[str, Act] = {
    "claim": lambda nurse, alert: actions.claim_alert(
        actor=nurse.actor, alert_id=alert.id, now=NOW + timedelta(minutes=2)
    ),
    "escalate": lambda nurse, alert: actions.escalate_alert(
        actor=nurse.actor,
        alert_id=alert.id,
        reason="Look",
        to_role="provider",
        stat=True,
        now=NOW + timedelta(minutes=2),
    ),
}


@pytest.mark.parametrize("name", [*ACTS, "step"])
def test_an_act_in_the_middle_of_an_evaluation_waits_its_turn(
    committed_db: None, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    practice = make_practice("Lakeside")
    nurse = make_person("nina", "nurse", practice)
    with practice_scope(practice.id):
        door, device = make_connection(practice), make_device(practice)
        assign(device, make_patient(practice))
        store(door, blood_pressure(device, 185, at=NOW), at=NOW)
    path.process_due(now=NOW + timedelta(seconds=1))
    with practice_scope(practice.id):
        alert = Alert.objects.get(rule_key="systolic.high")
        store(door, blood_pressure(device, 190, at=NOW + timedelta(minutes=1)), at=NOW + timedelta(minutes=1))
    inside, worker = threading.Event(), threading.current_thread()
    real = evaluate.find_unresolved
    failures: list[BaseException] = []

    def slow(patient_ids: Any) -> Any:
        """The worker has the patient's row and has read the alert; now the person comes."""
        found = real(patient_ids)
        if threading.current_thread() is worker and not inside.is_set():
            inside.set()
            for _ in range(30):
                if _somebody_waits() or not person.is_alive():
                    break
                threading.Event().wait(0.05)
        return found

    def act() -> None:
        try:
            assert inside.wait(20)
            if name == "step":
                run_due_steps(now=NOW + timedelta(minutes=20))
            else:
                with practice_scope(practice.id):
                    ACTS[name](nurse, alert)
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    monkeypatch.setattr(evaluate, "find_unresolved", slow)
    person = threading.Thread(target=act)
    person.start()
    path.process_due(now=NOW + timedelta(minutes=1, seconds=1))
    person.join(30)
    assert not person.is_alive()
    assert failures == []
    with practice_scope(practice.id):
        after = Alert.objects.get(id=alert.id)
        assert after.breach_count == 2, "the worker's part"
        assert after.claimed_by_id == (nurse.user.id if name == "claim" else None), "the person's part"


def test_a_reading_on_its_way_while_its_patient_is_merged_belongs_to_the_record_kept(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice = make_practice("Lakeside")
    cleo = make_person("cleo", "clinical_manager", practice)
    with practice_scope(practice.id):
        door, device = make_connection(practice), make_device(practice)
        keep, other = make_patient(practice), make_patient(practice)
        assign(device, other)
        store(door, blood_pressure(device, 190, at=NOW), at=NOW)
    real = path.record_readings
    merged: list[object] = []

    def merge() -> None:
        try:
            with practice_scope(practice.id):
                merge_patients(
                    actor=cleo.actor, keep_id=keep.id, merge_id=other.id, reason="the same person", now=NOW
                )
        finally:
            connections.close_all()

    def slow(candidates: Any) -> Any:
        """The worker knows whose device it is; the records are merged before it writes."""
        if not merged:
            merged.append(True)
            thread = threading.Thread(target=merge)
            thread.start()
            thread.join(20)
        return real(candidates)

    monkeypatch.setattr(path, "record_readings", slow)
    for seconds in (1, 10):
        path.process_due(now=NOW + timedelta(seconds=seconds))
    with practice_scope(practice.id):
        assert list(Reading.objects.values_list("patient_id", flat=True)) == [keep.id]
        assert Alert.objects.get(rule_key="systolic.high").patient_id == keep.id


def test_new_limits_of_a_practice_and_an_evaluation_do_not_lock_each_other_up(committed_db: None) -> None:
    practice = make_practice("Lakeside")
    cleo = make_person("cleo", "clinical_manager", practice)
    with practice_scope(practice.id):
        door = make_connection(practice)
        patients = sorted(make_patient(practice).id for _ in range(2))
        for patient_id in patients:
            device = make_device(practice)
            assign(device, Patient.objects.get(id=patient_id))
            store(door, blood_pressure(device, 120, at=NOW), at=NOW)
    path.process_due(now=NOW + timedelta(seconds=1))
    with practice_scope(practice.id):
        # The row an evaluation locks first now lies behind the other one, on the page and in the order of the list.
        PatientState.objects.filter(patient_id=patients[1]).update(rank=50)
        PatientState.objects.filter(patient_id=patients[0]).update(rank=1)
    failures: list[BaseException] = []

    def set_limits() -> None:
        try:
            with practice_scope(practice.id), connection.cursor() as cursor:
                # A table of thousands is read by the page; so is this one of two here.
                cursor.execute("SET LOCAL enable_indexscan = off")
                cursor.execute("SET LOCAL enable_bitmapscan = off")
                set_practice_thresholds(
                    actor=cleo.actor, rules={"limits": {}}, now=NOW + timedelta(minutes=1)
                )
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    manager = threading.Thread(target=set_limits)
    with practice_scope(practice.id):
        lock_states(patients[:1], practice_id=practice.id)
        manager.start()
        for _ in range(60):
            if _somebody_waits():
                break
            threading.Event().wait(0.05)
        lock_states(patients[1:], practice_id=practice.id)
    manager.join(20)
    assert not manager.is_alive()
    assert failures == []
