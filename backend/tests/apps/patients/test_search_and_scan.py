"""Search over the blind index against the plain way: open every name, compare, sort. Both find the same, in the same order.

The names are random by a fixed seed; many share a beginning, so that searches find from none to most of the practice.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from tests.people import make_practice
from vantrexia.accounts.models import Practice
from vantrexia.core import crypto
from vantrexia.core.actor import Actor, system_actor
from vantrexia.core.tenancy import practice_scope
from vantrexia.patients.models import Patient
from vantrexia.patients.selectors.patients import ORDERINGS, list_patients
from vantrexia.patients.services.csv_file import write_lines
from vantrexia.patients.services.imports import import_patients
from vantrexia.workflows.patient_merge import merge_patients

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
PATIENTS = 240
_FIRST = "Mary Maria Mara Marta Ana Anna José Jo Ann-Marie Max M'Baye Ma"
_LAST = "Martin Martínez Mar Marsh O'Mara Ana-Martin Ruiz Ruíz Adams Zuñiga de_Marco St._Mary Ma Maro"
_TYPED = "ma mar mary mari an ana jo ru ruiz zu de st o' om omara ad xx m maximilian martinez"
FIRST, LAST, TYPED = _FIRST.split(), _LAST.split(), _TYPED.split()


def invent(rng: random.Random, number: int) -> dict[str, str]:
    last = rng.choice(LAST).replace("_", " ") if rng.random() < 0.7 else f"{rng.choice('abmruz')}arlo"
    return {
        "first_name": rng.choice(FIRST),
        "last_name": last,
        "date_of_birth": f"{1930 + number % 60}-0{1 + number // 60}-11",
        "gender": rng.choice(("female", "male")),
        "mrn": f"S-{number}",
    }


@pytest.fixture
def practice(db: None) -> Iterator[Practice]:
    """240 patients in three imports, every fourth archived, a few merged into another."""
    rng = random.Random(5)
    made = make_practice("Search")
    actor = system_actor("test", practice_id=made.id)
    people = [invent(rng, number) for number in range(PATIENTS)]
    with practice_scope(made.id):
        for third in range(3):
            body = write_lines(people[third::3]).encode()
            at = NOW + timedelta(minutes=third)
            report = import_patients(actor=actor, body=body, dry_run=False, all_or_nothing=True, now=at)
            assert report.created == PATIENTS // 3
        ids = sorted(Patient.objects.values_list("id", flat=True))
        for keep_id, merge_id in zip(ids[:40:8], ids[100:140:8], strict=True):
            merge_patients(actor=actor, keep_id=keep_id, merge_id=merge_id, reason="twice", now=NOW)
        Patient.objects.filter(id__in=ids[::4]).update(active=False, archived_at=NOW)
        yield made


class Scan:
    """Everybody of the practice, opened; whoever was merged is found as the one who stands for both."""

    def __init__(self, practice: Practice) -> None:
        self.rows = list(Patient.objects.filter(practice_id=practice.id))
        self.beginnings: dict[UUID, list[str]] = {}
        self.letters: dict[UUID, list[str]] = {}  # a lone letter finds only who is called so
        for row in self.rows:
            names = " ".join((row.first_name, row.last_name))
            pieces = crypto.normalise_name(names).split()
            words = [crypto.normalise_name(word).replace(" ", "") for word in names.split()]
            stands_for = row.merged_into_id or row.id
            self.beginnings.setdefault(stands_for, []).extend([*pieces, *words])
            self.letters.setdefault(stands_for, []).extend(words)

    def find(self, text: str, *, active: bool, ordering: str) -> list[UUID]:
        wanted = [piece for word in text.split() for piece in self.pieces(word)]
        found = [
            row
            for row in self.rows
            if row.active is active and not row.merged_into_id and self.matches(row.id, wanted)
        ]
        # Newest first is (newest, lowest id), and oldest first the reverse; names are in order of (rank, id).
        newest = "created_at" in ordering
        found.sort(
            key=lambda row: (-row.created_at.timestamp(), row.id) if newest else (row.name_rank, row.id)
        )
        if ordering in ("-last_name", "created_at"):
            found.reverse()
        return [row.id for row in found]

    @staticmethod
    def pieces(word: str) -> list[str]:
        pieces = crypto.normalise_name(word).split()
        return [piece[:10] for piece in pieces if len(piece) > 1] or pieces

    def matches(self, patient_id: UUID, wanted: list[str]) -> bool:
        return all(
            any(name.startswith(piece) for name in self.beginnings[patient_id])
            if len(piece) > 1
            else piece in self.letters[patient_id]
            for piece in wanted
        )


def list_pages(actor: Actor, **asked: Any) -> tuple[set[int], list[UUID]]:
    """The counts all pages tell, and the ids page after page, until one is empty."""
    totals: set[int] = set()
    ids: list[UUID] = []
    while True:
        total, rows = list_patients(actor, limit=37, offset=len(ids), **asked)
        totals.add(total)
        if not rows:
            return totals, ids
        ids += [row["id"] for row in rows]


def test_a_search_finds_what_reading_every_name_finds(practice: Practice) -> None:
    actor = system_actor("test", practice_id=practice.id)
    scan = Scan(practice)
    rng = random.Random(7)
    pairs = [" ".join(rng.sample(TYPED, 2)) for _ in range(30)]
    sizes: list[int] = []
    for text, ordering, active in product((*TYPED, *pairs), ORDERINGS, (True, False)):
        expected = scan.find(text, active=active, ordering=ordering)
        totals, found = list_pages(actor, search=text, active=active, ordering=ordering)
        assert (totals, found) == ({len(expected)}, expected), (text, ordering, active)
        sizes.append(len(found))
    assert min(sizes) == 0
    assert max(sizes) > PATIENTS / 2
