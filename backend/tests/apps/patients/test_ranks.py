"""The order of names: whatever is inserted in whatever order, ranks stand as the sorted names do."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.people import People, make_practice
from vantrexia.accounts.models import Practice
from vantrexia.core.tenancy import practice_scope
from vantrexia.patients.models import Patient
from vantrexia.patients.services.ranks import STEP, NoRoom, find_rank, find_ranks, name_key, rebalance, spread

NOW = datetime.now(tz=UTC)
LETTERS = "abcÁÄößz Ñ-'"
NAMES = st.tuples(st.text(LETTERS, min_size=1, max_size=6), st.text(LETTERS, min_size=1, max_size=6))


def add(practice: Practice, last: str, first: str, rank: Decimal, *, active: bool = True) -> None:
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


def test_when_no_fraction_is_left_the_practice_is_spread_again(people: People) -> None:
    tiny = Decimal("1E-50")
    add(people.practice, "aa", "x", Decimal(1))
    add(people.practice, "cc", "x", Decimal(1) + tiny)
    rank = find_rank(practice_id=people.practice.id, key=("bb", "x"))
    add(people.practice, "bb", "x", rank)
    assert [last for last, _ in in_order(people.practice)] == ["aa", "bb", "cc"]
    assert sorted(Patient.objects.values_list("name_rank", flat=True)) == [1, Decimal("1.5"), 2]
    more = find_ranks(practice_id=people.practice.id, keys=[("ab", ""), ("ac", "")])
    assert Decimal(1) < more[0] < more[1] < Decimal("1.5")


def test_two_hundred_insertions_at_one_place_still_have_their_order(people: People) -> None:
    add(people.practice, "a", "x", Decimal(1))
    add(people.practice, "z", "x", Decimal(2))
    low, high = Decimal(1), Decimal(2)
    halvings = 0
    while True:
        try:
            high = spread(low, high, count=1)[0]
        except NoRoom:
            break
        halvings += 1
    assert halvings > 150
    rebalance(practice_id=people.practice.id)
    assert in_order(people.practice) == [("a", "x"), ("z", "x")]


def test_open_ends_go_on_in_whole_steps() -> None:
    assert spread(None, None, count=2) == [STEP, STEP * 2]
    assert spread(Decimal(5), None, count=2) == [6, 7]
    assert spread(None, Decimal(5), count=2) == [3, 4]
    assert spread(Decimal(1), Decimal(2), count=3) == [Decimal("1.25"), Decimal("1.5"), Decimal("1.75")]
