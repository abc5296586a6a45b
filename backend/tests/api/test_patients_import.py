"""CSV import and export through the API and the command: reports line by line, nothing half, nothing a
spreadsheet would run.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.people import CAST, People, Person
from vantrexia.audit.models import Entry
from vantrexia.core.tenancy import set_practice
from vantrexia.domain.access import MATRIX
from vantrexia.patients.models import Patient, PatientTimezone
from vantrexia.patients.services.csv_file import COLUMNS, MAX_BYTES

HEAD = "first_name,last_name,date_of_birth,gender,mrn,phone,zip\n"
GOOD = HEAD + (
    "Ana,Ruiz,1961-09-02,female,A-1,(202) 555-0143,12401\n"
    "Ben,Adams,3/7/1950,M,,,\n"
    "Cy,Ábalos,1970-01-01,other,C-3,,\n"
)


def send(person: Person, text: str | bytes, **form: Any) -> Any:
    body = text if isinstance(text, bytes) else text.encode()
    data = {"file": SimpleUploadedFile("patients.csv", body, content_type="text/csv"), **form}
    client = Client(raise_request_exception=False)
    return client.post("/api/v1/patients/import/", data, headers={"Authorization": f"Bearer {person.token}"})


def listed(people: People) -> list[str]:
    return [row["last_name"] for row in people.nora.get("/api/v1/patients/").json()["results"]]


def test_a_trial_run_reports_every_line_and_stores_nothing(people: People) -> None:
    report = send(people.cleo, GOOD).json()
    assert (report["dry_run"], report["total"], report["accepted"], report["created"]) == (True, 3, 3, 0)
    assert [(row["row"], row["status"]) for row in report["rows"]] == [(2, "ok"), (3, "ok"), (4, "ok")]
    assert Patient.objects.count() == 0
    assert Entry.objects.get(action="patients.import_tried").detail["accepted"] == 3


def test_an_import_creates_patients_like_those_made_by_hand(people: People) -> None:
    people.mia.post(
        "/api/v1/patients/",
        {"first_name": "Zed", "last_name": "Miller", "date_of_birth": "1940-01-01", "gender": "male"},
    )
    report = send(people.cleo, GOOD, dry_run="false").json()
    assert (report["created"], report["rejected"]) == (3, 0)
    assert listed(people) == ["Ábalos", "Adams", "Miller", "Ruiz"]
    assert people.nora.get("/api/v1/patients/").json()["count"] == 4
    ana = people.nora.get("/api/v1/patients/?search=a-1").json()["results"][0]
    assert (ana["phone"], ana["address"]["zip"], ana["id"]) == (
        "+12025550143",
        "12401",
        report["rows"][0]["patient_id"],
    )
    ben = people.nora.get("/api/v1/patients/?search=adams").json()["results"][0]
    assert (ben["mrn"], ben["date_of_birth"], ben["gender"]) == ("MRN-00002", "1950-03-07", "male")
    assert PatientTimezone.objects.filter(timezone="America/New_York").count() == 4
    entry = Entry.objects.get(action="patients.imported")
    assert len(entry.patient_ids) == 3


def test_bad_lines_say_what_is_wrong_and_good_ones_are_applied(people: People) -> None:
    text = HEAD + (
        "Ana,Ruiz,1961-09-02,female,A-1,,\n"
        ",Nameless,1961-09-02,female,,,\n"
        "Bad,Date,yesterday,female,,,abc\n"
        "Too,Few,1961-09-02\n"
        '"Multi\nline",Name,1961-09-02,female,,,\n'
        "Last,One,1961-09-02,female,,,\n"
    )
    report = send(people.cleo, text, dry_run="false").json()
    by_line = {row["row"]: row for row in report["rows"]}
    assert list(by_line[3]["fields"]) == ["first_name"]
    assert set(by_line[4]["fields"]) == {"date_of_birth", "zip"}
    assert by_line[5]["problems"] == ["line: has 3 cells, the header has 7"]
    assert by_line[6]["status"] == "created"
    assert by_line[8]["status"] == "created"
    assert (report["created"], report["rejected"]) == (3, 3)


def test_all_or_nothing_stores_nothing_when_one_line_is_bad(people: People) -> None:
    text = GOOD + "Bad,Date,yesterday,female,,,\n"
    report = send(people.cleo, text, dry_run="false", all_or_nothing="true").json()
    assert (report["created"], report["accepted"], report["rejected"]) == (0, 3, 1)
    assert Patient.objects.count() == 0
    assert send(people.cleo, GOOD, dry_run="false", all_or_nothing="true").json()["created"] == 3


def test_doubles_are_found_by_number_and_by_name_with_birth_date(people: People) -> None:
    first = send(people.cleo, GOOD, dry_run="false").json()
    text = HEAD + (
        "Other,Person,1980-01-01,female,a-1,,\n"
        "ANA,Ruíz,1961-09-02,female,X-9,,\n"
        "Ana,Ruiz,1999-09-02,female,,,\n"
        "New,Person,1980-05-05,female,N-1,,\n"
        "new,person,1980-05-05,female,,,\n"
        "Third,Person,1981-05-05,female,N-1,,\n"
    )
    rows = {row["row"]: row for row in send(people.cleo, text, dry_run="false").json()["rows"]}
    ana = first["rows"][0]["patient_id"]
    assert (rows[2]["status"], rows[2]["duplicate_of"], list(rows[2]["fields"])) == (
        "duplicate",
        ana,
        ["mrn"],
    )
    assert (rows[3]["status"], rows[3]["duplicate_of"]) == ("duplicate", ana)
    assert rows[4]["status"] == "created"
    assert rows[5]["status"] == "created"
    assert [(rows[line]["status"], rows[line]["duplicate_of_row"]) for line in (6, 7)] == [
        ("duplicate", 5)
    ] * 2


def test_wrong_columns_are_refused_whole_with_those_expected(people: People) -> None:
    response = send(
        people.cleo, "first_name,last_name,dob,sex\nAna,Ruiz,1961-09-02,female\n", dry_run="false"
    )
    body = response.json()
    assert (response.status_code, body["unknown"], body["missing"]) == (
        400,
        ["dob"],
        ["date_of_birth", "gender"],
    )
    assert body["expected"] == list(COLUMNS)
    twice = send(people.cleo, "first_name,first_name,last_name,date_of_birth,gender\n")
    assert twice.json()["twice"] == ["first_name"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (GOOD.encode("utf-16"), "UTF-16"),
        (GOOD.encode("latin-1"), "Line 4 is not in UTF-8"),
        (b"", "empty"),
        (HEAD.encode(), "no patient"),
        (HEAD.encode() + b'"Ana,Ruiz\n', "no CSV at line 2"),
        (HEAD.encode() + b"A,B,1961-09-02,female,,,\n" * 10_001, "more than 10000 lines"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(people: People, body: bytes, says: str) -> None:
    response = send(people.cleo, body, dry_run="false")
    assert response.status_code == 400
    assert says in str(response.json())
    assert Patient.objects.count() == 0


def test_a_byte_order_mark_is_no_obstacle_and_too_much_is_too_large(people: People) -> None:
    assert send(people.cleo, GOOD.encode("utf-8-sig")).json()["accepted"] == 3
    assert send(people.cleo, b"x" * (6 * 1024 * 1024)).status_code == 413


def test_a_long_import_is_in_order_and_costs_few_queries(people: People) -> None:
    names = [f"Person{chr(97 + number % 26)}{chr(97 + number // 26)}" for number in range(400)]
    lines = "".join(f"Al,{name},1961-09-{1 + number % 28:02d},male,,,\n" for number, name in enumerate(names))
    with CaptureQueriesContext(connection) as queries:
        assert send(people.cleo, HEAD + lines, dry_run="false").json()["created"] == 400
    assert len(queries) < 40
    seen: list[str] = []
    for page in range(1, 5):
        body = people.nora.get(f"/api/v1/patients/?page_size=100&page={page}").json()
        seen += [row["last_name"] for row in body["results"]]
    assert seen == sorted(names)


def test_an_export_comes_back_through_an_import(people: People) -> None:
    text = (
        HEAD.replace("zip", "external_id") + "Ana,Ruiz,1961-09-02,female,A-1,2025550143,=cmd|'/c calc'!A1\n"
    )
    send(people.cleo, text, dry_run="false")
    response = people.cleo.get("/api/v1/patients/export/", HTTP_ACCEPT="text/csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    exported = response.content.decode("utf-8-sig")
    assert exported.splitlines()[0] == ",".join(COLUMNS)
    assert "'=cmd" in exported
    assert ",=cmd" not in exported
    assert "'+12025550143" in exported
    people.cleo.get("/api/v1/patients/export/")
    again = send(people.cleo, exported).json()["rows"][0]
    assert (again["status"], again["mrn"]) == ("duplicate", "A-1")
    patient = Patient.objects.get()
    assert patient.external_id == "=cmd|'/c calc'!A1"
    entry = Entry.objects.filter(action="patients.exported").first()
    assert entry is not None
    assert entry.patient_ids == [patient.id]


def test_an_export_holds_every_patient_once_and_archived_ones_on_request(people: People) -> None:
    send(people.cleo, GOOD, dry_run="false")
    first = Patient.objects.order_by("name_rank").first()
    assert first is not None
    people.cleo.post(f"/api/v1/patients/{first.id}/archive/")
    active = people.cleo.get("/api/v1/patients/export/").content.decode()
    archived = people.cleo.get("/api/v1/patients/export/?active=false").content.decode()
    assert (len(active.splitlines()), len(archived.splitlines())) == (3, 2)
    assert "Ábalos" in archived


@pytest.mark.parametrize("role", sorted(set(CAST.values())))
def test_every_role_gets_what_the_matrix_says(people: People, role: str) -> None:
    person = people.of_role(role)
    assert send(person, GOOD).status_code == (200 if "patient.import" in MATRIX[role] else 403)
    export = person.get("/api/v1/patients/export/").status_code
    assert export == (200 if "patient.export" in MATRIX[role] else 403)


def test_another_practice_neither_clashes_nor_exports(people: People) -> None:
    send(people.cleo, GOOD, dry_run="false")
    assert people.olga.get("/api/v1/patients/?search=ruiz").json()["results"] == []
    set_practice(people.practice.id)


def test_the_command_tries_first_and_applies_on_request(
    people: People, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "patients.csv"
    file.write_text(GOOD + "Canary,Name,yesterday,female,,,\n")
    with pytest.raises(SystemExit, match="1"):
        call_command("import_patients", str(file), practice=people.practice.id)
    out = capsys.readouterr().out
    assert "line 5: invalid: date_of_birth must be a date" in out
    assert "nothing stored" in out
    assert "Canary" not in out
    with pytest.raises(SystemExit, match="1"):
        call_command("import_patients", str(file), practice=people.practice.id, apply=True)
    assert Patient.objects.count() == 3
    file.write_text("nonsense\n")
    with pytest.raises(SystemExit, match="2"):
        call_command("import_patients", str(file), practice=people.practice.id)
    assert "expected columns" in capsys.readouterr().err


def pipe(monkeypatch: pytest.MonkeyPatch, body: bytes) -> io.BytesIO:
    """Standard input as a shell gives it; what is left in it afterwards was not read."""
    given = io.BytesIO(body)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(given, encoding="ascii"))
    return given


def test_the_command_reads_standard_input_as_it_would_a_file(
    people: People, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In production no file gets into the container; the locale of the shell there decides nothing."""
    pipe(monkeypatch, GOOD.encode())
    call_command("import_patients", "-", practice=people.practice.id, apply=True)
    assert "3 lines, 3 good, 3 created" in capsys.readouterr().out
    assert listed(people) == ["Ábalos", "Adams", "Ruiz"]


@pytest.mark.parametrize("body", [b"", b"x" * (2 * MAX_BYTES)])
def test_nothing_and_too_much_on_standard_input_are_refused_and_no_more_is_read_than_it_takes(
    people: People, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], body: bytes
) -> None:
    given = pipe(monkeypatch, body)
    with pytest.raises(SystemExit, match="2"):
        call_command("import_patients", "-", practice=people.practice.id, apply=True)
    says = "The file may have 5 MB at most." if body else "The file has no patient in it."
    assert says in capsys.readouterr().err
    assert given.tell() <= MAX_BYTES + 1


def test_a_closed_standard_input_is_said(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(CommandError, match="-: standard input is closed"):
        call_command("import_patients", "-", practice=people.practice.id)
