"""Enrolment through the API: each part alone, all at once, how it ends, and that triage hears of it in the
same moment.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.factories import assign, make_device, make_patient
from tests.people import CAST, People
from vantrexia.audit.models import Entry
from vantrexia.core.tenancy import set_practice
from vantrexia.domain.access import MATRIX
from vantrexia.patients.models import Consent, Episode, MeasurementPlan, Patient
from vantrexia.triage.models import PatientState

NOW = datetime.now(tz=UTC)
TODAY = (
    NOW.astimezone(ZoneInfo("America/New_York")).date().isoformat()
)  # as the newcomer's wall calendar has it
NPI = "1234567893"  # the example of the NPI standard, check digit right
ORDER: dict[str, Any] = {
    "ordered_by_name": "Paula Provider",
    "ordering_npi": NPI,
    "ordered_on": (NOW - timedelta(days=3)).date().isoformat(),
    "vitals": ["blood_pressure", "weight"],
    "diagnoses": ["i10", "I509"],
}
CONSENT = {"method": "verbal", "scopes": ["monitoring", "billing"], "notices": ["cost_sharing"]}
EVIDENCE = {"kind": "em_visit", "visit_date": (NOW - timedelta(days=40)).date().isoformat()}


def url(patient: Patient, tail: str) -> str:
    return f"/api/v1/patients/{patient.id}/{tail}"


@pytest.fixture
def newcomer(people: People) -> Patient:
    return make_patient(people.practice, enrolled_at=None)


@pytest.fixture
def patient(people: People) -> Patient:
    return make_patient(people.practice)


def is_monitored(patient: Patient) -> bool:
    return PatientState.objects.get(patient_id=patient.id).is_monitored


def test_enrolling_in_one_call_puts_the_patient_on_the_triage_list(people: People, newcomer: Patient) -> None:
    body = {
        "order": ORDER,
        "consent": CONSENT,
        "evidence": EVIDENCE,
        "plans": [{"kind": "blood_pressure", "times_per_day": 2}, {"kind": "weight"}],
    }
    response = people.mia.post(url(newcomer, "enroll/"), body)
    assert response.status_code == 201, response.content
    assert response.json()["ended_at"] is None
    order = people.nora.get(url(newcomer, "orders/")).json()["results"][0]
    assert (order["diagnoses"], order["recorded_by"]) == (["I10", "I50.9"], "Mia Riverside")
    assert people.nora.get(url(newcomer, "plans/")).json()["count"] == 2
    assert people.nora.get(url(newcomer, "evidence/")).json()["results"][0]["kind"] == "em_visit"
    listed = people.nora.get("/api/v1/triage/patients/").json()["results"]
    assert [item["patient_id"] for item in listed] == [str(newcomer.id)]
    actions = set(Entry.objects.filter(patient_ids__contains=[newcomer.id]).values_list("action", flat=True))
    assert actions >= {"order.recorded", "evidence.recorded", "consent.given", "episode.started", "plan.set"}


def test_enrolling_is_all_or_nothing(people: People, newcomer: Patient) -> None:
    body = {"order": ORDER, "consent": CONSENT, "plans": [{"kind": "weight", "ends_on": "2020-01-01"}]}
    response = people.mia.post(url(newcomer, "enroll/"), body)
    assert (response.status_code, list(response.json()["fields"])) == (400, ["plans.ends_on"])
    assert not Consent.objects.filter(patient_id=newcomer.id).exists()
    assert not Episode.objects.filter(patient_id=newcomer.id).exists()


def test_wrong_parts_are_named_with_their_part(people: People, newcomer: Patient) -> None:
    order = {**ORDER, "ordering_npi": "1234567890", "diagnoses": ["high bp"]}
    response = people.mia.post(url(newcomer, "enroll/"), {"order": order, "consent": CONSENT})
    assert response.status_code == 400
    assert set(response.json()["fields"]) == {"order.ordering_npi", "order.diagnoses"}


def test_nobody_is_enrolled_without_consent_and_order(people: People, newcomer: Patient) -> None:
    response = people.mia.post(url(newcomer, "episodes/"))
    assert (response.status_code, response.json()["missing"]) == (409, ["consent", "order"])
    people.mia.post(url(newcomer, "consents/"), CONSENT)
    assert people.mia.post(url(newcomer, "episodes/")).json()["missing"] == ["order"]
    people.mia.post(url(newcomer, "orders/"), ORDER)
    assert people.mia.post(url(newcomer, "episodes/")).status_code == 201
    assert people.mia.post(url(newcomer, "episodes/")).json()["code"] == "already_exists"


def test_a_consent_to_billing_alone_is_no_consent_to_monitoring(people: People, newcomer: Patient) -> None:
    people.mia.post(url(newcomer, "orders/"), ORDER)
    people.mia.post(url(newcomer, "consents/"), {**CONSENT, "scopes": ["billing"]})
    assert people.mia.post(url(newcomer, "episodes/")).json()["missing"] == ["consent"]


@pytest.mark.parametrize("change", [{"expires_on": TODAY}, {"cancel": True}])
def test_an_order_that_ended_enrols_nobody(people: People, newcomer: Patient, change: dict[str, Any]) -> None:
    people.mia.post(url(newcomer, "consents/"), CONSENT)
    cancel = change.pop("cancel", False)
    order = people.mia.post(url(newcomer, "orders/"), {**ORDER, **change, "ordered_on": "2026-01-01"}).json()
    if cancel:
        assert people.mia.post(url(newcomer, f"orders/{order['id']}/cancel/")).json()["cancelled_at"]
        assert people.mia.post(url(newcomer, f"orders/{order['id']}/cancel/")).status_code == 409
    assert people.mia.post(url(newcomer, "episodes/")).json()["missing"] == ["order"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ordering_npi", "1234567890"),
        ("ordering_npi", "9999999999"),
        ("diagnoses", ["I"]),
        ("diagnoses", ["10.1"]),
        ("diagnoses", []),
        ("vitals", ["mood"]),
        ("vitals", []),
        pytest.param("ordered_on", (NOW + timedelta(days=3)).date().isoformat(), id="ordered_on-to-come"),
        ("expires_on", "2020-01-01"),
        ("ordered_by_name", "4711"),
    ],
)
def test_a_wrong_order_is_refused_naming_the_field(
    people: People, newcomer: Patient, field: str, value: Any
) -> None:
    response = people.mia.post(url(newcomer, "orders/"), {**ORDER, field: value})
    assert response.status_code == 400
    assert field in response.json()["fields"]


def test_revoking_the_consent_ends_the_episode_and_the_monitoring(people: People, patient: Patient) -> None:
    consent = people.nora.get(url(patient, "consents/")).json()["results"][0]
    answer = people.nora.post(
        url(patient, f"consents/{consent['id']}/revoke/"), {"reason": "too much"}
    ).json()
    assert (answer["revoke_reason"], answer["revoked_taken_by"]) == ("too much", "Nora Riverside")
    episode = people.nora.get(url(patient, "episodes/")).json()["results"][0]
    assert episode["end_reason"] == "consent_revoked"
    assert not is_monitored(patient)
    assert people.nora.post(url(patient, f"consents/{consent['id']}/revoke/")).status_code == 409


def test_a_second_consent_keeps_the_monitoring_going(people: People, patient: Patient) -> None:
    first = people.nora.get(url(patient, "consents/")).json()["results"][0]
    people.nora.post(url(patient, "consents/"), CONSENT)
    people.nora.post(url(patient, f"consents/{first['id']}/revoke/"))
    assert people.nora.get(url(patient, "episodes/")).json()["results"][0]["ended_at"] is None
    assert is_monitored(patient)


def test_an_episode_ends_with_its_plans_and_its_pause(people: People, patient: Patient) -> None:
    pause = people.nora.post(url(patient, "pauses/"), {"reason": "travel"}).json()
    episode = people.nora.get(url(patient, "episodes/")).json()["results"][0]
    ended = people.nora.post(
        url(patient, f"episodes/{episode['id']}/end/"), {"reason": "goals_met", "note": "stable"}
    ).json()
    assert (ended["end_reason"], ended["end_note"]) == ("goals_met", "stable")
    assert MeasurementPlan.objects.get(patient_id=patient.id).ends_on is not None
    assert people.nora.get(url(patient, "pauses/")).json()["results"][0]["id"] == pause["id"]
    assert not is_monitored(patient)
    again = people.nora.post(url(patient, f"episodes/{episode['id']}/end/"), {"reason": "other"})
    assert again.status_code == 409


def test_an_episode_cannot_end_before_it_began_nor_in_the_future(people: People, patient: Patient) -> None:
    episode = people.nora.get(url(patient, "episodes/")).json()["results"][0]
    for moment in ("2020-01-01T00:00:00Z", (NOW + timedelta(days=1)).isoformat()):
        response = people.nora.post(
            url(patient, f"episodes/{episode['id']}/end/"), {"reason": "other", "ended_at": moment}
        )
        assert (response.status_code, list(response.json()["fields"])) == (400, ["ended_at"])


def test_death_ends_the_monitoring_and_forbids_a_new_episode(people: People, patient: Patient) -> None:
    response = people.nora.post(url(patient, "deceased/"), {"deceased_at": NOW.isoformat()})
    assert response.json()["deceased_at"]
    assert people.nora.get(url(patient, "episodes/")).json()["results"][0]["end_reason"] == "deceased"
    assert not is_monitored(patient)
    people.nora.post(url(patient, "orders/"), ORDER)
    assert people.nora.post(url(patient, "episodes/")).status_code == 409
    assert people.nora.post(url(patient, "deceased/"), {"deceased_at": NOW.isoformat()}).status_code == 409
    assert people.nora.call("DELETE", url(patient, "deceased/"), {"reason": "mixed up"}).status_code == 403
    lifted = people.cleo.call("DELETE", url(patient, "deceased/"), {"reason": "mixed up"})
    assert lifted.json()["deceased_at"] is None


def test_archiving_stops_the_monitoring_and_unarchiving_resumes_it(people: People, patient: Patient) -> None:
    people.cleo.post(url(patient, "archive/"))
    assert not is_monitored(patient)
    people.cleo.post(url(patient, "unarchive/"))
    assert is_monitored(patient)


def test_a_newer_plan_takes_over_from_the_older_one_of_its_kind(people: People, patient: Patient) -> None:
    made = people.nora.post(url(patient, "plans/"), {"kind": "blood_pressure", "times_per_day": 3}).json()
    assert made["set_by"] == "Nora Riverside"
    old = MeasurementPlan.objects.exclude(id=made["id"]).get(patient_id=patient.id)
    assert old.ends_on is not None
    assert old.ends_on.isoformat() == made["starts_on"]
    ended = people.nora.post(url(patient, f"plans/{made['id']}/end/")).json()
    assert ended["ends_on"] == made["starts_on"]


def test_a_pause_and_a_stay_interrupt_and_cannot_overlap(people: People, patient: Patient) -> None:
    pause = people.nora.post(url(patient, "pauses/"), {"reason": "travel"}).json()
    assert people.nora.post(url(patient, "pauses/"), {"reason": "illness"}).json()["code"] == "overlap"
    state = PatientState.objects.get(patient_id=patient.id)
    assert state.expected_next_at is None
    people.nora.post(url(patient, f"pauses/{pause['id']}/end/"))
    assert people.nora.post(url(patient, f"pauses/{pause['id']}/end/")).status_code == 409
    stay = people.nora.post(
        url(patient, "stays/"), {"admitted_at": (NOW - timedelta(days=1)).isoformat(), "facility": "St. Luke"}
    ).json()
    assert stay["facility"] == "St. Luke"
    odd = people.nora.post(
        url(patient, "stays/"), {"admitted_at": "2026-01-01T00:00:00Z", "facility": "St.\u009fLuke"}
    )
    assert (odd.status_code, list(odd.json()["fields"])) == (400, ["facility"])
    overlap = people.nora.post(url(patient, "stays/"), {"admitted_at": NOW.isoformat()})
    assert overlap.json()["code"] == "overlap"
    assert people.nora.post(url(patient, f"stays/{stay['id']}/discharge/")).json()["discharged_at"]
    assert people.nora.post(url(patient, f"stays/{stay['id']}/discharge/")).status_code == 409


def test_an_announced_pause_is_evaluated_when_it_begins_and_when_it_ends(
    people: People, patient: Patient
) -> None:
    start, end = NOW + timedelta(minutes=20), NOW + timedelta(minutes=50)
    body = {"reason": "travel", "starts_at": start.isoformat(), "ends_at": end.isoformat()}
    assert people.nora.post(url(patient, "pauses/"), body).status_code == 201
    assert PatientState.objects.get(patient_id=patient.id).next_score_at == start


def test_a_pause_needs_an_episode_and_sense(people: People, patient: Patient, newcomer: Patient) -> None:
    assert people.nora.post(url(newcomer, "pauses/"), {"reason": "travel"}).json()["missing"] == ["episode"]
    assert people.nora.post(url(newcomer, "plans/"), {"kind": "weight"}).json()["missing"] == ["episode"]
    before = people.nora.post(
        url(patient, "pauses/"), {"reason": "travel", "ends_at": (NOW - timedelta(days=1)).isoformat()}
    )
    assert list(before.json()["fields"]) == ["ends_at"]


def test_set_up_and_education_belong_to_a_device_of_the_patient(people: People, patient: Patient) -> None:
    mine, other = make_device(people.practice), make_device(people.practice)
    assign(mine, patient)
    body = {"device_id": mine.id, "setup_completed_at": NOW.isoformat(), "education_minutes": 22.5}
    made = people.mia.post(url(patient, "setups/"), body)
    assert made.status_code == 201, made.content
    assert (made.json()["education_minutes"], made.json()["educated_by"]) == (22.5, "Mia Riverside")
    assert people.nora.get(url(patient, "setups/")).json()["count"] == 1
    # A workstation's clock may run ahead: what it calls now is now.
    ahead = {**body, "setup_completed_at": (datetime.now(tz=UTC) + timedelta(minutes=2)).isoformat()}
    made = people.mia.post(url(patient, "setups/"), ahead)
    assert made.status_code == 201, made.content
    assert datetime.fromisoformat(made.json()["setup_completed_at"]) <= datetime.now(tz=UTC)
    for wrong, field in (
        ({"device_id": other.id}, "device_id"),
        ({"setup_completed_at": (NOW + timedelta(hours=1)).isoformat()}, "setup_completed_at"),
        ({"education_minutes": 999}, "education_minutes"),
    ):
        response = people.mia.post(url(patient, "setups/"), {**body, **wrong})
        assert (response.status_code, list(response.json()["fields"])) == (400, [field])


def test_consent_texts_have_versions_and_languages(people: People, patient: Patient) -> None:
    text = {"version": "2026-1", "language": "en", "body": "I agree.", "valid_from": "2026-01-01"}
    assert people.nora.post("/api/v1/consent-texts/", text).status_code == 403
    made = people.ada.post("/api/v1/consent-texts/", text).json()
    assert people.ada.post("/api/v1/consent-texts/", text).json()["code"] == "already_exists"
    assert people.nora.get("/api/v1/consent-texts/").json()["results"] == [{**text, "id": made["id"]}]
    given = people.nora.post(url(patient, "consents/"), {"method": "written", "text_id": made["id"]})
    assert given.json()["text_id"] == made["id"]
    unknown = people.nora.post(url(patient, "consents/"), {"method": "written", "text_id": patient.id})
    assert list(unknown.json()["fields"]) == ["text_id"]


LISTS = ("consents", "orders", "evidence", "episodes", "plans", "pauses", "stays", "setups")


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_paged_audited_and_closed_to_another_practice(
    people: People, patient: Patient, name: str
) -> None:
    body = people.nora.get(url(patient, f"{name}/")).json()
    assert set(body) == {"count", "next", "previous", "results"}
    entry = Entry.objects.get(action=f"patient.{name}_read")
    assert entry.patient_ids == [patient.id]
    assert people.olga.get(url(patient, f"{name}/")).status_code == 404
    set_practice(people.practice.id)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("role", sorted(set(CAST.values())))
def test_every_role_gets_what_the_matrix_says(people: People, patient: Patient, name: str, role: str) -> None:
    person = people.of_role(role)
    read = person.get(url(patient, f"{name}/")).status_code
    assert read == (200 if "enrollment.read" in MATRIX[role] else 403)
    written = person.post(url(patient, f"{name}/"), {"nonsense": True}).status_code
    assert (written == 403) == ("enrollment.write" not in MATRIX[role])


def test_another_practice_can_change_nothing(people: People, patient: Patient) -> None:
    consent = Consent.objects.get(patient_id=patient.id)
    episode = Episode.objects.get(patient_id=patient.id)
    calls = [
        ("enroll/", {"order": ORDER, "consent": CONSENT}),
        ("consents/", CONSENT),
        (f"consents/{consent.id}/revoke/", {}),
        (f"episodes/{episode.id}/end/", {"reason": "other"}),
        ("deceased/", {"deceased_at": NOW.isoformat()}),
        ("pauses/", {"reason": "travel"}),
    ]
    for tail, body in calls:
        assert people.olga.post(url(patient, tail), body).status_code == 404, tail
    set_practice(people.practice.id)
    assert Episode.objects.get(patient_id=patient.id).ended_at is None


def test_a_row_of_another_patient_is_not_found_through_this_one(people: People, patient: Patient) -> None:
    other = make_patient(people.practice)
    episode = Episode.objects.get(patient_id=other.id)
    response = people.nora.post(url(patient, f"episodes/{episode.id}/end/"), {"reason": "other"})
    assert response.status_code == 404
