"""Importing patients from a file, with a report line by line; a trial run says the same and changes
nothing.

`import_patients(...)`: every line is checked as a patient made by hand would be; a line whose record
number, or name and birth date together, is known (or came earlier in the file) is a duplicate. Good lines
are applied, or nothing when one is not good (`all_or_nothing`). Reports carry line numbers, field names and
ids, no values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.audit.services import record
from vantrexia.core import crypto
from vantrexia.core.actor import Actor
from vantrexia.core.ids import uuid7
from vantrexia.core.outbox import Event, emit
from vantrexia.domain.errors import InvalidInput
from vantrexia.domain.wordings import say
from vantrexia.patients.models import Patient, PatientTimezone, SearchToken
from vantrexia.patients.services import checks, mrn, tokens
from vantrexia.patients.services.csv_file import Line, read_lines
from vantrexia.patients.services.demographics import ADDRESS, read_demographics
from vantrexia.patients.services.locks import lock_names
from vantrexia.patients.services.ranks import find_ranks, name_key
from vantrexia.patients.services.records import practice_zone

_COLUMN_OF = {f"address.{name}": column for name, column in ADDRESS.items()}


@dataclass(slots=True)
class Row:
    """What becomes of one line: `ok` (would be created), `created`, `invalid`, `duplicate`."""

    line: int
    status: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    duplicate_of: UUID | None = None
    duplicate_of_line: int | None = None
    patient_id: UUID | None = None
    columns: dict[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Report:
    """The whole file, line by line."""

    dry_run: bool
    rows: list[Row]

    @property
    def created(self) -> int:
        return sum(row.status == "created" for row in self.rows)

    @property
    def accepted(self) -> int:
        return sum(row.status in ("ok", "created") for row in self.rows)


def import_patients(
    *, actor: Actor, body: bytes, dry_run: bool, all_or_nothing: bool, now: datetime
) -> Report:
    """Check a file and, unless it is a trial, create its patients. Raises InvalidInput for a file wrong as
    a whole.
    """
    practice_id = practice_of(actor)
    lines = read_lines(body)
    if not dry_run:
        lock_names(practice_id)
    zone = practice_zone(practice_id)
    today = checks.today_in(zone, now)
    rows = [_check(line, today=today) for line in lines]
    _find_doubles(rows, practice_id=practice_id)
    good = [row for row in rows if row.status == "ok"]
    if not dry_run and good and not (all_or_nothing and len(good) < len(rows)):
        _create(good, practice_id=practice_id, zone=zone, now=now)
    report = Report(dry_run, rows)
    _tell(actor, report, now=now)
    return report


def _check(line: Line, *, today: date) -> Row:
    if line.problem:
        return Row(line.number, "invalid", {"line": [line.problem]})
    address = {name: line.values[column] for name, column in ADDRESS.items() if column in line.values}
    given: dict[str, Any] = {**line.values, "address": address}
    try:
        columns = read_demographics(given, today=today, is_new=True)
    except InvalidInput as problem:
        fields = {_COLUMN_OF.get(name, name): texts for name, texts in problem.fields.items()}
        return Row(line.number, "invalid", fields)
    return Row(
        line.number, "ok", columns={name: value for name, value in columns.items() if value is not None}
    )


def _find_doubles(rows: Sequence[Row], *, practice_id: UUID) -> None:
    """Mark lines that repeat a patient of the practice or an earlier line of the file."""
    checked = [row for row in rows if row.status == "ok"]
    owners = mrn.find_owners(
        [row.columns["mrn"] for row in checked if "mrn" in row.columns], practice_id=practice_id
    )
    persons = {row.line: _person(row.columns) for row in checked}
    known = _find_persons(list(persons.values()), practice_id=practice_id)
    seen: dict[str, int] = {}
    for row in checked:
        number = row.columns.get("mrn")
        keys = [f"person {persons[row.line]}"]
        if number:
            keys.append(f"mrn {crypto.normalise_exact(number)}")
        if number in owners:
            _mark(row, "mrn", mrn.TAKEN, of=owners[number])
        elif persons[row.line] in known:
            _mark(
                row, "last_name", "is known, with this first name and birth date", of=known[persons[row.line]]
            )
        elif earlier := next((seen[key] for key in keys if key in seen), None):
            _mark(row, "line", say("repeats line {earlier}", earlier=earlier), line=earlier)
        for key in keys:
            seen.setdefault(key, row.line)


def _mark(row: Row, name: str, problem: str, *, of: UUID | None = None, line: int | None = None) -> None:
    row.status, row.fields, row.duplicate_of, row.duplicate_of_line = "duplicate", {name: [problem]}, of, line


def _person(columns: Mapping[str, Any]) -> str:
    return tokens.person_text(
        last_name=columns["last_name"],
        first_name=columns["first_name"],
        date_of_birth=columns["date_of_birth"],
    )


def _find_persons(persons: Sequence[str], *, practice_id: UUID) -> dict[str, UUID]:
    by_token = {
        crypto.blind_token(person, practice_id=practice_id, field="person", version=version): person
        for version in crypto.blind_key_versions()
        for person in persons
    }
    rows = SearchToken.objects.filter(practice_id=practice_id, field="person", token__in=list(by_token))
    return {by_token[bytes(token)]: owner for token, owner in rows.values_list("token", "patient_id")}


def _create(rows: Sequence[Row], *, practice_id: UUID, zone: str, now: datetime) -> None:
    numbers = iter(mrn.take_numbers(sum("mrn" not in row.columns for row in rows), practice_id=practice_id))
    keys = [
        name_key(last_name=row.columns["last_name"], first_name=row.columns["first_name"]) for row in rows
    ]
    ranks = find_ranks(practice_id=practice_id, keys=keys)
    patients: list[Patient] = []
    for row, rank in zip(rows, ranks, strict=True):
        columns = {"timezone": zone, **row.columns}
        columns["mrn"] = row.columns.get("mrn") or next(numbers)
        row.patient_id, row.status = uuid7(), "created"
        patients.append(
            Patient(
                id=row.patient_id,
                practice_id=practice_id,
                name_rank=rank,
                created_at=now,
                updated_at=now,
                **columns,
            )
        )
    Patient.objects.bulk_create(patients, batch_size=500)
    mrn.write_claims({patient.id: patient.mrn for patient in patients}, practice_id=practice_id)
    tokens.write_tokens(
        {
            patient.id: tokens.list_tokens(tokens.values_of(patient), practice_id=practice_id)
            for patient in patients
        },
        practice_id=practice_id,
    )
    PatientTimezone.objects.bulk_create(
        [
            PatientTimezone(
                id=uuid7(),
                practice_id=practice_id,
                patient=patient,
                timezone=patient.timezone,
                valid_from=now,
            )
            for patient in patients
        ],
        batch_size=2000,
    )


def _tell(actor: Actor, report: Report, *, now: datetime) -> None:
    """One entry for the file, and one event: whoever shows the list reads it again."""
    made = [row.patient_id for row in report.rows if row.patient_id]
    named = [row.duplicate_of for row in report.rows if row.duplicate_of]
    record(
        actor=actor,
        action="patients.import_tried" if report.dry_run else "patients.imported",
        entity="patient",
        patient_ids=sorted({*made, *named}),
        detail={"lines": len(report.rows), "accepted": report.accepted, "created": report.created},
        at=now,
    )
    if made:
        emit([Event("patient", made[0], made[0], 1)], practice_id=actor.practice_id, at=now)
