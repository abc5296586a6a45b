"""The journal shows whatever was done to it: a line changed, taken out, cut off at the end, put in."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from vantrexia_ops.clock import SystemClock
from vantrexia_ops.errors import JournalBroken, OpsError
from vantrexia_ops.files import file_error
from vantrexia_ops.journal import Journal, chain


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


def test_nothing_is_added_to_a_journal_whose_last_line_was_changed(journal: Journal) -> None:
    before = "".join([*lines_of(journal)[:4], lines_of(journal)[4].replace("ada@host", "eve@host")])
    journal.path.write_text(before)
    with pytest.raises(JournalBroken, match=r"^the last line of .* was changed"):
        journal.append(kind="step.done", deploy="d1", who="ada@host")
    assert journal.path.read_text() == before


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


@pytest.mark.parametrize("where", ["head", "half a line"])
def test_a_disk_without_room_leaves_neither_line_nor_head_however_often_it_is_tried(
    journal: Journal, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A short line may still fit into the last block where the file of the head does not."""
    journal.append(kind="a", deploy="d", who="ada")
    before = journal.path.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise file_error(journal.path, OSError(errno.ENOSPC, "No space left on device"))

    real = os.write
    with monkeypatch.context() as patch:
        if where == "head":
            patch.setattr(chain, "write_whole", full)
        else:
            patch.setattr(chain.os, "write", lambda handle, text: real(handle, text[: len(text) // 2]))
        for _ in range(3):
            with pytest.raises(OpsError, match="No space left on device"):
                journal.append(kind="b", deploy="d", who="ada")
    assert journal.path.read_bytes() == before
    assert journal.append(kind="c", deploy="d", who="ada").seq == 7
    assert journal.verify() == 7
