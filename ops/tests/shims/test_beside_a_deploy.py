"""`bring-up.sh` by hand while somebody deploys, with an engine that only writes down what it is told."""

from __future__ import annotations

import configparser
import os
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.lease.test_lease import open_office, other_process
from tests.pipeline.places import ROOT, put_program
from vantrexia_ops.clock import SystemClock
from vantrexia_ops.lease import LeaseOffice
from vantrexia_ops.lease.record import Process, this_process

BRING_UP = ROOT / "docker/systemd/bring-up.sh"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    put_program(tmp_path / "there", "docker", f'echo "$@" >> {tmp_path}/said')
    directory = tmp_path / "state"
    directory.mkdir()
    (directory / "current.env").write_text("VANTREXIA_COLOUR=green\n")
    return directory


def bring_up(state: Path, *words: str) -> tuple[int, str, bool]:
    """Exit code, what was said to the person, whether the engine was told anything."""
    said = state.parent / "said"
    said.unlink(missing_ok=True)
    done = subprocess.run(
        [BRING_UP, state / "current.env", *words], check=False, timeout=30, capture_output=True, text=True,
        env={"PATH": f"{state.parent}/there:{os.environ['PATH']}"},
    )  # fmt: skip
    return done.returncode, done.stderr, said.exists()


def test_while_a_deploy_runs_nothing_is_started_and_it_is_said_whose(state: Path) -> None:
    with other_process(state):
        code, said, touched = bring_up(state)
        assert (code, touched) == (3, False)
        assert "nothing was started: this host is being changed by ada@host since 2" in said
        assert "deploy r1. Let it end" in said
        assert bring_up(state, "--force") == (0, "", True)
    assert bring_up(state) == (0, "", True), "the process is gone, its lease is not"
    assert (state / "lease.json").exists()


def leave(state: Path, process: Process) -> None:
    LeaseOffice(state, clock=SystemClock(), seconds=30, process=lambda: process).take(
        who="René@host", why="deploy r1"
    )


def test_a_lease_of_before_a_reboot_keeps_nothing_down(state: Path) -> None:
    """The number may belong to another process by now, the boot may be another one."""
    ours = this_process()
    leave(state, ours)
    assert bring_up(state)[0] == 3, "it is the boot and the beginning that tell"
    for gone in (
        Process(pid=ours.pid, started=ours.started, boot="another"),
        Process(pid=ours.pid, started=ours.started + 1, boot=ours.boot),
    ):
        (state / "lease.json").unlink()
        leave(state, gone)
        assert bring_up(state) == (0, "", True)


@pytest.mark.parametrize("text", [None, "", "[]", '{"process": null}', '{"process": {"pid": "1"}}', "\xff"])
def test_what_cannot_be_read_keeps_nothing_down(state: Path, text: str | None) -> None:
    if text is not None:
        (state / "lease.json").write_text(text, encoding="latin-1")
    assert bring_up(state) == (0, "", True)


def test_a_lock_by_hand_keeps_nothing_down(state: Path) -> None:
    open_office(state).lock(who="ada@host", why="audit today")
    assert bring_up(state) == (0, "", True)


def test_the_unit_asks_nobody(state: Path) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.read(ROOT / "docker/systemd/vantrexia.service")
    program, file, *words = shlex.split(unit["Service"]["ExecStart"])
    assert (program, file) == (
        "/opt/vantrexia/docker/systemd/bring-up.sh",
        "/opt/vantrexia/state/current.env",
    )
    with other_process(state):
        assert bring_up(state, *words) == (0, "", True)
