"""Correcting a reading: nothing is deleted, and everything computed from it follows, for everybody it concerns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

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
from vantrexia.core.models import StreamEvent
from vantrexia.devices.models import Device
from vantrexia.domain.errors import Conflict, DomainError, InvalidInput, NotFound
from vantrexia.notifications.models import Notification
from vantrexia.patients.models import Patient
from vantrexia.triage.models import Alert, AlertEvent, Escalation, Evaluation, PatientState
from vantrexia.triage.services.actions import claim_alert, escalate_alert
from vantrexia.vitals.models import Correction, Reading
from vantrexia.vitals.services.correct import Corrected
from vantrexia.workflows.corrections import correct_reading

NOW = datetime.now(tz=UTC).replace(microsecond=0)
LATER = NOW + timedelta(minutes=5)


class Home:
    """A patient with a cuff and a way to measure."""

    def __init__(self, people: People, door: OpenDoor, **patient: Any) -> None:
        self.people, self.door = people, door
        # Enrolled yesterday: nobody has missed a reading yet.
        self.patient: Patient = make_patient(people.practice, enrolled_at=NOW - timedelta(days=1), **patient)
        self.device: Device = make_device(people.practice)
        assign(self.device, self.patient)

    def measure(self, systolic: float, *, minutes: float, diastolic: float = 80) -> Reading:
        at = NOW - timedelta(minutes=minutes)
        deliver(self.door, body_of(blood_pressure(self.device, systolic, diastolic, at=at)))
        return Reading.objects.get(patient_id=self.patient.id, measured_at=at)

    def correct(self, reading: Reading, action: str, **given: Any) -> Corrected:
        given = {"reason": "Nurse's note", "now": LATER, **given}
        return correct_reading(actor=self.people.nora.actor, reading_id=reading.id, action=action, **given)

    def alert(self, rule: str = "systolic.high") -> Alert:
        return Alert.objects.get(patient=self.patient, rule_key=rule)

    def state(self) -> PatientState:
        return PatientState.objects.get(patient=self.patient)


@pytest.fixture
def home(people: People) -> Home:
    return Home(people, make_connection(people.practice))


def steps(alert: Alert) -> list[str]:
    return list(AlertEvent.objects.filter(alert=alert).order_by("at", "id").values_list("action", flat=True))


# --- the row -------------------------------------------------------------------------------------------------


def test_an_amended_reading_keeps_what_it_said_who_changed_it_and_why(home: Home) -> None:
    reading = home.measure(186, minutes=9)
    home.correct(reading, "amend", values={"systolic": 136}, reason="Misread display")
    reading.refresh_from_db()
    assert (reading.state, reading.systolic, reading.diastolic, reading.row_version) == (
        "amended",
        136.0,
        80.0,
        2,
    )
    assert reading.original["systolic"] == 186
    correction = Correction.objects.get()
    assert (correction.before, correction.after) == ({"systolic": 186.0}, {"systolic": 136.0})
    assert (correction.reason, correction.corrected_by_id) == ("Misread display", home.people.nora.user.id)
    entry = Entry.objects.get(action="reading.corrected")
    assert (entry.patient_ids, entry.reason) == ([home.patient.id], "Misread display")
    assert entry.detail == {"action": "amend", "correction": str(correction.id), "new_reading": None}, (
        "no value"
    )
    event = StreamEvent.objects.filter(kind="reading", entity_id=reading.id).order_by("-version").first()
    assert event is not None
    assert event.version == 2


def test_a_reading_can_be_amended_again_but_not_after_it_was_taken_back(home: Home) -> None:
    reading = home.measure(186, minutes=9)
    home.correct(reading, "amend", values={"systolic": 136})
    home.correct(reading, "amend", values={"systolic": 138, "pulse": 66})
    home.correct(reading, "entered_in_error")
    with pytest.raises(Conflict):
        home.correct(reading, "amend", values={"systolic": 140})
    assert Correction.objects.count() == 3
    assert Reading.objects.filter(id=reading.id).count() == 1


@pytest.mark.parametrize(
    ("action", "given", "field"),
    [
        ("amend", {}, "values"),
        ("amend", {"values": {"systolic": 186}}, "values"),
        ("amend", {"values": {"spo2": 97}}, "spo2"),
        ("amend", {"values": {"systolic": 400}}, "systolic"),
        ("amend", {"values": {"diastolic": 190}}, "diastolic"),
        ("amend", {"values": {"systolic": True}}, "systolic"),
        ("amend", {"values": {"systolic": "high"}}, "systolic"),
        ("amend", {"values": {"systolic": 136}, "reason": " "}, "reason"),
        ("wrong_person", {}, "patient_id"),
        ("explode", {}, "action"),
    ],
)
def test_a_correction_that_does_not_fit_names_the_field(
    home: Home, action: str, given: dict[str, Any], field: str
) -> None:
    reading = home.measure(186, minutes=9)
    with pytest.raises(InvalidInput) as refused:
        home.correct(reading, action, **given)
    assert field in refused.value.fields
    assert Correction.objects.count() == 0


def test_a_reading_that_does_not_exist_is_not_found(home: Home) -> None:
    with pytest.raises(NotFound):
        correct_reading(
            actor=home.people.nora.actor,
            reading_id=home.patient.id,
            action="entered_in_error",
            reason="x",
            now=NOW,
        )


# --- what follows: alerts ----------------------------------------------------------------------------------------


def test_an_alert_whose_only_breach_is_taken_back_is_withdrawn(home: Home) -> None:
    reading = home.measure(186, minutes=9)
    escalate_alert(
        actor=home.people.nora.actor,
        alert_id=home.alert().id,
        reason="x",
        to_role="provider",
        stat=False,
        now=NOW + timedelta(minutes=1),
    )
    home.correct(reading, "entered_in_error")
    alert = home.alert()
    assert (alert.state, alert.outcome, alert.resolved_by_id) == ("resolved", "measurement_error", None)
    assert alert.next_step_at is None
    assert steps(alert) == ["opened", "escalated", "corrected", "withdrawn"]
    assert Escalation.objects.get().state == "closed"
    state = home.state()
    assert (state.level, state.unacknowledged_alerts, state.open_alerts, state.latest) == (
        "no_data",
        0,
        0,
        {},
    )
    assert state.last_reading_at is None


def test_an_alert_somebody_has_claimed_is_withdrawn_as_well_and_the_claim_stays_said(home: Home) -> None:
    reading = home.measure(186, minutes=9)
    claim_alert(actor=home.people.nora.actor, alert_id=home.alert().id, now=NOW)
    home.correct(reading, "entered_in_error")
    alert = home.alert()
    assert (alert.state, alert.claimed_by_id) == ("resolved", home.people.nora.user.id)


def test_an_alert_with_another_breach_stays_and_shows_that_one(home: Home) -> None:
    first, second = home.measure(152, minutes=20), home.measure(149, minutes=10)
    home.correct(second, "entered_in_error")
    alert = home.alert()
    assert (alert.state, alert.breach_count, alert.value, alert.reading_id) == ("open", 1, 152.0, first.id)
    assert alert.last_breach_at == first.measured_at
    home.correct(first, "entered_in_error")
    assert home.alert().state == "resolved"


def test_an_alert_whose_gravest_breach_is_gone_is_lowered(home: Home) -> None:
    mild, grave = home.measure(150, minutes=20), home.measure(190, minutes=10)
    assert home.alert().severity == "critical"
    home.correct(grave, "amend", values={"systolic": 130})
    alert = home.alert()
    assert (alert.severity, alert.value, alert.reading_id, alert.breach_count) == (
        "warning",
        150.0,
        mild.id,
        1,
    )
    assert alert.due_at - alert.opened_at == timedelta(minutes=60)
    assert steps(alert)[-2:] == ["corrected", "lowered"]
    assert home.state().latest["blood_pressure"]["systolic"] == 130.0


def test_a_value_amended_within_its_severity_is_shown_as_amended(home: Home) -> None:
    reading = home.measure(186, minutes=9)
    home.correct(reading, "amend", values={"systolic": 192})
    alert = home.alert()
    assert (alert.severity, alert.value, alert.breach_count, alert.state) == ("critical", 192.0, 1, "open")


def test_a_value_amended_upwards_raises_the_alert_and_people_are_told(home: Home) -> None:
    reading = home.measure(150, minutes=9)
    claim_alert(actor=home.people.nora.actor, alert_id=home.alert().id, now=NOW)
    before = Notification.objects.count()
    home.correct(reading, "amend", values={"systolic": 195})
    alert = home.alert()
    assert (alert.severity, alert.state, alert.value, alert.breach_count) == ("critical", "open", 195.0, 1)
    assert steps(alert)[-1] == "raised"
    assert Notification.objects.count() > before


def test_a_value_amended_into_a_breach_opens_an_alert(home: Home) -> None:
    reading = home.measure(120, minutes=9)
    home.correct(reading, "amend", values={"systolic": 188})
    alert = home.alert()
    assert (alert.severity, alert.state, alert.reading_id) == ("critical", "open", reading.id)
    assert home.state().level == "critical"


def test_what_a_person_resolved_is_not_opened_again_by_an_amendment_that_says_the_same(home: Home) -> None:
    from vantrexia.triage.services.actions import resolve_alert

    reading = home.measure(186, minutes=9)
    actor = home.people.nora.actor
    claim_alert(actor=actor, alert_id=home.alert().id, now=NOW)
    resolve_alert(actor=actor, alert_id=home.alert().id, outcome="contacted_patient", now=NOW)
    home.correct(reading, "amend", values={"systolic": 188})
    assert Alert.objects.filter(patient=home.patient, rule_key="systolic.high").count() == 1
    assert home.alert().outcome == "contacted_patient"


def test_a_value_taken_back_and_then_confirmed_after_all_calls_again(home: Home) -> None:
    """A nurse amends, sees she was wrong and amends back: the alert that was withdrawn must not stay withdrawn."""
    reading = home.measure(186, minutes=9)
    home.correct(reading, "amend", values={"systolic": 126})
    assert home.alert().outcome == "measurement_error"
    before = Notification.objects.count()
    home.correct(reading, "amend", values={"systolic": 186})
    again = Alert.objects.exclude(state="resolved").get(patient=home.patient, rule_key="systolic.high")
    assert (again.severity, again.state, again.breach_count) == ("critical", "open", 1)
    assert Notification.objects.count() > before


def test_an_alert_lowered_by_an_amendment_is_raised_when_it_is_taken_back(home: Home) -> None:
    reading = home.measure(186, minutes=9)
    home.correct(reading, "amend", values={"systolic": 146})
    assert home.alert().severity == "warning"
    home.correct(reading, "amend", values={"systolic": 186})
    alert = home.alert()
    assert (alert.severity, alert.state, alert.value, alert.breach_count) == ("critical", "open", 186.0, 1)
    assert steps(alert)[-1] == "raised"


def test_a_withdrawn_alert_counts_in_no_score(home: Home) -> None:
    reading = home.measure(186, minutes=20)
    home.measure(120, minutes=2)
    home.correct(reading, "entered_in_error")
    evaluation = Evaluation.objects.filter(patient=home.patient).order_by("-at", "-id")[0]
    assert (evaluation.cause, evaluation.inputs["alerts_7d"], evaluation.inputs["alerts_30d"]) == (
        "correction",
        0,
        0,
    )
    assert home.state().level == "normal"


def test_the_newest_value_falls_back_to_the_reading_before(home: Home) -> None:
    before, last = home.measure(121, minutes=60), home.measure(128, minutes=5)
    home.correct(last, "entered_in_error")
    state = home.state()
    assert state.latest["blood_pressure"]["reading_id"] == str(before.id)
    assert state.last_reading_at == before.measured_at


# --- what follows: the wrong person ------------------------------------------------------------------------------


def test_a_reading_of_the_wrong_person_goes_to_the_right_one_with_its_alert(
    people: People, home: Home
) -> None:
    right = Home(people, home.door, timezone="Pacific/Honolulu")
    reading = home.measure(186, minutes=9)
    done = home.correct(reading, "wrong_person", patient_id=right.patient.id, reason="Wife measured")
    reading.refresh_from_db()
    moved = Reading.objects.get(patient_id=right.patient.id)
    assert reading.state == "entered_in_error"
    assert (moved.state, moved.systolic, moved.device_id, moved.origin) == (
        "final",
        186.0,
        home.device.id,
        "automatic",
    )
    assert (moved.measured_at, moved.zone) == (reading.measured_at, "Pacific/Honolulu")
    assert moved.delivery_id == reading.delivery_id
    correction = Correction.objects.get()
    assert (correction.new_reading_id, correction.moved_to_id) == (moved.id, right.patient.id)
    assert done.standing is not None
    assert done.standing.id == moved.id
    assert home.alert().state == "resolved"
    assert (right.alert().state, right.alert().severity, right.alert().reading_id) == (
        "open",
        "critical",
        moved.id,
    )
    assert (home.state().level, right.state().level) == ("no_data", "critical")
    assert set(Entry.objects.get(action="reading.corrected").patient_ids) == {
        home.patient.id,
        right.patient.id,
    }


def test_the_same_delivery_again_does_not_bring_a_moved_or_amended_reading_back(
    people: People, home: Home
) -> None:
    right = Home(people, home.door)
    at = NOW - timedelta(minutes=9)
    body = body_of(blood_pressure(home.device, 186, at=at, reading_id="r-moved"))
    deliver(home.door, body)
    reading = Reading.objects.get()
    home.correct(reading, "wrong_person", patient_id=right.patient.id)
    deliver(home.door, body, key="again")
    deliver(home.door, body_of(blood_pressure(home.device, 186, at=at, reading_id="r-other-id")))
    assert sorted(Reading.objects.values_list("state", flat=True)) == ["entered_in_error", "final"]
    moved = Reading.objects.get(state="final")
    right.correct(moved, "amend", values={"systolic": 140})
    deliver(home.door, body, key="once more")
    assert Reading.objects.get(state="amended").systolic == 140.0


def test_a_reading_can_be_moved_on_and_back(people: People, home: Home) -> None:
    right = Home(people, home.door)
    reading = home.measure(150, minutes=9)
    first = home.correct(reading, "wrong_person", patient_id=right.patient.id)
    assert first.standing is not None
    again = correct_reading(
        actor=people.nora.actor, reading_id=first.standing.id, action="wrong_person", patient_id=home.patient.id,
        reason="No, his", now=LATER,
    )  # fmt: skip
    assert again.standing is not None
    standing = Reading.objects.exclude(state="entered_in_error")
    assert [row.patient_id for row in standing] == [home.patient.id]


def test_a_typed_reading_moves_beside_one_the_right_person_has_at_that_instant(
    people: People, home: Home
) -> None:
    right = Home(people, home.door)
    at = NOW - timedelta(minutes=5)
    for person, pulse in ((home, 70), (right, 80)):
        body = {"patient_id": str(person.patient.id), "measured_at": at.isoformat(), "pulse": pulse}
        assert people.nora.post("/api/v1/ingestion/heart-rate/", body).status_code == 201
    typed = Reading.objects.get(patient_id=home.patient.id)
    home.correct(typed, "wrong_person", patient_id=right.patient.id)
    assert sorted(Reading.objects.filter(patient_id=right.patient.id).values_list("pulse", flat=True)) == [
        70.0,
        80.0,
    ]


@pytest.mark.parametrize("who", ["same", "archived", "other practice"])
def test_the_right_person_is_another_active_patient_of_the_practice(
    people: People, home: Home, who: str
) -> None:
    from vantrexia.core.tenancy import set_practice

    reading = home.measure(150, minutes=9)
    if who == "same":
        target = home.patient
    elif who == "archived":
        target = make_patient(people.practice, active=False)
    else:
        set_practice(people.other_practice.id)
        target = make_patient(people.other_practice)
        set_practice(people.practice.id)
    with pytest.raises(DomainError) as refused:
        home.correct(reading, "wrong_person", patient_id=target.id)
    assert refused.value.code == "invalid"
