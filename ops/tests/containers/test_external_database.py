"""The whole application on a database outside the host, as `DATABASE_URL` names it: every connection is encrypted and verified.

The database is a container of its own on the network for what is outside, with a certificate of its own authority; the profile with
PostgreSQL is off. A server that shows anything but the certificate that was promised gets neither a password nor a row.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.containers.authority import Issued, issue
from tests.containers.database import ask_database, show_certificate, start_database
from tests.containers.engine import Failed
from tests.containers.stack import Stack, create_stack, make_secrets

pytestmark = pytest.mark.timeout(600)
HOST = "database.example"
VERIFIED = "?sslmode=verify-full"
ADDRESSES = ("DATABASE_URL", "MIGRATION_DATABASE_URL", "BACKUP_DATABASE_URL", "ADMIN_DATABASE_URL")


@dataclass(slots=True)
class Outside:
    stack: Stack
    container: str
    issued: Issued

    def report(self, **changed: str) -> dict[str, object]:
        """What a release says of the database when its secrets are so; the stack's own secrets are put back."""
        kept = dict(self.stack.secrets)
        self.stack.secrets.update(changed)
        try:
            self.stack.install_secrets()
            words = ("run", "--rm", "--no-deps", "migrate", "python3", "manage.py", "release_report")
            lines = self.stack.compose(*words).splitlines()
        finally:
            self.stack.secrets = kept
            self.stack.install_secrets()
        found = json.loads(next(line for line in lines if line.startswith("{") and '"database"' in line))
        return dict(found["database"])


@pytest.fixture(scope="module")
def outside(images: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    issued = issue(HOST)
    with create_stack(images=images, directory=tmp_path_factory.mktemp("outside")) as stack:
        stack.secrets = make_secrets(stack.issued)
        for name in ADDRESSES:
            stack.secrets[name] = stack.secrets[name].replace("@postgres:", f"@{HOST}:") + VERIFIED
        stack.secrets["DATABASE_CA"] = issued.authority
        password = stack.secrets.pop("POSTGRES_PASSWORD")
        stack.install_secrets()
        # As docs/deploying/images.md: the networks first, the roles of a managed server once, then everything.
        stack.compose("up", "--no-start", "--no-deps", "nginx", "celery-beat", "redis", "redis-cache")
        container = start_database(
            image=images["POSTGRES_IMAGE"], directory=tmp_path_factory.mktemp("database"), issued=issued, password=password,
            words=(
                "--label", f"io.vantrexia.stack={stack.name}", "--network", f"{stack.name}-egress",
                "--network-alias", HOST, "--network-alias", "elsewhere.example", "--env", "POSTGRES_DB=vantrexia",
            ),
        )  # fmt: skip
        wait_until_it_answers(container)
        stack.compose("run", "--rm", "--no-deps", "create-roles")
        del stack.secrets["ADMIN_DATABASE_URL"]
        stack.install_secrets()
        stack.compose("up", "-d", "--wait", timeout_seconds=400)
        yield Outside(stack, container, issued)


def wait_until_it_answers(container: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            # The server that makes the cluster listens on its socket too: only the real one knows the other address.
            assert ask_database(container, "SHOW listen_addresses") == ["*"]
            return
        except (Failed, AssertionError):
            assert time.monotonic() < deadline, "the database does not answer"
            time.sleep(0.5)


def wait_for(stack: Stack, status: int, *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    with stack.client() as client:
        while (answer := client.get("/health/ready")).status_code != status:
            assert time.monotonic() < deadline, answer.text
            time.sleep(1)


def test_the_whole_application_runs_on_it_and_every_connection_is_encrypted(outside: Outside) -> None:
    running = outside.stack.compose("ps", "--format", "{{.Service}} {{.Health}}").splitlines()
    assert sorted(running) == sorted(
        f"{service} healthy"
        for service in ("nginx", "redis", "redis-cache", "celery-beat", "frontend", "backend", "stream", "celery", "celery-bulk")
    )  # fmt: skip
    deadline = time.monotonic() + 60
    with outside.stack.client() as client:
        assert client.get("/health/ready").status_code == 200
        # Beat sent a job, a worker ran it and wrote its row: all of it over there.
        while client.get("/health/").json()["checks"]["sweep_deliveries"]["status"] != "pass":
            assert time.monotonic() < deadline, client.get("/health/").text
            time.sleep(2)
    seen = ask_database(
        outside.container,
        "SELECT a.usename, bool_and(s.ssl), min(s.version) FROM pg_stat_activity a JOIN pg_stat_ssl s USING (pid) "
        "WHERE a.client_addr IS NOT NULL GROUP BY 1",
    )
    assert seen == ["vantrexia_app|t|TLSv1.3"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"DATABASE_CA": issue(HOST).authority}, "certificate verify failed"),
        ({"DATABASE_CA": ""}, "root certificate file"),
        ({"host": "elsewhere.example"}, 'does not match host name "elsewhere.example"'),
        ({"mode": "disable"}, "no encryption"),
    ],
    ids=["of another authority", "of no authority", "of another name", "without TLS"],
)
def test_a_server_that_cannot_be_verified_is_refused_and_the_reason_is_told(
    outside: Outside, changed: dict[str, str], says: str
) -> None:
    secrets = {name: value for name, value in changed.items() if name.isupper()}
    address = outside.stack.secrets["DATABASE_URL"]
    if host := changed.get("host"):
        secrets["DATABASE_URL"] = address.replace(HOST, host)
    if mode := changed.get("mode"):
        secrets["DATABASE_URL"] = address.replace("verify-full", mode)
    found = outside.report(**secrets)
    assert found["ok"] is False
    assert says in str(found["detail"]), found
    assert outside.report()["ok"] is True


def test_migrations_are_not_run_on_a_server_that_cannot_be_verified(outside: Outside) -> None:
    outside.stack.secrets["DATABASE_CA"], kept = issue(HOST).authority, outside.stack.secrets["DATABASE_CA"]
    try:
        outside.stack.install_secrets()
        with pytest.raises(Failed, match="certificate verify failed"):
            outside.stack.compose("run", "--rm", "--no-deps", "migrate")
    finally:
        outside.stack.secrets["DATABASE_CA"] = kept
        outside.stack.install_secrets()


def test_a_server_that_changes_its_certificate_while_the_application_runs_is_not_trusted(
    outside: Outside,
) -> None:
    """Somebody in between: not ready, nothing is taken; when the real one is back everything goes on by itself."""
    stack = outside.stack
    show_certificate(outside.container, issue(HOST))
    wait_for(stack, 503, seconds=60)
    let_in = "SELECT count(*) FROM pg_stat_activity WHERE usename LIKE 'vantrexia%'"
    assert ask_database(outside.container, let_in) == ["0"]
    show_certificate(outside.container, outside.issued)
    wait_for(stack, 200, seconds=60)
