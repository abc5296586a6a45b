"""What a person sees of a deploy, in a pseudo-terminal of 80 and of 120 columns."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.cli.screen import Seen, run_in_terminal

OPS = Path(__file__).resolve().parents[2]


def watch(kind: str, *, columns: int, **environment: str) -> Seen:
    words = (sys.executable, "-m", "tests.cli.deploy_in_terminal", kind)
    return run_in_terminal(
        words,
        columns=columns,
        environment={"PYTHONPATH": str(OPS), "COVERAGE_PROCESS_START": "", **environment},
    )


@pytest.mark.parametrize("columns", [80, 120])
def test_a_good_deploy_stands_there_step_by_step_with_its_notes_below(columns: int) -> None:
    seen = watch("good", columns=columns)
    assert seen.code == 0
    lines = [line for line in seen.lines if line]
    assert lines[0].startswith("Deploying release 4f1c2d9e8a7b")
    steps = [line for line in lines if line.startswith("  ✓ ")]
    assert len(steps) > 10
    assert all(line.endswith(" s") for line in steps)
    ready = next(n for n, line in enumerate(lines) if line.startswith("  ✓ Wait until it is ready"))
    assert lines[ready + 1] == "      backend does not answer yet (2 times)"
    assert "serves as green" in "".join(lines[-2:])
    assert lines[-1].endswith(" s)"), "how long all of it took"
    assert not [line for line in lines if "⠋" in line], "nothing spins when it is over"


@pytest.mark.parametrize("columns", [80, 120])
def test_what_is_too_long_goes_on_under_its_own_beginning(columns: int) -> None:
    seen = watch("good", columns=columns)
    assert all(len(line) <= columns for line in seen.lines)
    found = next(n for n, line in enumerate(seen.lines) if line.startswith("      certificate: ok"))
    more = seen.lines[found + 1]
    if columns == 80:
        assert more.startswith("      origin api.practice.example")
    else:
        assert "api.practice.example" in seen.lines[found]


def test_a_failed_deploy_ends_with_what_failed_what_was_undone_and_what_still_serves() -> None:
    seen = watch("bad", columns=80)
    assert seen.code == 8
    lines = [line for line in seen.lines if line]
    failed = next(n for n, line in enumerate(lines) if line.startswith("  ✗ Smoke test the new colour: "))
    assert any("patients: FAILED" in line for line in lines[failed:])
    assert [line for line in lines if line.startswith("  ↩ undo: ")]
    assert any(line.startswith("    backend last words of backend") for line in lines)
    assert lines[-1].startswith("✗ Smoke test the new colour failed; release r1 still serves")


def test_a_dumb_terminal_gets_plain_lines_and_no_colour_means_none() -> None:
    assert "\x1b" not in watch("good", columns=80, TERM="dumb").raw
    without = watch("good", columns=80, NO_COLOR="1")
    assert not [code for code in ("\x1b[32m", "\x1b[31m", "\x1b[33m", "\x1b[36m") if code in without.raw]
    assert "✓" in without.raw
