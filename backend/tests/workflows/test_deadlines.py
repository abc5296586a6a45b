"""What happens when nobody acts: reminders, other roles, calls by hand, silence; and the jobs that must shout."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import (
    OpenDoor,
    assign,
    blood_pressure,
    body_of,
    make_connection,
    make_device,
    make_patient,
)
from tests.people import People
from tests.workflows.test_readings import deliver
from vantrexia.audit.models import Entry
from vantrexia.core.tenancy import set_practice
from vantrexia.core.ticks import tick
from vantrexia.notifications.models import Notification
from vantrexia.patients.models import Episode, Patient, Pause
from vantrexia.triage.models import Alert, AlertEvent, Escalation, PatientState
from vantrexia.triage.services.actions import acknowledge_alert, claim_alert, escalate_alert, release_alert
from vantrexia.workflows import sweeps
from vantrexia.workflows.alerting import run_due_steps
from vantrexia.workflows.proof import check_proof

NOW = datetime.now(tz=UTC).replace(microsecond=0)


@pytest.fixture(autouse=True)
def now_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """A suite takes minutes, and what people do here is done at the real time."""
    monkeypatch.setattr(sys.modules[__name__], "NOW", datetime.now(tz=UTC).replace(microsecond=0))


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def told(people: People, *keys: str) -> list[tuple[str, str]]:
    """Who was told what, in order: (first name, message)."""
    set_practice(people.practice.id)
    names = {
        person.membership.id: name for name, person in vars(people).items() if hasattr(person, "membership")
    }
    rows = Notification.objects.filter(message_key__in=keys).order_by("created_at", "dedup_key")
    return [(names[row.recipient_id], row.message_key) for row in rows]


def sweep(people: People, minutes: float) -> int:
    done = run_due_steps(now=after(minutes))
    set_practice(people.practice.id)
    return done


def minutes_to_answer(people: People) -> float:
    """From NOW to the answer of the only call: a suite takes minutes."""
    set_practice(people.practice.id)
    answered_at = Escalation.objects.get().acknowledged_at
    assert answered_at is not None
    return (answered_at - NOW).total_seconds() / 60


@pytest.fixture
def door(people: People) -> OpenDoor:
    return make_connection(people.practice)


@pytest.fixture
def alert(people: People, door: OpenDoor) -> Alert:
    """A critical alert, opened now."""
    patient, device = make_patient(people.practice), make_device(people.practice)
    assign(device, patient)
    deliver(door, body_of(blood_pressure(device, 190, 70, at=NOW - timedelta(seconds=30))), at=NOW)
    return Alert.objects.get(rule_key="systolic.high")


# --- alerts ------------------------------------------------------------------------------------------------------


def test_an_acknowledged_warning_that_turns_critical_must_be_answered_anew_in_time(
    people: People, door: OpenDoor
) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice)
    assign(device, patient)
    deliver(
        door,
        body_of(blood_pressure(device, 150, 70, at=NOW - timedelta(hours=5))),
        at=NOW - timedelta(hours=5),
    )
    warning = Alert.objects.get(rule_key="systolic.high")
    acknowledge_alert(actor=people.nora.actor, alert_id=warning.id, now=NOW - timedelta(hours=4, minutes=50))
    deliver(door, body_of(blood_pressure(device, 190, 70, at=NOW - timedelta(seconds=30))), at=NOW)
    raised = Alert.objects.get(rule_key="systolic.high")
    assert (raised.state, raised.severity) == ("open", "critical")
    assert raised.due_at == NOW + timedelta(minutes=15, seconds=1), "from the raise, not from hours ago"


def test_an_unacknowledged_alert_reminds_and_goes_to_the_next_role_each_step_once_and_kept(
    people: People, alert: Alert
) -> None:
    assert sweep(people, 5) == 0
    assert sweep(people, 10.5) == 1
    assert told(people, "alert_reminder") == [("nora", "alert_reminder")]
    assert told(people, "alert_escalated") == []
    sweep(people, 15.5)
    assert ("paul", "alert_escalated") in told(people, "alert_escalated")
    sweep(people, 31)
    assert [name for name, _ in told(people, "alert_escalated")] == ["paul", "cleo"]
    assert sweep(people, 269) == 0
    steps = AlertEvent.objects.filter(alert=alert, action__in=["reminded", "escalated"]).order_by("at", "id")
    assert [step.action for step in steps].count("escalated") == 2
    assert len(steps) == 6
    assert all(step.at is not None and step.actor_kind == "system" for step in steps)
    calls = Escalation.objects.filter(alert=alert, kind="deadline").order_by("opened_at")
    assert [call.to_role for call in calls] == ["provider", "clinical_manager"]


def test_what_nobody_answers_never_falls_silent(people: People, alert: Alert) -> None:
    sweep(people, 31)
    before = len(told(people, "alert_reminder"))
    assert sweep(people, 271) == 3, "four hours after the last step, everybody in the plan"
    assert [name for name, _ in told(people, "alert_reminder")[before:]] == ["nora", "paul", "cleo"]
    assert sweep(people, 271) == 0
    assert sweep(people, 511) == 3
    assert sweep(people, 24 * 60 * 5) == 3, "of rounds that passed while the workers were away one is left"
    assert Escalation.objects.filter(alert=alert).count() == 2, "a reminder is no new call"
    assert people.nora.post(f"/api/v1/triage/alerts/{alert.id}/acknowledge/").status_code == 200


def test_what_is_given_back_after_everybody_was_called_begins_anew(people: People, alert: Alert) -> None:
    sweep(people, 31)
    claim_alert(actor=people.nora.actor, alert_id=alert.id, now=after(40))
    release_alert(actor=people.nora.actor, alert_id=alert.id, now=after(60))
    before = len(told(people, "alert_reminder", "alert_escalated"))
    assert sweep(people, 69) == 0
    sweep(people, 76)
    assert [name for name, _ in told(people, "alert_reminder", "alert_escalated")[before:]] == [
        "nora",
        "paul",
        "nora",
    ]


def test_a_raised_alert_calls_the_roles_of_its_new_severity_whatever_was_called_before(
    people: People, door: OpenDoor
) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice)
    assign(device, patient)
    deliver(door, body_of(blood_pressure(device, 150, 70, at=NOW - timedelta(seconds=30))), at=NOW)
    sweep(people, 61)
    warning = Alert.objects.get(rule_key="systolic.high")
    assert [call.to_role for call in Escalation.objects.filter(alert=warning)] == ["clinical_manager"]
    deliver(door, body_of(blood_pressure(device, 190, 70, at=after(61))), at=after(62))
    sweep(people, 78)
    calls = Escalation.objects.filter(alert=warning).order_by("opened_at")
    assert [call.to_role for call in calls] == ["clinical_manager", "provider"], "a nurse alone is not enough"
    state = PatientState.objects.get(patient=patient)
    assert state.active_escalations == 2
    listed = people.paul.get("/api/v1/triage/escalations/").json()["results"]
    assert {row["to_role"] for row in listed} == {"clinical_manager", "provider"}
    set_practice(people.practice.id)
    sweep(people, 93)
    assert calls.filter(to_role="clinical_manager").count() == 1, "that call stands open"


def test_a_longer_deadline_puts_a_planned_step_off(people: People, alert: Alert) -> None:
    own = {"critical": {"acknowledge_within_minutes": 30, "remind_after_minutes": 25, "escalations": []}}
    assert people.ada.patch("/api/v1/practice/", {"deadlines": own}).status_code == 200
    set_practice(people.practice.id)
    sweep(people, 11)
    assert told(people, "alert_reminder") == []
    sweep(people, 26)
    assert told(people, "alert_reminder") == [("nora", "alert_reminder")]


def test_acknowledging_ends_the_steps(people: People, alert: Alert) -> None:
    assert people.nora.post(f"/api/v1/triage/alerts/{alert.id}/acknowledge/").status_code == 200
    assert sweep(people, 200) == 0
    assert told(people, "alert_reminder", "alert_escalated") == []


def test_deadlines_are_the_practices_own(people: People, door: OpenDoor) -> None:
    own = {
        "critical": {
            "acknowledge_within_minutes": 4, "remind_after_minutes": 2, "remind_every_minutes": 1, "reminders": 1,
            "remind_role": "nurse", "escalations": [{"after_minutes": 4, "role": "clinical_manager"}],
        }
    }  # fmt: skip
    assert people.ada.patch("/api/v1/practice/", {"deadlines": own}).status_code == 200
    patient, device = make_patient(people.practice), make_device(people.practice)
    assign(device, patient)
    # The setting holds from now on, and this module's NOW is a moment ago.
    deliver(
        door, body_of(blood_pressure(device, 190, 70, at=NOW)), at=datetime.now(tz=UTC) + timedelta(seconds=5)
    )
    found = Alert.objects.get(rule_key="systolic.high")
    assert found.due_at - found.opened_at == timedelta(minutes=4)
    run_due_steps(now=found.opened_at + timedelta(minutes=10))
    assert [name for name, _ in told(people, "alert_reminder")] == ["nora"]
    assert [name for name, _ in told(people, "alert_escalated")] == ["cleo"]


# --- calls by hand -------------------------------------------------------------------------------------------------


def newcomer(people: People) -> Patient:
    """Nobody expects anything of this patient yet."""
    return make_patient(people.practice, enrolled_at=NOW)


def call(people: People, patient_id: object, kind: str = "stat", to_role: str = "clinical_manager") -> str:
    body = {
        "patient_id": str(patient_id),
        "kind": kind,
        "to_role": to_role,
        "reason": "Chest pain on the phone",
    }
    answer = people.nora.post("/api/v1/triage/escalations/", body)
    assert answer.status_code == 201
    return str(answer.json()["id"])


def test_a_stat_call_tells_whom_it_names_and_whom_the_plan_calls_at_once(people: People) -> None:
    call(people, newcomer(people).id)
    assert sorted(told(people, "stat_opened")) == [("cleo", "stat_opened"), ("paul", "stat_opened")]


def test_a_stat_call_nobody_answers_is_repeated_and_goes_further(people: People) -> None:
    call(people, newcomer(people).id, to_role="provider")
    opened = Escalation.objects.get()
    minutes = (opened.opened_at - NOW).total_seconds() / 60
    assert sweep(people, minutes + 4) == 0
    assert sweep(people, minutes + 5.1) == 1
    assert told(people, "alert_reminder") == [("paul", "alert_reminder")]
    sweep(people, minutes + 11)
    assert told(people, "alert_escalated") == [("cleo", "alert_escalated")]
    sweep(people, minutes + 60)
    assert sweep(people, minutes + 79) == 0
    entries = Entry.objects.filter(action__in=["escalation.reminded", "escalation.repeated"])
    assert entries.count() == 5
    assert {entry.actor_kind for entry in entries} == {"system"}
    assert sweep(people, minutes + 81) == 2, "and again every hour"


def test_a_closed_call_is_not_repeated(people: People) -> None:
    made = call(people, newcomer(people).id)
    assert people.paul.post(f"/api/v1/triage/escalations/{made}/close/").status_code == 200
    assert sweep(people, 600) == 0


def test_whoever_answered_a_stat_call_is_reminded_until_it_is_closed(people: People) -> None:
    made = call(people, newcomer(people).id)
    assert people.paul.post(f"/api/v1/triage/escalations/{made}/acknowledge/").status_code == 200
    minutes = minutes_to_answer(people)
    assert sweep(people, minutes + 59) == 0
    assert sweep(people, minutes + 60) == 1
    assert told(people, "stat_held") == [("paul", "stat_held")]
    assert sweep(people, minutes + 119) == 0
    assert sweep(people, minutes + 300) == 1, "of hours that passed unseen one is left"
    assert sorted(told(people, "stat_held")[1:]) == [("cleo", "stat_held"), ("paul", "stat_held")]
    assert told(people, "alert_reminder", "alert_escalated") == []
    assert people.paul.post(f"/api/v1/triage/escalations/{made}/close/").status_code == 200
    set_practice(people.practice.id)
    assert sweep(people, minutes + 900) == 0


def test_a_stat_call_whose_answerer_has_left_is_everybodys(people: People) -> None:
    made = call(people, newcomer(people).id)
    assert people.paul.post(f"/api/v1/triage/escalations/{made}/acknowledge/").status_code == 200
    assert people.ada.post(f"/api/v1/practice/users/{people.paul.user.id}/deactivate/").status_code == 200
    sweep(people, minutes_to_answer(people) + 60)
    assert {name for name, _ in told(people, "stat_held")} == {"nora", "cleo", "dan"}


def test_a_call_that_is_not_stat_is_over_for_the_clock_when_it_is_answered(people: People) -> None:
    made = call(people, newcomer(people).id, kind="manual", to_role="provider")
    assert people.paul.post(f"/api/v1/triage/escalations/{made}/acknowledge/").status_code == 200
    assert sweep(people, 600) == 0


def test_a_call_that_is_not_stat_tells_its_role_and_when_nobody_came_whoever_called(people: People) -> None:
    call(people, newcomer(people).id, kind="manual", to_role="provider")
    assert told(people, "call_opened") == [("paul", "call_opened")]
    opened = Escalation.objects.get()
    minutes = (opened.opened_at - NOW).total_seconds() / 60
    assert sweep(people, minutes + 14.9) == 0
    assert sweep(people, minutes + 15.1) == 1
    assert set(told(people, "call_waiting")) == {("paul", "call_waiting"), ("nora", "call_waiting")}
    assert sweep(people, minutes + 74) == 0
    assert sweep(people, minutes + 75.1) == 1
    assert sweep(people, minutes + 600) == 1


def test_escalating_an_alert_tells_the_role(people: People, alert: Alert) -> None:
    body = {"reason": "Please look", "to_role": "provider", "stat": True}
    assert people.nora.post(f"/api/v1/triage/alerts/{alert.id}/escalate/", body).status_code == 200
    assert told(people, "stat_opened") == [("paul", "stat_opened")]


# --- silence -------------------------------------------------------------------------------------------------------


def silent(people: People, *, days: int) -> Patient:
    """A patient monitored for so many days who never sent anything."""
    return make_patient(people.practice, enrolled_at=NOW - timedelta(days=days))


def missing(patient: Patient) -> list[Alert]:
    set_practice(patient.practice_id)
    return list(Alert.objects.filter(patient=patient, rule_key__startswith="reading").order_by("opened_at"))


def test_days_without_a_reading_open_one_alert_which_a_reading_closes(people: People, door: OpenDoor) -> None:
    patient, device = silent(people, days=30), make_device(people.practice)
    assign(device, patient)
    deliver(
        door,
        body_of(blood_pressure(device, 120, 70, at=NOW - timedelta(days=20))),
        at=NOW - timedelta(days=20),
    )
    for minutes in (1, 2):
        sweeps.sweep_scores(after(minutes))
    (opened,) = missing(patient)
    assert (opened.state, opened.severity) == ("open", "warning")
    deliver(door, body_of(blood_pressure(device, 121, 70, at=after(3))), at=after(4))
    (closed,) = missing(patient)
    assert (closed.state, closed.outcome) == ("resolved", "reading_came")
    sweeps.sweep_scores(after(5))
    assert len(missing(patient)) == 1


@pytest.mark.parametrize("stat", [False, True])
def test_a_reading_that_comes_ends_the_calls_for_it_but_no_stat(
    people: People, door: OpenDoor, stat: bool
) -> None:
    patient, device = silent(people, days=30), make_device(people.practice)
    assign(device, patient)
    deliver(
        door,
        body_of(blood_pressure(device, 120, 70, at=NOW - timedelta(days=20))),
        at=NOW - timedelta(days=20),
    )
    sweeps.sweep_scores(after(1))
    sweep(people, 62)
    (opened,) = missing(patient)
    assert Escalation.objects.get(alert=opened).to_role == "clinical_manager"
    if stat:
        escalate_alert(
            actor=people.nora.actor, alert_id=opened.id, reason="Nobody at home", to_role="provider", stat=True,
            now=after(63),
        )  # fmt: skip
    deliver(door, body_of(blood_pressure(device, 121, 70, at=after(64))), at=after(65))
    states = dict(Escalation.objects.filter(alert=opened).values_list("kind", "state"))
    assert states == {"deadline": "closed", **({"stat": "open"} if stat else {})}
    state = PatientState.objects.get(patient=patient)
    assert (state.active_escalations, state.level) == ((1, "critical") if stat else (0, "normal"))


def test_nobody_is_missed_during_a_pause(people: People, door: OpenDoor) -> None:
    patient, device = silent(people, days=30), make_device(people.practice)
    assign(device, patient)
    Pause(
        practice_id=people.practice.id, patient=patient, episode=Episode.objects.get(patient=patient), reason="travel",
        starts_at=NOW - timedelta(days=25), created_at=NOW,
    ).save(force_insert=True)  # fmt: skip
    deliver(
        door,
        body_of(blood_pressure(device, 120, 70, at=NOW - timedelta(days=20))),
        at=NOW - timedelta(days=20),
    )
    sweeps.sweep_scores(after(1))
    assert missing(patient) == []


# --- jobs that must shout ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_partitions_job_fails_loudly_when_a_month_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    sweeps.daily_partitions(NOW)
    monkeypatch.setattr(sweeps, "ensure_months", lambda now: [])
    with pytest.raises(RuntimeError, match="vitals_reading_y"):
        sweeps.daily_partitions(NOW + timedelta(days=400))


@pytest.mark.django_db
def test_a_late_proof_of_life_is_an_alarm(caplog: pytest.LogCaptureFixture) -> None:
    tick("proof_wiring", now=NOW, detail={"practice": "x", "patient": "x", "serial": "x", "connection": "x"})
    with caplog.at_level(logging.CRITICAL):
        check_proof(NOW + timedelta(minutes=11))
        assert caplog.records == []
        check_proof(NOW + timedelta(minutes=13))
    assert [record.getMessage() for record in caplog.records] == ["proof of life is late"]
