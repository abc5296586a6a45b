"""Programs of this host: nothing of the caller's environment decides, nobody is left behind, everything ends in time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from vantrexia_ops.commands import Command
from vantrexia_ops.config import Redacted
from vantrexia_ops.errors import EngineGone, LockHeld, OpsError
from vantrexia_ops.runner import CommandFailed, LocalRunner
from vantrexia_ops.runner.protocol import CommandTimeout

OPS = Path(__file__).resolve().parents[2]


def sh(text: str, **options: object) -> Command:
    return Command(argv=("sh", "-c", text), summary="try something", **options)  # type: ignore[arg-type]


def test_what_the_caller_exported_never_decides_what_is_started() -> None:
    """The guide's script deployed `latest` because TAG had been exported (defect D9)."""
    runner = LocalRunner(
        environment={**os.environ, "TAG": "latest", "COMPOSE_FILE": "x", "DOCKER_HOST": "unix:///d"}
    )
    said = runner.run(sh("env")).out
    assert "TAG=" not in said
    assert "COMPOSE_FILE" not in said
    assert "DOCKER_HOST=unix:///d" in said
    assert "OWN=1" in runner.run(sh("env", environment={"OWN": "1"})).out


def test_a_failure_carries_its_last_word_and_a_secret_goes_in_by_standard_input() -> None:
    with pytest.raises(CommandFailed, match="cannot try something: and last") as failed:
        LocalRunner().run(sh("echo first >&2; echo and last >&2; exit 3"))
    assert failed.value.said.code == 3
    assert LocalRunner().run(sh("exit 3"), check=False).code == 3
    assert LocalRunner().run(sh("wc -c", stdin=Redacted("hunter2"))).out.strip() == "7"


def test_an_engine_that_is_gone_and_a_full_disk_are_told_apart() -> None:
    runner = LocalRunner(environment={**os.environ, "DOCKER_HOST": "unix:///nowhere.sock"})
    docker = Command(argv=("docker", "ps"), summary="look")
    with pytest.raises((EngineGone, OpsError)) as gone:
        runner.run(docker)
    assert gone.value.exit_code == 6 or "is not installed" in gone.value.message
    with pytest.raises(CommandFailed) as full:
        runner.run(sh("echo 'write /x: no space left on device' >&2; exit 1"))
    assert "free some space, then try again" in (full.value.hint or "")


@pytest.mark.parametrize(("mode", "text"), [(0o600, "#!/bin/sh\n"), (0o700, "no first line")])
def test_a_program_that_cannot_be_started_is_said_with_what_it_needs(
    tmp_path: Path, mode: int, text: str
) -> None:
    program = tmp_path / "program"
    program.write_text(text)
    program.chmod(mode)
    with pytest.raises(
        OpsError, match=r"program cannot be started: (Permission denied|Exec format error)"
    ) as refused:
        LocalRunner().run(Command(argv=(str(program),), summary="try something"))
    assert "begins with #!" in (refused.value.hint or "")


def test_a_program_that_is_not_installed_is_said_with_where_to_look() -> None:
    with pytest.raises(OpsError, match="nosuchprogram is not installed on this host") as missing:
        LocalRunner().run(Command(argv=("nosuchprogram",), summary="try"))
    assert "host.md" in (missing.value.hint or "")


def test_whoever_does_not_end_in_time_is_ended_with_all_of_its_children(tmp_path: Path) -> None:
    child = tmp_path / "child"
    began = time.monotonic()
    with pytest.raises(CommandTimeout, match="no end after 1 s"):
        LocalRunner().run(sh(f"sleep 60 & echo $! >{child}; wait", timeout_seconds=1))
    assert time.monotonic() - began < 10
    assert is_gone(int(child.read_text()))


def test_nothing_is_changed_once_the_fence_is_down(tmp_path: Path) -> None:
    def refuse() -> None:
        raise LockHeld("the lease of this host was taken over")

    runner = LocalRunner(guard=refuse)
    assert runner.run(sh("echo looking")).out == "looking\n", "looking is free"
    for act in (runner.run, lambda command: runner.follow(command, on_line=print)):
        with pytest.raises(LockHeld):
            act(sh(f"touch {tmp_path}/changed", changes=True))
    assert list(tmp_path.iterdir()) == []


def test_a_program_that_is_followed_is_heard_line_by_line() -> None:
    heard: list[str] = []
    assert LocalRunner().follow(sh("echo one; echo two >&2; exit 4"), on_line=heard.append) == 4
    assert heard == ["one", "two"]


def test_when_the_tool_is_killed_what_it_runs_ends_too(tmp_path: Path) -> None:
    """Two hands on one container are worse than none."""
    script = (
        "from vantrexia_ops.commands import Command; from vantrexia_ops.runner import LocalRunner;"
        f"LocalRunner().run(Command(argv=('sh', '-c', 'echo $$ >{tmp_path}/pid; exec sleep 60'), summary='x'))"
    )
    tool = subprocess.Popen([sys.executable, "-c", script], cwd=OPS)
    deadline = time.monotonic() + 20
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text().strip():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    tool.send_signal(signal.SIGKILL)
    tool.wait(10)
    assert is_gone(int((tmp_path / "pid").read_text()))


def is_gone(pid: int) -> bool:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False
