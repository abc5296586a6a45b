"""`vantrexia dev`: pieces run one by one, obstacles are one line, Ctrl-C is one line and leaves nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import PIPE

import pytest

from vantrexia_ops.cli import COMMANDS, main
from vantrexia_ops.dev import keys
from vantrexia_ops.dev.layout import find_layout

from .conftest import CHECKOUT
from .people import list_processes_of

PROGRAM = (sys.executable, "-c", "from vantrexia_ops.cli import main; main()")


Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start `vantrexia` with arguments; what still runs at the end of the test is killed."""
    started = []

    def start_one(*arguments: str, **env: str) -> subprocess.Popen[str]:
        argv = (*PROGRAM, *arguments)
        started.append(
            subprocess.Popen(argv, stdout=PIPE, stderr=PIPE, text=True, env=make_env(**env), cwd="/")
        )
        return started[-1]

    yield start_one
    for process in started:
        process.kill()
        process.communicate()


def make_env(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **more}


def run(*arguments: str, **env: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of `vantrexia` with arguments."""
    argv = (*PROGRAM, *arguments)
    done = subprocess.run(
        argv, capture_output=True, text=True, env=make_env(**env), cwd="/", timeout=60, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_help_names_every_command_without_loading_it() -> None:
    program = (
        "import sys; from vantrexia_ops.cli import cli\n"
        "cli(['--help'], standalone_mode=False)\n"
        "sys.exit('rich' in sys.modules or 'psycopg' in sys.modules)"
    )
    env = make_env()
    done = subprocess.run(
        [sys.executable, "-c", program], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert all(name in done.stdout for name in COMMANDS)


def test_every_piece_is_a_command() -> None:
    _, printed, _ = run("dev", "--help")
    for name in [
        "demo",
        "reset",
        "postgres",
        "valkey",
        "web",
        "stream",
        "worker",
        "beat",
        "sim",
        "shell",
        "manage",
    ]:
        assert f"\n  {name} " in printed


@pytest.mark.parametrize(("name", "title"), [("postgres", "PostgreSQL"), ("valkey", "Valkey")])
def test_a_server_alone_runs_until_ctrl_c(name: str, title: str, scratch: Path, start: Start) -> None:
    process = start("dev", name)
    assert process.stdout is not None
    assert process.stdout.readline().startswith(f"{title} listens on 127.0.0.1:")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=40)
    assert (process.returncode, out, err) == (0, f"{title} stopped.\n", "")
    assert list_processes_of(scratch) == []


def test_a_server_that_is_killed_says_so_in_one_line(scratch: Path, start: Start) -> None:
    process = start("dev", "valkey")
    assert process.stdout is not None
    process.stdout.readline()
    servers = [found for found in list_processes_of(scratch) if "valkey-server" in found.name()]
    assert len(servers) == 1
    servers[0].kill()
    _, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert err.startswith("Valkey stopped by itself. Its log is ")
    assert err.count("\n") == 1


@pytest.mark.parametrize("arguments", [("manage", "check"), ("web",), ("shell",), ("worker",)])
def test_what_needs_the_database_says_when_it_is_not_there(arguments: tuple[str, ...]) -> None:
    status, out, err = run("dev", *arguments)
    assert (status, out) == (1, "")
    assert err == "PostgreSQL is not running. Start it with `vantrexia dev postgres` in another terminal.\n"


def test_pieces_find_the_servers_of_other_terminals(start: Start) -> None:
    postgres, valkey = start("dev", "postgres"), start("dev", "valkey")
    try:
        for server in (postgres, valkey):
            assert server.stdout is not None
            server.stdout.readline()
        program = (
            "import os, psycopg, redis; "
            "print(psycopg.connect(os.environ['ADMIN_DATABASE_URL']).info.dbname, "
            "redis.Redis.from_url(os.environ['REDIS_URL']).ping())"
        )
        import vantrexia_ops.dev.single as single

        layout = find_layout()
        addresses = single.find_addresses(layout, port=8000, stream_port=None)
        env = single.make_environment(layout, addresses, CHECKOUT)
        done = subprocess.run(
            [sys.executable, "-c", program], env=env, capture_output=True, text=True, check=False
        )
        assert done.stdout.split() == ["vantrexia", "True"], done.stderr
    finally:
        for server in (postgres, valkey):
            server.terminate()
            server.communicate(timeout=40)


def test_reset_forgets_data_and_keys_and_nothing_else(start: Start) -> None:
    layout = find_layout()
    process = start("dev", "postgres")
    assert process.stdout is not None
    process.stdout.readline()
    first = keys.load_keys(layout.keys)
    (layout.root / "lock").touch()
    (layout.root / "a-file-of-somebody-else").touch()
    status, _, err = run("dev", "reset")
    assert status == 1
    assert "A server is still running in" in err
    process.terminate()
    process.communicate(timeout=40)
    status, out, _ = run("dev", "reset")
    assert status == 0
    assert out.startswith("Forgotten: ")
    assert not layout.postgres.exists()
    assert (layout.root / "a-file-of-somebody-else").exists()
    status, out, _ = run("dev", "reset")
    assert (status, out) == (0, f"There is nothing to forget in {layout.root}.\n"), "the second time"
    assert keys.load_keys(layout.keys) != first


def test_reset_does_not_touch_a_directory_that_holds_no_demo(scratch: Path) -> None:
    (scratch / "state" / "postgres").mkdir(parents=True)
    status, _, err = run("dev", "reset")
    assert status == 1
    assert "holds no demo" in err
    assert (scratch / "state" / "postgres").exists()
    status, out, _ = run("dev", "reset", VANTREXIA_DEMO_DIR=str(scratch / "nowhere"))
    assert (status, out) == (0, f"There is nothing to forget in {scratch / 'nowhere'}.\n")


def test_a_word_it_does_not_know_is_no_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["vantrexia", "no-such-command"])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_ctrl_c_while_it_loads_is_one_line(scratch: Path) -> None:
    """At any instant from the first on; the bootstrap keeps the signal back while Python starts."""
    for pause in (0.0, 0.1, 0.2, 0.4, 0.8):
        argv = [sys.executable, "-c", BLOCKED_START]
        process = subprocess.Popen(argv, stdout=PIPE, stderr=PIPE, text=True, env=make_env())
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(pause)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert "Traceback" not in out + err
        assert process.returncode == 0, err
        assert list_processes_of(scratch) == []


BLOCKED_START = (
    "import os, signal, sys; signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT, signal.SIGTERM]); "
    "print('started', flush=True); "
    "program = 'from vantrexia_ops.cli import main; main()'; "
    "os.execv(sys.executable, [sys.executable, '-c', program, 'dev', 'valkey'])"
)
