"""What a nurse relies on between two alerts: silence she has dealt with stays dealt with, whoever is called can act, nobody's
alert is out of sight, and there is always somebody who is told."""

from __future__ import annotations

import logging
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
from tests.people import People, Person, make_person, make_practice
from tests.workflows.test_readings import deliver
from vantrexia.core.tenancy import set_practice
from vantrexia.devices.models import Device
from vantrexia.notifications.models import Notification
from vantrexia.patients.models import Patient
from vantrexia.triage.models import Alert, AlertEvent, Escalation
from vantrexia.triage.services.evaluate import reevaluate
from vantrexia.workflows import sweeps

NOW = datetime.now(tz=UTC).replace(microsecond=0)


@pytest.fixture
def door(people: People) -> OpenDoor:
    return make_connection(people.practice)


@pytest.fixture
def cuff(people: People) -> Device:
    device = make_device(people.practice)
    assign(device, make_patient(people.practice))
    return device


def measure(door: OpenDoor, device: Device, systolic: float, *, at: datetime, diastolic: float = 70) -> None:
    deliver(door, body_of(blood_pressure(device, systolic, diastolic, at=at)), at=at + timedelta(seconds=30))


def act(person: Person, alert: Alert, verb: str, **body: object) -> int:
    status: int = person.post(f"/api/v1/triage/alerts/{alert.id}/{verb}/", body).status_code
    set_practice(alert.practice_id)
    return status


def the_alert(rule: str = "systolic.high") -> Alert:
    return Alert.objects.exclude(state="resolved").get(rule_key=rule)


def told_of(alert: Alert) -> set[str]:
    return set(Notification.objects.filter(entity_id=alert.id).values_list("message_key", flat=True))


# --- silence -------------------------------------------------------------------------------------------------------


def silence(people: People, *, days: float = 30) -> Patient:
    """Monitored for so many days, and never a reading."""
    patient = make_patient(people.practice, enrolled_at=NOW - timedelta(days=days))
    reevaluate(
        actor=people.nora.actor, patient_ids=[patient.id], cause="enrollment", now=NOW - timedelta(days=days)
    )
    return patient


def silences(patient: Patient) -> list[Alert]:
    set_practice(patient.practice_id)
    return list(Alert.objects.filter(patient=patient, rule_key__startswith="reading").order_by("opened_at"))


def test_a_silence_somebody_has_dealt_with_is_not_called_out_again_at_once(people: People) -> None:
    patient = silence(people)
    sweeps.sweep_scores(NOW)
    (alert,) = silences(patient)
    assert act(people.nora, alert, "claim") == 200
    assert act(people.nora, alert, "resolve", outcome="contacted_patient") == 200
    sweeps.sweep_scores(NOW + timedelta(minutes=5))
    assert [one.state for one in silences(patient)] == ["resolved"]
    # It is not forgotten either: as many days again without a reading, and somebody has to ask again.
    days = int(alert.limit or 0)
    sweeps.sweep_scores(NOW + timedelta(days=days, minutes=-5))
    assert len(silences(patient)) == 1
    sweeps.sweep_scores(NOW + timedelta(days=days, hours=1))
    assert [one.state for one in silences(patient)] == ["resolved", "open"]
    assert told_of(silences(patient)[1]) == {"alert_opened"}


@pytest.mark.parametrize("act_of", ["threshold", "review", "call"])
def test_whatever_act_comes_first_somebody_is_told_of_the_silence(people: People, act_of: str) -> None:
    patient = silence(people)
    answer = {
        "threshold": lambda: people.paul.put(
            f"/api/v1/patients/{patient.id}/thresholds/", {"limits": {}, "no_reading_days": 2}
        ),
        "review": lambda: people.nora.post("/api/v1/triage/reviews/", {"patient_id": str(patient.id)}),
        "call": lambda: people.nora.post(
            "/api/v1/triage/escalations/",
            {"patient_id": str(patient.id), "kind": "manual", "to_role": "provider", "reason": "Look"},
        ),
    }[act_of]()
    assert answer.status_code < 300, answer.content
    sweeps.sweep_scores(datetime.now(tz=UTC) + timedelta(minutes=1))
    (alert,) = silences(patient)
    assert told_of(alert) == {"alert_opened"}


# --- who may act ---------------------------------------------------------------------------------------------------


def test_a_warning_somebody_claimed_belongs_to_nobody_once_it_is_critical(
    people: People, door: OpenDoor, cuff: Device
) -> None:
    nell = make_person("nell", "nurse", people.practice)
    set_practice(people.practice.id)
    measure(door, cuff, 150, at=NOW - timedelta(hours=5))
    assert act(people.paul, the_alert(), "claim") == 200
    measure(door, cuff, 190, at=NOW)
    raised = the_alert()
    assert (raised.state, raised.claimed_by_id, raised.claimed_at) == ("open", None, None)
    last = AlertEvent.objects.filter(alert=raised, action="raised").get()
    assert last.detail["claimed_by"] == people.paul.user.id, "the history says whose it was"
    told = Notification.objects.filter(entity_id=raised.id, message_key="alert_raised")
    assert people.paul.membership.id in told.values_list("recipient_id", flat=True), "who had it is told"
    assert act(nell, raised, "claim") == 200


def test_who_is_called_about_an_alert_may_take_it_over(people: People, door: OpenDoor, cuff: Device) -> None:
    measure(door, cuff, 190, at=NOW)
    alert = the_alert()
    assert act(people.dan, alert, "claim") == 200
    assert act(people.nora, alert, "claim") == 409
    assert act(people.dan, alert, "escalate", reason="Please take it", to_role="nurse") == 200
    assert the_alert().claimed_by_id == people.dan.user.id, "until somebody comes it stays with who called"
    shown = people.nora.get(f"/api/v1/triage/alerts/{alert.id}/").json()
    assert "claim" in shown["allowed_actions"]
    assert act(people.nora, alert, "claim") == 200


@pytest.mark.parametrize("left", ["deactivated", "another role"])
def test_what_somebody_held_who_left_is_everybodys_again_and_its_deadlines_run(
    people: People, door: OpenDoor, cuff: Device, left: str
) -> None:
    measure(door, cuff, 190, at=NOW)
    alert = the_alert()
    assert act(people.dan, alert, "claim") == 200
    url = f"/api/v1/practice/users/{people.dan.user.id}/"
    if left == "deactivated":
        assert people.ada.post(f"{url}deactivate/").status_code == 200
    else:
        assert people.ada.patch(url, {"role": "billing_manager"}).status_code == 200
    set_practice(people.practice.id)
    released = the_alert()
    assert (released.state, released.claimed_by_id) == ("open", None)
    assert released.next_step_at is not None
    assert act(people.nora, alert, "claim") == 200


# --- nobody out of sight -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("left", ["archived", "never enrolled"])
def test_an_alert_of_somebody_nobody_monitors_is_on_the_list_until_it_is_resolved(
    people: People, door: OpenDoor, left: str
) -> None:
    patient = make_patient(
        people.practice, enrolled_at=None if left == "never enrolled" else NOW - timedelta(days=9)
    )
    device = make_device(people.practice)
    assign(device, patient)
    if left == "archived":
        assert (
            people.cleo.post(f"/api/v1/patients/{patient.id}/archive/", {"reason": "moved"}).status_code
            == 200
        )
        set_practice(people.practice.id)
    measure(door, device, 190, at=NOW)
    alert = the_alert()
    page = people.nora.get("/api/v1/triage/patients/").json()
    assert [row["patient_id"] for row in page["results"]] == [str(patient.id)]
    assert page["count"] == 1
    set_practice(people.practice.id)
    assert act(people.nora, alert, "claim") == 200
    assert act(people.nora, alert, "resolve", outcome="contacted_patient") == 200
    assert people.nora.get("/api/v1/triage/patients/").json()["count"] == 0


def test_fresh_data_end_the_mark_of_late_data(people: People, door: OpenDoor, cuff: Device) -> None:
    late = body_of(blood_pressure(cuff, 150, 70, at=NOW - timedelta(days=3)))
    deliver(door, late, at=NOW - timedelta(minutes=5))
    assert the_alert().is_late_data
    measure(door, cuff, 152, at=NOW)
    assert not the_alert().is_late_data


# --- somebody is always told ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_where_nobody_is_a_nurse_whoever_works_alerts_is_told() -> None:
    practice = make_practice("Soloville")
    paula = make_person("paula", "provider", practice)
    set_practice(practice.id)
    door, device = make_connection(practice), make_device(practice)
    assign(device, make_patient(practice))
    measure(door, device, 190, at=NOW)
    told = Notification.objects.filter(entity_id=the_alert().id)
    assert list(told.values_list("recipient_id", flat=True)) == [paula.membership.id]


@pytest.mark.django_db
def test_where_nobody_can_work_alerts_the_administrator_is_told_and_without_one_the_operator(
    caplog: pytest.LogCaptureFixture,
) -> None:
    for name, role in (("Soloville", "admin"), ("Nowhere", "billing_manager")):
        practice = make_practice(name)
        only = make_person(f"only.{role}", role, practice)
        set_practice(practice.id)
        door, device = make_connection(practice), make_device(practice)
        assign(device, make_patient(practice))
        with caplog.at_level(logging.ERROR):
            measure(door, device, 190, at=NOW)
        told = Notification.objects.filter(entity_id=the_alert().id).values_list("recipient_id", flat=True)
        assert list(told) == ([only.membership.id] if role == "admin" else [])
        events = {getattr(record, "event", "") for record in caplog.records}
        assert ("nobody_told" in events) == (role != "admin")


@pytest.mark.parametrize("before", ["nothing", "later"])
def test_new_deadlines_hold_for_the_alert_that_stands(
    people: People, door: OpenDoor, cuff: Device, before: str
) -> None:
    planned = {"escalations": [], "reminders": int(before == "later"), "remind_after_minutes": 5000}
    for deadlines in ({"warning": planned}, {}):
        assert people.ada.patch("/api/v1/practice/", {"deadlines": deadlines}).status_code == 200
        set_practice(people.practice.id)
        if deadlines:
            measure(door, cuff, 150, at=datetime.now(tz=UTC))
    opened_at = the_alert().opened_at
    for minutes, told in ((40, False), (46, True)):
        sweeps.sweep_steps(opened_at + timedelta(minutes=minutes))
        set_practice(people.practice.id)
        assert ("alert_reminder" in told_of(the_alert())) is told


def test_new_deadlines_hold_for_the_stat_call_nobody_has_answered(people: People) -> None:
    patient = make_patient(people.practice)
    nothing = {"stat": {"escalations": [], "reminders": 0}}
    assert people.ada.patch("/api/v1/practice/", {"deadlines": nothing}).status_code == 200
    body = {"patient_id": patient.id, "kind": "stat", "to_role": "provider", "reason": "faint on the phone"}
    assert people.nora.post("/api/v1/triage/escalations/", body).status_code == 201
    set_practice(people.practice.id)
    assert people.ada.patch("/api/v1/practice/", {"deadlines": {}}).status_code == 200
    set_practice(people.practice.id)
    call = Escalation.objects.get()
    for minutes, told in ((0.2, False), (6, True)):
        sweeps.sweep_steps(call.opened_at + timedelta(minutes=minutes))
        set_practice(people.practice.id)
        rows = Notification.objects.filter(entity_id=call.id, message_key="alert_reminder")
        assert rows.exists() is told
