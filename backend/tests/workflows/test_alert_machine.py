"""Any order of readings (late, graver, milder, corrected, repeated), people's acts and time: no breach is ever without its alert,
no cause ever has two, and what an alert says about itself adds up. A stateful test against the real path and tables.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.factories import assign, blood_pressure, body_of, make_connection, make_device, make_patient
from tests.people import People, Person
from tests.workflows.test_readings import deliver
from vantrexia.core.tenancy import set_practice
from vantrexia.domain.errors import DomainError
from vantrexia.domain.escalation import DEFAULT_POLICY
from vantrexia.domain.holding import compute_resolve_deadline, plan_holding
from vantrexia.notifications.models import Notification
from vantrexia.triage.models import Alert, AlertEvent, PatientState
from vantrexia.triage.selectors.listed import count_by_level, count_listed
from vantrexia.triage.services import actions
from vantrexia.vitals.models import Reading
from vantrexia.workflows import sweeps
from vantrexia.workflows.alerting import run_due_steps
from vantrexia.workflows.corrections import correct_reading

START = datetime.now(tz=UTC).replace(microsecond=0) - timedelta(days=30)
CALM, WARNING, CRITICAL = 120, 150, 190
SAID = ("opened", "joined", "raised", "corrected")


def severity_of(systolic: float) -> str | None:
    return "critical" if systolic >= 180 else "warning" if systolic >= 140 else None


def refusal(act: Callable[[], object]) -> str:
    """Do it; the code of a refusal, or nothing."""
    try:
        act()
    except DomainError as refused:
        return refused.code
    return ""


class Alerts(RuleBasedStateMachine):
    people: ClassVar[People]

    @initialize()
    def begin(self) -> None:
        set_practice(self.people.practice.id)
        self.now = START
        self.serial = 0
        self.door = make_connection(self.people.practice)
        self.device = make_device(self.people.practice)
        self.patient = make_patient(self.people.practice, enrolled_at=START - timedelta(days=1))
        assign(self.device, self.patient)
        self.bodies: list[bytes] = []

    # --- what comes ------------------------------------------------------------------------------------------

    @rule(systolic=st.sampled_from([CALM, WARNING, CRITICAL]), age=st.sampled_from([0, 0, 45, 60 * 30]))
    def measure(self, systolic: int, age: int) -> None:
        self.serial += 1
        moment = self.now - timedelta(minutes=age, seconds=-self.serial % 50)
        self.bodies.append(
            body_of(
                blood_pressure(
                    self.device, systolic, 70, at=moment, reading_id=f"m-{self.patient.id}-{self.serial}"
                )
            )
        )
        self.send(self.bodies[-1])

    @rule(values=st.lists(st.sampled_from([CALM, WARNING, CRITICAL]), min_size=2, max_size=4))
    def measure_together(self, values: list[int]) -> None:
        made = []
        for systolic in values:
            self.serial += 1
            moment = self.now - timedelta(seconds=3600 - self.serial)
            made.append(
                blood_pressure(
                    self.device, systolic, 70, at=moment, reading_id=f"m-{self.patient.id}-{self.serial}"
                )
            )
        self.bodies.append(body_of(*made))
        self.send(self.bodies[-1])

    @precondition(lambda self: self.bodies)
    @rule(data=st.data())
    def repeat(self, data: Any) -> None:
        before = Reading.objects.filter(patient_id=self.patient.id).count()
        self.send(data.draw(st.sampled_from(self.bodies)))
        assert Reading.objects.filter(patient_id=self.patient.id).count() == before

    def send(self, body: bytes) -> None:
        self.serial += 1
        deliver(self.door, body, key=f"d-{self.patient.id}-{self.serial}", at=self.now)
        self.now += timedelta(seconds=2)  # a delivery is worked on a second later; no act comes before that

    # --- what people do --------------------------------------------------------------------------------------

    @rule(
        who=st.sampled_from(["nora", "dan", "cleo"]),
        verb=st.sampled_from(["claim", "acknowledge", "release", "resolve"]),
    )
    def act(self, who: str, verb: str) -> None:
        alert = self.unresolved()
        person: Person = getattr(self.people, who)
        if alert is None:
            return
        more = {"outcome": "contacted_patient"} if verb == "resolve" else {}
        code = refusal(
            lambda: getattr(actions, f"{verb}_alert")(
                actor=person.actor, alert_id=alert.id, now=self.now, **more
            )
        )
        if code:
            assert code in ("invalid_transition", "claimed_by_other")
            again = Alert.objects.get(id=alert.id)
            assert (again.state, again.claimed_by_id) == (alert.state, alert.claimed_by_id)

    @rule(data=st.data(), how=st.sampled_from(["entered_in_error", CALM + 1, WARNING + 1, CRITICAL + 1]))
    def correct(self, data: Any, how: str | int) -> None:
        standing = Reading.objects.filter(patient_id=self.patient.id).exclude(state="entered_in_error")
        ids = list(standing.order_by("measured_at", "id").values_list("id", flat=True))
        if not ids:
            return
        reading_id: UUID = data.draw(st.sampled_from(ids))
        given: dict[str, Any] = (
            {"action": how} if isinstance(how, str) else {"action": "amend", "values": {"systolic": how}}
        )
        code = refusal(
            lambda: correct_reading(
                actor=self.people.nora.actor,
                reading_id=reading_id,
                reason="looked again",
                now=self.now,
                **given,
            )
        )
        assert code in ("", "invalid")

    @rule(minutes=st.sampled_from([1, 16, 70, 60 * 25]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        run_due_steps(now=self.now)
        sweeps.sweep_scores(self.now)
        set_practice(self.people.practice.id)
        held = self.unresolved()
        if held is not None and held.state == "acknowledged":
            assert held.answered_at is not None
            due = [
                step
                for step in plan_holding(held.answered_at, held.severity, DEFAULT_POLICY)
                if step.due_at <= self.now
            ]
            assert held.holding_done >= len(due), "the holder is reminded, then others are called"
            assert held.next_step_at is None or held.next_step_at > self.now

    # --- what always holds -----------------------------------------------------------------------------------

    def unresolved(self) -> Alert | None:
        return (
            Alert.objects.filter(patient=self.patient, rule_key="systolic.high")
            .exclude(state="resolved")
            .first()
        )

    @invariant()
    def no_breach_is_without_its_alert_and_no_cause_has_two(self) -> None:
        alerts = list(Alert.objects.filter(patient=self.patient, rule_key="systolic.high"))
        assert sum(alert.state != "resolved" for alert in alerts) <= 1
        steps = AlertEvent.objects.filter(
            alert_id__in=[alert.id for alert in alerts], action__in=SAID
        ).order_by("at", "id")
        said: dict[tuple[UUID, UUID], Any] = {}
        for step in steps:
            said[(step.alert_id, step.reading_id)] = step.detail["severity"]
        for reading in Reading.objects.filter(patient_id=self.patient.id).exclude(state="entered_in_error"):
            severity = severity_of(reading.systolic or 0)
            mine = [told for (_, reading_id), told in said.items() if reading_id == reading.id]
            if severity is not None:
                assert severity in mine, (reading.systolic, mine)
        for alert in alerts:
            standing = [told for (alert_id, _), told in said.items() if alert_id == alert.id and told]
            if alert.state != "resolved":
                assert standing, "an alert without a breach"
                assert alert.severity == ("critical" if "critical" in standing else "warning")
                assert alert.breach_count == len(standing)

    @invariant()
    def what_an_alert_says_of_itself_adds_up(self) -> None:
        for alert in Alert.objects.filter(patient=self.patient):
            if alert.state == "open":
                assert (alert.claimed_by_id, alert.acknowledged_at, alert.resolved_at) == (None, None, None)
                if alert.answered_at is None:
                    assert (alert.resolve_by, alert.holding_done) == (None, 0)
            if alert.state == "resolved":
                assert alert.next_step_at is None, "nobody is called about what is over"
            if alert.state == "acknowledged":
                assert alert.acknowledged_at is not None
                assert alert.answered_at is not None
                assert alert.resolve_by == compute_resolve_deadline(
                    alert.answered_at, alert.severity, DEFAULT_POLICY
                )
            assert alert.opened_at <= alert.due_at
            told = Notification.objects.filter(entity_id=alert.id, message_key="alert_opened").count()
            assert told == 2, "the nurse and the monitor, once"

    @invariant()
    def the_list_says_the_same(self) -> None:
        state = PatientState.objects.filter(patient=self.patient).first()
        open_alerts = Alert.objects.filter(patient=self.patient).exclude(state="resolved")
        if state is not None:
            assert state.open_alerts == open_alerts.count()
            assert state.unacknowledged_alerts == open_alerts.filter(state="open").count()
            if open_alerts.filter(severity="critical").exists():
                assert state.level == "critical"
        listed = PatientState.objects.filter(practice_id=self.people.practice.id, is_monitored=True)
        assert count_listed(self.people.practice.id) == listed.count()
        assert (
            count_listed(self.people.practice.id, has_unack=True)
            == listed.filter(unacknowledged_alerts__gt=0).count()
        )
        for level, count in count_by_level(self.people.practice.id).items():
            assert count == listed.filter(level=level).count(), level


def test_in_any_order_no_breach_is_missed_and_none_is_told_twice(people: People) -> None:
    Alerts.people = people
    run_state_machine_as_test(
        Alerts,
        settings=settings(
            max_examples=12, stateful_step_count=20, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
