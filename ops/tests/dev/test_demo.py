"""The whole demo, started for real: interrupted at every stage, run, hurt, stopped and started again.

The tests share one directory and run in the order of the file, so that each start after an interruption also
proves that the interruption left something that starts again.
"""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from vantrexia_ops.dev import places
from vantrexia_ops.dev.ports import find_free_port

from .people import DEMO_NEEDS, as_ordinary_user, is_alive, list_processes_of

pytestmark = pytest.mark.timeout(600)
STAGES = ("", "PostgreSQL", "Valkey", "tables", "schedule", "practice", "days of readings", "scheduler")


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    path = places.make_scratch_dir(prefix="vantrexia-demo-test-")
    yield path
    for process in list_processes_of(path):
        process.kill()
    shutil.rmtree(path, ignore_errors=True)


class Demo:
    """One run of `vantrexia dev demo`, and what it has printed."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = find_free_port()
        self.printed = ""
        path = os.pathsep.join(sys.path)
        env = {**os.environ, "PYTHONPATH": path, "VANTREXIA_DEMO_DIR": str(home / "state"), "COLUMNS": "200"}
        program = "from vantrexia_ops.cli import main; main()"
        # As the bootstrap does: signals wait until the launcher has loaded.
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT, signal.SIGTERM])
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-c", program, "dev", "demo", "--port", str(self.port)],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=env,
                cwd="/",
            )
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT, signal.SIGTERM])

    def wait_for(self, text: str, *, seconds: float = 300) -> float:
        """Read until `text` was printed; the seconds that took."""
        assert self.process.stdout is not None
        started = time.monotonic()
        while text not in self.printed:
            assert time.monotonic() - started < seconds, self.printed
            assert self.process.poll() is None, self.printed + self._rest()
            if select.select([self.process.stdout], [], [], 0.2)[0]:
                self.printed += os.read(self.process.stdout.fileno(), 65536).decode()
        return time.monotonic() - started

    def press_ctrl_c(self) -> str:
        """Interrupt; what was printed from then on. Fails when a process is left behind."""
        before = len(self.printed)
        started = self.list_children()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=60)
        self.printed += self._rest()
        assert [child for child in started if is_alive(child.pid)] == []
        assert [process.cmdline() for process in list_processes_of(self.home)] == []
        return self.printed[before:]

    def list_children(self) -> list[psutil.Process]:
        """Every process below the launcher; some rename themselves, so names alone would not find them."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def find(self, name: str) -> psutil.Process:
        """The process directly below the launcher whose command line contains `name`."""
        children = psutil.Process(self.process.pid).children()
        found = [process for process in children if name in " ".join(process.cmdline())]
        assert len(found) == 1, [process.cmdline() for process in children]
        return found[0]

    def count_readings(self) -> int:
        state = self.home / "state"
        port = json.loads((state / "ports.json").read_text())["postgres"]
        password = (state / "postgres" / "superuser.password").read_text().strip()
        with psycopg.connect(
            host="127.0.0.1", port=port, user="postgres", password=password, dbname="vantrexia"
        ) as connection:
            row = connection.execute("SELECT count(*) FROM vitals_reading").fetchone()
        assert row is not None
        return int(row[0])

    def _rest(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.read().decode()


def assert_stopped_cleanly(demo: Demo, told: str) -> None:
    # A step may have ended, or something been started again, in the same moment.
    lines = [line for line in told.splitlines() if line.strip() and not line.startswith(("✓", "!"))]
    assert len(lines) == 1, told
    assert lines[0].startswith("Stopped. The data stay in "), told
    assert "Traceback" not in demo.printed


@pytest.mark.parametrize("stage", STAGES)
def test_ctrl_c_while_it_starts_stops_everything_and_says_so_in_one_line(home: Path, stage: str) -> None:
    demo = Demo(home)
    demo.wait_for(stage) if stage else time.sleep(0.7)
    time.sleep(0.4)
    told = demo.press_ctrl_c()
    assert demo.process.returncode == 130
    assert_stopped_cleanly(demo, told)


def test_ctrl_c_under_make_is_no_error_of_ours(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAKELEVEL", "1")
    demo = Demo(home)
    demo.wait_for("PostgreSQL")
    told = demo.press_ctrl_c()
    assert demo.process.returncode == 0
    assert_stopped_cleanly(demo, told)


def test_it_starts_survives_a_kill_and_keeps_its_data(home: Path) -> None:
    demo = Demo(home)
    demo.wait_for("Stop with Ctrl-C.")
    assert f"http://127.0.0.1:{demo.port}" in demo.printed
    credentials = json.loads((home / "state" / "credentials.json").read_text())
    for login in credentials["logins"]:
        assert login["email"] in demo.printed
    assert len({login["role"] for login in credentials["logins"]}) == 8
    told = demo.printed[demo.printed.index("Vantrexia is running") :].splitlines()
    # Nothing breaks in a terminal of 80 columns; only a path may be longer.
    assert [line for line in told if len(line) >= 80 and not line.startswith("Logs: ")] == []
    health = httpx.get(f"http://127.0.0.1:{demo.port}/health/").json()
    assert health["status"] in ("pass", "warn")

    demo.find("A config worker").kill()
    demo.wait_for("The worker stopped (killed by SIGKILL); starting it again", seconds=20)
    demo.find("valkey-server").kill()
    demo.wait_for("Valkey stopped; starting it again", seconds=20)
    demo.find("bin/postgres -D").kill()
    demo.wait_for("PostgreSQL stopped; starting it again", seconds=20)
    before = wait_for_more_readings(demo, than=0)
    wait_for_more_readings(demo, than=before)

    readings = demo.count_readings()
    told = demo.press_ctrl_c()
    assert demo.process.returncode == 0
    assert_stopped_cleanly(demo, told)

    again = Demo(home)
    again.wait_for("Stop with Ctrl-C.")
    for step in ("Database roles", "Partitions", "Demo practice", "days of readings"):
        assert step not in again.printed, f"{step} again, although nothing had changed"
    assert again.count_readings() >= readings
    assert json.loads((home / "state" / "credentials.json").read_text()) == credentials
    again.press_ctrl_c()


def wait_for_more_readings(demo: Demo, *, than: int) -> int:
    deadline = time.monotonic() + 120
    while True:
        try:
            now = demo.count_readings()
        except psycopg.Error:
            now = -1
        if now > than:
            return now
        assert time.monotonic() < deadline, f"still {now} readings; {demo.printed}"
        assert demo.process.poll() is None, demo.printed
        time.sleep(0.5)


def test_a_second_demo_in_the_same_place_is_refused_in_one_line(home: Path) -> None:
    first = Demo(home)
    first.wait_for("PostgreSQL")
    second = Demo(home)
    second.process.wait(timeout=30)
    assert second.process.stdout is not None
    told = second.process.stdout.read().decode()
    assert second.process.returncode == 1
    assert re.fullmatch(r"The demo is already running in .*\n", told)
    assert first.process.poll() is None
    first.press_ctrl_c()


def test_killing_the_launcher_takes_everything_with_it(home: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux signals the children of a process that was killed")
    demo = Demo(home)
    demo.wait_for("Stop with Ctrl-C.")
    started = demo.list_children()
    demo.process.kill()
    demo.process.wait()
    deadline = time.monotonic() + 30
    while left := [child for child in started if is_alive(child.pid)]:
        assert time.monotonic() < deadline, left
        time.sleep(0.2)
    again = Demo(home)
    again.wait_for("Stop with Ctrl-C.")
    again.press_ctrl_c()


def test_a_command_beside_a_fresh_demo_finds_it_and_its_failure_keeps_the_logs(tmp_path: Path) -> None:
    script = 'echo "$VANTREXIA_URL" > url; cp "$VANTREXIA_CREDENTIALS" credentials; dirname "$VANTREXIA_CREDENTIALS"; exit 3'
    program = "from vantrexia_ops.cli import main; main()"
    argv = [sys.executable, "-c", program, "dev", "demo", "--fresh", "--port", "0", "--", "sh", "-c", script]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        argv, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=500, check=False
    )
    assert done.returncode == 3, done.stdout + done.stderr
    assert (tmp_path / "url").read_text().startswith("http://127.0.0.1:")
    assert len(json.loads((tmp_path / "credentials").read_text())["logins"]) == 9
    state = next(line for line in done.stdout.splitlines() if line.startswith("/"))
    assert not Path(state).exists()
    kept = re.search(r"The logs are kept in (.*)\.$", done.stdout, re.M)
    assert kept is not None
    assert {"web.log", "worker.log", "postgres.log"} <= {path.name for path in Path(kept[1]).iterdir()}


def test_it_works_for_an_ordinary_user(home: Path) -> None:
    program = (
        "import sys; sys.argv = ['vantrexia', 'dev', 'demo', '--port', '0', '--', 'id', '-u']\n"
        "from vantrexia_ops.cli import main; main()"
    )
    done = as_ordinary_user(program, home, needs=DEMO_NEEDS, timeout=500)
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout.splitlines()[-1]) != 0
    assert "A first reading, from a home to the worklist" in done.stdout
