"""The stack a measurement runs on: durable embedded PostgreSQL, Valkey, migrated; one practice with patients
and devices.

`Stack()` is a context; `stack.seed(patients=n)` makes homes; `stack.web()` runs gunicorn as in production;
`stack.workers(n)` runs workers.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote, urlsplit, urlunsplit

import httpx
import psutil

ROOT = Path(__file__).resolve().parents[1]
BACKEND = ROOT / "backend"
PASSWORD = "bench"  # a throw-away cluster on loopback
PATIENTS = 10_000
TUNING = {
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "max_connections": "100",
}


class Stack:
    """One throw-away installation."""

    def __init__(self) -> None:
        sys.path[:0] = [str(ROOT / "ops"), str(ROOT / "sim"), str(BACKEND)]
        self.place = Path(tempfile.mkdtemp(prefix="vx-bench-"))
        self.place.chmod(0o755)
        self.practice: Any = None
        self.door: Any = None

    def __enter__(self) -> Self:
        from vantrexia_ops.dev.ports import find_free_port
        from vantrexia_ops.dev.postgres import EmbeddedPostgres
        from vantrexia_ops.dev.valkey import EmbeddedValkey

        self.postgres = EmbeddedPostgres(self.place / "pg", settings=TUNING)
        self.postgres.start()
        self.valkey = EmbeddedValkey(self.place / "valkey")
        self.valkey.start()
        self.port = find_free_port()
        os.environ.update(self._environment())
        import django

        django.setup()
        from django.core.management import call_command

        for command in ("create_roles", "migrate", "ensure_partitions", "sync_schedule"):
            call_command(
                command,
                **({"interactive": False, "verbosity": 0} if command == "migrate" else {"verbosity": 0}),
            )
        return self

    def __exit__(self, *exc: object) -> None:
        from django.db import connections

        for connection in connections.all(initialized_only=True):
            connection.close()
            close_pool = getattr(connection, "close_pool", None)
            if close_pool is not None:
                close_pool()
        self.valkey.stop()
        self.postgres.stop()
        shutil.rmtree(self.place, ignore_errors=True)

    def _environment(self) -> dict[str, str]:
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        def pem() -> str:
            return (
                ec.generate_private_key(ec.SECP256R1())
                .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
                .decode()
            )

        def key() -> str:
            return base64.b64encode(os.urandom(32)).decode()

        def role(name: str) -> str:
            parts = urlsplit(self.postgres.superuser_url)
            return urlunsplit(
                (parts.scheme, f"{name}:{quote(PASSWORD)}@{parts.hostname}:{parts.port}", "/bench", "", "")
            )

        return {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "SECRET_KEY": "bench-" + "x" * 50,
            "ADMIN_DATABASE_URL": self.postgres.superuser_url,
            "DATABASE_URL": role("vantrexia_app"),
            "MIGRATION_DATABASE_URL": role("vantrexia_migrator"),
            "REDIS_URL": self.valkey.url,
            "FIELD_ENCRYPTION_KEY": f"b1:{key()}",
            "BLIND_INDEX_KEY": f"1:{key()}",
            "JWT_SIGNING_KEY": pem(),
            "AUDIT_SIGNING_KEY": pem(),
            "LOG_LEVEL": "WARNING",
            "APP_URL": f"http://127.0.0.1:{self.port}",
            "RATE_LIMITS": ",".join(
                f"{name}=2000000000"
                for name in ("user", "browser", "ingestion", "anonymous", "auth", "webhook")
            ),
        }

    def seed(self) -> None:
        """A practice of PATIENTS monitored patients, a cuff each, and one connection; once per stack."""
        from bench.seeding import seed_practice

        if self.practice is None:
            self.practice, self.door, self.token = seed_practice(PATIENTS)
            self.gather_statistics()
        self.homes_file = self.place / "homes.json"
        from vantrexia.core.tenancy import practice_scope
        from vantrexia.devices.models import Device

        with practice_scope(self.practice.id):
            serials = list(Device.objects.order_by("id").values_list("serial", flat=True)[:5000])
        self.homes_file.write_text(
            json.dumps(
                {
                    "base_url": f"http://127.0.0.1:{self.port}",
                    "connections": [
                        {
                            "gateway": "mioconnect",
                            "connection_id": str(self.door.id),
                            "key_id": self.door.key_id,
                            "secret": "whsec_" + base64.b64encode(self.door.secret).decode(),
                        }
                    ],
                    "homes": [
                        {
                            "timezone": "America/New_York",
                            "archetype": "stable",
                            "connection_id": str(self.door.id),
                            "devices": [
                                {
                                    "model": "A&D UA-651BLE",
                                    "kind": "blood_pressure",
                                    "serial": serial,
                                    "slot": 1,
                                }
                            ],
                        }
                        for serial in serials
                    ],
                }
            )
        )

    def count_database_seconds(self) -> float:
        """Processor seconds of PostgreSQL so far, of processes that have ended too."""
        postmaster = psutil.Process(self.postgres.pid)
        times = [postmaster.cpu_times()]
        for child in postmaster.children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                times.append(child.cpu_times())
        return float(sum(one.user + one.system + one.children_user + one.children_system for one in times))

    def gather_statistics(self) -> None:
        """What autovacuum does within a minute of so many new rows: a measurement begins after it, not in its middle."""
        import psycopg

        database = os.environ["DATABASE_URL"].rsplit("/", 1)[-1]
        with psycopg.connect(os.environ["ADMIN_DATABASE_URL"], dbname=database, autocommit=True) as admin:
            admin.execute("VACUUM ANALYZE")

    def forget_deliveries(self) -> None:
        """Start from nothing received: what an earlier measurement left would be measured again."""
        import psycopg

        database = os.environ["DATABASE_URL"].rsplit("/", 1)[-1]
        with psycopg.connect(os.environ["ADMIN_DATABASE_URL"], dbname=database, autocommit=True) as admin:
            admin.execute(
                "TRUNCATE devices_delivery, devices_deliverykey, devices_heldmeasurement, vitals_reading, vitals_readingkey, "
                "triage_alertevent, triage_escalation, triage_alert, triage_evaluation, core_streamevent CASCADE"
            )

    @contextlib.contextmanager
    def web(
        self, application: str = "config.wsgi:application", *, probe: str = "/health/live"
    ) -> Iterator[str]:
        """gunicorn with two processes, as on a host of two cores."""
        argv = [
            sys.executable,
            "-m",
            "gunicorn",
            application,
            "--bind",
            f"127.0.0.1:{self.port}",
            "--workers",
            "2",
            "--threads",
            "4",
            "--worker-class",
            "gthread",
            "--keep-alive",
            "30",
            "--log-level",
            "error",
        ]
        env = {**os.environ, "PYTHONPATH": f"{BACKEND}:{ROOT}:{ROOT / 'ops'}:{ROOT / 'sim'}"}
        with running(argv, env=env, cwd=BACKEND):
            base = f"http://127.0.0.1:{self.port}"
            for _ in range(200):
                with contextlib.suppress(httpx.HTTPError):
                    if httpx.get(base + probe).status_code < 500:
                        break
                time.sleep(0.1)
            yield base

    @contextlib.contextmanager
    def worker(self, *, concurrency: int = 2) -> Iterator[None]:
        """A Celery worker of all queues, and beat."""
        celery = [sys.executable, "-m", "celery", "-A", "config"]
        env = {**os.environ}
        with (
            running(
                [
                    *celery,
                    "worker",
                    "-Q",
                    "alerts,ingest,default,reports",
                    "-c",
                    str(concurrency),
                    "-l",
                    "ERROR",
                    "--without-gossip",
                    "--without-mingle",
                ],
                env=env,
                cwd=BACKEND,
            ),
            running(
                [
                    *celery,
                    "beat",
                    "-l",
                    "ERROR",
                    "--pidfile=",
                    "--scheduler",
                    "django_celery_beat.schedulers:DatabaseScheduler",
                ],
                env=env,
                cwd=BACKEND,
            ),
        ):
            time.sleep(6)
            yield

    def load(
        self, *, seconds: float, rate: float = 0, array: int = 1, connections: int = 16
    ) -> dict[str, Any]:
        """Signed deliveries by the simulator's load generator; its summary."""
        summary = self.place / "load.json"
        argv = [
            sys.executable,
            "-c",
            "from vantrexia_sim.cli import main; main()",
            "load",
            "--homes",
            str(self.homes_file),
            "--rate",
            str(rate),
            "--seconds",
            str(seconds),
            "--connections",
            str(connections),
            "--array",
            str(array),
            "--json",
            str(summary),
        ]
        subprocess.run(
            argv,
            env={**os.environ, "PYTHONPATH": str(ROOT / "sim")},
            check=True,
            timeout=seconds + 120,
            stdout=subprocess.DEVNULL,
        )
        loaded: dict[str, Any] = json.loads(summary.read_text())
        return loaded


@contextlib.contextmanager
def running(argv: list[str], *, env: dict[str, str], cwd: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process of ours, ended at the end."""
    process = subprocess.Popen(argv, env=env, cwd=cwd)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
