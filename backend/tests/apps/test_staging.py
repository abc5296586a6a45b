"""The path of thousands of rows: what is copied in comes out the same, ids stay in order, and no index is touched in vain."""

from __future__ import annotations

import gc
import threading

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from vantrexia.core.collector import paused_collector
from vantrexia.core.ids import uuid7, uuid7_texts, uuid7s
from vantrexia.core.plain import fetch_rows
from vantrexia.core.staging import Staging, field, json, text

ODD = [
    "plain",
    "",
    "\\",
    "\\N",
    "tab\tline\nreturn\r",
    '"quoted" {braces}',
    "Ñandú 血圧",
    "\\t is no tab",
    "\\.",
]
TABLE = Staging("odd_rows", {"place": "integer", "said": "text", "document": "jsonb"})


def _through(values: list[str]) -> list[tuple[int, str | None, str]]:
    TABLE.fill(
        "\t".join((str(place), text(value), json({value: [value]}))) for place, value in enumerate(values)
    )
    rows = fetch_rows("SELECT place, said, document -> said ->> 0 FROM odd_rows ORDER BY place", [])
    return [(row[0], row[1], row[2]) for row in rows]


@pytest.mark.django_db
def test_any_text_and_document_come_out_as_they_went_in() -> None:
    assert _through(ODD) == [(place, value, value) for place, value in enumerate(ODD)]


@pytest.mark.django_db
@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])), max_size=5))
def test_so_does_text_nobody_thought_of(values: list[str]) -> None:
    assert _through(values) == [(place, value, value) for place, value in enumerate(values)]


@pytest.mark.django_db
def test_what_postgresql_cannot_store_is_left_out() -> None:
    TABLE.fill(["\t".join((field(None), text("a\x00b"), json({"a\x00": "c\x00d", "half": "\ud800"})))])
    assert fetch_rows("SELECT place, said, document FROM odd_rows", []) == [
        (None, "ab", '{"a": "cd", "half": "?"}')
    ]


@pytest.mark.django_db
def test_a_second_filling_replaces_the_first() -> None:
    assert len(_through(["a", "b"])) == 2
    assert _through(["c"]) == [(0, "c", "c")]


def test_nothing_is_left_after_the_transaction(committed_db: None) -> None:
    with transaction.atomic():
        _through(["a"])
    assert fetch_rows("SELECT * FROM odd_rows", []) == []


def test_ids_made_at_once_are_in_order_unique_and_of_version_seven() -> None:
    made = [uuid7(), *uuid7s(10_000), uuid7()]
    assert made == sorted(set(made))
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}
    texts = uuid7_texts(10_000)
    assert texts == sorted(set(texts))
    assert all(len(one) == 32 for one in texts)
    assert made[-1].hex < texts[0]


def test_ids_made_by_threads_at_once_are_unique() -> None:
    made: list[str] = []
    threads = [threading.Thread(target=lambda: made.extend(uuid7_texts(5000))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == len(made) == 20_000


def test_the_collector_works_again_after_a_batch_that_failed() -> None:
    during: list[bool] = []

    def fail() -> None:
        with paused_collector():
            during.append(gc.isenabled())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert during == [False]
    assert gc.isenabled()


# What nearly every reading changes. An index on one of them, and every reading rewrites all indexes of the row.
CHANGING = {
    "triage_patientstate": {
        "latest",
        "last_reading_at",
        "evaluated_at",
        "next_score_at",
        "expected_next_at",
        "row_version",
    },
    "devices_device": {"last_seen_at", "last_reading_at", "battery_percent", "signal_percent"},
}


@pytest.mark.django_db
@pytest.mark.parametrize("table", CHANGING)
def test_no_index_holds_what_every_reading_changes(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.attname FROM pg_depend d JOIN pg_index i ON i.indexrelid = d.objid "
            "JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid "
            "WHERE d.classid = 'pg_class'::regclass AND d.refobjid = %s::regclass AND i.indrelid = d.refobjid",
            [table],
        )
        indexed = {row[0] for row in cursor.fetchall()}
    assert "id" in indexed or "practice_id" in indexed
    assert not indexed & CHANGING[table]
