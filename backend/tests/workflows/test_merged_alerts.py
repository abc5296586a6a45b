"""What alerts rest on when two records become one and two again: no reading that stands loses its call, and no patient another's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import OpenDoor, assign, blood_pressure, body_of, make_connection, make_device
from tests.people import People
from tests.workflows.test_patient_merge import ENROLMENT, PERSON, api, measure, merge, unmerge
from tests.workflows.test_readings import deliver
from vantrexia.core.tenancy import set_practice
from vantrexia.notifications.models import Notification
from vantrexia.patients.models import Patient
from vantrexia.triage.models import Alert, Escalation, PatientState, ThresholdSet
from vantrexia.vitals.models import Reading
from vantrexia.workflows.alerting import run_due_steps


@pytest.fixture
def door(people: People) -> OpenDoor:
    return make_connection(people.practice)


@pytest.fixture
def keep(people: People) -> Patient:
    return api(people, first_name="Ana", last_name="Ruiz", mrn="K-1")


@pytest.fixture
def other(people: People) -> Patient:
    return api(people, first_name="Anna", last_name="Ruiz-Gomez", mrn="O-1")


def take_back(people: People, patient: Patient, systolic: float) -> None:
    reading = Reading.objects.get(patient_id=patient.id, systolic=systolic)
    body = {"action": "entered_in_error", "reason": "the cuff was loose"}
    answer = people.nora.post(f"/api/v1/observations/{reading.id}/correct/", body)
    assert answer.status_code == 200, answer.content


def unresolved(patient: Patient) -> list[tuple[str, float | None, int]]:
    rows = Alert.objects.filter(patient_id=patient.id, rule_key="systolic.high").exclude(state="resolved")
    return [(alert.severity, alert.value, alert.breach_count) for alert in rows]


def test_an_alert_that_goes_on_stands_by_the_readings_of_the_one_that_gave_way(
    people: People, door: OpenDoor, keep: Patient, other: Patient
) -> None:
    measure(people, door, keep, 195, minutes=60)
    measure(people, door, other, 191, minutes=50)
    merge(people, keep, other)
    take_back(people, keep, 195)
    assert unresolved(keep) == [("critical", 191, 1)], "191 was measured, and nobody has looked after it"
    take_back(people, keep, 191)
    assert unresolved(keep) == []


def test_what_came_in_since_calls_for_the_patient_it_stays_with(
    people: People, door: OpenDoor, keep: Patient, other: Patient
) -> None:
    measure(people, door, other, 150, minutes=60)
    merge(people, keep, other)
    measure(people, door, keep, 195, minutes=20)
    assert unresolved(keep) == [("critical", 195, 2)]
    unmerge(people, other)
    assert unresolved(other) == [("warning", 150, 1)]
    assert unresolved(keep) == [("critical", 195, 1)]
    called = Alert.objects.exclude(state="resolved").get(patient_id=keep.id)
    told = Notification.objects.filter(entity_id=called.id, message_key="alert_opened")
    assert told.exists(), "somebody hears of the patient it is"


def test_monitoring_does_not_go_on_in_an_archived_record(
    people: People, keep: Patient, other: Patient
) -> None:
    assert people.cleo.post(f"/api/v1/patients/{keep.id}/archive/", {"reason": "double"}).status_code == 200
    body = {"keep_id": keep.id, "merge_id": other.id, "reason": "the same person"}
    assert people.cleo.post("/api/v1/patients/merge/", body).status_code == 409
    assert PatientState.objects.get(patient_id=other.id).is_monitored
    assert people.cleo.post(f"/api/v1/patients/{keep.id}/unarchive/").status_code == 200
    merge(people, keep, other)
    assert PatientState.objects.get(patient_id=keep.id).is_monitored


def test_limits_follow_where_the_kept_records_own_were_cleared(
    people: People, keep: Patient, other: Patient
) -> None:
    for patient, high in ((keep, 160), (keep, 165), (other, 130), (other, 135)):
        body = {"limits": {"systolic": {"warning_high": high, "critical_high": 190}}}
        assert people.paul.put(f"/api/v1/patients/{patient.id}/thresholds/", body).status_code == 200
    assert people.paul.call("DELETE", f"/api/v1/patients/{keep.id}/thresholds/", {}).status_code < 300
    merge(people, keep, other)
    (current,) = ThresholdSet.objects.filter(superseded_at__isnull=True)
    assert (current.patient_id, current.rules["limits"]["systolic"]["warning_high"]) == (keep.id, 135)
    unmerge(people, keep)
    (current,) = ThresholdSet.objects.filter(superseded_at__isnull=True)
    assert (current.patient_id, current.rules["limits"]["systolic"]["warning_high"]) == (other.id, 135)
    body = {"limits": {"systolic": {"warning_high": 140}}}
    assert people.paul.put(f"/api/v1/patients/{other.id}/thresholds/", body).status_code == 200


def test_limits_replaced_while_the_records_were_one_hold_again_for_whose_they_were(
    people: People, keep: Patient, other: Patient
) -> None:
    def limit(patient: Patient, high: int) -> None:
        body = {"limits": {"systolic": {"warning_high": high, "critical_high": 190}}}
        assert people.paul.put(f"/api/v1/patients/{patient.id}/thresholds/", body).status_code == 200

    limit(other, 130)
    limit(other, 135)
    merge(people, keep, other)
    limit(keep, 170)
    unmerge(people, other)
    rows = ThresholdSet.objects.filter(superseded_at__isnull=True)
    assert {row.patient_id: row.rules["limits"]["systolic"]["warning_high"] for row in rows} == {
        keep.id: 170,
        other.id: 135,
    }


def test_calls_made_while_the_records_were_one_are_of_one_patient_each_and_end_with_nobody_elses_alert(
    people: People, door: OpenDoor, keep: Patient, other: Patient
) -> None:
    measure(people, door, other, 150)
    alert = Alert.objects.get(rule_key="systolic.high")
    merge(people, keep, other)
    run_due_steps(now=alert.opened_at + timedelta(minutes=61))
    set_practice(people.practice.id)
    url = f"/api/v1/triage/alerts/{alert.id}"
    stat = {"stat": True, "to_role": "provider", "reason": "faint on the phone"}
    assert people.nora.post(f"{url}/escalate/", stat).status_code < 300
    unmerge(people, other)
    calls = set(Escalation.objects.values_list("kind", "patient_id", "alert_id"))
    assert calls == {("deadline", other.id, alert.id), ("stat", keep.id, None)}
    for verb, body in (("claim", {}), ("resolve", {"outcome": "contacted_patient"})):
        assert people.nora.post(f"{url}/{verb}/", body).status_code == 200
    states = PatientState.objects.filter(patient_id__in=[keep.id, other.id])
    assert dict(states.values_list("patient_id", "active_escalations")) == {keep.id: 1, other.id: 0}
    assert states.get(patient_id=keep.id).level == "critical", (
        "whom somebody called for is looked after by a person"
    )


def test_hardware_swapped_in_while_the_records_were_one_measures_for_whose_series_it_is(
    people: People, door: OpenDoor, keep: Patient, other: Patient
) -> None:
    old, new = make_device(people.practice), make_device(people.practice)
    assign(old, other)
    merge(people, keep, other)
    swap = {"new_device_id": new.id, "reason": "cuff torn"}
    assert people.nora.post(f"/api/v1/devices/{old.id}/swap/", swap).status_code == 200
    unmerge(people, other)
    moment = datetime.now(tz=UTC)
    deliver(door, body_of(blood_pressure(new, 195, at=moment)), at=moment + timedelta(seconds=1))
    assert Reading.objects.get().patient_id == other.id
    assert unresolved(other) == [("critical", 195, 1)]


def test_a_pause_of_an_episode_goes_back_with_it_and_hushes_nobody_enrolled_later(
    people: People, other: Patient
) -> None:
    body = people.mia.post("/api/v1/patients/", {**PERSON, "first_name": "Ana", "last_name": "Ruiz"}).json()
    keep = Patient.objects.get(id=body["id"])
    merge(people, keep, other)
    url = f"/api/v1/patients/{keep.id}"
    assert people.nora.post(f"{url}/pauses/", {"reason": "travel"}).status_code == 201
    unmerge(people, other)
    assert people.mia.post(f"{url}/enroll/", ENROLMENT).status_code == 201
    states = PatientState.objects.filter(patient_id__in=[keep.id, other.id])
    watched = {state.patient_id: state.expected_next_at is not None for state in states}
    assert watched == {keep.id: True, other.id: False}


@pytest.mark.parametrize("is_kept", [True, False])
def test_whether_the_person_lives_is_said_before_two_records_become_one(
    people: People, keep: Patient, other: Patient, is_kept: bool
) -> None:
    one, left = (keep, other) if is_kept else (other, keep)
    body = {"keep_id": keep.id, "merge_id": other.id, "reason": "the same person"}
    died = {"deceased_at": datetime.now(tz=UTC).isoformat()}
    assert people.nora.post(f"/api/v1/patients/{one.id}/deceased/", died).status_code == 200
    refused = people.cleo.post("/api/v1/patients/merge/", body)
    assert (refused.status_code, refused.json()["deceased"]) == (409, str(one.id))
    assert PatientState.objects.get(patient_id=left.id).is_monitored
    assert people.nora.post(f"/api/v1/patients/{left.id}/deceased/", died).status_code == 200
    merge(people, keep, other)
    assert not PatientState.objects.get(patient_id=keep.id).is_monitored
