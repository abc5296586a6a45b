"""Two who work on one patient in the same moment, the database at fault meanwhile: nobody waits for ever, nothing is judged by what
no longer holds, nothing waits for a hand that has nothing to mend. Real commits, real threads.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections

from tests.factories import assign, blood_pressure, make_connection, make_device, make_patient
from tests.failure.deliver import store
from tests.people import make_person, make_practice
from vantrexia.accounts.models import Practice
from vantrexia.core.tenancy import practice_scope
from vantrexia.devices.models import Delivery
from vantrexia.domain.errors import Conflict
from vantrexia.triage.models import Alert, Escalation, PatientState
from vantrexia.triage.services import actions, evaluate
from vantrexia.triage.services.escalations import close_escalation
from vantrexia.triage.services.thresholds import set_patient_thresholds
from vantrexia.vitals.models import Reading
from vantrexia.workflows import ingestion
from vantrexia.workflows import readings as path
from vantrexia.workflows.patient_merge import merge_patients
from vantrexia.workflows.patients import record_pause

NOW = datetime.now(tz=UTC).replace(microsecond=0)
LOW = {"limits": {"systolic": {"warning_high": 125.0}}}


@pytest.fixture
def practice(committed_db: None) -> Practice:
    return make_practice("Lakeside")


class Beside:
    """An act of somebody else's, in a thread and on a connection of its own."""

    def __init__(self, practice: Practice, act: Callable[[], object]) -> None:
        self.failures: list[BaseException] = []
        self._practice, self._act = practice, act
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            with practice_scope(self._practice.id):
                self._act()
        except BaseException as error:
            self.failures.append(error)
        finally:
            connections.close_all()

    def begin(self) -> None:
        """Start it, and go on when it is over or waits for a lock."""
        self._thread.start()
        for _ in range(60):
            if not self._thread.is_alive() or _somebody_waits():
                return
            threading.Event().wait(0.05)

    def end(self) -> None:
        self._thread.join(20)
        assert not self._thread.is_alive()
        assert self.failures == []


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def once_before(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, act: Callable[[], None]) -> None:
    """The first time this thread comes to this function, somebody else's act comes first."""
    real, here, done = getattr(module, name), threading.current_thread(), list[bool]()

    def slow(*args: Any, **given: Any) -> Any:
        if threading.current_thread() is here and not done:
            done.append(True)
            act()
        return real(*args, **given)

    monkeypatch.setattr(module, name, slow)


def test_a_reading_is_judged_by_the_limits_that_hold_when_it_is_evaluated(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    paula = make_person("paula", "provider", practice)
    with practice_scope(practice.id):
        door, device, patient = make_connection(practice), make_device(practice), make_patient(practice)
        assign(device, patient)
        store(door, blood_pressure(device, 130, at=NOW), at=NOW)
    stricter = Beside(
        practice,
        lambda: set_patient_thresholds(
            actor=paula.actor, patient_id=patient.id, rules=LOW, now=NOW + timedelta(seconds=1)
        ),
    )

    def set_and_commit() -> None:
        stricter.begin()
        stricter.end()

    once_before(monkeypatch, evaluate, "lock_states", set_and_commit)
    path.process_due(now=NOW + timedelta(seconds=2))
    with practice_scope(practice.id):
        assert Alert.objects.get().rule_key == "systolic.high"
        assert PatientState.objects.get(patient=patient).level == "warning"


def test_who_changes_a_record_and_who_acts_on_its_alert_do_not_lock_each_other_up(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    nurse, assistant = make_person("nina", "nurse", practice), make_person("max", "ma", practice)
    alert = _make_alert(practice)
    pause = Beside(
        practice,
        lambda: record_pause(
            actor=assistant.actor,
            patient_id=alert.patient_id,
            reason="travel",
            now=NOW + timedelta(minutes=2),
        ),
    )
    once_before(monkeypatch, evaluate, "read_monitoring", pause.begin)
    with practice_scope(practice.id):
        actions.claim_alert(actor=nurse.actor, alert_id=alert.id, now=NOW + timedelta(minutes=2))
    pause.end()
    with practice_scope(practice.id):
        assert Alert.objects.get(id=alert.id).claimed_by_id == nurse.user.id


def test_who_closes_a_call_and_who_resolves_its_alert_do_not_lock_each_other_up(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    nurse, paula = make_person("nina", "nurse", practice), make_person("paula", "provider", practice)
    alert = _make_alert(practice)
    with practice_scope(practice.id):
        actions.claim_alert(actor=nurse.actor, alert_id=alert.id, now=NOW + timedelta(minutes=2))
        call = actions.escalate_alert(
            actor=nurse.actor, alert_id=alert.id, reason="Look", to_role="provider", stat=True,
            now=NOW + timedelta(minutes=3),
        )  # fmt: skip

    def close() -> None:
        with suppress(Conflict):  # it was closed with its alert
            close_escalation(actor=paula.actor, escalation_id=call.id, now=NOW + timedelta(minutes=4))

    closing = Beside(practice, close)
    once_before(monkeypatch, actions, "close_of_alert", closing.begin)
    with practice_scope(practice.id):
        actions.resolve_alert(
            actor=nurse.actor, alert_id=alert.id, outcome="contacted_patient", now=NOW + timedelta(minutes=4)
        )
    closing.end()
    with practice_scope(practice.id):
        assert Escalation.objects.get().state == "closed"
        assert Alert.objects.get(id=alert.id).state == "resolved"


def test_a_reading_typed_while_its_record_is_merged_does_not_stay_behind(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    nurse, cleo = make_person("nina", "nurse", practice), make_person("cleo", "clinical_manager", practice)
    with practice_scope(practice.id):
        keep, other = make_patient(practice), make_patient(practice)
    merge = Beside(
        practice,
        lambda: merge_patients(
            actor=cleo.actor, keep_id=keep.id, merge_id=other.id, reason="the same person", now=NOW
        ),
    )

    def merge_and_commit() -> None:
        merge.begin()
        merge.end()

    once_before(monkeypatch, ingestion, "record_readings", merge_and_commit)
    typed = ingestion.TypedReading(
        patient_id=other.id,
        kind="blood_pressure",
        measured_at=NOW,
        values={"systolic": 190.0, "diastolic": 90.0},
    )
    with pytest.raises(Conflict), practice_scope(practice.id):
        ingestion.record_typed(actor=nurse.actor, readings=[typed], origin="staff_typed", now=NOW)
    with practice_scope(practice.id):
        assert not Reading.objects.exists(), "who typed it is told, and types it into the record kept"
        assert not Alert.objects.filter(rule_key="systolic.high").exists()


def test_a_database_that_cannot_for_a_while_sets_no_delivery_aside(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    with practice_scope(practice.id):
        door, device = make_connection(practice), make_device(practice)
        assign(device, make_patient(practice))
        for minutes in range(3):
            store(door, blood_pressure(device, 185, at=NOW - timedelta(minutes=minutes)), at=NOW)
    held, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE vitals_readingkey IN SHARE MODE")
        held.set()
        assert go_on.wait(30)

    holder = threading.Thread(target=lambda: Beside(practice, hold)._run())
    holder.start()
    assert held.wait(10)
    real, moment = path.record_readings, NOW + timedelta(seconds=1)

    def impatient(candidates: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '50ms'")
        return real(candidates)

    monkeypatch.setattr(path, "record_readings", impatient)
    try:
        for _ in range(8):
            path.process_due(now=moment)
            moment += timedelta(seconds=20)
        with practice_scope(practice.id):
            assert set(Delivery.objects.values_list("status", "attempts")) == {("received", 0)}
            assert not Reading.objects.exists()
    finally:
        go_on.set()
        holder.join(20)
    path.process_due(now=moment)
    with practice_scope(practice.id):
        assert set(Delivery.objects.values_list("status", "readings")) == {("processed", 1)}
        assert Alert.objects.get(rule_key="systolic.high").breach_count == 3


def _make_alert(practice: Practice) -> Alert:
    with practice_scope(practice.id):
        door, device, patient = make_connection(practice), make_device(practice), make_patient(practice)
        assign(device, patient)
        store(door, blood_pressure(device, 185, at=NOW), at=NOW)
    path.process_due(now=NOW + timedelta(seconds=1))
    with practice_scope(practice.id):
        return Alert.objects.get(rule_key="systolic.high")
