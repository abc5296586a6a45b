"""What a correction does to the calls an alert has made: the plan of its new severity, and no end to what a person called."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import make_connection
from tests.people import People
from tests.workflows.test_corrections import NOW, Home, steps
from vantrexia.core.tenancy import set_practice
from vantrexia.notifications.models import Notification
from vantrexia.triage.models import Escalation
from vantrexia.triage.services.actions import escalate_alert
from vantrexia.workflows.alerting import run_due_steps


@pytest.fixture
def home(people: People) -> Home:
    return Home(people, make_connection(people.practice))


def test_a_lowered_alert_follows_the_plan_of_its_severity(home: Home) -> None:
    home.measure(150, minutes=20)
    grave = home.measure(190, minutes=10)
    begun = home.alert().opened_at
    run_due_steps(now=begun + timedelta(minutes=11))
    set_practice(home.people.practice.id)
    home.correct(grave, "entered_in_error", now=begun + timedelta(minutes=12))
    assert home.alert().next_step_at == begun + timedelta(minutes=45)
    run_due_steps(now=begun + timedelta(minutes=61))
    set_practice(home.people.practice.id)
    assert steps(home.alert())[-4:] == ["corrected", "lowered", "reminded", "escalated"]
    reminded = Notification.objects.filter(message_key="alert_reminder").count()
    assert reminded == 2, "the number of a step of the other plan takes nothing from this one"
    assert Escalation.objects.get().to_role == "clinical_manager"


def test_a_stat_call_outlives_the_reading_it_was_made_for(home: Home) -> None:
    reading = home.measure(186, minutes=9)
    escalate_alert(
        actor=home.people.nora.actor, alert_id=home.alert().id, reason="She fell", to_role="provider", stat=True,
        now=NOW + timedelta(minutes=1),
    )  # fmt: skip
    home.correct(reading, "entered_in_error")
    assert home.alert().state == "resolved"
    assert Escalation.objects.get().state == "open"
    assert home.state().level == "critical"
