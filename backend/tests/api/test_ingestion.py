"""Typed readings through the API: limits, units, answers as published, who may type for whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import override_settings

from tests.factories import make_patient
from tests.people import CAST, People
from vantrexia.accounts.models import Membership
from vantrexia.audit.models import Entry
from vantrexia.core.tenancy import set_practice
from vantrexia.domain.access import MATRIX
from vantrexia.patients.models import Patient
from vantrexia.triage.models import Alert
from vantrexia.vitals.models import Reading

NOW = datetime.now(tz=UTC).replace(microsecond=0)
URL = "/api/v1/ingestion"
ONE_OF_EACH: dict[str, dict[str, Any]] = {
    "blood-pressure": {"systolic": 122, "diastolic": 79, "pulse": 66},
    "weight": {"weight": 80.5},
    "glucose": {"glucose": 105},
    "pulse-oximetry": {"spo2": 97, "pulse": 70},
    "temperature": {"temperature": 36.6},
    "heart-rate": {"pulse": 71},
    "respiratory-rate": {"respiratory_rate": 15},
}


@pytest.fixture
def patient(people: People) -> Patient:
    return make_patient(people.practice)


def body(patient: Patient, minutes: float = 5, **values: Any) -> dict[str, Any]:
    return {
        "patient_id": str(patient.id),
        "measured_at": (NOW - timedelta(minutes=minutes)).isoformat(),
        **values,
    }


def test_the_published_sample_breaches_the_threshold_of_140(people: People, patient: Patient) -> None:
    sent = body(patient, systolic=142, diastolic=88, pulse=72, device_id="omron-bp-7250")
    response = people.nora.post(f"{URL}/blood-pressure/", sent)
    answer = response.json()
    assert response.status_code == 201, answer
    reading = Reading.objects.get()
    assert answer["id"] == str(reading.id)
    assert (answer["observation_type"], answer["fhir_status"]) == ("blood_pressure", "pending")
    assert (answer["systolic"], answer["diastolic"], answer["pulse"]) == (142, 88, 72)
    assert (answer["device_id"], answer["alert_triggered"]) == ("omron-bp-7250", True)
    assert answer["alert_details"]["level"] == "warning"
    assert "142" in answer["alert_details"]["message"]
    assert "140" in answer["alert_details"]["message"]
    assert datetime.fromisoformat(answer["measured_at"]) == NOW - timedelta(minutes=5)
    assert answer["created_at"]
    alert = Alert.objects.get(rule_key="systolic.high")
    assert (alert.severity, alert.reading_id) == ("warning", reading.id)
    assert (reading.origin, reading.recorded_by_id, reading.device_text) == (
        "staff_typed",
        people.nora.user.id,
        "omron-bp-7250",
    )


def test_a_calm_reading_triggers_nothing_and_says_so(people: People, patient: Patient) -> None:
    answer = people.nora.post(f"{URL}/blood-pressure/", body(patient, systolic=120, diastolic=78)).json()
    assert (answer["alert_triggered"], answer["alert_details"], answer["pulse"]) == (False, None, None)
    assert Alert.objects.count() == 0


@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_every_kind_is_taken(people: People, patient: Patient, kind: str) -> None:
    response = people.nora.post(f"{URL}/{kind}/", body(patient, **ONE_OF_EACH[kind]))
    assert response.status_code == 201, response.content
    assert response.json()["observation_type"] == kind.replace("-", "_")
    assert Reading.objects.get().kind == kind.replace("-", "_")


@pytest.mark.parametrize(
    ("kind", "values", "column", "stored"),
    [
        ("weight", {"weight": 181.4, "unit": "lb"}, "weight_kg", 82.282),
        ("weight", {"weight": 82.5, "unit": "kg"}, "weight_kg", 82.5),
        ("glucose", {"glucose": 6.1, "unit": "mmol/L", "meal_marker": "fasting"}, "glucose_mg_dl", 109.91),
        ("glucose", {"glucose": 110}, "glucose_mg_dl", 110.0),
        ("temperature", {"temperature": 98.6, "unit": "degF"}, "temperature_c", 37.0),
        ("temperature", {"temperature": 36.6, "unit": "°C"}, "temperature_c", 36.6),
    ],
)
def test_units_of_people_become_ours_and_the_original_is_kept(
    people: People, patient: Patient, kind: str, values: dict[str, Any], column: str, stored: float
) -> None:
    answer = people.nora.post(f"{URL}/{kind}/", body(patient, **values)).json()
    reading = Reading.objects.get()
    assert getattr(reading, column) == pytest.approx(stored, abs=0.0005)
    assert answer[column] == getattr(reading, column)
    assert reading.original[kind] == values[kind]


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        ("blood-pressure", {"systolic": 59, "diastolic": 40}, "systolic"),
        ("blood-pressure", {"systolic": 301, "diastolic": 80}, "systolic"),
        ("blood-pressure", {"systolic": 120, "diastolic": 29}, "diastolic"),
        ("blood-pressure", {"systolic": 220, "diastolic": 201}, "diastolic"),
        ("blood-pressure", {"systolic": 120, "diastolic": 80, "pulse": 251}, "pulse"),
        ("blood-pressure", {"systolic": 120, "diastolic": 80, "pulse": 29}, "pulse"),
        ("blood-pressure", {"systolic": 80, "diastolic": 90}, "diastolic"),
        ("blood-pressure", {"diastolic": 80}, "systolic"),
        ("blood-pressure", {"systolic": "high", "diastolic": 80}, "systolic"),
        ("blood-pressure", {"systolic": "NaN", "diastolic": 80}, "systolic"),
        ("weight", {"weight": 1, "unit": "kg"}, "weight"),
        ("weight", {"weight": "Infinity", "unit": "kg"}, "weight"),
        ("weight", {"weight": 80, "unit": "stone"}, "unit"),
        ("weight", {"weight": 80, "unit": "mmHg"}, "unit"),
        ("glucose", {"glucose": 100, "meal_marker": "brunch"}, "meal_marker"),
        ("pulse-oximetry", {"spo2": 101}, "spo2"),
        ("temperature", {"temperature": 98.6, "unit": "Cel"}, "temperature"),
        ("heart-rate", {}, "pulse"),
        ("respiratory-rate", {"respiratory_rate": 2}, "respiratory_rate"),
    ],
)
def test_what_lies_outside_the_limits_is_400_naming_the_field(
    people: People, patient: Patient, kind: str, values: dict[str, Any], field: str
) -> None:
    response = people.nora.post(f"{URL}/{kind}/", body(patient, **values))
    assert (response.status_code, list(response.json()["fields"])) == (400, [field]), response.content
    assert Reading.objects.count() == 0


@pytest.mark.parametrize(
    "measured_at",
    [
        (NOW + timedelta(minutes=15)).isoformat(), (NOW - timedelta(days=400)).isoformat(), "2026-01-02T10:00:00",
        "yesterday", "", 1700000000, None,
    ],
    ids=["ahead", "too_old", "no_zone", "word", "empty", "number", "null"],  # fixed: workers must agree on the names
)  # fmt: skip
def test_times_that_cannot_be_true_or_have_no_zone_are_400(
    people: People, patient: Patient, measured_at: Any
) -> None:
    sent = {**body(patient, systolic=120, diastolic=80), "measured_at": measured_at}
    response = people.nora.post(f"{URL}/blood-pressure/", sent)
    assert (response.status_code, list(response.json()["fields"])) == (400, ["measured_at"])


def test_a_clock_a_few_minutes_ahead_and_a_late_entry_are_taken(people: People, patient: Patient) -> None:
    ahead = people.nora.post(f"{URL}/heart-rate/", body(patient, minutes=-9, pulse=70))
    late = people.nora.post(f"{URL}/heart-rate/", body(patient, minutes=60 * 30, pulse=71))
    assert (ahead.status_code, late.status_code) == (201, 201)
    assert (ahead.json()["is_late"], late.json()["is_late"]) == (False, True)


def test_the_same_again_is_a_conflict(people: People, patient: Patient) -> None:
    sent = body(patient, systolic=120, diastolic=80)
    assert people.nora.post(f"{URL}/blood-pressure/", sent).status_code == 201
    for again in (sent, {**sent, "systolic": 130}):
        response = people.nora.post(f"{URL}/blood-pressure/", again)
        assert (response.status_code, response.json()["code"]) == (409, "conflict")
    assert people.nora.post(f"{URL}/heart-rate/", body(patient, pulse=70)).status_code == 201
    assert Reading.objects.count() == 2


def test_an_archived_or_unknown_patient_is_404(people: People) -> None:
    gone = make_patient(people.practice, active=False)
    for patient_id in (gone.id, uuid4()):
        sent = {"patient_id": patient_id, "measured_at": NOW.isoformat(), "pulse": 70}
        assert people.nora.post(f"{URL}/heart-rate/", sent).status_code == 404


def test_a_batch_answers_for_each_reading_and_one_wrong_one_holds_up_no_other(
    people: People, patient: Patient
) -> None:
    known = body(patient, systolic=120, diastolic=80)
    people.nora.post(f"{URL}/blood-pressure/", known)
    readings = [
        {"type": "blood_pressure", **body(patient, minutes=9, systolic=190, diastolic=80)},
        {"type": "weight", **body(patient, weight=180, unit="lb")},
        {"type": "blood_pressure", **known},
        {"type": "mood", **body(patient)},
        {"type": "heart_rate", **body(patient, pulse=999)},
        {"type": "heart_rate", "patient_id": str(uuid4()), "measured_at": NOW.isoformat(), "pulse": 70},
        {"type": "heart_rate", **body(patient, minutes=-30, pulse=70)},
    ]
    response = people.nora.post(f"{URL}/batch/", {"readings": readings})
    results = response.json()["results"]
    assert response.status_code == 207
    assert [one["status"] for one in results] == [201, 201, 409, 400, 400, 404, 400]
    assert [one["index"] for one in results] == list(range(7))
    assert results[0]["reading"]["alert_details"]["level"] == "critical"
    assert (list(results[3]["fields"]), list(results[4]["fields"])) == (["type"], ["pulse"])
    assert Reading.objects.count() == 3
    entry = Entry.objects.filter(action="readings.typed").order_by("-at", "-id")[0]
    assert len(entry.detail["readings"]) == 2


def test_a_batch_takes_500_and_no_more(
    people: People, patient: Patient, django_assert_max_num_queries: Any
) -> None:
    readings = [{"type": "heart_rate", **body(patient, minutes=index + 1, pulse=70)} for index in range(501)]
    too_many = people.nora.post(f"{URL}/batch/", {"readings": readings})
    assert (too_many.status_code, list(too_many.json()["fields"])) == (400, ["readings"])
    assert people.nora.post(f"{URL}/batch/", {"readings": []}).status_code == 400
    with django_assert_max_num_queries(45):
        response = people.nora.post(f"{URL}/batch/", {"readings": readings[:500]})
    assert {one["status"] for one in response.json()["results"]} == {201}


def test_a_patient_types_for_their_own_record_and_for_no_other(people: People, patient: Patient) -> None:
    other = make_patient(people.practice)
    assert people.pat.post(f"{URL}/heart-rate/", body(patient, pulse=70)).status_code == 403
    Membership.objects.filter(id=people.pat.membership.id).update(patient_id=patient.id)
    answer = people.pat.post(f"{URL}/heart-rate/", body(patient, pulse=70))
    assert (answer.status_code, answer.json()["origin"]) == (201, "patient_typed")
    assert Reading.objects.get().origin == "patient_typed"
    assert people.pat.post(f"{URL}/heart-rate/", body(other, pulse=70)).status_code == 404
    batch = {
        "readings": [{"type": "heart_rate", **body(who, minutes=8, pulse=70)} for who in (patient, other)]
    }
    assert [one["status"] for one in people.pat.post(f"{URL}/batch/", batch).json()["results"]] == [201, 404]
    assert Reading.objects.exclude(patient_id=patient.id).count() == 0


@pytest.mark.parametrize("role", sorted(set(CAST.values()) - {"patient"}))
def test_who_may_type(people: People, patient: Patient, role: str) -> None:
    status = people.of_role(role).post(f"{URL}/heart-rate/", body(patient, pulse=70)).status_code
    assert status == (201 if "reading.create" in MATRIX[role] else 403)


def test_another_practice_cannot_type_for_our_patients(people: People, patient: Patient) -> None:
    assert people.olga.post(f"{URL}/heart-rate/", body(patient, pulse=70)).status_code == 404
    set_practice(people.practice.id)
    assert Reading.objects.count() == 0


def test_typing_has_its_own_limit_beside_the_person_s(people: People, patient: Patient) -> None:
    with override_settings(RATE_LIMITS={"ingestion": 2, "user": 10_000_000, "browser": 10_000_000}):
        codes = [
            people.cleo.post(f"{URL}/heart-rate/", body(patient, minutes=minute, pulse=70)).status_code
            for minute in (1, 2, 3)
        ]
        assert codes == [201, 201, 429]
        assert people.cleo.get("/api/v1/devices/").status_code == 200
