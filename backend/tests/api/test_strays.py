"""Readings that stand with somebody who did not have the device then: said after the act, listed, settled one by one or at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from tests.factories import assign, blood_pressure, body_of, make_connection, make_device, make_patient
from tests.people import CAST, People
from tests.workflows.test_readings import deliver
from vantrexia.audit.models import Entry
from vantrexia.billing.models import Mark
from vantrexia.devices.models import DeviceIdentifier
from vantrexia.domain.access import MATRIX
from vantrexia.patients.models import Patient, PatientTimezone
from vantrexia.triage.models import Alert
from vantrexia.vitals.models import Correction, Reading

NOW = datetime.now(tz=UTC).replace(microsecond=0)


def ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


class Home:
    """Anna's cuff, which Berta has taken over; three readings since stand with Anna, one of them high."""

    def __init__(self, people: People) -> None:
        self.people, self.nora = people, people.nora
        self.anna = make_patient(people.practice, first_name="Anna", enrolled_at=ago(100))
        self.berta = make_patient(people.practice, first_name="Berta", enrolled_at=ago(100))
        self.device = make_device(people.practice)
        assign(self.device, self.anna)
        self.url = f"/api/v1/devices/{self.device.id}"
        self.door = make_connection(people.practice)
        measured = {30: 120, 6: 121, 4: 195, 2: 122}
        bodies = [blood_pressure(self.device, value, at=ago(hours)) for hours, value in measured.items()]
        deliver(self.door, body_of(*bodies))

    def take_back(self, hours: float = 10) -> dict[str, Any]:
        answer: dict[str, Any] = self.nora.post(f"{self.url}/unassign/", {"to": ago(hours)}).json()
        return answer

    def give(self, hours: float = 10) -> None:
        body = {"patient_id": self.berta.id, "from": ago(hours)}
        assert self.nora.post(f"{self.url}/assign/", body).status_code == 201

    def list(self, query: str = "") -> dict[str, Any]:
        answer: dict[str, Any] = self.nora.get(f"{self.url}/strays/{query}").json()
        return answer

    def settle(self, patient: Any = None, reason: str = "Berta has it since Friday") -> Any:
        body = {"patient_id": (patient or self.berta).id, "reason": reason}
        return self.nora.post(f"{self.url}/strays/settle/", body)


@pytest.fixture
def home(people: People) -> Home:
    return Home(people)


def test_taking_back_says_how_many_readings_stand_wrong_and_they_are_listed(home: Home) -> None:
    assert home.list()["count"] == 0
    answer = home.take_back()
    assert (answer["stray_readings"], answer["id"], answer["assignments"]) == (3, str(home.device.id), [])
    body = home.list()
    assert [row["systolic"] for row in body["results"]] == [122, 195, 121]
    row = body["results"][0]
    assert (row["patient_id"], row["patient_name"]) == (str(home.anna.id), "Anna Example")
    assert (row["slot"], row["belongs_to"], row["observation_type"]) == (1, None, "blood_pressure")
    home.give()
    whose = {"patient_id": str(home.berta.id), "patient_name": "Berta Example"}
    assert [row["belongs_to"] for row in home.list()["results"]] == [whose] * 3


def test_taking_back_now_says_that_none_does(home: Home) -> None:
    assert home.nora.post(f"{home.url}/unassign/").json()["stray_readings"] == 0


def test_a_swap_says_it_of_the_old_hardware(home: Home) -> None:
    new = make_device(home.people.practice)
    body = {"new_device_id": new.id, "reason": "torn", "at": ago(5)}
    answer = home.nora.post(f"{home.url}/swap/", body).json()
    assert (answer["id"], answer["stray_readings"]) == (str(new.id), 2)
    assert [row["belongs_to"]["patient_id"] for row in home.list()["results"]] == [str(home.anna.id)] * 2
    assert home.nora.get(f"/api/v1/devices/{new.id}/strays/").json()["count"] == 0
    done = home.settle(home.anna, "It was the new cuff under the old name").json()
    assert done == {"moved": 0, "kept": 2, "remaining": 0}
    assert set(Correction.objects.values_list("action", flat=True)) == {"confirmed"}
    assert Reading.objects.filter(patient_id=home.anna.id, state="final").count() == 4


def test_a_swap_may_be_told_of_a_time_before_the_gateway_had_its_name_for_the_device(home: Home) -> None:
    named = {"system": "gateway_device_id", "value": "hub-7", "from": ago(3)}
    assert home.nora.post(f"{home.url}/identifiers/", named).status_code == 201
    new = make_device(home.people.practice)
    body = {"new_device_id": new.id, "reason": "torn", "at": ago(5)}
    answer = home.nora.post(f"{home.url}/swap/", body)
    assert answer.status_code == 200, answer.content
    names = DeviceIdentifier.objects.filter(system="gateway_device_id").order_by("valid_to")
    assert list(names.values_list("device_id", "valid_from", "valid_to")) == [
        (home.device.id, ago(3), ago(3)),
        (new.id, ago(3), None),
    ]


def test_the_list_goes_by_pages_and_names_both_patients_in_the_audit(home: Home) -> None:
    home.take_back()
    home.give()
    first, second = home.list("?page_size=2"), home.list("?page_size=2&page=2")
    assert (first["count"], len(first["results"]), bool(first["next"])) == (3, 2, True)
    assert (second["count"], len(second["results"]), second["next"]) == (3, 1, None)
    assert home.list("?page=9")["results"] == []
    assert home.nora.get(f"{home.url}/strays/?page=x").status_code == 400
    entry = Entry.objects.filter(action="device.strays_listed").order_by("at").first()
    assert entry is not None
    assert entry.entity_id == str(home.device.id)
    assert entry.patient_ids == sorted([home.anna.id, home.berta.id])


def test_one_given_to_who_measured_is_listed_no_more(home: Home) -> None:
    home.take_back()
    rows = home.list()["results"]
    for row, body in zip(
        rows,
        (
            {"action": "wrong_person", "patient_id": home.berta.id},
            {"action": "entered_in_error"},
            {"action": "confirm"},
        ),
        strict=True,
    ):
        url = f"/api/v1/observations/{row['id']}/correct/"
        answer = home.nora.post(url, {**body, "reason": "Asked"})
        assert answer.status_code == 200, answer.content
    assert home.list()["count"] == 0
    said = home.nora.get(f"/api/v1/observations/{rows[2]['id']}/").json()
    assert (said["state"], said["version"], said["corrections"][0]["action"]) == ("final", 1, "confirmed")


def test_all_at_once_go_to_whom_the_device_was_given_and_alerts_follow(home: Home) -> None:
    alert = Alert.objects.get(rule_key="systolic.high")
    assert alert.patient_id == home.anna.id
    home.take_back()
    home.give()
    Mark.objects.all().delete()
    assert home.settle().json() == {"moved": 3, "kept": 0, "remaining": 0}
    # The days that count for 99454 are counted again for both.
    assert set(Mark.objects.values_list("patient_id", flat=True)) == {home.anna.id, home.berta.id}
    assert home.list()["count"] == 0
    standing = Reading.objects.exclude(state="entered_in_error").order_by("measured_at")
    assert list(standing.values_list("patient_id", "systolic")) == [
        (home.anna.id, 120.0),
        (home.berta.id, 121.0),
        (home.berta.id, 195.0),
        (home.berta.id, 122.0),
    ]
    alert.refresh_from_db()
    assert alert.state == "resolved"
    assert Alert.objects.filter(patient_id=home.berta.id, rule_key="systolic.high").exists()
    entry = Entry.objects.get(action="device.strays_settled")
    assert (entry.detail, entry.reason) == ({"moved": 3, "kept": 0}, "Berta has it since Friday")
    assert Entry.objects.filter(action="reading.corrected").count() == 3


def test_what_is_moved_counts_on_the_day_it_was_where_its_patient_lived_then(home: Home) -> None:
    # Billing counts days where the patient lived at the time, whatever moved since (rules 8.1).
    for zone, since in (("America/New_York", ago(100)), ("Pacific/Auckland", ago(1))):
        PatientTimezone(
            practice_id=home.berta.practice_id, patient=home.berta, timezone=zone, valid_from=since
        ).save(force_insert=True)
    Patient.objects.filter(id=home.berta.id).update(timezone="Pacific/Auckland")
    home.take_back()
    home.give()
    assert home.settle().json()["moved"] == 3
    for reading in Reading.objects.filter(patient_id=home.berta.id):
        day = reading.measured_at.astimezone(ZoneInfo("America/New_York")).date()
        assert (reading.zone, reading.local_date) == ("America/New_York", day)


def test_the_readings_of_one_are_found_behind_however_many_of_nobody(home: Home) -> None:
    home.take_back()
    home.give()
    home.nora.post(f"{home.url}/unassign/", {"to": ago(5)})
    # A meter that was read every second: all of it after the time that was Berta's, so nobody's.
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE one ON COMMIT DROP AS SELECT * FROM vitals_reading WHERE measured_at = %s",
            [ago(2)],
        )
        cursor.execute("ALTER TABLE one DROP COLUMN identity")
        cursor.execute(
            "SELECT string_agg(attname, ',') FROM pg_attribute WHERE attrelid = 'one'::regclass AND attnum > 0 AND NOT attisdropped"
        )
        names = cursor.fetchone()[0]
        values = names.replace("measured_at", "measured_at + n * interval '1 second'", 1)
        values = ",".join("gen_random_uuid()" if name == "id" else name for name in values.split(","))
        cursor.execute(
            f"INSERT INTO vitals_reading ({names}) SELECT {values} FROM one, generate_series(1, 2001) n"
        )
    assert home.list()["count"] == 2004
    assert home.settle().json() == {"moved": 1, "kept": 0, "remaining": 2003}


def test_only_what_the_assignments_say_is_settled_at_once(home: Home) -> None:
    home.take_back()
    home.give(5)
    assert home.settle().json() == {"moved": 2, "kept": 0, "remaining": 1}
    assert home.list()["results"][0]["belongs_to"] is None
    again = home.settle()
    assert (again.status_code, list(again.json()["fields"])) == (400, ["patient_id"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"reason": " "}, "reason"),
        ({}, "reason"),
        ({"patient_id": "x", "reason": "y"}, "patient_id"),
    ],
)
def test_bad_input_names_the_field_and_settles_nothing(home: Home, body: dict[str, str], field: str) -> None:
    home.take_back()
    home.give()
    answer = home.nora.post(f"{home.url}/strays/settle/", {"patient_id": str(home.berta.id), **body})
    assert (answer.status_code, field in answer.json()["fields"]) == (400, True)
    assert home.list()["count"] == 3


def test_another_practice_finds_nothing(home: Home) -> None:
    home.take_back()
    home.give()
    olga = home.people.olga
    assert olga.get(f"{home.url}/strays/").status_code == 404
    body = {"patient_id": home.berta.id, "reason": "x"}
    assert olga.post(f"{home.url}/strays/settle/", body).status_code == 404
    assert home.list()["count"] == 3


@pytest.mark.parametrize("role", sorted(set(CAST.values())))
def test_every_role_gets_what_the_matrix_says(home: Home, role: str) -> None:
    person = home.people.of_role(role)
    assert (person.get(f"{home.url}/strays/").status_code == 403) is ("reading.read" not in MATRIX[role])
    body = {"patient_id": home.berta.id, "reason": "x"}
    status = person.post(f"{home.url}/strays/settle/", body).status_code
    assert (status == 403) is ("reading.correct" not in MATRIX[role])


def test_a_page_costs_the_same_number_of_queries_however_long(
    home: Home, django_assert_max_num_queries: Any
) -> None:
    bodies = [blood_pressure(home.device, 118, at=ago(3) + timedelta(minutes=n)) for n in range(20)]
    deliver(home.door, body_of(*bodies))
    home.take_back()
    home.give()
    with django_assert_max_num_queries(16):
        assert len(home.list("?page_size=100")["results"]) == 23
