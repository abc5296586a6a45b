"""Rotation of keys: everything ends under the new key, also when it was stopped, and search works all the
while.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from tests.factories import assign, blood_pressure, body_of, make_connection, make_device
from tests.people import People
from tests.workflows.test_readings import deliver
from vantrexia.accounts.models import User
from vantrexia.audit.models import Entry, PlatformEntry
from vantrexia.core import crypto
from vantrexia.core.fields import SealedTextField
from vantrexia.devices.models import BODY_LABEL, ConnectionKey, Delivery
from vantrexia.patients.models import Patient, SearchToken, UniqueMrn
from vantrexia.workflows.key_rotation import rotate_practice
from vantrexia.workflows.sealed_columns import STAYS, list_sealed_tables

NOW = datetime.now(tz=UTC)
OLD, NEW = "t1:" + "A" * 43 + "=", "t2:" + base64.b64encode(b"n" * 32).decode()
OLD_BLIND, NEW_BLIND = "1:" + "B" * 43 + "=", "2:" + base64.b64encode(b"m" * 32).decode()
ANA = {
    "first_name": "Ana",
    "last_name": "Ruiz",
    "date_of_birth": "1961-09-02",
    "gender": "female",
    "ssn": "123-45-6789",
}


def create(people: People, **given: Any) -> str:
    response = people.mia.post("/api/v1/patients/", {**ANA, **given})
    assert response.status_code == 201, response.content
    return str(response.json()["id"])


def found(people: People, text: str) -> list[str]:
    return [row["id"] for row in people.nora.get(f"/api/v1/patients/?search={text}").json()["results"]]


def run(**options: Any) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("rotate_field_keys", stdout=out, **options)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def test_everything_ends_under_the_new_key_and_opens_with_it_alone(people: People, settings: Any) -> None:
    patient_id = create(people, mrn="A-1")
    people.nora.post(
        f"/api/v1/patients/{patient_id}/interactions/",
        {"kind": "phone_call", "outcome": "reached", "started_at": NOW.isoformat(), "note": "slept badly"},
    )
    User.objects.filter(id=people.nora.user.id).update(totp_secret=None)
    nora = User.objects.get(id=people.nora.user.id)
    nora.totp_secret = "SECRET"
    nora.save(update_fields=["totp_secret"])
    device = make_device(people.practice)
    assign(device, Patient.objects.get(id=patient_id))
    door = make_connection(people.practice)
    deliver(door, body_of(blood_pressure(device, 120, at=NOW - timedelta(minutes=2))))
    settings.FIELD_ENCRYPTION_KEY = f"{NEW},{OLD}"
    assert run(check=True)[0] == 1
    assert run()[0] == 0
    assert run(check=True)[0] == 0
    settings.FIELD_ENCRYPTION_KEY = NEW
    body = people.nora.get(f"/api/v1/patients/{patient_id}/").json()
    assert (body["last_name"], body["ssn_last_four"]) == ("Ruiz", "6789")
    notes = people.nora.get(f"/api/v1/patients/{patient_id}/interactions/").json()["results"]
    assert notes[0]["note"] == "slept badly"
    assert User.objects.get(id=people.nora.user.id).totp_secret == "SECRET"
    assert base64.b64decode(ConnectionKey.objects.get().secret) == door.secret
    delivery = Delivery.objects.get()
    plain = crypto.unseal_bytes(
        bytes(delivery.body), label=BODY_LABEL, practice_id=people.practice.id, row_id=delivery.id
    )
    assert b"systolic" in plain


def test_a_run_is_written_down_for_the_practice_and_the_platform(people: People, settings: Any) -> None:
    create(people)
    settings.FIELD_ENCRYPTION_KEY = f"{NEW},{OLD}"
    run()
    entry = Entry.objects.get(action="keys.rotated")
    assert (entry.detail["key"], entry.detail["rows"]["patients_patient"]) == ("t2", 1)
    assert PlatformEntry.objects.filter(action="keys.rotated").count() == 1
    run()
    assert Entry.objects.filter(action="keys.rotated").count() == 1


def test_a_stopped_run_goes_on_where_it_was(people: People, settings: Any) -> None:
    ids = [create(people, last_name=f"Name{letter}") for letter in "abcde"]
    settings.FIELD_ENCRYPTION_KEY = f"{NEW},{OLD}"
    patient = Patient.objects.get(id=ids[2])
    patient.last_name = "Renamed"
    patient.save(update_fields=["last_name"])
    done = rotate_practice(people.practice.id, now=NOW, batch=2)
    assert done.sealed["patients_patient"] == 5
    assert rotate_practice(people.practice.id, now=NOW, batch=2).sealed["patients_patient"] == 0
    settings.FIELD_ENCRYPTION_KEY = NEW
    assert Patient.objects.get(id=ids[2]).last_name == "Renamed"
    assert Patient.objects.get(id=ids[0]).last_name == "Namea"


def test_a_row_no_key_opens_is_counted_and_left_alone(people: People, settings: Any) -> None:
    patient_id = create(people)
    other = create(people, last_name="Fine")
    stored = Patient.objects.filter(id=other).values_list("city", flat=True)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE patients_patient SET city = 'v1.lost.AAAA' WHERE id = %s", [patient_id])
    settings.FIELD_ENCRYPTION_KEY = f"{NEW},{OLD}"
    status, out = run()
    assert status == 1
    assert "patients_patient: 1 not under the present key (1 no loaded key opens, 0 in use)" in out
    assert list(stored) == [None]


def test_search_and_numbers_hold_before_during_and_after_a_new_blind_key(
    people: People, settings: Any
) -> None:
    before = create(people, mrn="A-1")
    settings.BLIND_INDEX_KEY = f"{NEW_BLIND},{OLD_BLIND}"
    between = create(people, last_name="Ruizenga", mrn="A-2")
    assert set(found(people, "ruiz")) == {before, between}
    assert people.mia.post("/api/v1/patients/", {**ANA, "mrn": "a-1"}).status_code == 400
    status, out = run()
    assert (status, "0 left" in out) == (0, True)
    settings.BLIND_INDEX_KEY = NEW_BLIND
    assert set(found(people, "ruiz")) == {before, between}
    assert found(people, "a-1") == [before]
    assert people.mia.post("/api/v1/patients/", {**ANA, "mrn": "a-1"}).status_code == 400
    assert set(SearchToken.objects.values_list("key_version", flat=True)) == {"2"}
    assert UniqueMrn.objects.count() == 2


def test_merged_records_keep_leading_on_under_the_new_blind_key(people: People, settings: Any) -> None:
    keep, other = create(people, mrn="K-1"), create(people, last_name="Gomez", mrn="O-1")
    people.cleo.post("/api/v1/patients/merge/", {"keep_id": keep, "merge_id": other, "reason": "same"})
    settings.BLIND_INDEX_KEY = f"{NEW_BLIND},{OLD_BLIND}"
    run()
    settings.BLIND_INDEX_KEY = NEW_BLIND
    assert found(people, "gomez") == [keep]
    assert people.mia.post("/api/v1/patients/", {**ANA, "mrn": "O-1"}).status_code == 400


def test_every_practice_is_rotated_closed_ones_included(people: People, settings: Any) -> None:
    people.olga.post("/api/v1/patients/", {**ANA, "last_name": "Hill"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.practice', %s, true)", [str(people.other_practice.id)])
        cursor.execute(
            "UPDATE accounts_practice SET closed_at = now() WHERE id = %s", [people.other_practice.id]
        )
        cursor.execute("SELECT set_config('app.practice', %s, true)", [str(people.practice.id)])
    settings.FIELD_ENCRYPTION_KEY = f"{NEW},{OLD}"
    assert run()[0] == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.practice', %s, true)", [str(people.other_practice.id)])
    settings.FIELD_ENCRYPTION_KEY = NEW
    assert Patient.objects.get().last_name == "Hill"


def test_audit_reasons_stay_with_the_key_of_their_time(people: People, settings: Any) -> None:
    patient_id = create(people)
    people.cleo.post(f"/api/v1/patients/{patient_id}/archive/", {"reason": "moved away"})
    settings.FIELD_ENCRYPTION_KEY = f"{NEW},{OLD}"
    assert run()[0] == 0
    assert Entry.objects.get(action="patient.archived").reason == "moved away"


def test_no_sealed_column_is_forgotten(admin_connection: psycopg.Connection) -> None:
    sealed = {
        model._meta.db_table
        for model in apps.get_models()
        if any(isinstance(field, SealedTextField) for field in model._meta.concrete_fields)
    }
    assert sealed == {table.name for table in list_sealed_tables()} | set(STAYS)
    labels = [label for table in list_sealed_tables() for label in table.labels.values()]
    assert len(labels) == len(set(labels)), "two columns share a label"


def test_a_key_behind_the_one_in_use_opens_what_the_next_step_seals(people: People, settings: Any) -> None:
    """During a deploy old and new processes work side by side: docs/runbooks/secrets.md takes two steps."""
    settings.FIELD_ENCRYPTION_KEY = f"{NEW},{OLD}"
    patient_id = create(people)
    settings.FIELD_ENCRYPTION_KEY = f"{OLD},{NEW}"
    assert people.nora.get(f"/api/v1/patients/{patient_id}/").json()["last_name"] == "Ruiz"
    settings.FIELD_ENCRYPTION_KEY = OLD
    with pytest.raises(crypto.Unreadable):
        str(Patient.objects.get(id=patient_id).last_name)


def test_a_bad_key_setting_is_one_clear_line(people: People, settings: Any) -> None:
    from django.core.management.base import CommandError

    settings.FIELD_ENCRYPTION_KEY = "t2:short"
    with pytest.raises(CommandError, match="t2"):
        run()
    with pytest.raises(CommandError, match="batch"):
        run(batch=0)
