"""A patient's vitals over time through the API: points, days, limits that held, and how fast."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from tests.factories import make_patient
from tests.people import CAST, People
from vantrexia.audit.models import Entry
from vantrexia.core.ids import uuid7
from vantrexia.domain.access import MATRIX
from vantrexia.patients.models import Patient
from vantrexia.triage.models import ThresholdSet
from vantrexia.triage.services.thresholds import set_patient_thresholds
from vantrexia.vitals.models import Reading
from vantrexia.vitals.services.record import Candidate, record_readings

NOW = datetime.now(tz=UTC).replace(microsecond=0)


def readings(
    people: People, patient: Patient, *moments: tuple[datetime, float], kind: str = "blood_pressure"
) -> None:
    """Readings of a patient, stored as the path stores them."""
    made = [
        Candidate(
            id=uuid7(), practice_id=people.practice.id, patient_id=patient.id, kind=kind, measured_at=at, received_at=NOW,
            zone=patient.timezone, origin="import", created_at=NOW,
            **({"systolic": value, "diastolic": 80.0} if kind == "blood_pressure" else {"weight_kg": value}),
        )
        for at, value in moments
    ]  # fmt: skip
    assert len(record_readings(made).readings) == len(moments)


def ask(people: People, patient: Patient, **query: Any) -> Any:
    text = "&".join(
        f"{name}={quote(value.isoformat() if isinstance(value, datetime) else str(value))}"
        for name, value in query.items()
    )
    response = people.nora.get(f"/api/v1/patients/{patient.id}/series/?{text}")
    assert response.status_code == 200, response.content
    return response.json()


def test_points_come_oldest_first_with_reading_and_state(people: People) -> None:
    patient = make_patient(people.practice)
    readings(
        people,
        patient,
        (NOW - timedelta(days=2), 131),
        (NOW - timedelta(days=1), 133),
        (NOW - timedelta(days=90), 120),
    )
    wrong = Reading.objects.get(systolic=131)
    people.nora.post(
        f"/api/v1/observations/{wrong.id}/correct/", {"action": "entered_in_error", "reason": "x"}
    )
    body = ask(people, patient, vital="systolic,diastolic")
    assert (body["zone"], list(body["vitals"])) == ("America/New_York", ["systolic", "diastolic"])
    points = body["vitals"]["systolic"]["points"]
    assert [(value, state) for _, value, _, state in points] == [(131, "entered_in_error"), (133, "final")]
    assert points[0][2] == str(wrong.id)
    assert datetime.fromisoformat(points[0][0]) == NOW - timedelta(days=2)
    assert body["vitals"]["systolic"]["unit"] == "mm[Hg]"


def test_days_are_the_patient_s_and_leave_errors_out(people: People) -> None:
    patient = make_patient(people.practice)  # New York
    evening = datetime(2026, 6, 10, 23, 30, tzinfo=UTC) + timedelta(
        hours=4
    )  # 23:30 on the 10th, the 11th in UTC
    readings(
        people,
        patient,
        (evening, 150),
        (evening - timedelta(hours=14), 130),
        (evening + timedelta(hours=1), 110),
    )
    wrong = Reading.objects.get(systolic=130)
    days = ask(
        people, patient, vital="systolic,spo2", resolution="day",
        **{"from": datetime(2026, 6, 1, tzinfo=UTC), "to": datetime(2026, 7, 1, tzinfo=UTC)},
    )["vitals"]  # fmt: skip
    assert days["systolic"]["days"] == [
        {"date": "2026-06-10", "min": 130.0, "mean": 140.0, "max": 150.0, "n": 2},
        {"date": "2026-06-11", "min": 110.0, "mean": 110.0, "max": 110.0, "n": 1},
    ]
    assert days["spo2"]["days"] == []
    people.nora.post(
        f"/api/v1/observations/{wrong.id}/correct/", {"action": "entered_in_error", "reason": "x"}
    )
    again = ask(
        people, patient, vital="systolic", resolution="day",
        **{"from": datetime(2026, 6, 10, 12, tzinfo=UTC), "to": datetime(2026, 6, 10, 13, tzinfo=UTC)},
    )  # fmt: skip
    assert again["vitals"]["systolic"]["days"] == [
        {"date": "2026-06-10", "min": 150.0, "mean": 150.0, "max": 150.0, "n": 1}
    ]


def test_limits_are_those_that_held_each_time(people: People) -> None:
    patient = make_patient(people.practice)
    first, second = NOW - timedelta(days=20), NOW - timedelta(days=5)
    actor = people.paul.actor
    for at, high in ((first, 150), (second, 160)):
        set_patient_thresholds(
            actor=actor, patient_id=patient.id, rules={"limits": {"systolic": {"warning_high": high}}}, now=at
        )
    body = ask(people, patient, vital="systolic", **{"from": NOW - timedelta(days=30), "to": NOW})
    spans = [
        (
            datetime.fromisoformat(one["from"]),
            one["to"] and datetime.fromisoformat(one["to"]),
            one["warning_high"],
        )
        for one in body["thresholds"]
    ]
    assert spans == [(NOW - timedelta(days=30), first, 140.0), (first, second, 150.0), (second, None, 160.0)]
    assert body["thresholds"][1]["critical_high"] is None
    assert ThresholdSet.objects.count() == 2


def test_a_change_of_another_vital_does_not_cut_the_limits_of_this_one(people: People) -> None:
    patient = make_patient(people.practice)
    set_patient_thresholds(
        actor=people.paul.actor, patient_id=patient.id, rules={"limits": {"spo2": {"warning_low": 90}}},
        now=NOW - timedelta(days=5),
    )  # fmt: skip
    body = ask(people, patient, vital="systolic,spo2,weight_kg")
    assert [one["vital"] for one in body["thresholds"]].count("systolic") == 1
    assert [one["warning_low"] for one in body["thresholds"] if one["vital"] == "spo2"][-1] == 90


def test_a_year_comes_whole_in_few_statements(people: People, django_assert_max_num_queries: Any) -> None:
    """How fast it is stands in `make bench` (year_of_days), not in a timed test."""
    patient = make_patient(people.practice)
    start = NOW - timedelta(days=364)
    readings(
        people, patient, *[(start + timedelta(hours=6 * index), 120 + index % 30) for index in range(1456)]
    )
    span = {"from": NOW - timedelta(days=365), "to": NOW}
    for resolution, expected in (("day", 365), ("raw", 1456)):
        with django_assert_max_num_queries(20):
            body = ask(people, patient, resolution=resolution, **span)
        found = body["vitals"]["systolic"]["days" if resolution == "day" else "points"]
        assert abs(len(found) - expected) <= 1


def test_the_read_is_audited_and_costs_few_queries(
    people: People, django_assert_max_num_queries: Any
) -> None:
    patient = make_patient(people.practice)
    with django_assert_max_num_queries(8):
        ask(people, patient)
    entry = Entry.objects.get(action="series.read")
    assert (entry.patient_ids, entry.entity_id) == ([patient.id], str(patient.id))


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("vital=mood", "vital"), ("resolution=hour", "resolution"), ("from=2026-01-01", "from"), ("to=soon", "to"),
        ("from=2026-05-02T00:00:00Z&to=2026-05-01T00:00:00Z", "to"), ("from=2001-05-02T00:00:00Z", "from"),
    ],
)  # fmt: skip
def test_bad_questions_are_400_naming_the_field(people: People, query: str, field: str) -> None:
    patient = make_patient(people.practice)
    response = people.nora.get(f"/api/v1/patients/{patient.id}/series/?{query}")
    assert response.status_code == 400
    assert field in response.json()["fields"]


def test_another_practice_finds_nothing(people: People) -> None:
    patient = make_patient(people.practice)
    assert people.olga.get(f"/api/v1/patients/{patient.id}/series/").status_code == 404


@pytest.mark.parametrize("role", sorted(set(CAST.values())))
def test_every_role_gets_what_the_matrix_says(people: People, role: str) -> None:
    patient = make_patient(people.practice)
    status = people.of_role(role).get(f"/api/v1/patients/{patient.id}/series/").status_code
    assert status == (200 if "reading.read" in MATRIX[role] else 403)
