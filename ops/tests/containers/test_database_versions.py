"""The server on every PostgreSQL it promises, over TLS only: migrated as in production, then its core tests on that server.

The servers are containers on stand-in bases with a certificate of a throw-away authority; they let nobody in without TLS, and
their own log says of every connection how it came in.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from tests.containers.authority import issue
from tests.containers.database import start_database
from tests.containers.engine import AIRGAP, REPOSITORY, run

pytestmark = pytest.mark.timeout(600)
PASSWORD = "throw-away"
VERSIONS = {15: "postgres15", 17: "postgres17", 18: "postgres"}
# Walls, roles, partitions, COPY, exclusion constraints, row locks, ranks, triggers: what a database of another version could do otherwise.
CORE = (
    "tests/architecture/test_walls.py",
    "tests/api/test_webhooks.py",
    "tests/api/test_patients_search.py",
    "tests/api/test_devices.py",
    "tests/api/test_triage.py",
    "tests/api/test_auth_committed.py",
    "tests/apps/audit",
    "tests/apps/patients",
    "tests/apps/vitals",
    "tests/apps/test_bulk.py",
    "tests/workflows/test_readings.py",
    "tests/workflows/test_corrections.py",
)


@dataclass(frozen=True, slots=True)
class Server:
    version: int
    container: str
    port: int
    authority: Path

    def url(self, *, mode: str = "verify-full", authority: Path | None = None) -> str:
        """The superuser's address; `authority` is whose certificates are believed."""
        query = f"sslmode={mode}"
        if mode != "disable":
            query += f"&sslrootcert={quote(str(authority or self.authority), safe='')}"
        return f"postgresql://postgres:{PASSWORD}@localhost:{self.port}/postgres?{query}"

    def connect(self, **how: object) -> psycopg.Connection:
        return psycopg.connect(self.url(**how), autocommit=True, connect_timeout=5)  # type: ignore[arg-type]

    def log(self) -> str:
        done = run("docker", "logs", self.container)
        return done.stdout + done.stderr


@pytest.fixture(scope="module", params=VERSIONS, ids=[f"PostgreSQL {version}" for version in VERSIONS])
def server(
    request: pytest.FixtureRequest, engine: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    version: int = request.param
    run(AIRGAP / "bases.sh", VERSIONS[version], timeout_seconds=600)
    names = dict(line.split("=", 1) for line in run(AIRGAP / "bases.sh", "--env").stdout.split())
    image = names["POSTGRES_IMAGE" if version == 18 else f"POSTGRES_{version}_IMAGE"]
    directory = tmp_path_factory.mktemp(f"postgres{version}")
    container = start_database(
        image=image,
        directory=directory,
        issued=issue("localhost"),
        password=PASSWORD,
        words=("--publish", "127.0.0.1::5432"),
    )
    try:
        address = run("docker", "port", container, "5432/tcp").stdout.split()[0]
        found = Server(version, container, int(address.rpartition(":")[2]), directory / "ca.pem")
        wait_until_it_answers(found)
        yield found
    finally:
        run("docker", "rm", "--force", "--volumes", container, check=False)


def wait_until_it_answers(server: Server) -> None:
    deadline = time.monotonic() + 60
    while True:
        with suppress(psycopg.OperationalError), server.connect():
            return
        assert time.monotonic() < deadline, server.log()[-2000:]
        time.sleep(0.3)


def test_it_is_the_version_it_says_and_speaks_tls(server: Server) -> None:
    with server.connect() as connection:
        assert connection.info.server_version // 10_000 == server.version
        row = connection.execute(
            "SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        ).fetchone()
    assert row == (True, "TLSv1.3")


def test_without_tls_and_with_a_foreign_certificate_nobody_gets_in(server: Server, tmp_path: Path) -> None:
    with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
        server.connect(mode="disable")
    foreign = tmp_path / "foreign.pem"
    foreign.write_text(issue("localhost").authority)
    with pytest.raises(psycopg.OperationalError, match="certificate verify failed"):
        server.connect(authority=foreign)


def test_migrations_and_the_core_of_the_server_hold_on_it(server: Server) -> None:
    done = run(
        *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header"),
        *(f"--rootdir={REPOSITORY / 'backend'}", *(str(REPOSITORY / "backend" / part) for part in CORE)),
        environment={
            "TEST_ADMIN_DATABASE_URL": server.url(),
            "PYTHONPATH": os.pathsep.join(str(REPOSITORY / part) for part in ("backend", "ops", "sim")),
            "COVERAGE_PROCESS_START": "",
        },
        timeout_seconds=540,
    )
    assert re.search(r"^\d{3} passed", done.stdout, re.M), done.stdout[-2000:]
    assert "skipped" not in done.stdout.splitlines()[-1]
    let_in = re.findall(r"connection authorized: user=(vantrexia_\w+).*", server.log())
    assert {"vantrexia_app", "vantrexia_migrator"} <= set(let_in)
    plain = [
        line for line in server.log().splitlines()
        if "connection authorized" in line and "[local]" not in line and "user=vantrexia" in line and "SSL enabled" not in line
    ]  # fmt: skip
    assert plain == []
