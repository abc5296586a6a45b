"""Accidents on a real host: each is told in one line with a hint and its exit code, what serves goes on serving, nothing is half done.

Those that stop a deploy before it has begun, and so cost seconds; test_accidents_midway.py has those that come in the middle of one.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.containers.authority import issue
from tests.containers.disk import fill, small_state
from tests.containers.engine import REPOSITORY, run
from tests.containers.host import Host
from tests.containers.releases import make_release
from tests.containers.stack import API_HOST, APP_HOST
from vantrexia_ops.cli.ground import make_ground
from vantrexia_ops.clock import SystemClock
from vantrexia_ops.errors import OpsError, PreflightRefused
from vantrexia_ops.flows.deploy import deploy

pytestmark = pytest.mark.timeout(300)
NEXT = "accident"


@pytest.fixture(scope="module", autouse=True)
def next_release(images: dict[str, str]) -> Iterator[None]:
    """One more release on this machine; none of these tests lets it serve."""
    prefix = images["IMAGE_PREFIX"]
    made = make_release(NEXT, base=f"{prefix}/{{}}:{images['TAG']}", prefix=prefix)
    yield
    run("docker", "image", "rm", *made.values(), check=False)


def look(host: Host) -> tuple[str, list[str], str]:
    """What serves, every container with when it was started, and the last line of the journal."""
    status = host.ask("status")
    assert status["holder"] is None
    assert status["unfinished"] is None
    ids = run(
        "docker", "ps", "--no-trunc", "--quiet", "--filter", f"label=io.vantrexia.stack={host.stack.name}"
    ).stdout.split()
    started = run("docker", "inspect", "--format", "{{.Name}} {{.State.StartedAt}}", *ids).stdout.splitlines()
    return status["release"], sorted(started), json.dumps(host.ask("history", "--count", "1")["release"])


def refuse(host: Host, *, code: int, says: str, hint: str) -> str:
    """The deploy is refused with these words, and everything is as it was."""
    before = look(host)
    said = host.vantrexia("deploy", "--release", NEXT, expect=code)
    assert says in said, said
    assert hint in said, said
    assert "Traceback" not in said
    assert look(host)[:2] == before[:2]
    with host.stack.client() as client:
        assert client.get("/health/ready").json()["release"] == before[0]
    return said


@contextmanager
def in_store(host: Host, **values: str) -> Iterator[None]:
    kept = {name: (host.store / name).read_text() for name in values}
    try:
        for name, value in values.items():
            host.put_secret(name, value)
        yield
    finally:
        for name, value in kept.items():
            host.put_secret(name, value)


def write_secrets(host: Host) -> None:
    """What the runbook's `systemctl reload vantrexia-secrets` runs."""
    where = {
        "VANTREXIA_SECRETS_DIR": str(host.stack.secrets_directory),
        "VANTREXIA_SECRETS_SOURCE": str(host.store),
    }
    run(REPOSITORY / "docker/systemd/secrets-up.sh", environment=where)


def ask_database(host: Host, sql: str) -> str:
    words = ("psql", "-h", "127.0.0.1", "-U", "postgres", "-d", "vantrexia", "-Atc", sql)
    environment = {"PGPASSWORD": host.stack.secrets["POSTGRES_PASSWORD"]}
    return run(
        "docker",
        "exec",
        "-e",
        "PGPASSWORD",
        host.stack.container("postgres"),
        *words,
        environment=environment,
    ).stdout


def wait_until_the_edge_is_trusted(host: Host) -> None:
    """A reload is over when the workers before it take no connection any more: a moment later."""
    deadline = time.monotonic() + 10
    while True:
        try:
            with host.stack.client() as client:
                assert client.get("/health/ready").status_code == 200
            return
        except httpx.ConnectError:
            assert time.monotonic() < deadline, "the edge still shows the certificate that ran out"
            time.sleep(0.2)


def test_a_password_of_valkey_that_was_changed_in_the_store_alone_is_named_and_not_shown(host: Host) -> None:
    changed = secrets.token_hex(16)
    with in_store(host, REDIS_URL=f"redis://vantrexia:{changed}@redis:6379/0"):
        said = refuse(host, code=4, says="Valkey (broker) refuses the new release", hint="valkey-password.md")
    assert changed not in said
    assert host.stack.secrets["REDIS_URL"] not in said
    with in_store(host, CACHE_URL=f"redis://vantrexia:{changed}@redis-cache:6379/0"):
        refuse(host, code=4, says="Valkey (cache) refuses the new release", hint="valkey-password.md")


def test_a_database_that_only_reads_refuses_a_deploy_and_the_application_says_so(host: Host) -> None:
    ask_database(host, "ALTER SYSTEM SET default_transaction_read_only = on")
    ask_database(host, "SELECT pg_reload_conf()")
    try:
        refuse(host, code=4, says="the database only reads", hint="find the writer")
    finally:
        ask_database(host, "ALTER SYSTEM RESET default_transaction_read_only")
        ask_database(host, "SELECT pg_reload_conf()")


def test_a_password_of_the_database_that_was_changed_is_told_without_it(host: Host) -> None:
    changed = host.stack.secrets["DATABASE_URL"].replace("@postgres", "x@postgres")
    with in_store(host, DATABASE_URL=changed):
        said = refuse(host, code=4, says="the database does not answer the new release", hint="DATABASE_URL")
    assert changed not in said


def test_a_certificate_in_the_store_that_ran_out_refuses_a_deploy(host: Host) -> None:
    old = issue(APP_HOST, API_HOST, days_left=-1, signed_by=host.stack.issued)
    with in_store(host, CLOUDFLARE_ORIGIN_CERT=old.certificate, CLOUDFLARE_ORIGIN_KEY=old.key):
        refuse(host, code=4, says="origin certificate: ", hint="certificate.md")


def test_a_certificate_that_ran_out_at_the_edge_is_found_by_smoke_and_doctor_and_mended_without_a_deploy(
    host: Host,
) -> None:
    old = issue(APP_HOST, API_HOST, days_left=-1, signed_by=host.stack.issued)
    try:
        with in_store(host, CLOUDFLARE_ORIGIN_CERT=old.certificate, CLOUDFLARE_ORIGIN_KEY=old.key):
            write_secrets(host)
            host.vantrexia("maintenance", "proxy")
            smoke = host.vantrexia("smoke", expect=8)
            assert "expired" in smoke, smoke
            doctor = host.vantrexia("doctor", expect=1)
            assert "certificate" in doctor, doctor
            assert "expired" in doctor, doctor
    finally:
        write_secrets(host)
        host.vantrexia("maintenance", "proxy")
    wait_until_the_edge_is_trusted(host)


def test_a_secret_that_is_missing_is_named(host: Host) -> None:
    kept = (host.store / "FIELD_ENCRYPTION_KEY").read_text()
    (host.store / "FIELD_ENCRYPTION_KEY").unlink()
    try:
        refuse(host, code=4, says="FIELD_ENCRYPTION_KEY", hint="")
    finally:
        host.put_secret("FIELD_ENCRYPTION_KEY", kept)


class WrongClock(SystemClock):
    """This host's clock, wrong by so much."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def now(self) -> datetime:
        return super().now() + self._by


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_of_this_host_that_is_off_by_an_hour_refuses_a_deploy(host: Host, hours: int) -> None:
    """The tool's clock, against the real database's; the engine's clock says that it is ours which is wrong."""
    before = look(host)
    clock = WrongClock(timedelta(hours=hours))
    engine = run("docker", "info", "--format", "{{.SystemTime}}").stdout.strip()
    off = (clock.now() - datetime.fromisoformat(engine)).total_seconds()
    assert abs(off - hours * 3600) < 60
    ground = make_ground(host.config_file, as_json=False, who="ada", is_silent=True, clock=clock)
    with pytest.raises(OpsError, match=r"clock and the database's differ by 3[56]\d\d s") as refused:
        deploy(ground, release=NEXT, images={})
    assert refused.value.exit_code == PreflightRefused.exit_code
    assert "timedatectl" in (refused.value.hint or "")
    assert look(host)[:2] == before[:2]
    host.ask("history", "--count", "3")


@pytest.mark.parametrize("interval", ["1 hour", "-1 hour"])
def test_a_clock_of_the_database_that_is_off_by_an_hour_refuses_a_deploy(host: Host, interval: str) -> None:
    """The command as it is typed; a server of PostgreSQL that tells the server's role another time."""
    path = "ALTER ROLE vantrexia_app IN DATABASE vantrexia"
    try:
        for sql in (
            "CREATE SCHEMA elsewhere",
            "GRANT USAGE ON SCHEMA elsewhere TO PUBLIC",
            "CREATE FUNCTION elsewhere.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE "
            f"AS $$ SELECT pg_catalog.clock_timestamp() + interval '{interval}' $$",
            f"{path} SET search_path = elsewhere, pg_catalog, public",
        ):
            ask_database(host, sql)
        refuse(host, code=4, says="this host's clock and the database's differ by 3", hint="timedatectl")
    finally:
        ask_database(host, f"{path} RESET search_path")
        ask_database(host, "DROP SCHEMA IF EXISTS elsewhere CASCADE")


def test_a_disk_without_a_byte_left_stops_a_deploy_in_one_line_and_nothing_is_lost(
    host: Host, tmp_path: Path
) -> None:
    """The state directory lies on a small file system of its own, which is full."""
    before = look(host)
    try:
        with small_state(host, tmp_path, megabytes=2) as filler:
            fill(filler)
            said = host.vantrexia("deploy", "--release", NEXT, expect=1)
            assert "The disk is full" in said, said
            assert "Traceback" not in said
            filler.unlink()
            assert look(host) == before
            host.configure(checks={"disk_free_mb": 3})
            said = host.vantrexia("deploy", "--release", NEXT, expect=4)
            assert f"MB free at {host.state}, 3 MB needed" in said, said
    finally:
        host.configure(checks={"disk_free_mb": 1})
    assert look(host) == before
