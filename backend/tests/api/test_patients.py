"""Patients through the API: list, pages, create, change, archive; who may; what is written
down.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.patient_bodies import ANA, URL, WHOLE, create, names
from tests.people import CAST, People
from vantrexia.audit.models import Entry
from vantrexia.core.models import StreamEvent
from vantrexia.core.tenancy import set_practice
from vantrexia.domain.access import MATRIX
from vantrexia.patients.models import Patient, PatientTimezone


def test_a_patient_is_created_with_a_number_and_the_practices_zone(people: People) -> None:
    body = create(people)
    assert (body["mrn"], body["timezone"], body["active"], body["version"]) == (
        "MRN-00001",
        "America/New_York",
        True,
        1,
    )
    assert create(people, first_name="Ben")["mrn"] == "MRN-00002"
    assert people.nora.get(f"{URL}{body['id']}/").json() == body
    assert PatientTimezone.objects.get(patient_id=body["id"]).timezone == "America/New_York"


def test_every_field_comes_back_as_stored(people: People) -> None:
    body = create(people, **WHOLE)
    assert body["phone"] == "+12025550143"
    assert body["address"] == {
        "line1": "14 Mill Road",
        "line2": "Apt 2",
        "city": "Riverbend",
        "state": "NY",
        "zip": "12401-0007",
    }
    assert body["ssn_last_four"] == "6789"
    assert "ssn" not in body
    for name in (
        "middle_name",
        "suffix",
        "name_on_card",
        "sex",
        "email",
        "language",
        "timezone",
        "external_id",
        "emergency_address",
        "mrn",
    ):
        assert body[name] == WHOLE[name], name


def test_what_identifies_a_person_is_sealed_in_the_table(people: People) -> None:
    create(people, **WHOLE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text FROM patients_patient p")
        stored = cursor.fetchone()[0].lower()
    for value in (
        "ana",
        "ruiz",
        "1961-09-02",
        "a-77",
        "6789",
        "2025550143",
        "example.org",
        "mill road",
        "riverbend",
        "12401",
    ):
        assert value not in stored, value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("first_name", ""),
        ("first_name", "12"),
        ("last_name", "x" * 101),
        ("last_name", "Ru\x00iz"),
        ("date_of_birth", "1961-13-02"),
        ("date_of_birth", "19610902"),
        pytest.param(
            "date_of_birth",
            (datetime.now(tz=UTC) + timedelta(days=2)).date().isoformat(),
            id="date_of_birth-to-come",
        ),
        ("date_of_birth", "1870-01-01"),
        ("gender", "f"),
        ("sex", "xx"),
        ("mrn", "<b>"),
        ("ssn", "000-12-3456"),
        ("phone", "555-0199"),
        ("phone", "+1 202 555 0143 ext 4"),
        ("email", "ana@"),
        ("language", "english"),
        ("timezone", "America/Nowhere"),
        ("location_id", "0198c0de-0000-7000-8000-000000000000"),
    ],
)
def test_a_wrong_value_is_refused_naming_its_field(people: People, field: str, value: str) -> None:
    response = people.mia.post(URL, {**ANA, field: value})
    assert response.status_code == 400
    assert field in response.json()["fields"]
    assert Patient.objects.count() == 0


def test_all_that_is_wrong_is_named_at_once_without_repeating_values(people: People) -> None:
    response = people.mia.post(
        URL,
        {**ANA, "phone": "call-me-maybe", "email": "not-a-mail", "address": {"state": "XX", "zip": "abcde"}},
    )
    assert set(response.json()["fields"]) == {"phone", "email", "address.state", "address.zip"}
    assert "call-me-maybe" not in response.content.decode()


def test_required_fields_are_required(people: People) -> None:
    response = people.mia.post(URL, {"first_name": "Ana"})
    assert set(response.json()["fields"]) == {"last_name", "date_of_birth", "gender"}


def test_a_number_given_by_hand_is_taken_once_and_never_generated_again(people: People) -> None:
    create(people, mrn="MRN-00001")
    clash = people.mia.post(URL, {**ANA, "mrn": "mrn-00001"})
    assert (clash.status_code, list(clash.json()["fields"])) == (400, ["mrn"])
    assert create(people)["mrn"] == "MRN-00002"


def test_the_same_number_in_two_practices_is_two_patients(people: People) -> None:
    create(people, mrn="X-1")
    response = people.olga.post(URL, {**ANA, "mrn": "X-1"})
    set_practice(people.practice.id)
    assert response.status_code == 201


def test_pages_follow_the_published_envelope(people: People) -> None:
    for number in range(5):
        create(people, last_name=f"Name{'abcde'[number]}")
    body = people.nora.get(f"{URL}?page=2&page_size=2").json()
    assert (body["count"], [row["last_name"] for row in body["results"]]) == (5, ["Namec", "Named"])
    assert "page=3" in body["next"]
    assert "page=1" in body["previous"]


def test_archived_patients_leave_the_list_and_come_back(people: People) -> None:
    one = create(people)
    create(people, last_name="Stays")
    assert people.nora.post(f"{URL}{one['id']}/archive/").status_code == 403
    archived = people.cleo.post(f"{URL}{one['id']}/archive/", {"reason": "moved away"}).json()
    assert (archived["active"], archived["version"]) == (False, 2)
    assert names(people) == ["Ana Stays"]
    assert names(people, "?active=false") == ["Ana Ruiz"]
    assert names(people, "?search=ruiz") == []
    assert names(people, "?search=ruiz&active=false") == ["Ana Ruiz"]
    assert Entry.objects.get(action="patient.archived").reason == "moved away"
    assert people.cleo.post(f"{URL}{one['id']}/archive/").json()["version"] == 2
    assert people.cleo.post(f"{URL}{one['id']}/unarchive/").json()["active"] is True
    assert len(names(people)) == 2


def test_a_change_with_an_old_version_is_refused(people: People) -> None:
    one = create(people)
    url = f"{URL}{one['id']}/"
    assert people.mia.patch(url, {"email": "a@example.org", "version": 1}).json()["version"] == 2
    stale = people.nora.patch(url, {"email": "b@example.org", "version": 1})
    assert (stale.status_code, stale.json()["code"], stale.json()["version"]) == (409, "stale_version", 2)
    assert people.mia.get(url).json()["email"] == "a@example.org"


def test_patch_keeps_what_it_does_not_name_and_put_clears_it(people: People) -> None:
    one = create(people, **WHOLE)
    url = f"{URL}{one['id']}/"
    patched = people.mia.patch(url, {"address": {"city": "Elsewhere"}, "suffix": ""}).json()
    assert (patched["address"]["city"], patched["address"]["line1"], patched["suffix"], patched["phone"]) == (
        "Elsewhere",
        "14 Mill Road",
        "",
        one["phone"],
    )
    put = people.mia.put(url, ANA).json()
    assert (put["phone"], put["address"]["line1"], put["external_id"], put["ssn_last_four"]) == (
        "",
        "",
        "",
        "",
    )
    assert (put["mrn"], put["timezone"]) == ("A-77", "America/Chicago")
    assert people.mia.put(url, {"first_name": "Ana"}).status_code == 400
    assert people.mia.patch(url, {"mrn": ""}).status_code == 400


def test_a_change_writes_the_names_of_fields_and_not_their_values(people: People) -> None:
    one = create(people)
    people.mia.patch(f"{URL}{one['id']}/", {"phone": "202-555-0143", "last_name": "Canaryname"})
    entry = Entry.objects.get(action="patient.changed")
    assert (entry.detail, [str(patient_id) for patient_id in entry.patient_ids]) == (
        {"fields": ["last_name", "phone"]},
        [one["id"]],
    )
    assert StreamEvent.objects.filter(kind="patient", entity_id=one["id"], version=2).count() == 1


def test_a_change_that_changes_nothing_writes_nothing(people: People) -> None:
    one = create(people, **WHOLE)
    people.mia.patch(f"{URL}{one['id']}/", {"phone": "202-555-0143"})
    assert not Entry.objects.filter(action="patient.changed").exists()


def test_reads_are_audited_with_the_patients_shown(people: People) -> None:
    one = create(people)
    people.nora.get(f"{URL}{one['id']}/")
    people.nora.get(URL)
    people.nora.get(f"{URL}?search=ruiz")
    for action in ("patient.read", "patients.listed", "patients.searched"):
        entry = Entry.objects.get(action=action)
        assert [str(patient_id) for patient_id in entry.patient_ids] == [one["id"]], action
        assert "ruiz" not in str(entry.detail).lower()


def test_another_practice_sees_nothing_and_gets_404(people: People) -> None:
    one = create(people)
    assert people.olga.get(URL).json()["count"] == 0
    assert people.olga.get(f"{URL}?search=ruiz").json()["results"] == []
    for call in (people.olga.get, people.olga.patch, people.olga.put):
        assert call(f"{URL}{one['id']}/", *([ANA] if call != people.olga.get else [])).status_code == 404
    set_practice(people.practice.id)
    assert Patient.objects.get().last_name == "Ruiz"


@pytest.mark.parametrize("role", sorted(set(CAST.values())))
def test_every_role_gets_what_the_matrix_says(people: People, role: str) -> None:
    one = create(people)
    person = people.of_role(role)
    calls = [
        (person.get(URL), "patient.read", 200),
        (person.get(f"{URL}{one['id']}/"), "patient.read", 200),
        (person.post(URL, ANA), "patient.write", 201),
        (person.patch(f"{URL}{one['id']}/", {"suffix": "Sr"}), "patient.write", 200),
        (person.put(f"{URL}{one['id']}/", ANA), "patient.write", 200),
        (person.post(f"{URL}{one['id']}/archive/"), "patient.archive", 200),
        (person.post(f"{URL}{one['id']}/unarchive/"), "patient.archive", 200),
    ]
    for response, permission, status in calls:
        assert response.status_code == (status if permission in MATRIX[role] else 403), permission


def test_bad_filters_are_400_naming_the_field(people: People) -> None:
    for query in ("active=maybe", "ordering=mrn", "page=0", "page_size=x"):
        response = people.nora.get(f"{URL}?{query}")
        assert response.status_code == 400, query
        assert query.split("=", maxsplit=1)[0] in response.json()["fields"]


def test_a_list_costs_the_same_queries_however_long_it_is(people: People) -> None:
    create(people)
    with CaptureQueriesContext(connection) as few:
        people.nora.get(URL)
    for number in range(12):
        create(people, last_name=f"Long{'abcdefghijkl'[number]}")
    with CaptureQueriesContext(connection) as many:
        people.nora.get(URL)
    assert len(many) == len(few)
    assert not any("count(" in query["sql"].lower() for query in many.captured_queries)


def test_names_and_numbers_never_reach_a_log(people: People, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="vantrexia")
    caplog.set_level(logging.INFO, logger="django")
    one = create(people, **{**WHOLE, "last_name": "Canaryname", "mrn": "CANARY-9"})
    people.nora.get(f"{URL}?search=canaryname")
    people.mia.post(URL, {**ANA, "mrn": "CANARY-9", "last_name": "Canaryname"})
    people.mia.patch(f"{URL}{one['id']}/", {"phone": "Canaryname"})
    text = "\n".join(
        f"{entry.getMessage()} {entry.__dict__}"
        for entry in caplog.records
        if not entry.name.startswith("django.db")
    )
    assert "canary" not in text.lower()
