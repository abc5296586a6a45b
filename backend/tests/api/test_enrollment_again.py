"""Monitoring that ends and begins again, with times that are told: nothing of the earlier hushes the later, nor parts its days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.test_enrollment import CONSENT, NOW, ORDER, is_monitored, url
from tests.factories import assign, make_device, make_patient
from tests.people import People
from vantrexia.patients.models import Consent, Episode, Patient
from vantrexia.triage.models import PatientState

LONG_AGO = "0001-01-01T00:00:00Z"


@pytest.fixture
def newcomer(people: People) -> Patient:
    return make_patient(people.practice, enrolled_at=None)


@pytest.fixture
def patient(people: People) -> Patient:
    return make_patient(people.practice)


@pytest.mark.parametrize("way", ["ended", "revoked", "died"])
def test_a_pause_of_what_has_ended_does_not_hush_the_monitoring_that_begins_anew(
    people: People, patient: Patient, way: str
) -> None:
    # Announced or begun after the end that was told: it never was.
    begun, ended = (NOW - timedelta(days=days) for days in (2, 5))
    people.nora.post(url(patient, "pauses/"), {"reason": "travel", "starts_at": begun})
    if way == "ended":
        episode = people.nora.get(url(patient, "episodes/")).json()["results"][0]["id"]
        body: dict[str, Any] = {"reason": "other", "ended_at": ended}
        answer = people.nora.post(url(patient, f"episodes/{episode}/end/"), body)
    elif way == "revoked":
        consent = people.nora.get(url(patient, "consents/")).json()["results"][0]["id"]
        answer = people.nora.post(url(patient, f"consents/{consent}/revoke/"), {"revoked_at": ended})
    else:
        people.nora.post(url(patient, "deceased/"), {"deceased_at": ended})
        answer = people.cleo.call("DELETE", url(patient, "deceased/"), {"reason": "mixed up"})
    assert answer.status_code == 200, answer.content
    body = {"order": ORDER, "consent": CONSENT, "plans": [{"kind": "blood_pressure"}]}
    assert people.nora.post(url(patient, "enroll/"), body).status_code == 201
    state = PatientState.objects.get(patient_id=patient.id)
    assert (state.is_monitored, state.expected_next_at is not None) == (True, True)
    pause = people.nora.get(url(patient, "pauses/")).json()["results"][0]
    assert pause["ends_at"] == pause["starts_at"]


def test_a_pause_announced_for_later_ends_with_the_episode(people: People, patient: Patient) -> None:
    later = {"reason": "travel", "starts_at": NOW + timedelta(days=1), "ends_at": NOW + timedelta(days=9)}
    assert people.nora.post(url(patient, "pauses/"), later).status_code == 201
    episode = people.nora.get(url(patient, "episodes/")).json()["results"][0]["id"]
    people.nora.post(url(patient, f"episodes/{episode}/end/"), {"reason": "other"})
    pause = people.nora.get(url(patient, "pauses/")).json()["results"][0]
    assert pause["ends_at"] == pause["starts_at"]


def test_monitoring_begun_by_a_clock_ahead_has_begun(people: People, newcomer: Patient) -> None:
    ahead = datetime.now(tz=UTC) + timedelta(minutes=3)
    body = {"order": ORDER, "consent": {**CONSENT, "given_at": ahead}, "episode": {"started_at": ahead}}
    made = people.mia.post(url(newcomer, "enroll/"), {**body, "plans": [{"kind": "weight"}]})
    assert made.status_code == 201, made.content
    assert datetime.fromisoformat(made.json()["started_at"]) <= datetime.now(tz=UTC)
    assert is_monitored(newcomer)
    consent = people.mia.get(url(newcomer, "consents/")).json()["results"][0]["id"]
    revoked = people.mia.post(url(newcomer, f"consents/{consent}/revoke/"), {"revoked_at": ahead})
    assert revoked.status_code == 200, revoked.content
    episode = Episode.objects.get(patient_id=newcomer.id)
    assert episode.ended_at is not None
    assert episode.ended_at <= datetime.now(tz=UTC)
    assert Consent.objects.get(patient_id=newcomer.id).revoked_at == episode.ended_at


def test_one_episode_does_not_begin_before_the_one_before_it_has_ended(
    people: People, patient: Patient
) -> None:
    people.nora.post(url(patient, "orders/"), ORDER)
    episode = Episode.objects.get(patient_id=patient.id)
    people.nora.post(
        url(patient, f"episodes/{episode.id}/end/"), {"reason": "other", "ended_at": NOW - timedelta(days=5)}
    )
    for days in (6, 9000):
        refused = people.nora.post(url(patient, "episodes/"), {"started_at": NOW - timedelta(days=days)})
        assert (refused.status_code, list(refused.json()["fields"])) == (400, ["started_at"])
    made = people.nora.post(url(patient, "episodes/"), {"started_at": NOW - timedelta(days=5)})
    assert made.status_code == 201, made.content


@pytest.mark.parametrize(
    ("tail", "body", "field"),
    [
        ("enroll/", {"order": ORDER, "consent": {**CONSENT, "given_at": LONG_AGO}}, "consent.given_at"),
        (
            "enroll/",
            {"order": ORDER, "consent": CONSENT, "episode": {"started_at": LONG_AGO}},
            "episode.started_at",
        ),
        ("stays/", {"admitted_at": LONG_AGO}, "admitted_at"),
        ("deceased/", {"deceased_at": LONG_AGO}, "deceased_at"),
        ("timezones/", {"timezone": "America/Chicago", "valid_from": LONG_AGO}, "valid_from"),
    ],
)
def test_a_time_before_anybody_was_born_is_refused_at_its_field(
    people: People, newcomer: Patient, tail: str, body: dict[str, Any], field: str
) -> None:
    # A date there has no day in New York, and the patient's billing would stop at it.
    answer = people.nora.post(url(newcomer, tail), body)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_a_set_up_before_anybody_was_born_is_refused_at_its_field(people: People, patient: Patient) -> None:
    device = make_device(people.practice)
    assign(device, patient)
    answer = people.nora.post(
        url(patient, "setups/"), {"device_id": device.id, "setup_completed_at": LONG_AGO}
    )
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["setup_completed_at"])


def test_a_stay_that_ends_by_a_clock_a_little_ahead_is_over_and_readings_are_expected_again(
    people: People, patient: Patient
) -> None:
    admitted, ahead = NOW - timedelta(days=20), datetime.now(tz=UTC) + timedelta(minutes=3)
    stay = people.nora.post(url(patient, "stays/"), {"admitted_at": admitted}).json()
    assert PatientState.objects.get(patient_id=patient.id).expected_next_at is None
    answer = people.nora.post(url(patient, f"stays/{stay['id']}/discharge/"), {"discharged_at": ahead})
    assert answer.status_code == 200, answer.content
    assert PatientState.objects.get(patient_id=patient.id).expected_next_at is not None
    other = make_patient(people.practice)
    body = {"admitted_at": admitted, "discharged_at": ahead}
    assert people.nora.post(url(other, "stays/"), body).status_code == 201
    assert PatientState.objects.get(patient_id=other.id).expected_next_at is not None
