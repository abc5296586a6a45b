"""The timer and time entries over the API: works, wrong role, other practice, bad input, queries of lists."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.time_calls import ENTRIES, TIME, beat, give_credential, read_month, start, stop
from tests.factories import make_patient
from tests.people import CAST, People
from vantrexia.audit.models import Entry
from vantrexia.billing.models import TimeEntry
from vantrexia.domain.access import allows
from vantrexia.patients.models import Patient

NOW = datetime.now(tz=UTC)
THIS_MONTH = f"{NOW:%Y-%m}"


@pytest.fixture
def patient(people: People) -> Patient:
    give_credential(people.nora)
    return make_patient(people.practice, timezone="UTC")


def typed(patient: Patient, **change: object) -> dict[str, object]:
    return {
        "patient_id": patient.id,
        "activity": "data_review",
        "started_at": NOW - timedelta(minutes=30),
        "ended_at": NOW - timedelta(minutes=10),
        "reason": "The timer was not on.",
        **change,
    }


def test_a_timer_from_start_to_stop(people: People, patient: Patient) -> None:
    before = people.nora.get(f"{TIME}timer/").json()
    assert (before["running"], before["has_credential"]) == (None, True)
    assert {"activity": "em_visit", "is_counted": False} in before["activities"]
    started = start(people.nora, patient, is_automatic=True)
    running = started["running"]
    assert (running["patient_name"], running["activity"], running["profession"]) == (
        "Pat Example",
        "data_review",
        "rn",
    )
    assert started["membership_id"] == str(people.nora.membership.id)
    assert beat(people.nora, running["id"], NOW)["running"]["id"] == running["id"]
    switched = people.nora.post(
        f"{TIME}timer/switch/", {"entry_id": running["id"], "activity": "documentation", "token": uuid4()}
    ).json()["running"]
    assert stop(people.nora, switched["id"])["running"] is None
    again = people.nora.post(
        f"{TIME}timer/switch/", {"entry_id": switched["id"], "activity": "text", "token": uuid4()}
    )
    assert (again.status_code, again.json()["code"]) == (409, "timer_not_running")


@pytest.mark.parametrize("name", CAST)
def test_who_records_and_who_decides(people: People, patient: Patient, name: str) -> None:
    person, role = getattr(people, name), CAST[name]
    may = people.nora.post(ENTRIES, typed(patient))
    assert may.status_code == 201
    assert person.get(f"{TIME}timer/").status_code == (200 if allows(role, "time.record") else 403)
    month = person.get(f"{TIME}patients/{patient.id}/")
    assert month.status_code == (200 if allows(role, "time.read") else 403)
    assert person.get(f"{ENTRIES}waiting/").status_code == (200 if allows(role, "time.approve") else 403)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"activity": "gardening"}, "activity"),
        ({"reason": ""}, "reason"),
        ({"started_at": "2026-11-18T10:00"}, "started_at"),
        ({"ended_at": NOW - timedelta(hours=2)}, "ended_at"),
    ],
)
def test_bad_input_names_the_field(
    people: People, patient: Patient, change: dict[str, object], field: str
) -> None:
    answer = people.nora.post(ENTRIES, typed(patient, **change))
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
    assert TimeEntry.objects.count() == 0


@pytest.mark.parametrize("month", ["2026", "2026-13", "November", "2026-11-01"])
def test_a_month_is_year_and_month(people: People, patient: Patient, month: str) -> None:
    assert people.nora.get(f"{TIME}patients/{patient.id}/?month={month}").status_code == 400


def test_the_other_practice_sees_and_starts_nothing(people: People, patient: Patient) -> None:
    entry = people.nora.post(ENTRIES, typed(patient)).json()["id"]
    assert people.olga.get(f"{TIME}patients/{patient.id}/").status_code == 404
    assert people.olga.get(f"{ENTRIES}{entry}/").status_code == 404
    assert people.olga.post(f"{ENTRIES}{entry}/withdraw/", {"reason": "x"}).status_code == 404
    assert start(people.olga, patient)["code"] == "not_found"


def test_a_month_with_its_entries_is_a_fixed_number_of_queries_and_one_audit_entry(
    people: People, patient: Patient
) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            read_month(people.nora, patient, THIS_MONTH)
        return len(queries)

    people.nora.post(ENTRIES, typed(patient))
    few = count()
    for minutes in range(10):
        moved = typed(
            patient,
            started_at=NOW - timedelta(minutes=5, seconds=minutes + 1),
            ended_at=NOW - timedelta(minutes=5, seconds=minutes),
        )
        assert people.nora.post(ENTRIES, moved).status_code == 201
    assert count() == few
    assert Entry.objects.filter(action="time.month_read").count() == 2


def test_a_correction_and_its_history(people: People, patient: Patient) -> None:
    entry = people.nora.post(ENTRIES, typed(patient)).json()["id"]
    amended = people.nora.post(f"{ENTRIES}{entry}/amend/", {"activity": "text", "reason": "It was a text."})
    assert (amended.status_code, amended.json()["supersedes_id"]) == (200, entry)
    history = people.nora.get(f"{ENTRIES}{entry}/").json()["history"]
    assert [one["activity"] for one in history] == ["data_review", "text"]
    twice = people.nora.post(f"{ENTRIES}{entry}/withdraw/", {"reason": "x"})
    assert (twice.status_code, twice.json()["code"]) == (409, "conflict")


def test_a_contact_answers_with_the_timer(people: People, patient: Patient) -> None:
    start(people.nora, patient, "phone_call")
    body = {"patient_id": patient.id, "kind": "phone_call", "outcome": "reached"}
    answer = people.nora.post(f"{TIME}contacts/", body)
    assert answer.status_code == 201
    assert answer.json()["timer"]["running"]["activity"] == "documentation"
    rows = people.nora.get(f"/api/v1/patients/{patient.id}/interactions/").json()["results"]
    assert [row["id"] for row in rows] == [answer.json()["interaction_id"]]


def test_the_limits_are_set_by_who_manages_the_practice(people: People) -> None:
    assert people.nora.patch(f"{TIME}limits/", {"idle_seconds": 120}).status_code == 403
    assert people.ada.patch(f"{TIME}limits/", {"idle_seconds": 120}).json()["idle_seconds"] == 120
    assert people.nora.get(f"{TIME}limits/").json()["idle_seconds"] == 120
    assert people.ada.get(f"{TIME}limits/").json()["idle_seconds"] == 120
    assert people.pat.get(f"{TIME}limits/").status_code == 403
    wrong = people.ada.patch(f"{TIME}limits/", {"idle_seconds": 1})
    assert (wrong.status_code, list(wrong.json()["fields"])) == (400, ["idle_seconds"])


def test_no_reason_or_note_reaches_audit_details_or_events(people: People, patient: Patient) -> None:
    people.nora.post(ENTRIES, typed(patient, note="Canaryword"))
    assert not any("Canaryword" in str(entry.detail) for entry in Entry.objects.all())
