"""A practice in production: a host with its first release, people, homes with devices, and what may be asked about it afterwards.

`create_scene(images=…, directory=…, options=…)` yields a `Scene`; releases are pushed to a registry on loopback and deployed by digest.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.containers.engine import AIRGAP, Failed, run
from tests.containers.host import Host, create_host
from tests.containers.load_result import Door
from tests.containers.releases import make_release
from tests.containers.stack import APP_HOST, find_free_port
from vantrexia_sim.homesfile import read_homes_file
from vantrexia_sim.load.jobs import JobMaker, render
from vantrexia_sim.model import Home

SEED = "/tmp/seed.json"
# One person asks more often here than any person does.
RATE_LIMITS = "user=1000000,browser=1000000,auth=100000,anonymous=1000000,webhook=1000000"


@dataclass(slots=True)
class Scene:
    host: Host
    images: Mapping[str, str]
    prefix: str
    registry: Mapping[str, str]
    homes: tuple[Home, ...] = ()
    logins: Mapping[str, tuple[str, str]] | None = None
    alert: str = ""

    # -- releases ----------------------------------------------------------------------------------------------------

    def make(self, name: str, *layers: str) -> str:
        """A release in the registry, ready to be deployed; returns its name."""
        base = f"{self.images['IMAGE_PREFIX']}/{{}}:{self.images['TAG']}"
        made = make_release(name, base=base, prefix=self.prefix, layers=("slow_report", *layers))
        run(AIRGAP / "registry.sh", "push", *made.values(), environment=self.registry, timeout_seconds=600)
        return name

    @property
    def serving(self) -> str:
        return str(self.host.ask("status")["release"])

    def last_deploy(self) -> dict[str, Any]:
        found: dict[str, Any] = self.host.ask("history", "--count", "1")
        return found

    # -- the practice ------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """People and homes of the demo, and one alert to talk about."""
        self.host.vantrexia("app", "run", "--", "seed_demo", "--credentials-file", SEED)
        backend = self.host.stack.container("backend", project=f"{self.host.stack.name}-blue")
        text = run("docker", "exec", backend, "cat", SEED).stdout
        run("docker", "exec", backend, "rm", SEED)
        seeded = json.loads(text)
        file = self.host.stack.directory / "homes.json"
        file.write_text(text)
        self.homes = read_homes_file(path=file).homes
        self.logins = {
            login["role"]: (login["email"], login["password"]) for login in reversed(seeded["logins"])
        }
        self.alert = self._raise_alert()

    def deliver(
        self, homes: Sequence[Home], *, run_id: str, critical_share: float = 0.0
    ) -> tuple[str, str, str]:
        """One signed delivery of one reading that is taken; which one."""
        answer, reading = self.post(homes, run_id=run_id, critical_share=critical_share)
        assert answer.status_code == 202, answer.text
        return reading

    def post(
        self, homes: Sequence[Home], *, run_id: str, critical_share: float = 0.0
    ) -> tuple[httpx.Response, tuple[str, str, str]]:
        """The same, whatever the answer is."""
        maker = JobMaker(homes=tuple(homes), host=APP_HOST, run_id=run_id, critical_share=critical_share)
        job = maker.make(now_us=time.time_ns() // 1000)
        head, _, body = render(job=job, at=int(time.time())).partition(b"\r\n\r\n")
        first, *lines = head.decode("ascii").split("\r\n")
        headers = {
            k: v for k, v in (line.split(": ", 1) for line in lines) if k not in ("host", "content-length")
        }
        with self.host.stack.client() as client:
            return client.post(first.split(" ")[1], content=body, headers=headers), job.readings[0]

    def of_practice(self, *, index: int) -> tuple[Home, ...]:
        """Homes of the first practice, or of the second one."""
        connections = list(dict.fromkeys(home.connection.connection_id for home in self.homes))
        return tuple(home for home in self.homes if home.connection.connection_id == connections[index])

    def _raise_alert(self) -> str:
        cuffs = tuple(
            home
            for home in self.of_practice(index=0)
            if home.devices and home.devices[0].kind == "blood_pressure"
        )
        self.deliver(cuffs[:1], run_id="first", critical_share=1.0)
        deadline = time.monotonic() + 60
        while True:
            found = self.query("SELECT id FROM triage_alert ORDER BY opened_at DESC LIMIT 1")
            if found:
                return found[0]
            assert time.monotonic() < deadline, "no alert came of a critical reading"
            time.sleep(1)

    def door(self, *, run_id: str) -> Door:
        assert self.logins is not None
        return Door(
            app_host=APP_HOST,
            port=self.host.stack.https_port,
            tls=self.host.stack.tls(),
            nurse=self.logins["nurse"],
            exporter=self.logins["admin"],
            alert=self.alert,
            homes=self.of_practice(index=0),
            run_id=run_id,
        )

    # -- the database ------------------------------------------------------------------------------------------------

    def query(self, sql: str) -> list[str]:
        """Lines of an answer, columns by `|`."""
        return self._psql(sql).stdout.splitlines()

    def hold(self, sql: str, *, seconds: int) -> subprocess.Popen[bytes]:
        """Keep what `sql` locks for so long, in a session of its own."""
        words = self._psql_words("-c", f"BEGIN; {sql}; SELECT pg_sleep({int(seconds)}); COMMIT")
        return subprocess.Popen(words, env=self._psql_environment(), stdout=subprocess.DEVNULL)

    def _psql(self, sql: str) -> subprocess.CompletedProcess[str]:
        return run(*self._psql_words("-Atc", sql), environment=self._psql_environment())

    def _psql_words(self, *words: str) -> tuple[str, ...]:
        container = self.host.stack.container("postgres")
        where = ("psql", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-U", "postgres", "-d", "vantrexia")
        return ("docker", "exec", "-e", "PGPASSWORD", container, *where, *words)

    def _psql_environment(self) -> dict[str, str]:
        return {**os.environ, "PGPASSWORD": self.host.stack.secrets["POSTGRES_PASSWORD"]}

    def wait_until_processed(self, *, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while (
            left := int(self.query("SELECT count(*) FROM devices_delivery WHERE status = 'received'")[0])
        ) > 0:
            if time.monotonic() > deadline:
                raise Failed(f"{left} deliveries are still waiting after {seconds:.0f} s")
            time.sleep(1)


@contextmanager
def create_scene(
    *, images: Mapping[str, str], directory: Path, options: Mapping[str, Mapping[str, Any]]
) -> Iterator[Scene]:
    """The host with its first release `r0` serving, the practice settled."""
    cache = Path(os.environ.get("VANTREXIA_AIRGAP_CACHE") or Path.home() / ".cache/vantrexia/airgap")
    registry = {"VANTREXIA_REGISTRY_PORT": str(find_free_port())}
    address = run(AIRGAP / "registry.sh", "start", environment=registry, timeout_seconds=300).stdout.strip()
    prefix = f"{address}/vantrexia"
    told = {
        "images": {"prefix": prefix},
        "environment": {"RATE_LIMITS": RATE_LIMITS},
        **options,
    }
    try:
        with create_host(images=images, directory=directory, options=told) as host:
            scene = Scene(host=host, images=images, prefix=prefix, registry=registry)
            scene.make("r0")
            host.vantrexia("deploy", "--release", "r0")
            scene.settle()
            yield scene
    finally:
        run(AIRGAP / "registry.sh", "stop", environment=registry)
        shutil.rmtree(cache / f"registry-{registry['VANTREXIA_REGISTRY_PORT']}", ignore_errors=True)
        tags = run(
            "docker",
            "image",
            "ls",
            "--format",
            "{{.Repository}}:{{.Tag}}",
            "--filter",
            f"reference={prefix}/*",
        )
        if names := tags.stdout.split():
            run("docker", "image", "rm", *names, check=False)
