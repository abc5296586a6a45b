"""Two records of one person become one and two again: nothing is lost, doubled or left behind unseen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
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
from tests.people import CAST, People
from tests.workflows.test_readings import deliver
from vantrexia.audit.models import Entry
from vantrexia.core.ids import uuid7
from vantrexia.core.tenancy import set_practice
from vantrexia.devices.models import Assignment
from vantrexia.domain.access import MATRIX
from vantrexia.patients.models import Episode, MeasurementPlan, Merge, Patient
from vantrexia.triage.models import Alert, Escalation, PatientState, ThresholdSet
from vantrexia.vitals.models import Reading
from vantrexia.vitals.services.record import Candidate, record_readings
from vantrexia.workflows.alerting import run_due_steps
from vantrexia.workflows.merge_tables import MOVED, READINGS, STAYS

NOW = datetime.now(tz=UTC)
PERSON = {"date_of_birth": "1950-06-15", "gender": "female"}
ENROLMENT = {
    "order": {
        "ordered_by_name": "Paula Provider",
        "ordering_npi": "1234567893",
        "ordered_on": "2026-01-05",
        "vitals": ["blood_pressure"],
        "diagnoses": ["I10"],
    },
    "consent": {"method": "verbal"},
    "plans": [{"kind": "blood_pressure"}],
}


def api(people: People, **given: Any) -> Patient:
    """A patient made through the API, enrolled, so that tokens and ranks are there."""
    body = people.mia.post("/api/v1/patients/", {**PERSON, **given}).json()
    assert people.mia.post(f"/api/v1/patients/{body['id']}/enroll/", ENROLMENT).status_code == 201
    return Patient.objects.get(id=body["id"])


def measure(people: People, door: OpenDoor, patient: Patient, systolic: float, *, minutes: float = 5) -> None:
    device = make_device(people.practice)
    assign(device, patient)
    deliver(door, body_of(blood_pressure(device, systolic, at=NOW - timedelta(minutes=minutes))))


def merge(people: People, keep: Patient, other: Patient) -> dict[str, Any]:
    body = {"keep_id": keep.id, "merge_id": other.id, "reason": "the same person"}
    response = people.cleo.post("/api/v1/patients/merge/", body)
    assert response.status_code == 200, response.content
    return dict(response.json())


def unmerge(people: People, patient: Patient) -> dict[str, Any]:
    response = people.cleo.post(f"/api/v1/patients/{patient.id}/unmerge/", {"reason": "two people after all"})
    assert response.status_code == 200, response.content
    return dict(response.json())


@pytest.fixture
def door(people: People) -> OpenDoor:
    return make_connection(people.practice)


@pytest.fixture
def keep(people: People) -> Patient:
    return api(people, first_name="Ana", last_name="Ruiz", mrn="K-1")


@pytest.fixture
def other(people: People) -> Patient:
    return api(people, first_name="Anna", last_name="Ruiz-Gomez", mrn="O-1", phone="2025550143")


def found(people: People, text: str) -> list[str]:
    return [row["id"] for row in people.nora.get(f"/api/v1/patients/?search={text}").json()["results"]]


def test_everything_moves_and_is_counted(
    people: People, door: OpenDoor, keep: Patient, other: Patient
) -> None:
    measure(people, door, other, 150)
    answer = merge(people, keep, other)
    assert answer["kept"]["id"] == str(keep.id)
    assert answer["moved"][READINGS] == 1
    assert answer["moved"]["patients_consent.patient_id"] == 1
    assert answer["moved"]["devices_assignment.patient_id"] == 1
    assert Reading.objects.filter(patient_id=keep.id).count() == 1
    assert not Reading.objects.filter(patient_id=other.id).exists()
    state = PatientState.objects.get(patient_id=keep.id)
    assert state.latest["blood_pressure"]["systolic"] == 150
    assert (state.open_alerts, state.is_monitored) == (1, True)
    left = PatientState.objects.get(patient_id=other.id)
    assert (left.open_alerts, left.is_monitored, left.latest) == (0, False, {})


def test_the_device_goes_on_measuring_for_the_record_kept(
    people: People, door: OpenDoor, keep: Patient, other: Patient
) -> None:
    device = make_device(people.practice)
    assign(device, other)
    merge(people, keep, other)
    deliver(door, body_of(blood_pressure(device, 128, at=NOW - timedelta(minutes=1))))
    assert Reading.objects.get().patient_id == keep.id


def test_search_finds_the_kept_record_by_the_values_of_both(
    people: People, keep: Patient, other: Patient
) -> None:
    merge(people, keep, other)
    for text in ("ruiz", "gomez", "o-1", "k-1", "2025550143"):
        assert found(people, text) == [str(keep.id)], text
    people.mia.patch(f"/api/v1/patients/{keep.id}/", {"last_name": "Ruis"})
    assert found(people, "gomez") == [str(keep.id)]
    unmerge(people, other)
    assert found(people, "gomez") == [str(other.id)]
    assert found(people, "k-1") == [str(keep.id)]


def test_a_merged_record_leads_on_and_refuses_changes(people: People, keep: Patient, other: Patient) -> None:
    merge(people, keep, other)
    body = people.nora.get(f"/api/v1/patients/{other.id}/").json()
    assert (body["active"], body["merged_into"]) == (False, str(keep.id))
    for method, tail in (("PATCH", ""), ("POST", "archive/"), ("POST", "unarchive/"), ("POST", "consents/")):
        data = {"suffix": "Jr"} if method == "PATCH" else {"method": "verbal"}
        assert people.cleo.call(method, f"/api/v1/patients/{other.id}/{tail}", data).status_code == 409
    assert people.nora.get("/api/v1/patients/").json()["count"] == 1
    assert people.nora.get("/api/v1/patients/?active=false").json()["results"] == []


def test_of_two_open_episodes_the_kept_one_goes_on(people: People, keep: Patient, other: Patient) -> None:
    merge(people, keep, other)
    assert Episode.objects.filter(patient_id=keep.id, ended_at__isnull=True).count() == 1
    assert Episode.objects.get(patient_id=keep.id, end_reason="merged").ended_at is not None
    open_plans = MeasurementPlan.objects.filter(patient_id=keep.id, ends_on__isnull=True)
    assert open_plans.count() == 1


def test_of_two_alerts_of_one_cause_the_graver_goes_on(
    people: People, door: OpenDoor, keep: Patient, other: Patient
) -> None:
    measure(people, door, keep, 150)
    measure(people, door, other, 190)
    merge(people, keep, other)
    unresolved = Alert.objects.filter(patient_id=keep.id, rule_key="systolic.high").exclude(state="resolved")
    assert [(alert.severity, alert.breach_count) for alert in unresolved] == [("critical", 2)]
    assert Alert.objects.get(rule_key="systolic.high", state="resolved").outcome == "merged"
    unmerge(people, keep)
    restored = {
        alert.patient_id: (alert.severity, alert.state, alert.breach_count)
        for alert in Alert.objects.filter(rule_key="systolic.high")
    }
    assert restored == {keep.id: ("warning", "open", 1), other.id: ("critical", "open", 1)}


def test_an_alert_that_gave_way_stays_so_where_its_cause_has_a_newer_one(
    people: People, door: OpenDoor, keep: Patient, other: Patient
) -> None:
    measure(people, door, keep, 150, minutes=60)
    measure(people, door, other, 190, minutes=50)
    run_due_steps(now=NOW + timedelta(minutes=61))
    set_practice(people.practice.id)
    gave_way = Alert.objects.get(patient_id=keep.id, rule_key="systolic.high")
    assert set(Escalation.objects.filter(alert=gave_way).values_list("state", flat=True)) == {"open"}
    merge(people, keep, other)
    calls = Escalation.objects.filter(alert=gave_way)
    assert set(calls.values_list("state", flat=True)) == {"closed"}, (
        "the alert that goes on has calls of its own"
    )
    going_on = Alert.objects.get(patient_id=keep.id, rule_key="systolic.high", state="open")
    for verb, body in (("claim", {}), ("resolve", {"outcome": "contacted_patient"})):
        assert people.nora.post(f"/api/v1/triage/alerts/{going_on.id}/{verb}/", body).status_code == 200
    measure(people, door, keep, 155)
    unmerge(people, keep)
    alerts = Alert.objects.filter(patient_id=keep.id, rule_key="systolic.high").order_by("opened_at", "id")
    assert [(alert.state, alert.outcome) for alert in alerts] == [("resolved", "merged"), ("open", "")]


def test_typed_readings_of_one_instant_keep_their_place(
    people: People, keep: Patient, other: Patient
) -> None:
    moment = NOW - timedelta(hours=2)
    for patient, weights in ((keep, (80.0, 80.5)), (other, (81.0, 81.5))):
        record_readings(
            [
                Candidate(
                    id=uuid7(),
                    practice_id=people.practice.id,
                    patient_id=patient.id,
                    kind="weight",
                    measured_at=moment,
                    received_at=moment,
                    zone="America/New_York",
                    origin="staff_typed",
                    created_at=moment,
                    seq=seq,
                    weight_kg=weight,
                )
                for seq, weight in enumerate(weights)
            ]
        )
    merge(people, keep, other)
    assert list(
        Reading.objects.filter(patient_id=keep.id).order_by("seq").values_list("seq", "weight_kg")
    ) == [
        (0, 80.0),
        (1, 80.5),
        (2, 81.0),
        (3, 81.5),
    ]
    unmerge(people, other)
    assert list(
        Reading.objects.filter(patient_id=other.id).order_by("seq").values_list("seq", "weight_kg")
    ) == [
        (0, 81.0),
        (1, 81.5),
    ]


def test_undoing_restores_both_and_leaves_what_came_in_since(
    people: People, door: OpenDoor, keep: Patient, other: Patient
) -> None:
    measure(people, door, other, 150, minutes=60)
    before = {
        (patient.id, model.__name__): sorted(
            model._default_manager.filter(patient_id=patient.id).values_list("id")
        )
        for patient in (keep, other)
        for model in (Episode, MeasurementPlan, Assignment, Reading, Alert, Escalation)
    }
    merge(people, keep, other)
    measure(people, door, keep, 120, minutes=1)
    answer = unmerge(people, other)
    assert (answer["restored"]["active"], answer["restored"]["merged_into"]) == (True, None)
    assert Reading.objects.filter(patient_id=keep.id).count() == 1
    assert Reading.objects.get(patient_id=other.id).systolic == 150
    after = {
        (patient.id, model.__name__): sorted(
            model._default_manager.filter(patient_id=patient.id).values_list("id")
        )
        for patient in (keep, other)
        for model in (Episode, MeasurementPlan, Alert, Escalation)
    }
    assert after == {key: ids for key, ids in before.items() if key[1] not in ("Assignment", "Reading")}
    for patient in (keep, other):
        assert Episode.objects.get(patient_id=patient.id).ended_at is None
        assert MeasurementPlan.objects.get(patient_id=patient.id).ends_on is None
        assert PatientState.objects.get(patient_id=patient.id).is_monitored
    assert Merge.objects.get().undone_by_id == people.cleo.user.id
    again = people.cleo.post(f"/api/v1/patients/{other.id}/unmerge/", {"reason": "x"})
    assert again.status_code == 409


def test_own_limits_follow_where_the_kept_record_has_none(
    people: People, keep: Patient, other: Patient
) -> None:
    limits = {"limits": {"systolic": {"warning_high": 160, "critical_high": 190}}}
    people.paul.put(f"/api/v1/patients/{other.id}/thresholds/", limits)
    merge(people, keep, other)
    assert ThresholdSet.objects.get(superseded_at__isnull=True).patient_id == keep.id
    unmerge(people, keep)
    people.paul.put(f"/api/v1/patients/{keep.id}/thresholds/", limits)
    merge(people, keep, other)
    assert ThresholdSet.objects.filter(patient_id=keep.id).count() == 1


def test_merges_of_merges_are_undone_from_the_top(people: People, keep: Patient, other: Patient) -> None:
    third = api(people, first_name="A", last_name="Third", mrn="T-1")
    merge(people, keep, other)
    merge(people, third, keep)
    assert found(people, "o-1") == [str(third.id)]
    refused = people.cleo.post(f"/api/v1/patients/{other.id}/unmerge/", {"reason": "x"})
    assert (refused.status_code, refused.json()["merged"]) == (409, str(keep.id))
    unmerge(people, keep)
    unmerge(people, other)
    assert [found(people, text) for text in ("o-1", "k-1", "t-1")] == [
        [str(other.id)],
        [str(keep.id)],
        [str(third.id)],
    ]


def test_merging_is_written_down_with_both_patients_and_the_reason(
    people: People, keep: Patient, other: Patient
) -> None:
    merge(people, keep, other)
    entry = Entry.objects.get(action="patient.merged")
    assert (set(entry.patient_ids), entry.reason) == ({keep.id, other.id}, "the same person")
    actions = {
        row["action"] for row in people.ada.get(f"/api/v1/patients/{keep.id}/audit/").json()["results"]
    }
    assert "patient.created" in actions
    listed = people.ada.get(f"/api/v1/patients/{keep.id}/audit/").json()["results"]
    assert any(str(other.id) in row["patient_ids"] and row["action"] == "patient.created" for row in listed)


def test_what_cannot_be_merged_is_refused(people: People, keep: Patient, other: Patient) -> None:
    def ask(**given: Any) -> Any:
        return people.cleo.post("/api/v1/patients/merge/", {"reason": "x", **given})

    assert list(ask(keep_id=keep.id, merge_id=keep.id).json()["fields"]) == ["merge_id"]
    assert ask(keep_id=keep.id, merge_id=people.practice.id).status_code == 404
    assert ask(keep_id=keep.id).status_code == 400
    people.cleo.put(f"/api/v1/patients/{other.id}/legal-hold/", {"reason": "inquiry"})
    assert ask(keep_id=keep.id, merge_id=other.id).status_code == 409
    people.cleo.call("DELETE", f"/api/v1/patients/{other.id}/legal-hold/", {"reason": "over"})
    merge(people, keep, other)
    assert ask(keep_id=keep.id, merge_id=other.id).status_code == 409


def test_another_practices_patient_cannot_be_drawn_in(people: People, keep: Patient) -> None:
    set_practice(people.other_practice.id)
    foreign = make_patient(people.other_practice)
    set_practice(people.practice.id)
    body = {"keep_id": keep.id, "merge_id": foreign.id, "reason": "x"}
    assert people.cleo.post("/api/v1/patients/merge/", body).status_code == 404


@pytest.mark.parametrize("role", sorted(set(CAST.values())))
def test_only_who_may_merge_merges(people: People, keep: Patient, other: Patient, role: str) -> None:
    body = {"keep_id": keep.id, "merge_id": other.id, "reason": "x"}
    allowed = "patient.merge" in MATRIX[role]
    assert people.of_role(role).post("/api/v1/patients/merge/", body).status_code == (200 if allowed else 403)
    status = people.of_role(role).post(f"/api/v1/patients/{other.id}/unmerge/", {"reason": "x"}).status_code
    assert status == (200 if allowed else 403)


def test_every_column_that_names_a_patient_is_moved_or_stays_for_a_reason(
    admin_connection: psycopg.Connection,
) -> None:
    rows = admin_connection.execute(
        """
        SELECT c.relname || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
          AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid = 'uuid'::regtype
          AND (a.attname LIKE '%patient%' OR EXISTS (
              SELECT 1 FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f'
              AND k.confrelid = 'patients_patient'::regclass AND a.attnum = ANY (k.conkey) AND a.attname <> 'practice_id'))
        """
    ).fetchall()
    decided = {moved.name for moved in MOVED} | {READINGS} | set(STAYS)
    assert {row[0] for row in rows} == decided, (
        "decide in workflows/merge_tables.py what follows a merged patient"
    )
