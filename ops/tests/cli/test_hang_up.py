"""Nobody listens any more: a lost connection, a closed terminal, a log on a full disk. The deploy goes on and is written down."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.pipeline.places import put_program
from vantrexia_ops.commands.environment import make_environment, write_environment
from vantrexia_ops.config.reading import read_config

OPS = Path(__file__).resolve().parents[2]


def start(out: int | str, *, outcome: Path, kind: str = "good", **more: object) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "tests.cli.deploy_in_terminal", kind, str(outcome)]
    return subprocess.Popen(
        words, cwd=OPS, stdout=out, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, **more
    )  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize(("kind", "code", "says"), [("good", 0, "good"), ("bad", 8, "failed")])
def test_a_connection_that_is_lost_stops_no_deploy(tmp_path: Path, kind: str, code: int, says: str) -> None:
    """Over SSH without a terminal: the tool is told by its next line, which nobody takes."""
    ours, theirs = os.pipe()
    process = start(theirs, outcome=tmp_path / "outcome", kind=kind)
    os.close(theirs)
    assert os.read(ours, 1)
    os.close(ours)
    assert process.wait(60) == code
    assert (tmp_path / "outcome").read_text() == says, "it ended as it would have ended"


def test_a_terminal_that_is_closed_stops_no_deploy(tmp_path: Path) -> None:
    """Its session is told by SIGHUP as well."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        ["setsid", "--ctty", "--wait", sys.executable, "-m", "tests.cli.deploy_in_terminal", "good", str(tmp_path / "outcome")],
        cwd=OPS, stdin=theirs, stdout=theirs, stderr=theirs, env={**os.environ, "TERM": "xterm-256color"},
    )  # fmt: skip
    os.close(theirs)
    assert os.read(ours, 1)
    os.close(ours)
    assert process.wait(60) == 0
    assert (tmp_path / "outcome").read_text() == "good"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_log_on_a_full_disk_stops_no_deploy(tmp_path: Path) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    process = start(full, outcome=tmp_path / "outcome")
    os.close(full)
    assert process.wait(60) == 0
    assert (tmp_path / "outcome").read_text() == "good"


def test_a_terminal_that_is_closed_does_not_stop_nginx_from_being_replaced(tmp_path: Path) -> None:
    config, state, replaced = tmp_path / "vantrexia.toml", tmp_path / "state", tmp_path / "replaced"
    config.write_text(f'[names]\napp = "app.example"\napi = "api.example"\n[host]\nstate = "{state}"\n')
    state.mkdir()
    variables = make_environment(
        read_config(config),
        release="r1",
        images={},
        colour="blue",
        project="vantrexia-blue",
        state=str(state),
    )
    (state / "current.env").write_text(write_environment(variables))
    there = put_program(
        tmp_path / "there",
        "docker",
        f'case "$*" in *" up "*) touch {tmp_path}/begun; sleep 2; touch {replaced};; esac',
    )
    process = subprocess.Popen(
        [Path(sys.executable).with_name("vantrexia"), "maintenance", "edge", "--config", config],
        env={"PATH": f"{there}:{os.environ['PATH']}"}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(tmp_path / "begun")
        process.send_signal(signal.SIGHUP)
        wait_for(replaced)
    finally:
        process.kill()
        process.wait(10)


def wait_for(path: Path) -> None:
    until = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < until, f"{path.name} never came"
        time.sleep(0.05)
