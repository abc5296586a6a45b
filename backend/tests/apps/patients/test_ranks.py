"""The order of names: whatever is inserted in whatever order, ranks stand as the sorted names do."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.people import People, make_practice
from vantrexia.accounts.models import Practice
from vantrexia.core.tenancy import practice_scope
from vantrexia.patients.models import Patient
from vantrexia.patients.services.ranks import (
    ROOMY,
    STEP,
    NoRoom,
    find_rank,
    find_ranks,
    make_room,
    name_key,
    spread,
)

NOW = datetime.now(tz=UTC)
LETTERS = "abcÁÄößz Ñ-'"
NAMES = st.tuples(st.text(LETTERS, min_size=1, max_size=6), st.text(LETTERS, min_size=1, max_size=6))


def add(practice: Practice, last: str, first: str, rank: float, *, active: bool = True) -> None:
    Patient(
        practice_id=practice.id,
        first_name=first,
        last_name=last,
        date_of_birth="1950-01-01",
        gender="other",
        mrn="X",
        timezone="America/New_York",
        name_rank=rank,
        active=active,
        created_at=NOW,
        updated_at=NOW,
    ).save(force_insert=True)


def in_order(practice: Practice) -> list[tuple[str, str]]:
    rows = Patient.objects.filter(practice_id=practice.id).order_by("name_rank", "id")
    return [name_key(last_name=row.last_name, first_name=row.first_name) for row in rows]


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(NAMES, min_size=1, max_size=15), archived=st.sets(st.integers(0, 14)))
def test_inserting_one_by_one_keeps_the_order_of_names(
    db: None, names: list[tuple[str, str]], archived: set[int]
) -> None:
    practice = make_practice("Order")
    with practice_scope(practice.id):
        for number, (last, first) in enumerate(names):
            key = name_key(last_name=last, first_name=first)
            rank = find_rank(practice_id=practice.id, key=key)
            add(practice, last, first, rank, active=number not in archived)
        wanted = sorted(name_key(last_name=last, first_name=first) for last, first in names)
        assert in_order(practice) == wanted


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=st.lists(NAMES, max_size=10),
    batches=st.lists(st.lists(NAMES, min_size=1, max_size=12), min_size=1, max_size=3),
)
def test_inserting_in_batches_keeps_the_order_of_names(
    db: None, first: list[tuple[str, str]], batches: list[list[tuple[str, str]]]
) -> None:
    practice = make_practice("Batches")
    with practice_scope(practice.id):
        for last, given_name in first:
            key = name_key(last_name=last, first_name=given_name)
            add(practice, last, given_name, find_rank(practice_id=practice.id, key=key))
        for batch in batches:
            keys = [name_key(last_name=last, first_name=given_name) for last, given_name in batch]
            for (last, given_name), rank in zip(
                batch, find_ranks(practice_id=practice.id, keys=keys), strict=True
            ):
                add(practice, last, given_name, rank)
        everybody = [*first, *(name for batch in batches for name in batch)]
        assert in_order(practice) == sorted(
            name_key(last_name=last, first_name=name) for last, name in everybody
        )


def test_equal_names_keep_the_order_of_arrival(people: People) -> None:
    ranks = []
    for _ in range(4):
        rank = find_rank(practice_id=people.practice.id, key=("smith", "ann"))
        add(people.practice, "Smith", "Ann", rank)
        ranks.append(rank)
    assert ranks == sorted(set(ranks))


def test_a_walk_and_a_bisection_find_the_same_places(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    for letter in "bdfhj":
        add(people.practice, letter, "x", find_rank(practice_id=people.practice.id, key=(letter, "x")))
    keys = [("a", ""), ("c", ""), ("c", "z"), ("k", ""), ("d", "x")]
    monkeypatch.setattr("vantrexia.patients.services.ranks._WALK_RATIO", 0)
    bisected = find_ranks(practice_id=people.practice.id, keys=keys)
    monkeypatch.setattr("vantrexia.patients.services.ranks._WALK_RATIO", 10**9)
    assert find_ranks(practice_id=people.practice.id, keys=keys) == bisected


def test_where_no_fraction_is_left_the_neighbours_are_spread_again(people: People) -> None:
    add(people.practice, "aa", "x", 1.0)
    add(people.practice, "cc", "x", math.nextafter(1.0, 2.0))
    rank = find_rank(practice_id=people.practice.id, key=("bb", "x"))
    add(people.practice, "bb", "x", rank)
    assert [last for last, _ in in_order(people.practice)] == ["aa", "bb", "cc"]
    more = find_ranks(practice_id=people.practice.id, keys=[("ab", ""), ("ac", "")])
    ranks = sorted(Patient.objects.values_list("name_rank", flat=True))
    assert ranks[0] < more[0] < more[1] < ranks[1]


def test_room_is_made_among_neighbours_and_far_ranks_stay(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vantrexia.patients.services.ranks._WINDOW", 2)
    for letter, place in zip("abcdefgh", (1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0), strict=True):
        add(people.practice, letter, "x", place, active=letter != "d")
    before = dict(Patient.objects.values_list("id", "name_rank"))
    Patient.objects.filter(name_rank=5.0).update(name_rank=math.nextafter(4.0, 5.0))
    rank = find_rank(practice_id=people.practice.id, key=("dd", ""))
    add(people.practice, "dd", "", rank)
    assert [last for last, _ in in_order(people.practice)] == ["a", "b", "c", "d", "dd", "e", "f", "g", "h"]
    after = dict(Patient.objects.values_list("id", "name_rank"))
    far = [row_id for row_id, rank in before.items() if rank in (1.5, 2.0, 7.0, 8.0)]
    assert len(far) == 4
    assert all(after[row_id] == before[row_id] for row_id in far)
    assert min(high - low for low, high in pairwise(sorted(after.values()))) >= ROOMY


def test_patients_of_one_rank_are_told_apart_when_room_is_made(people: People) -> None:
    for letter in "abc":
        add(people.practice, letter, "x", 1.0)
    find_ranks(practice_id=people.practice.id, keys=[("b", "y")])
    find_rank(practice_id=people.practice.id, key=("a", "y"))
    make_room(practice_id=people.practice.id, low=1.0, high=1.0)
    assert len(set(Patient.objects.values_list("name_rank", flat=True))) == 3


def test_three_hundred_names_sent_in_order_keep_it(people: People) -> None:
    add(people.practice, "a", "x", 1.0)
    add(people.practice, "z", "x", 2.0)
    names = [f"m{number:03d}" for number in range(300)]
    for name in names:
        add(people.practice, name, "x", find_rank(practice_id=people.practice.id, key=(name, "x")))
    assert [last for last, _ in in_order(people.practice)] == ["a", *names, "z"]


def test_a_gap_can_be_halved_often_before_room_is_made() -> None:
    low, high, halvings = 100_000.0, 100_001.0, 0
    while True:
        try:
            high = spread(low, high, count=1)[0]
        except NoRoom:
            break
        halvings += 1
    assert halvings > 30


def test_open_ends_go_on_in_whole_steps() -> None:
    assert spread(None, None, count=2) == [STEP, STEP * 2]
    assert spread(5.0, None, count=2) == [6, 7]
    assert spread(None, 5.0, count=2) == [3, 4]
    assert spread(1.0, 2.0, count=3) == [1.25, 1.5, 1.75]


def test_the_index_compares_ranks_although_rows_are_guarded(people: People) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM patients_patient WHERE practice_id = %s AND active AND name_rank > 5 LIMIT 1",
            [people.practice.id],
        )
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert re.search(r"Index Cond: .*name_rank >", plan), plan
