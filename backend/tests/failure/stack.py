"""A small real installation for failure tests: durable PostgreSQL, Valkey, web, worker and beat as processes that can be killed.

`Stack()` starts everything; `kill(name)` is `kill -9` of a process and all below it, `start(name)` brings it back at the same address.
`take_practice()` gives a test a practice of its own, `load(...)` puts signed deliveries on the web server, `query(...)` looks behind
the walls as the superuser.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import httpx
import psycopg
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from vantrexia_ops.dev import process
from vantrexia_ops.dev.places import make_scratch_dir
from vantrexia_ops.dev.ports import find_free_port
from vantrexia_ops.dev.postgres import EmbeddedPostgres
from vantrexia_ops.dev.valkey import EmbeddedValkey

BACKEND = Path(__file__).resolve().parents[2]
DATABASE = "failure"
PASSWORD = "failure"  # a throw-away cluster on loopback
DISK_MEGABYTES = 448
PRACTICES, HOMES = 12, 8
# Small, and synced to disk: what was acknowledged must survive `kill -9`.
SETTINGS = {
    "shared_buffers": "64MB", "min_wal_size": "32MB", "max_wal_size": "96MB", "max_connections": "60", "autovacuum_naptime": "10min",
}  # fmt: skip
LIMITS = ("user", "browser", "ingestion", "anonymous", "auth", "webhook", "connection")


class Stack:
    """See the module. `disk` is set when the database lies on a small disk of its own that a test may fill."""

    def __init__(self) -> None:
        self.place = make_scratch_dir(prefix="vx-failure-")
        self.disk = self._mount()
        self.port = find_free_port()
        self.postgres = EmbeddedPostgres(
            (self.disk or self.place) / "pg", port=find_free_port(), settings=SETTINGS
        )
        self.valkey = EmbeddedValkey(self.place / "valkey", port=find_free_port())
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.practices: list[dict[str, Any]] = []

    def __enter__(self) -> Stack:
        try:
            self.postgres.start()
            self.valkey.start()
            self.env = self._environment()
            self.run(
                sys.executable,
                "-m",
                "tests.failure.seed",
                str(PRACTICES),
                str(HOMES),
                str(self.place / "seed.json"),
            )
            self.practices = json.loads((self.place / "seed.json").read_text())
            self.start("web", "worker", "beat")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for running in self.processes.values():
            process.kill_tree(running)
        for server in (self.valkey, self.postgres):
            if server.is_running:
                server.kill9()
        if self.disk:
            subprocess.run(["umount", "--lazy", self.disk], check=False)
        subprocess.run(["rm", "-rf", self.place], check=False)

    def _mount(self) -> Path | None:
        disk = self.place / "disk"
        disk.mkdir(mode=0o711)
        argv = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m,mode=0711", "tmpfs", disk]
        if os.geteuid() != 0 or subprocess.run(argv, check=False, capture_output=True).returncode != 0:
            return None
        return disk

    def _environment(self) -> dict[str, str]:
        def pem() -> str:
            key = ec.generate_private_key(ec.SECP256R1())
            return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

        def role(name: str) -> str:
            parts = urlsplit(self.postgres.superuser_url)
            return urlunsplit(
                (parts.scheme, f"{name}:{PASSWORD}@{parts.hostname}:{parts.port}", f"/{DATABASE}", "", "")
            )

        outside = {
            name: value for name, value in os.environ.items() if not name.endswith(("_URL", "_FILE", "_KEY"))
        }
        return outside | {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "PYTHONPATH": os.pathsep.join(str(BACKEND.parent / part) for part in ("backend", "ops", "sim")),
            "SECRET_KEY": "failure-" + "x" * 50,
            "ADMIN_DATABASE_URL": self.postgres.superuser_url,
            "DATABASE_URL": role("vantrexia_app"),
            "MIGRATION_DATABASE_URL": role("vantrexia_migrator"),
            "REDIS_URL": self.valkey.url,
            "FIELD_ENCRYPTION_KEY": "f1:" + base64.b64encode(os.urandom(32)).decode(),
            "BLIND_INDEX_KEY": "1:" + base64.b64encode(os.urandom(32)).decode(),
            "JWT_SIGNING_KEY": pem(),
            "AUDIT_SIGNING_KEY": pem(),
            "LOG_LEVEL": "WARNING",
            "APP_URL": self.url,
            "INTERNAL_URL": self.url,
            "RATE_LIMITS": ",".join(f"{name}=2000000000" for name in LIMITS),
        }  # fmt: skip

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    # --- processes ---------------------------------------------------------------------------------------------

    def start(self, *names: str) -> None:
        """Start servers or processes at the addresses they had, and wait until they are there."""
        for name in names:
            if name in ("postgres", "valkey"):
                (self.postgres if name == "postgres" else self.valkey).start()
                continue
            self._sign_of_life(name).unlink(missing_ok=True)
            self.processes[name] = process.spawn(
                self._argv(name),
                log=self.place / f"{name}.log",
                env={**self.env, "HEARTBEAT_FILE": str(self._sign_of_life(name))},
                cwd=BACKEND,
            )
        for name in names:
            if name == "web":
                self.wait(lambda: httpx.get(f"{self.url}/health/live").status_code == 200, "the web server")
            elif name in self.processes:
                self.wait(self._sign_of_life(name).exists, name)

    def _sign_of_life(self, name: str) -> Path:
        return self.place / f"{name}.alive"

    def kill(self, name: str) -> None:
        """`kill -9`, and of everything below it."""
        if name in ("postgres", "valkey"):
            (self.postgres if name == "postgres" else self.valkey).kill9()
        else:
            process.kill_tree(self.processes.pop(name))

    def _argv(self, name: str) -> list[str]:
        celery = [sys.executable, "-m", "celery", "-A", "tests.failure.short_lease"]
        if name == "web":
            return [
                sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{self.port}", "--workers", "1",
                "--threads", "4", "--worker-class", "gthread", "--no-control-socket", "--log-level", "error",
            ]  # fmt: skip
        if name == "beat":
            scheduler = "django_celery_beat.schedulers:DatabaseScheduler"
            return [*celery, "beat", "-l", "ERROR", "--pidfile=", "--scheduler", scheduler]
        return [
            *celery, "worker", "-Q", "alerts,ingest,default,reports", "-c", "2", "-l", "WARNING", "-n", f"{name}@%h",
            "--without-gossip", "--without-mingle",
        ]  # fmt: skip

    def run(self, *argv: str) -> str:
        """A command of ours to its end; its output."""
        done = subprocess.run(
            argv, env=self.env, cwd=BACKEND, capture_output=True, text=True, check=False, timeout=180
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def wait(self, happened: Callable[[], object], what: str, *, seconds: float = 90) -> None:
        """Until it has happened; a thing that does not answer has not."""
        deadline = time.monotonic() + seconds
        while True:
            with suppress(httpx.HTTPError, psycopg.OperationalError):
                if happened():
                    return
            assert time.monotonic() < deadline, f"{what}: not within {seconds:.0f} s\n{self.last_lines()}"
            time.sleep(0.1)

    def last_lines(self) -> str:
        """The ends of all logs, for a failing test to show."""
        return "\n".join(
            f"--- {path.name}\n{path.read_text(errors='replace')[-1500:]}"
            for path in sorted(self.place.glob("*.log"))
        )

    # --- deliveries --------------------------------------------------------------------------------------------

    def take_practice(self) -> dict[str, Any]:
        """A practice no other test has: {practice, connection, secret, homes: [{serial, patient}]}."""
        return self.practices.pop()

    def load(self, practice: dict[str, Any], *, requests: int, rate: float, array: int = 1) -> Load:
        """Signed deliveries by the simulator, retried until they are acknowledged; goes on while the test does its harm."""
        return Load(self, practice, requests=requests, rate=rate, array=array)

    def query(self, statement: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Rows as the superuser sees them."""
        with psycopg.connect(self.postgres.superuser_url, dbname=DATABASE, autocommit=True) as connection:
            done = connection.execute(statement, parameters)  # type: ignore[call-overload]
            return done.fetchall() if done.description else []

    def wait_until_quiet(self, practice: dict[str, Any], *, seconds: float = 90) -> None:
        """Until no delivery of the practice waits any more."""
        waiting = "SELECT count(*) FROM devices_delivery WHERE practice_id = %s AND status = 'received'"
        self.wait(
            lambda: self.query(waiting, [practice["practice"]]) == [(0,)],
            "the deliveries to be processed",
            seconds=seconds,
        )


class Load:
    """A running `vantrexia-sim load`; `finish()` waits for it and answers the acknowledged deliveries."""

    def __init__(
        self, stack: Stack, practice: dict[str, Any], *, requests: int, rate: float, array: int
    ) -> None:
        self.folder = Path(tempfile.mkdtemp(dir=stack.place))
        homes, self.log, self.summary = (
            self.folder / name for name in ("homes.json", "acks.jsonl", "summary.json")
        )
        homes.write_text(json.dumps(homes_file(stack.url, practice)))
        program = "from vantrexia_sim.cli import main; main()"
        self.process = process.spawn(
            [
                sys.executable, "-c", program, "load", "--homes", homes, "--rate", str(rate), "--seconds", "120",
                "--requests", str(requests), "--connections", "6", "--array", str(array), "--settle", "60",
                "--ack-log", self.log, "--json", self.summary,
            ],
            log=self.folder / "load.log", env=stack.env, cwd=BACKEND,
        )  # fmt: skip

    def count(self) -> int:
        """How many deliveries are acknowledged so far."""
        return len(self.log.read_text().splitlines()) if self.log.exists() else 0

    def finish(self) -> list[dict[str, Any]]:
        self.process.wait(timeout=150)
        summary = json.loads(self.summary.read_text())
        assert summary["refused"] == {}, summary
        assert summary["unacknowledged"] == 0, summary
        return [json.loads(line) for line in self.log.read_text().splitlines()]


def homes_file(url: str, practice: dict[str, Any]) -> dict[str, Any]:
    """What the simulator needs to know of a practice."""
    connection = {
        "gateway": "mioconnect", "connection_id": practice["connection"], "key_id": "k1", "secret": practice["secret"],
    }  # fmt: skip
    return {
        "base_url": url,
        "connections": [connection],
        "homes": [
            {
                "timezone": "America/New_York", "archetype": "stable", "connection_id": practice["connection"],
                "devices": [{"model": "A&D UA-651BLE", "kind": "blood_pressure", "serial": home["serial"], "slot": 1}],
            }
            for home in practice["homes"]
        ],
    }  # fmt: skip


def post(
    stack: Stack, practice: dict[str, Any], body: bytes, *, key: str, timeout: float = 20
) -> httpx.Response:
    """One signed delivery over HTTP."""
    from tests.api.signed import secret_bytes, sign

    moment = int(time.time())
    headers = {
        "content-type": "application/json",
        "webhook-id": key,
        "webhook-timestamp": str(moment),
        "webhook-signature": sign(secret_bytes(practice["secret"]), key, moment, body),
    }
    address = f"{stack.url}/api/v1/webhooks/mioconnect/{UUID(practice['connection'])}/"
    return httpx.post(address, content=body, headers=headers, timeout=timeout)
