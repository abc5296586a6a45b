"""The supervisor keeps processes alive, gives up on those that never start, and leaves none behind."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from vantrexia_ops.dev import interrupts, process
from vantrexia_ops.dev.pieces import Piece
from vantrexia_ops.dev.supervisor import Supervisor, last_words
from vantrexia_ops.errors import OpsError

from .people import is_alive


class Watch:
    """A supervisor with everything it said."""

    def __init__(self, logs: Path) -> None:
        self.said: list[str] = []
        self.supervisor = Supervisor(logs=logs, say=self.said.append, patience_seconds=2.0)
        self.supervisor.set_environment(dict(os.environ))

    def tend_until(self, condition: Callable[[], bool], *, seconds: float = 15) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"waited in vain; said: {self.said}"
            self.supervisor.tend()
            time.sleep(0.02)


def make_piece(tmp_path: Path, program: str, name: str = "thing") -> Piece:
    return Piece(name=name, title=f"{name} process", argv=(sys.executable, "-c", program), cwd=tmp_path)


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    return Watch(tmp_path)


def read_pids(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().split()] if path.exists() else []


COUNT = "import os, time; open('pids', 'a').write(f'{os.getpid()}\\n'); "


def test_a_killed_process_is_started_again_and_one_line_says_so(watch: Watch, tmp_path: Path) -> None:
    watch.supervisor.start(make_piece(tmp_path, COUNT + "time.sleep(60)"))
    watch.tend_until(lambda: len(read_pids(tmp_path / "pids")) == 1)
    os.kill(read_pids(tmp_path / "pids")[0], signal.SIGKILL)
    watch.tend_until(lambda: len(read_pids(tmp_path / "pids")) == 2)
    assert watch.said == [
        "The thing process stopped (killed by SIGKILL); starting it again in 1 s. "
        f"Log: {tmp_path / 'thing.log'}"
    ]
    watch.supervisor.stop_all()


def test_the_pause_grows_with_every_failure(watch: Watch, tmp_path: Path) -> None:
    watch.supervisor.everything_is_up()
    watch.supervisor.start(make_piece(tmp_path, COUNT + "raise SystemExit(3)"))
    started = time.monotonic()
    watch.tend_until(lambda: len(watch.said) == 3)
    watch.supervisor.stop_all()
    assert time.monotonic() - started >= 3.0
    pauses = [line.split("again in ")[1].split(" s.")[0] for line in watch.said]
    assert pauses == ["1", "2", "4"]
    assert "exit 3" in watch.said[0]


def test_what_never_starts_is_a_reason_to_stop_with_its_last_words(watch: Watch, tmp_path: Path) -> None:
    program = "import sys; print('some banner'); sys.exit('the setting FOO is missing')"
    watch.supervisor.start(make_piece(tmp_path, program))
    with pytest.raises(OpsError, match=r"does not start \(exit 1\): the setting FOO is missing") as end:
        watch.tend_until(lambda: False)
    assert "\n" not in end.value.line


def test_stopping_leaves_nothing_behind_not_even_what_ignores_the_request(
    watch: Watch, tmp_path: Path
) -> None:
    stubborn = (
        "import os, signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
        "open('pids', 'a').write(f'{os.getpid()}\\n{child.pid}\\n'); time.sleep(60)"
    )
    watch.supervisor.start(make_piece(tmp_path, stubborn))
    watch.tend_until(lambda: len(read_pids(tmp_path / "pids")) == 2)
    watch.supervisor.stop_all()
    assert not any(is_alive(pid) for pid in read_pids(tmp_path / "pids"))
    assert not watch.supervisor.is_running("thing")


def test_all_are_asked_at_once_so_that_stopping_takes_as_long_as_the_slowest(
    watch: Watch, tmp_path: Path
) -> None:
    slow = (
        "import os, signal, sys, time; say = lambda word: open('said', 'a').write(word + '\\n'); "
        "signal.signal(signal.SIGTERM, lambda *a: (say('asked'), time.sleep(1.5), say('gone'), sys.exit(0))); "
        "open('pids', 'a').write(f'{os.getpid()}\\n'); time.sleep(60)"
    )
    for name in ("first", "second", "third"):
        watch.supervisor.start(make_piece(tmp_path, slow, name))
    watch.tend_until(lambda: len(read_pids(tmp_path / "pids")) == 3)
    watch.supervisor.stop_all()
    assert (tmp_path / "said").read_text().split()[:3] == ["asked"] * 3, "none has to wait for another's end"


def test_a_child_dies_with_its_launcher(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux signals the children of a process that was killed")
    program = (
        "import os, sys, time; from vantrexia_ops.dev import process\n"
        "child = process.spawn([sys.executable, '-c', 'import time; time.sleep(60)'], log=None)\n"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with open(tmp_path / "out", "wb") as out:
        launcher = process.spawn([sys.executable, "-c", program], log=out, env=env)
    deadline = time.monotonic() + 15
    while not (tmp_path / "out").read_text().strip():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    child = int((tmp_path / "out").read_text())
    launcher.kill()
    launcher.wait()
    deadline = time.monotonic() + 10
    while is_alive(child):
        assert time.monotonic() < deadline
        time.sleep(0.05)


class Flaky:
    """A server that is down and needs a few attempts."""

    def __init__(self, failures: int, log: Path) -> None:
        self.failures = failures
        self.is_running = False
        self.log_path = log
        self.attempts = 0

    def start(self) -> None:
        self.attempts += 1
        if self.attempts <= self.failures:
            raise OpsError("not yet")
        self.is_running = True

    def stop(self) -> None:
        self.is_running = False


def test_a_server_that_died_is_started_again(watch: Watch, tmp_path: Path) -> None:
    server = Flaky(1, tmp_path / "log")
    watch.supervisor.adopt("PostgreSQL", server)
    watch.tend_until(lambda: server.is_running)
    assert watch.said[0].startswith("PostgreSQL stopped; starting it again.")


def test_a_server_that_cannot_be_started_ends_the_launcher(
    watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vantrexia_ops.dev.supervisor.TRIES_OF_A_SERVER", 2)
    watch.supervisor.adopt("PostgreSQL", Flaky(9, tmp_path / "log"))
    with pytest.raises(OpsError, match="not yet"):
        watch.tend_until(lambda: False)


def test_a_process_that_left_no_message_is_said_so(tmp_path: Path) -> None:
    assert last_words(tmp_path / "missing.log") == "it left no message."


def test_a_signal_waits_until_a_child_is_written_down() -> None:
    interrupts.install()
    reached = []

    def start_a_child() -> None:
        with interrupts.held():
            os.kill(os.getpid(), signal.SIGTERM)
            reached.append("after the signal")

    with pytest.raises(KeyboardInterrupt):
        start_a_child()
    assert reached == ["after the signal"]


def test_a_signal_that_a_library_swallowed_is_raised_at_the_next_check() -> None:
    interrupts.install()
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        interrupts.check()


def test_a_second_ctrl_c_does_not_break_off_the_stopping() -> None:
    interrupts.install()
    interrupts.silence()
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.05)
    interrupts.check()
