"""Nights that are longer or shorter, the leap day, the turn of the year: a delivery's whole path to reading, day and alert."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from tests.factories import OpenDoor, assign, make_connection, make_device, make_patient
from tests.failure.deliver import deliver, wall
from tests.people import People
from vantrexia.core.partitions import ensure_months
from vantrexia.core.tenancy import set_practice
from vantrexia.devices.models import Device, HeldMeasurement
from vantrexia.patients.models import Patient
from vantrexia.triage.models import Alert, PatientState
from vantrexia.vitals.models import Reading
from vantrexia.workflows.readings import process_due


@dataclass
class Home:
    """A patient of New York with a cuff."""

    people: People
    door: OpenDoor
    patient: Patient
    device: Device

    def days(self, first: str, last: str) -> dict[str, int]:
        """How many readings each day of the patient's page shows."""
        path = f"/api/v1/patients/{self.patient.id}/series/"
        query = f"vital=systolic&resolution=day&from={first}&to={last}".replace("+", "%2B")
        body = json.loads(self.people.nora.get(path, QUERY_STRING=query).content)
        set_practice(self.door.practice_id)
        return {day["date"]: day["n"] for day in body["vitals"]["systolic"]["days"] if day["n"]}


@pytest.fixture
def home(people: People) -> Home:
    patient, device = make_patient(people.practice), make_device(people.practice)
    assign(device, patient)
    return Home(people, make_connection(people.practice), patient, device)


@pytest.fixture
def months() -> Callable[[datetime], None]:
    """Partitions around a date, as the daily job would have made them by then."""
    return lambda moment: ensure_months(moment) and None


def send(home: Home, *walls: tuple[str, float], received: str) -> None:
    objects = [wall(home.device.serial, value, at, reading_id=f"{at}-{value}") for at, value in walls]
    deliver(home.door, *objects, at=datetime.fromisoformat(received).astimezone(UTC))
    set_practice(home.door.practice_id)


def stored() -> list[tuple[datetime, date]]:
    return list(Reading.objects.order_by("measured_at").values_list("measured_at", "local_date"))


@pytest.mark.django_db
def test_the_night_with_an_hour_twice_keeps_both_readings_of_one_wall_time(
    home: Home, months: Callable[..., None]
) -> None:
    months(datetime(2026, 11, 2, tzinfo=UTC))
    send(
        home, ("2026-11-01T01:30:00-04:00", 121), ("2026-11-01T01:30:00-05:00", 122), ("2026-11-01T00:00:00-04:00", 123),
        ("2026-10-31T23:59:59-04:00", 124), ("2026-11-01T23:59:59-05:00", 125), ("2026-11-02T00:00:00-05:00", 126),
        received="2026-11-02T00:10:00-05:00",
    )  # fmt: skip
    instants = [at for at, _ in stored()]
    assert datetime(2026, 11, 1, 5, 30, tzinfo=UTC) in instants
    assert datetime(2026, 11, 1, 6, 30, tzinfo=UTC) in instants
    assert [day.isoformat() for _, day in stored()] == ["2026-10-31", *["2026-11-01"] * 4, "2026-11-02"]
    assert home.days("2026-10-31T00:00:00-04:00", "2026-11-03T00:00:00-05:00") == {
        "2026-10-31": 1, "2026-11-01": 4, "2026-11-02": 1,
    }  # fmt: skip


@pytest.mark.django_db
def test_the_night_without_an_hour_makes_no_gap_and_no_wrong_day(
    home: Home, months: Callable[..., None]
) -> None:
    months(datetime(2026, 3, 9, tzinfo=UTC))
    send(
        home, ("2026-03-07T23:59:59-05:00", 120), ("2026-03-08T01:59:59-05:00", 121), ("2026-03-08T03:00:00-04:00", 122),
        # A clock that was not put forward says a time that nobody lived through; the offset says when it was.
        ("2026-03-08T02:30:00-05:00", 123), ("2026-03-08T23:59:59-04:00", 124), ("2026-03-09T00:00:00-04:00", 125),
        received="2026-03-09T00:05:00-04:00",
    )  # fmt: skip
    rows = stored()
    assert rows[2][0] - rows[1][0] == timedelta(seconds=1)
    assert datetime(2026, 3, 8, 7, 30, tzinfo=UTC) in [at for at, _ in rows]
    assert home.days("2026-03-07T00:00:00-05:00", "2026-03-10T00:00:00-04:00") == {
        "2026-03-07": 1, "2026-03-08": 4, "2026-03-09": 1,
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-01T01:50:00-04:00", "2026-11-01T01:05:00-05:00"),
        ("2026-03-08T01:50:00-05:00", "2026-03-08T03:05:00-04:00"),
    ],
)
def test_a_deadline_counts_minutes_that_pass_and_not_hands_of_a_clock(
    home: Home, months: Callable[..., None], now: str, due: str
) -> None:
    months(datetime.fromisoformat(now))
    send(home, (now, 190), received=now)
    alert = Alert.objects.get(rule_key="systolic.high")
    assert alert.due_at - alert.opened_at == timedelta(minutes=15)
    assert abs(alert.due_at - datetime.fromisoformat(due)) <= timedelta(seconds=1)


@pytest.mark.django_db
def test_the_leap_day_is_a_day(home: Home, months: Callable[..., None]) -> None:
    months(datetime(2028, 3, 1, 12, tzinfo=UTC))
    send(
        home, ("2028-02-28T23:59:59-05:00", 120), ("2028-02-29T00:00:00-05:00", 121), ("2028-02-29T23:59:59-05:00", 190),
        ("2028-03-01T00:00:00-05:00", 122), received="2028-03-01T00:00:30-05:00",
    )  # fmt: skip
    assert [day.isoformat() for _, day in stored()] == [
        "2028-02-28",
        "2028-02-29",
        "2028-02-29",
        "2028-03-01",
    ]
    assert home.days("2028-02-28T00:00:00-05:00", "2028-03-02T00:00:00-05:00") == {
        "2028-02-28": 1, "2028-02-29": 2, "2028-03-01": 1,
    }  # fmt: skip
    assert Alert.objects.get(rule_key="systolic.high").reading_measured_at == datetime(
        2028, 3, 1, 4, 59, 59, tzinfo=UTC
    )
    assert PatientState.objects.get(patient=home.patient).last_reading_at == datetime(
        2028, 3, 1, 5, tzinfo=UTC
    )


@pytest.mark.django_db
def test_thirteen_months_before_the_end_of_march_and_a_leap_day_are_dates(
    home: Home, months: Callable[..., None]
) -> None:
    """29 February has no namesake 13 months on; what is just inside is stored, what is just outside is held."""
    months(datetime(2029, 3, 31, tzinfo=UTC))
    send(
        home,
        ("2028-02-29T12:00:01+00:00", 120),
        ("2028-02-29T11:59:59+00:00", 121),
        received="2029-03-31T12:00:00+00:00",
    )
    assert [at for at, _ in stored()] == [datetime(2028, 2, 29, 12, 0, 1, tzinfo=UTC)]
    assert HeldMeasurement.objects.get().reason == "too_old_held"


@pytest.mark.django_db
def test_the_turn_of_the_year_parts_days_by_the_patients_midnight(
    home: Home, months: Callable[..., None]
) -> None:
    months(datetime(2027, 1, 1, 12, tzinfo=UTC))
    send(
        home, ("2026-12-31T18:59:59-05:00", 120), ("2026-12-31T19:00:00-05:00", 121),  # midnight in UTC
        ("2026-12-31T23:59:59.999999-05:00", 122), ("2027-01-01T00:00:00-05:00", 123), received="2027-01-01T00:00:10-05:00",
    )  # fmt: skip
    assert [day.isoformat() for _, day in stored()] == [*["2026-12-31"] * 3, "2027-01-01"]
    assert home.days("2026-12-31T00:00:00-05:00", "2027-01-02T00:00:00-05:00") == {
        "2026-12-31": 3,
        "2027-01-01": 1,
    }
    # Sent again in the new year: known, though its month is another partition.
    send(home, ("2026-12-31T18:59:59-05:00", 120), received="2027-01-02T08:00:00-05:00")
    assert Reading.objects.count() == 4


@pytest.mark.django_db
def test_a_month_without_its_partition_loses_nothing(home: Home, months: Callable[..., None]) -> None:
    """Readings of a month nobody made ahead wait as deliveries; the job makes the month, and they arrive."""
    moment = datetime(2031, 5, 10, 12, tzinfo=UTC)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT vantrexia_ensure_month('devices_delivery', %s)", [moment.date().replace(day=1)]
        )
    send(home, ("2031-05-10T07:00:00-04:00", 121), received=moment.isoformat())
    assert Reading.objects.count() == 0
    assert not HeldMeasurement.objects.exists()
    months(moment)
    process_due(now=moment + timedelta(hours=1))
    set_practice(home.door.practice_id)
    assert [day.isoformat() for _, day in stored()] == ["2031-05-10"]
