"""One alert, call, patient or notification that cannot be dealt with holds up no other: not in its practice, not in another's."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.factories import assign, blood_pressure, body_of, make_connection, make_device, make_patient
from tests.people import People
from tests.workflows.test_readings import deliver
from vantrexia.accounts.models import Practice
from vantrexia.core.tenancy import practice_scope, set_practice
from vantrexia.notifications.models import Dispatch, Notification
from vantrexia.notifications.services.deliver import MAX_ATTEMPTS, deliver_due
from vantrexia.triage.models import Alert, Escalation, PatientState
from vantrexia.workflows import alerting, calling, sweeps
from vantrexia.workflows.alerting import run_due_steps

NOW = datetime.now(tz=UTC).replace(microsecond=0)


def alert_in(practice: Practice) -> Alert:
    with practice_scope(practice.id):
        door, device = make_connection(practice), make_device(practice)
        patient = make_patient(practice)
        assign(device, patient)
        deliver(door, body_of(blood_pressure(device, 190, 70, at=NOW)), at=NOW)
        return Alert.objects.get(rule_key="systolic.high", patient=patient)


def steps_of(alert: Alert) -> int:
    with practice_scope(alert.practice_id):
        return Alert.objects.get(id=alert.id).next_step


def test_a_step_that_fails_is_tried_again_behind_all_the_others(
    people: People, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good, foreign = alert_in(people.practice), alert_in(people.practice), alert_in(people.other_practice)
    real = alerting._do_step

    def poisoned(actor: Any, alert: Any, step: Any, **more: Any) -> None:
        if alert.id == bad.id:
            raise RuntimeError("no such word")
        real(actor, alert, step, **more)

    monkeypatch.setattr(alerting, "_do_step", poisoned)
    later = NOW + timedelta(minutes=11)
    with caplog.at_level(logging.ERROR):
        run_due_steps(now=later)
    assert (steps_of(bad), steps_of(good), steps_of(foreign)) == (0, 1, 1)
    assert [record.__dict__["entity_id"] for record in caplog.records] == [str(bad.id)]
    monkeypatch.setattr(alerting, "_do_step", real)
    run_due_steps(now=later + alerting.AGAIN_AFTER)
    assert steps_of(bad) == 1, "it is not forgotten"


def test_a_call_that_fails_holds_up_no_other(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    for _ in range(2):
        patient = make_patient(people.practice, enrolled_at=NOW)
        body = {"patient_id": str(patient.id), "kind": "stat", "to_role": "provider", "reason": "Chest pain"}
        calls.append(people.nora.post("/api/v1/triage/escalations/", body).json()["id"])
        set_practice(people.practice.id)
    real = calling.finish_call_step

    def poisoned(*, call_id: Any, **more: Any) -> None:
        if str(call_id) == calls[0]:
            raise RuntimeError
        real(call_id=call_id, **more)

    monkeypatch.setattr(calling, "finish_call_step", poisoned)
    run_due_steps(now=datetime.now(tz=UTC) + timedelta(minutes=6))
    set_practice(people.practice.id)
    done = {str(row.id): row.steps_done for row in Escalation.objects.all()}
    assert done[calls[1]] > done[calls[0]]


def test_where_nothing_goes_at_all_the_job_fails_loudly(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    alert_in(people.practice)

    def broken(**_: Any) -> None:
        raise RuntimeError("all of it")

    monkeypatch.setattr(alerting, "claim_due_alert", broken)
    with pytest.raises(RuntimeError, match="all of it"):
        run_due_steps(now=NOW + timedelta(minutes=11))


def test_a_patient_whose_evaluation_fails_holds_up_no_other(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    patients = []
    for practice in (people.practice, people.practice, people.other_practice):
        alert = alert_in(practice)
        patients.append(alert.patient_id)
        with practice_scope(practice.id):
            PatientState.objects.filter(patient_id=alert.patient_id).update(next_score_at=NOW)
    real = sweeps.reevaluate

    def poisoned(*, patient_ids: Any, **more: Any) -> Any:
        if patients[0] in patient_ids:
            raise RuntimeError
        return real(patient_ids=patient_ids, **more)

    monkeypatch.setattr(sweeps, "reevaluate", poisoned)
    later = NOW + timedelta(minutes=2)
    sweeps.sweep_scores(later)
    evaluated = {}
    for practice in (people.practice, people.other_practice):
        with practice_scope(practice.id):
            evaluated |= dict(PatientState.objects.values_list("patient_id", "evaluated_at"))
    assert [evaluated[one] == later for one in patients] == [False, True, True]
    monkeypatch.setattr(sweeps, "reevaluate", real)
    sweeps.sweep_scores(later + sweeps.AGAIN_AFTER)
    set_practice(people.practice.id)
    assert PatientState.objects.get(patient_id=patients[0]).evaluated_at == later + sweeps.AGAIN_AFTER


def test_a_notification_that_cannot_be_written_holds_up_no_other_and_is_given_up_in_the_end(
    people: People,
) -> None:
    alert_in(people.practice)
    set_practice(people.practice.id)
    bad = Notification.objects.order_by("id").first()
    assert bad is not None
    Notification.objects.filter(id=bad.id).update(message_key="of_a_release_to_come")
    moment = NOW
    deliver_due(now=moment + timedelta(seconds=1))
    set_practice(people.practice.id)
    states = dict(Dispatch.objects.values_list("notification_id", "state"))
    assert states.pop(bad.id) == "failed"
    assert set(states.values()) == {"sent"}
    for _ in range(MAX_ATTEMPTS + 2):
        moment += timedelta(hours=3)
        deliver_due(now=moment)
    set_practice(people.practice.id)
    assert Dispatch.objects.get(notification_id=bad.id).state == "given_up"
