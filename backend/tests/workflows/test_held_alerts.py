"""An alert somebody answered and does not resolve: the holder is reminded, then others are called; it never opens by itself."""

from __future__ import annotations

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
from tests.workflows.test_deadlines import told
from tests.workflows.test_readings import deliver
from vantrexia.core.tenancy import set_practice
from vantrexia.devices.models import Device
from vantrexia.triage.models import Alert, AlertEvent, Escalation
from vantrexia.triage.services import holding as service
from vantrexia.triage.services.actions import acknowledge_alert, claim_alert, release_alert
from vantrexia.workflows import holding
from vantrexia.workflows.alerting import run_due_steps
from vantrexia.workflows.practices import deactivate_member

NOW = datetime.now(tz=UTC).replace(microsecond=0)
HELD = ("alert_held", "alert_held_escalated")


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def sweep(people: People, minutes: float) -> int:
    done = run_due_steps(now=after(minutes))
    set_practice(people.practice.id)
    return done


@pytest.fixture
def door(people: People) -> OpenDoor:
    return make_connection(people.practice)


@pytest.fixture
def cuff(people: People) -> Device:
    device = make_device(people.practice)
    assign(device, make_patient(people.practice))
    return device


@pytest.fixture
def alert(people: People, door: OpenDoor, cuff: Device) -> Alert:
    """A critical alert, opened now."""
    deliver(door, body_of(blood_pressure(cuff, 190, 70, at=NOW - timedelta(seconds=30))), at=NOW)
    return Alert.objects.get(rule_key="systolic.high")


def test_the_holder_is_reminded_then_the_next_roles_are_called_and_it_stays_theirs(
    people: People, alert: Alert
) -> None:
    claim_alert(actor=people.nora.actor, alert_id=alert.id, now=after(5))
    shown = people.nora.get(f"/api/v1/triage/alerts/{alert.id}/").json()
    assert datetime.fromisoformat(shown["held_since"]) == after(5)
    assert datetime.fromisoformat(shown["resolve_by"]) == after(245)
    assert sweep(people, 244) == 0
    assert sweep(people, 245) == 1
    assert told(people, *HELD) == [("nora", "alert_held")]
    assert sweep(people, 245) == 0, "a repeated sweep tells nobody twice"
    assert sweep(people, 260) == 1
    assert set(told(people, "alert_held_escalated")) == {("nora", HELD[1]), ("paul", HELD[1])}
    assert sweep(people, 275) == 1
    assert sweep(people, 514) == 0
    alert.refresh_from_db()
    assert (alert.state, alert.claimed_by_id) == ("acknowledged", people.nora.user.id)
    steps = AlertEvent.objects.filter(alert=alert, action__startswith="holder_").order_by("at")
    assert [(step.action, step.actor_kind, step.detail["to_role"]) for step in steps] == [
        ("holder_reminded", "system", "holder"),
        ("holder_escalated", "system", "provider"),
        ("holder_escalated", "system", "clinical_manager"),
    ]
    calls = Escalation.objects.filter(alert=alert, kind="held").order_by("opened_at")
    assert [call.to_role for call in calls] == ["provider", "clinical_manager"]
    before = told(people, "alert_held")
    assert sweep(people, 515) == 1
    assert told(people, "alert_held") == [*before, ("nora", "alert_held")], "and again, as long as it is held"
    assert sweep(people, 30000) == 1
    assert calls.count() == 2


def test_resolving_in_time_tells_nobody_and_later_ends_the_calls(people: People, alert: Alert) -> None:
    claim_alert(actor=people.nora.actor, alert_id=alert.id, now=after(5))
    sweep(people, 260)
    body = {"outcome": "contacted_patient"}
    assert people.nora.post(f"/api/v1/triage/alerts/{alert.id}/resolve/", body).status_code == 200
    set_practice(people.practice.id)
    assert not Escalation.objects.filter(alert=alert).exclude(state="closed").exists()
    before = told(people, *HELD)
    assert sweep(people, 3000) == 0
    assert told(people, *HELD) == before


def test_handing_it_around_wins_no_time(people: People, alert: Alert) -> None:
    claim_alert(actor=people.nora.actor, alert_id=alert.id, now=after(5))
    release_alert(actor=people.nora.actor, alert_id=alert.id, now=after(6))
    claim_alert(actor=people.paul.actor, alert_id=alert.id, now=after(244))
    sweep(people, 245)
    assert told(people, *HELD) == [("paul", "alert_held")]
    assert people.paul.get(f"/api/v1/triage/alerts/{alert.id}/").json()["held_since"] == after(
        244
    ).isoformat().replace("+00:00", "Z")


def test_only_acknowledged_counts_too_and_nobody_to_remind_means_everybody(
    people: People, alert: Alert
) -> None:
    acknowledge_alert(actor=people.nora.actor, alert_id=alert.id, now=after(5))
    # Acknowledging claims nothing, so it is not given back with the account.
    deactivate_member(actor=people.ada.actor, user_id=people.nora.user.id, now=after(6))
    set_practice(people.practice.id)
    sweep(people, 245)
    assert {name for name, _ in told(people, "alert_held")} == {"paul", "cleo", "dan"}


def test_a_raise_begins_anew_with_the_next_answer(people: People, door: OpenDoor, cuff: Device) -> None:
    deliver(door, body_of(blood_pressure(cuff, 150, 70, at=NOW - timedelta(seconds=30))), at=NOW)
    warning = Alert.objects.get(rule_key="systolic.high")
    claim_alert(actor=people.nora.actor, alert_id=warning.id, now=after(1))
    deliver(door, body_of(blood_pressure(cuff, 190, 70, at=after(2))), at=after(3))
    raised = Alert.objects.get(rule_key="systolic.high")
    assert (raised.state, raised.answered_at, raised.resolve_by) == ("open", None, None)
    claim_alert(actor=people.nora.actor, alert_id=warning.id, now=after(10))
    raised.refresh_from_db()
    assert raised.resolve_by == after(250)


def test_the_time_is_the_practices_own_and_a_longer_one_puts_the_reminder_off(
    people: People, alert: Alert
) -> None:
    claim_alert(actor=people.nora.actor, alert_id=alert.id, now=after(5))
    own = {"critical": {"resolve_within_minutes": 300}}
    assert people.ada.patch("/api/v1/practice/", {"deadlines": own}).status_code == 200
    set_practice(people.practice.id)
    sweep(people, 245)
    assert told(people, *HELD) == []
    sweep(people, 305)
    assert told(people, *HELD) == [("nora", "alert_held")]


def test_what_an_older_release_left_without_a_plan_is_taken_up(people: People, alert: Alert) -> None:
    claim_alert(actor=people.nora.actor, alert_id=alert.id, now=after(5))
    Alert.objects.filter(id=alert.id).update(answered_at=None, resolve_by=None, next_step_at=None)
    sweep(people, 20)
    alert.refresh_from_db()
    assert (alert.answered_at, alert.next_step_at) == (after(5), after(245))
    assert told(people, *HELD) == []
    sweep(people, 246)
    assert told(people, *HELD) == [("nora", "alert_held")]


def test_one_that_fails_is_put_off_and_holds_up_no_other(
    people: People, alert: Alert, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim_alert(actor=people.nora.actor, alert_id=alert.id, now=after(5))
    Alert.objects.filter(id=alert.id).update(answered_at=None, resolve_by=None, next_step_at=None)
    real = service.finish_holding_step
    broken = True

    def fail(**given: object) -> None:
        if broken:
            raise RuntimeError("no")
        real(**given)  # type: ignore[arg-type]

    monkeypatch.setattr(holding, "finish_holding_step", fail)
    assert sweep(people, 20) == 1
    alert.refresh_from_db()
    assert (alert.answered_at, alert.next_step_at) == (after(5), after(21))
    broken = False
    sweep(people, 246)
    assert told(people, *HELD) == [("nora", "alert_held")]
