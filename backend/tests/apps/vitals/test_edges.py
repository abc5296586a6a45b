"""The edges of time: nights when clocks change, leap days, the year's end, months' borders, clocks that are wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories import LONG_AGO, make_connection, make_device, make_patient
from tests.people import People
from vantrexia.core.ids import uuid7
from vantrexia.core.outages import is_outage
from vantrexia.devices.models import Device
from vantrexia.patients.models import Patient
from vantrexia.vitals.models import Reading, ReadingKey
from vantrexia.vitals.selectors.series import read_days
from vantrexia.vitals.services.record import Candidate, Recorded, local_date_of, record_readings

NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def months(db: None) -> None:
    """Partitions of the months these tests speak of."""
    with connection.cursor() as cursor:
        for month in ("2027-12-01", "2028-01-01", "2028-02-01", "2028-03-01", "2028-10-01", "2028-11-01"):
            cursor.execute("SELECT vantrexia_ensure_month('vitals_reading', %s)", [month])


def candidate(
    people: People, patient: Patient, at: datetime, *, device: Device | None = None, **given: Any
) -> Candidate:
    fields: dict[str, Any] = {
        "id": uuid7(), "practice_id": people.practice.id, "patient_id": patient.id, "kind": "blood_pressure",
        "measured_at": at.astimezone(UTC), "received_at": at.astimezone(UTC), "zone": patient.timezone, "origin": "automatic",
        "created_at": LONG_AGO, "device_id": device.id if device else None, "systolic": 120.0, "diastolic": 80.0,
        "original": {"systolic": 120, "diastolic": 80},
    }  # fmt: skip
    return Candidate(**{**fields, **given})


def store(*candidates: Candidate) -> Recorded:
    return record_readings(candidates)


# --- the day where the patient lives -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        # Sunday 12 March 2028: 01:59 EST is followed by 03:00 EDT
        ("2028-03-12T01:59:59-05:00", date(2028, 3, 12)),
        ("2028-03-12T03:00:00-04:00", date(2028, 3, 12)),
        ("2028-03-12T23:59:59-04:00", date(2028, 3, 12)),
        ("2028-03-13T00:00:00-04:00", date(2028, 3, 13)),
        ("2028-03-11T23:59:59-05:00", date(2028, 3, 11)),
        # Sunday 5 November 2028: 01:30 happens twice
        ("2028-11-05T01:30:00-04:00", date(2028, 11, 5)),
        ("2028-11-05T01:30:00-05:00", date(2028, 11, 5)),
        ("2028-11-05T23:59:59-05:00", date(2028, 11, 5)),
        ("2028-11-06T00:00:00-05:00", date(2028, 11, 6)),
        # leap day, and the days around it
        ("2028-02-28T23:59:59-05:00", date(2028, 2, 28)),
        ("2028-02-29T00:00:00-05:00", date(2028, 2, 29)),
        ("2028-02-29T23:59:59-05:00", date(2028, 2, 29)),
        ("2028-03-01T00:00:00-05:00", date(2028, 3, 1)),
        # the year ends five hours later in UTC
        ("2027-12-31T23:59:59-05:00", date(2027, 12, 31)),
        ("2028-01-01T00:00:00-05:00", date(2028, 1, 1)),
    ],
)
def test_a_reading_belongs_to_the_date_where_the_patient_was(
    people: People, months: None, moment: str, day: date
) -> None:
    patient = make_patient(people.practice)
    at = datetime.fromisoformat(moment)
    assert len(store(candidate(people, patient, at)).readings) == 1
    reading = Reading.objects.get()
    assert (reading.local_date, reading.measured_at, reading.zone) == (
        day,
        at.astimezone(UTC),
        "America/New_York",
    )


def test_the_hour_that_happens_twice_holds_two_readings_of_one_day(people: People, months: None) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice)
    first, second = datetime(2028, 11, 5, 5, 30, tzinfo=UTC), datetime(2028, 11, 5, 6, 30, tzinfo=UTC)
    assert first.astimezone(NEW_YORK).replace(tzinfo=None) == second.astimezone(NEW_YORK).replace(tzinfo=None)
    assert (
        len(store(*[candidate(people, patient, at, device=device) for at in (first, second)]).readings) == 2
    )
    days = read_days(
        people.nora.actor, [patient.id], vitals=["systolic"], first=date(2028, 11, 5), last=date(2028, 11, 5),
        zone="America/New_York",
    )  # fmt: skip
    assert days["systolic"] == [
        {"date": date(2028, 11, 5), "min": 120.0, "mean": 120.0, "max": 120.0, "n": 2}
    ]


def test_zones_far_from_utc_have_their_own_day(people: People, months: None) -> None:
    at = datetime(2028, 1, 1, 10, 30, tzinfo=UTC)
    for zone, day in (("Pacific/Kiritimati", date(2028, 1, 2)), ("Pacific/Pago_Pago", date(2027, 12, 31))):
        patient = make_patient(people.practice, timezone=zone)
        store(candidate(people, patient, at))
        reading = Reading.objects.get(patient_id=patient.id)
        assert reading.local_date == day == local_date_of(at, zone)
        days = read_days(people.nora.actor, [patient.id], vitals=["systolic"], first=day, last=day, zone=zone)
        assert days["systolic"][0]["n"] == 1


# --- once, also across months ---------------------------------------------------------------------------------------


def test_the_same_device_instant_and_kind_is_one_reading_on_either_side_of_a_month(
    people: People, months: None
) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice)
    last, first = datetime(2028, 1, 31, 23, 59, 59, tzinfo=UTC), datetime(2028, 2, 1, tzinfo=UTC)
    for _ in range(2):
        store(*[candidate(people, patient, at, device=device) for at in (last, first)])
    assert Reading.objects.count() == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT tableoid) FROM vitals_reading")
        assert cursor.fetchone()[0] == 2


def test_the_gateway_s_id_is_seen_once_across_months_and_kinds_apart(people: People, months: None) -> None:
    patient, device, door = (
        make_patient(people.practice),
        make_device(people.practice),
        make_connection(people.practice),
    )
    january, march = datetime(2028, 1, 5, tzinfo=UTC), datetime(2028, 3, 5, tzinfo=UTC)
    given: dict[str, Any] = {"device": device, "connection_id": door.id, "source_id": "r-1"}
    assert len(store(candidate(people, patient, january, **given)).readings) == 1
    again = store(candidate(people, patient, march, **given))
    assert (again.readings, again.duplicates, again.conflicts) == ([], 1, [])
    weight = candidate(
        people, patient, january, **given, kind="weight", systolic=None, diastolic=None, weight_kg=80.0
    )
    assert len(store(weight).readings) == 1
    assert ReadingKey.objects.count() == 2


def test_two_kinds_under_one_id_in_one_batch_are_two_readings(people: People, months: None) -> None:
    patient, device, door = (
        make_patient(people.practice),
        make_device(people.practice),
        make_connection(people.practice),
    )
    at = datetime(2028, 1, 5, tzinfo=UTC)
    given: dict[str, Any] = {"device": device, "connection_id": door.id, "source_id": "record-7"}
    both = store(
        candidate(people, patient, at, **given),
        candidate(people, patient, at, **given, kind="weight", systolic=None, diastolic=None, weight_kg=80.0),
    )
    assert len(both.readings) == 2


def test_a_very_long_id_is_kept_by_its_hash(people: People, months: None) -> None:
    patient, device, door = (
        make_patient(people.practice),
        make_device(people.practice),
        make_connection(people.practice),
    )
    at = datetime(2028, 1, 5, tzinfo=UTC)
    given: dict[str, Any] = {"device": device, "connection_id": door.id, "source_id": "x" * 128}
    for _ in range(2):
        store(candidate(people, patient, at, **given))
    assert (Reading.objects.count(), len(ReadingKey.objects.get().source_id)) == (1, 64)


def test_order_of_arrival_changes_nothing(people: People, months: None) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice)
    moments = [datetime(2028, 1, 31, 23, tzinfo=UTC) + timedelta(minutes=30 * index) for index in range(6)]
    store(*[candidate(people, patient, at, device=device) for at in reversed(moments)])
    store(*[candidate(people, patient, at, device=device) for at in moments])
    assert list(Reading.objects.order_by("measured_at").values_list("measured_at", flat=True)) == moments


# --- contradictions ---------------------------------------------------------------------------------------------------


def test_another_value_of_the_same_instant_is_a_conflict_and_its_id_stays_free(
    people: People, months: None
) -> None:
    patient, device, door = (
        make_patient(people.practice),
        make_device(people.practice),
        make_connection(people.practice),
    )
    at = datetime(2028, 1, 5, tzinfo=UTC)
    given: dict[str, Any] = {"device": device, "connection_id": door.id}
    store(candidate(people, patient, at, **given, source_id="a"))
    other = candidate(
        people,
        patient,
        at,
        **given,
        source_id="b",
        systolic=150.0,
        original={"systolic": 150, "diastolic": 80},
    )
    result = store(other)
    assert (result.readings, result.duplicates, result.conflicts) == ([], 0, [other])
    assert ReadingKey.objects.filter(source_id__endswith=":b").count() == 0
    Reading.objects.update(seq=7)  # a person has settled it: the place is free
    assert len(store(candidate(people, patient, at, **given, source_id="b", systolic=150.0)).readings) == 1


def test_a_second_id_of_a_reading_leads_to_it_and_nothing_said_under_it_is_lost(
    people: People, months: None
) -> None:
    patient, device, door = (
        make_patient(people.practice),
        make_device(people.practice),
        make_connection(people.practice),
    )
    at, later = datetime(2028, 1, 5, tzinfo=UTC), datetime(2028, 1, 6, tzinfo=UTC)
    given: dict[str, Any] = {"device": device, "connection_id": door.id}
    store(candidate(people, patient, at, **given, source_id="a"))
    again = store(candidate(people, patient, at, **given, source_id="b"))
    assert (again.readings, again.duplicates, again.conflicts) == ([], 1, [])
    # The gateway sends it once more, under another time: the same reading still.
    moved = store(candidate(people, patient, later, **given, source_id="b"))
    assert (moved.duplicates, moved.conflicts) == (1, [])
    said = {"systolic": 190.0, "original": {"systolic": 190, "diastolic": 80}}
    changed = candidate(people, patient, later, **given, source_id="b", **said)
    assert store(changed).conflicts == [changed], "another value under a known id is for a person"


def test_an_id_that_leads_to_no_reading_costs_none(people: People, months: None) -> None:
    patient, device, door = (
        make_patient(people.practice),
        make_device(people.practice),
        make_connection(people.practice),
    )
    at = datetime(2028, 1, 5, tzinfo=UTC)
    ReadingKey(
        connection_id=door.id, source_id="blood_pressure:lost", practice_id=people.practice.id, reading_id=uuid7(),
        measured_at=at,
    ).save(force_insert=True)  # fmt: skip
    given: dict[str, Any] = {"device": device, "connection_id": door.id, "source_id": "lost"}
    first = candidate(people, patient, at, **given)
    assert store(first).conflicts == [first]
    assert len(store(candidate(people, patient, at, **given)).readings) == 1, "played again, it is stored"


def test_the_same_said_again_after_a_correction_is_no_conflict(people: People, months: None) -> None:
    patient, device = make_patient(people.practice), make_device(people.practice)
    at = datetime(2028, 1, 5, tzinfo=UTC)
    store(candidate(people, patient, at, device=device))
    Reading.objects.update(systolic=110.0, state="amended")
    again = store(candidate(people, patient, at, device=device))
    assert (again.duplicates, again.conflicts) == (1, [])


# --- what no partition or no text column takes -----------------------------------------------------------------------


def test_a_month_without_a_partition_is_an_error_not_a_loss(people: People) -> None:
    patient = make_patient(people.practice)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        store(candidate(people, patient, datetime(2031, 5, 5, tzinfo=UTC)))
    assert is_outage(caught.value), "it is an operator's to mend, and nothing is wrong with the reading"


def test_a_reading_that_breaks_a_rule_of_the_table_is_no_outage(people: People, months: None) -> None:
    patient = make_patient(people.practice)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        store(candidate(people, patient, datetime(2028, 1, 5, tzinfo=UTC), kind="unheard_of"))
    assert not is_outage(caught.value)
    assert not is_outage(ValueError())


@pytest.mark.parametrize(
    "text",
    ["tab\there", "new\nline", "back\\slash", "nul\x00", "\\N", "quote'\"", "é😀", "\ud800half", "\\u0000"],
)
def test_any_text_of_a_device_is_stored(people: People, months: None, text: str) -> None:
    patient = make_patient(people.practice)
    at = datetime(2028, 1, 5, tzinfo=UTC)
    door = make_connection(people.practice)
    store(
        candidate(
            people, patient, at, original={"unit": text, text: 1, "list": [text]}, context={"arm": text}, device_text=text[:1] + "x",
            connection_id=door.id, source_id="s",
        )
    )  # fmt: skip
    reading = Reading.objects.get()
    shown = text.replace("\x00", "").encode("utf-8", "replace").decode()
    assert (reading.original["unit"], reading.context["arm"]) == (shown, shown)
