"""Patients in the order of their names, and found by what somebody types."""

from __future__ import annotations

import pytest

from tests.api.patient_bodies import URL, WHOLE, create, names
from tests.people import People


def test_the_list_is_ordered_by_last_then_first_name(people: People) -> None:
    for first, last in (
        ("Zoe", "Adams"),
        ("Ana", "Zuñiga"),
        ("Al", "adams"),
        ("Bo", "Ábalos"),
        ("Cy", "Adams-Brown"),
    ):
        create(people, first_name=first, last_name=last)
    assert names(people) == ["Bo Ábalos", "Al adams", "Zoe Adams", "Cy Adams-Brown", "Ana Zuñiga"]
    assert names(people, "?ordering=-last_name") == [
        "Ana Zuñiga",
        "Cy Adams-Brown",
        "Zoe Adams",
        "Al adams",
        "Bo Ábalos",
    ]
    assert names(people, "?ordering=created_at")[0] == "Zoe Adams"
    assert names(people, "?ordering=-created_at")[0] == "Cy Adams-Brown"


def test_a_renamed_patient_moves_in_the_order_and_in_the_search(people: People) -> None:
    first = create(people, first_name="Ana", last_name="Adams")
    create(people, first_name="Ben", last_name="Brown")
    assert people.mia.patch(f"{URL}{first['id']}/", {"last_name": "Young"}).status_code == 200
    assert names(people) == ["Ben Brown", "Ana Young"]
    assert names(people, "?search=adams") == []
    assert names(people, "?search=you") == ["Ana Young"]


@pytest.mark.parametrize(
    "text",
    [
        "ru",
        "RUIZ",
        "ruíz",
        "an",
        "ana ruiz",
        "ruiz an",
        "mar",
        "A-77",
        "a-77",
        "ana@example.org",
        "ANA@example.org",
        "1961-09-02",
        "+12025550143",
        "(202) 555-0143",
        "202 555 0143",
        "ruiz 1961-09-02",
        "ana a-77",
    ],
)
def test_a_patient_is_found_by_beginnings_of_names_and_by_whole_identifiers(
    people: People, text: str
) -> None:
    create(people, **WHOLE)
    create(people, first_name="Otto", last_name="Kern", date_of_birth="1950-01-01")
    response = people.nora.call(
        "GET", URL, QUERY_STRING="search=" + text.replace("+", "%2B").replace(" ", "+")
    )
    assert [row["last_name"] for row in response.json()["results"]] == ["Ruiz"], text


@pytest.mark.parametrize(
    "text", ["uiz", "ruizz", "ana kern", "a-7", "r", "1961", "ana@example", "%", "'; --", "ruiz 1950-01-01"]
)
def test_what_does_not_match_finds_nobody(people: People, text: str) -> None:
    create(people, **WHOLE)
    create(people, first_name="Otto", last_name="Kern", date_of_birth="1950-01-01")
    response = people.nora.call(
        "GET", URL, QUERY_STRING="search=" + text.replace(" ", "+").replace("%", "%25")
    )
    assert response.json()["results"] == [], text


def test_long_and_compound_names_are_found(people: People) -> None:
    create(people, first_name="Siobhán", last_name="O'Brien-Featherstonehaugh")
    for text in ("o'brien", "obrien", "brien", "featherstonehaugh", "feather sio", "o'brien-feather"):
        assert names(people, f"?search={text.replace(' ', '+')}") == ["Siobhán O'Brien-Featherstonehaugh"], (
            text
        )
