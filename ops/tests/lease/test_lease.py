"""One at a time on a host: a lease with a heartbeat, and a number that stops whoever comes back too late."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.flows.clock import FakeClock
from vantrexia_ops.clock import SystemClock
from vantrexia_ops.errors import LockHeld, OpsError
from vantrexia_ops.lease import LeaseOffice
from vantrexia_ops.lease.record import LeaseRecord, Process, this_process

OPS = Path(__file__).resolve().parents[2]
SECONDS = 2


def open_office(directory: Path) -> LeaseOffice:
    return LeaseOffice(directory, clock=SystemClock(), seconds=SECONDS)


@contextmanager
def other_process(directory: Path) -> Iterator[subprocess.Popen[str]]:
    """Another tool on the same host, which holds the lease."""
    words = [sys.executable, "-m", "tests.lease.holder", str(directory), str(SECONDS)]
    process = subprocess.Popen(
        words, cwd=OPS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ}
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.wait(10)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def ask_to_change(process: subprocess.Popen[str]) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("now\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


def test_while_one_deploys_another_is_told_who(tmp_path: Path) -> None:
    with other_process(tmp_path) as process:
        assert ask_to_change(process) == "changed"
        with pytest.raises(LockHeld, match=r"ada@host is deploying since .* UTC: deploy r1") as refused:
            open_office(tmp_path).take(who="eve@host", why="deploy r2")
        assert "--lock-wait" in (refused.value.hint or "")


def test_its_heartbeat_keeps_the_lease_for_longer_than_a_lease_lasts(tmp_path: Path) -> None:
    with other_process(tmp_path) as process:
        time.sleep(SECONDS * 1.6)
        with pytest.raises(LockHeld):
            open_office(tmp_path).take(who="eve@host", why="deploy r2")
        assert ask_to_change(process) == "changed"


def test_the_lease_of_a_process_that_is_gone_is_taken_over_at_once(tmp_path: Path) -> None:
    with other_process(tmp_path) as process:
        process.kill()
        process.wait(10)
        lease = open_office(tmp_path).take(who="eve@host", why="deploy r2")
        assert lease.number == 2


def test_one_that_slept_too_long_changes_nothing_any_more(tmp_path: Path) -> None:
    """Stopped for longer than its lease lasts, as a host that was suspended; meanwhile somebody else began."""
    with other_process(tmp_path) as process:
        process.send_signal(signal.SIGSTOP)
        time.sleep(SECONDS * 1.5)
        lease = open_office(tmp_path).take(who="eve@host", why="deploy r2")
        process.send_signal(signal.SIGCONT)
        said = ask_to_change(process)
        assert "was taken over by eve@host (deploy r2)" in said
        assert "`vantrexia status` shows who deploys now." in said
        assert process.wait(10) == LockHeld.exit_code
        assert not (tmp_path / "changed").exists()
        lease.check()
        assert open_office(tmp_path).find() == lease.record, "nor does it give back what is no longer its own"


def test_whoever_waits_gets_it_when_it_is_free(tmp_path: Path) -> None:
    first = open_office(tmp_path).take(who="ada@host", why="deploy r1")
    threading.Timer(0.5, open_office(tmp_path).give_back, args=(first,)).start()
    assert open_office(tmp_path).take(who="eve@host", why="deploy r2", wait_seconds=10).number == 2


def test_a_lock_set_by_hand_is_never_waited_for_and_never_ends_by_itself(tmp_path: Path) -> None:
    clock = FakeClock()
    office = LeaseOffice(tmp_path, clock=clock, seconds=SECONDS)
    office.lock(who="ada@host", why="audit today")
    clock.sleep(86_400)
    with pytest.raises(LockHeld, match="locked by ada@host"):
        office.take(who="eve@host", why="deploy r2", wait_seconds=600)
    assert clock.monotonic() == 1000.0 + 86_400, "not waited for"
    office.unlock()
    assert office.take(who="eve@host", why="deploy r2").number == 2


def test_the_lease_of_a_running_deploy_is_no_lock_to_be_released(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    lease = office.take(who="ada@host", why="deploy r1")
    with pytest.raises(LockHeld, match="this is no lock but the lease of a running deploy"):
        office.unlock()
    office.unlock(force=True)
    with pytest.raises(LockHeld, match="was taken over"):
        lease.check()


@pytest.mark.parametrize(("off", "stands"), [(-1, True), (1, True), (3600, False), (-3600, False)])
def test_a_clock_that_was_set_does_not_keep_everybody_out(off: int, stands: bool) -> None:
    now = datetime(2026, 11, 29, tzinfo=UTC)
    beat = now + timedelta(seconds=off)
    record = LeaseRecord(number=1, who="a", why="b", since=beat, beat_at=beat, process=this_process())
    assert record.stands(now=now, seconds=30) is stands


def test_a_number_of_this_boot_is_not_a_process_of_another(tmp_path: Path) -> None:
    own = this_process()
    assert own.lives()
    assert not Process(pid=own.pid, started=own.started, boot="another boot").lives()
    assert not Process(pid=own.pid, started=own.started - 60, boot=own.boot).lives(), (
        "the number was used again"
    )


def test_a_process_is_known_by_what_no_set_clock_changes() -> None:
    """A clock that is set in the middle of a deploy would else let a second one take its place."""
    own = this_process()
    assert 0 < own.started <= time.clock_gettime(time.CLOCK_BOOTTIME)


@pytest.mark.parametrize(
    ("name", "hint"), [("lease.json", "lock release --force"), ("lease.number", "journal")]
)
def test_a_broken_file_is_said_and_nothing_is_taken(tmp_path: Path, name: str, hint: str) -> None:
    (tmp_path / name).write_text("not this")
    with pytest.raises(OpsError) as broken:
        open_office(tmp_path).take(who="ada@host", why="deploy r1")
    assert hint in (broken.value.hint or "")
    assert name in broken.value.message
    if name == "lease.json":
        assert open_office(tmp_path).unlock(force=True) is None
        open_office(tmp_path).take(who="ada@host", why="deploy r1")
        assert json.loads((tmp_path / name).read_text())["number"] == 1
