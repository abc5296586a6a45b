"""The journal shows whatever was done to it: a line changed, taken out, cut off at the end, put in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vantrexia_ops.clock import SystemClock
from vantrexia_ops.errors import JournalBroken
from vantrexia_ops.journal import Journal


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    made = Journal(tmp_path, clock=SystemClock())
    for number in range(5):
        made.append(
            kind="step.done", deploy="d1", who="ada@host", facts={"step": f"s{number}", "digest": "sha256:1"}
        )
    return made


def lines_of(journal: Journal) -> list[str]:
    return journal.path.read_text().splitlines(keepends=True)


def test_each_line_carries_who_what_and_the_hash_of_the_one_before(journal: Journal) -> None:
    told = [json.loads(line) for line in lines_of(journal)]
    assert [entry["seq"] for entry in told] == [1, 2, 3, 4, 5]
    assert all(entry["who"] == "ada@host" and entry["facts"]["digest"] for entry in told)
    assert [entry["previous"] for entry in told[1:]] == [entry["hash"] for entry in told[:-1]]
    assert journal.verify() == 5


def test_a_changed_line_is_named(journal: Journal) -> None:
    lines = lines_of(journal)
    lines[2] = lines[2].replace("ada@host", "eve@host")
    journal.path.write_text("".join(lines))
    with pytest.raises(JournalBroken, match=r"line 3 .* was changed"):
        journal.read()


@pytest.mark.parametrize("gone", [0, 2])
def test_a_line_taken_out_is_noticed(journal: Journal, gone: int) -> None:
    lines = lines_of(journal)
    del lines[gone]
    journal.path.write_text("".join(lines))
    with pytest.raises(JournalBroken, match="does not follow"):
        journal.read()


def test_a_journal_cut_short_is_noticed(journal: Journal) -> None:
    journal.path.write_text("".join(lines_of(journal)[:3]))
    with pytest.raises(JournalBroken, match="ends at entry 3, but 5 were written"):
        journal.read()


def test_lines_in_another_order_are_noticed(journal: Journal) -> None:
    lines = lines_of(journal)
    lines[1], lines[2] = lines[2], lines[1]
    journal.path.write_text("".join(lines))
    with pytest.raises(JournalBroken):
        journal.read()


def test_a_line_torn_by_a_crash_is_no_forgery_and_the_next_one_goes_on(journal: Journal) -> None:
    with journal.path.open("a") as file:
        file.write('{"seq": 6, "kind": "step.do')
    assert journal.verify() == 5
    journal.append(kind="step.done", deploy="d1", who="ada@host")
    assert journal.verify() >= 6
