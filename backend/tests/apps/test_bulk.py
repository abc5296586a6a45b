"""Many rows in one statement say the same as row by row."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction

from tests.factories import make_patient
from tests.people import People
from vantrexia.core.bulk import insert_rows, update_rows
from vantrexia.core.ids import uuid7
from vantrexia.triage.models import PatientState, Review

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_rows_go_in_whole_and_come_out_the_same(people: People) -> None:
    patient = make_patient(people.practice)
    rows = [
        Review(
            practice_id=people.practice.id,
            patient_id=patient.id,
            reviewed_by_id=7,
            reviewed_at=NOW,
            note='a "quoted", \\ odd {note}\t',
            flags=["x", "y"],
        ),
        Review(
            practice_id=people.practice.id,
            patient_id=patient.id,
            reviewed_by_id=8,
            reviewed_at=NOW,
            note=None,
            flags=[],
        ),
    ]
    assert insert_rows(rows) == 2
    found = {row.reviewed_by_id: row for row in Review.objects.all()}
    assert (found[7].note, found[7].flags, found[7].reviewed_at) == (
        'a "quoted", \\ odd {note}\t',
        ["x", "y"],
        NOW,
    )
    assert (found[8].note, found[8].flags) == (None, [])


def test_an_update_touches_only_the_columns_named(people: People) -> None:
    patient = make_patient(people.practice)
    state = PatientState(
        id=uuid7(), practice_id=people.practice.id, patient_id=patient.id, level="normal", score=3
    )
    insert_rows([state])
    state.level, state.score, state.latest, state.last_reading_at = (
        "warning",
        None,
        {"a": [1, None, "ü"]},
        NOW,
    )
    assert update_rows([state], ["score", "latest", "last_reading_at"]) == 1
    fresh = PatientState.objects.get(patient=patient)
    assert (fresh.level, fresh.score, fresh.latest, fresh.last_reading_at) == (
        "normal",
        None,
        {"a": [1, None, "ü"]},
        NOW,
    )


def test_conflicts_are_ignored_only_when_asked(people: People) -> None:
    patient = make_patient(people.practice)
    first = PatientState(id=uuid7(), practice_id=people.practice.id, patient_id=patient.id)
    again = PatientState(id=uuid7(), practice_id=people.practice.id, patient_id=patient.id)
    assert insert_rows([first]) == 1
    assert insert_rows([again], ignore_conflicts=True) == 0
    with pytest.raises(DatabaseError), transaction.atomic():
        insert_rows([again])


def test_another_practices_row_cannot_be_written(people: People) -> None:
    patient = make_patient(people.practice)
    foreign = PatientState(id=uuid7(), practice_id=people.other_practice.id, patient_id=patient.id)
    with pytest.raises(DatabaseError), transaction.atomic():
        insert_rows([foreign])


def test_nothing_is_nothing() -> None:
    assert insert_rows([]) == 0
    assert update_rows([], ["level"]) == 0
