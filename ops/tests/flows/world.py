"""A host in memory: images, containers, a proxy, a database. It understands the very words the tool would run.

`World` holds the state and checks, after everything that happens, what must never be broken; `FakeRunner` and `FakeWeb` have the shape
of the real ports. `releases[name] = Behaviour(...)` says how a release misbehaves; `crash_after = n` ends the tool, as `kill -9` would, at
the n-th thing it does.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from tests.flows.clock import FakeClock

RELEASE_SERVICES = ("frontend", "backend", "stream", "celery", "celery-bulk")
PREFIX = "10.203.2."
SLOW_START = timedelta(seconds=7)


class Crash(BaseException):
    """The tool is gone, in the middle of whatever it did."""


class Broken(BaseException):
    """What must never be broken was; no `except Exception` may take it for an ordinary failure."""


def insist(holds: object, text: str) -> None:
    if not holds:
        raise Broken(text)


@dataclass(slots=True)
class Behaviour:
    """What is wrong with a release. `migrations` are (name, expanding)."""

    crashes: bool = False
    never_ready: bool = False
    wrong_release: bool = False
    smoke_fails: bool = False
    migration_fails: bool = False
    migration_lock_waits: int = 0
    workers_fail: bool = False
    nginx_fails: bool = False
    errors_when_serving: bool = False
    proof_fails: bool = False
    unready_when_serving: bool = False
    migrations: tuple[tuple[str, bool], ...] = ()


@dataclass(slots=True)
class FakeContainer:
    id: str
    project: str
    service: str
    release: str
    colour: str
    part: str
    running: bool = True
    restarts: int = 0
    consuming: bool = True
    silent: bool = False
    started: float = 0.0
    stopped: float = 0.0
    busy_until: float = 0.0


@dataclass(slots=True)
class World:
    root: Path
    clock: FakeClock
    stack: str = "vantrexia"
    releases: dict[str, Behaviour] = field(default_factory=dict)
    containers: dict[tuple[str, str], FakeContainer] = field(default_factory=dict)
    applied: dict[str, bool] = field(default_factory=dict)
    edge_colour: str | None = None
    is_engine_gone: bool = False
    is_database_read_only: bool = False
    valkey_refuses: bool = False
    clock_skew: timedelta = timedelta()
    is_disk_full_at: str | None = None
    nginx_refuses: bool = False
    in_maintenance: bool = False
    unasked: set[str] = field(default_factory=set)
    lost_images: set[str] = field(default_factory=set)
    has_served: bool = False
    crash_after: int | None = None
    done: int = 0
    removed_images: list[str] = field(default_factory=list)
    said: list[tuple[str, ...]] = field(default_factory=list)
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    # -- what must never be broken ------------------------------------------------------------------------------------

    def check(self) -> None:
        beats = [c for c in self.containers.values() if c.service == "celery-beat" and c.running]
        insist(len(beats) <= 1, "two schedulers")
        addresses = [
            (c.colour, c.service) for c in self.containers.values() if c.part == "release" and c.running
        ]
        insist(len(addresses) == len(set(addresses)), "two containers with one address")
        if not self.has_served:
            return
        for service in ("backend", "frontend"):
            insist(self.serving(service), f"nothing healthy behind the proxy: {service}")
        for service in ("celery", "celery-bulk"):
            takers = [
                c for c in self.containers.values() if c.service == service and c.running and c.consuming
            ]
            insist(takers, f"nobody takes the work of {service}")

    def serving(self, service: str) -> FakeContainer | None:
        for container in self.containers.values():
            if (container.service, container.colour) == (service, self.edge_colour) and self.is_ready(
                container
            ):
                return container
        return None

    def happen(self) -> None:
        """One more thing was done; the tool may be gone before it, or after it."""
        self.done += 1
        if self.crash_after is not None and self.done >= self.crash_after:
            raise Crash

    # -- containers ---------------------------------------------------------------------------------------------------

    def behaviour(self, release: str) -> Behaviour:
        return self.releases.get(release, Behaviour())

    def is_ready(self, container: FakeContainer) -> bool:
        told = self.behaviour(container.release)
        waited = self.clock.monotonic() - container.started
        return (
            container.running
            and not told.crashes
            and not told.never_ready
            and waited >= SLOW_START.total_seconds()
        )

    def start(
        self, project: str, service: str, env: dict[str, str], *, recreate: bool, anew: bool = False
    ) -> FakeContainer:
        release, colour = env["TAG"], env["VANTREXIA_COLOUR"]
        part = "release" if service in RELEASE_SERVICES else "singleton"
        if part == "singleton":
            colour = ""  # nothing of the Compose file's description of it depends on the colour
        there = self.containers.get((project, service))
        is_as_described = there is not None and (there.release, there.colour) == (release, colour)
        if there is not None and not anew and (not recreate or is_as_described):
            if not there.running:
                there.running, there.consuming, there.silent = True, True, False
                there.started = self.clock.monotonic()
            return there
        if there is not None:
            there.running = False
            self.check()
        made = FakeContainer(
            id=f"{next(self._ids):012x}{0:052x}",
            project=project,
            service=service,
            release=release,
            colour=colour,
            part=part,
            started=self.clock.monotonic(),
        )
        if self.behaviour(release).crashes and part == "release":
            made.restarts = 5
        self.containers[project, service] = made
        return made

    def load_edge(self) -> None:
        """nginx reads its files."""
        text = (self.root / "state/proxy/upstreams.conf").read_text(encoding="utf-8")
        match = re.search(r"# Serving: (blue|green)", text)
        assert match is not None
        self.edge_colour = match[1]
        maintenance = self.root / "state/proxy/maintenance.conf"
        self.in_maintenance = maintenance.is_file() and '"1"' in maintenance.read_text(encoding="utf-8")
        self.has_served = True

    def by_id(self, wanted: str) -> FakeContainer | None:
        return next((c for c in self.containers.values() if c.id == wanted), None)

    def by_node(self, node: str) -> FakeContainer | None:
        service, _, host = node.partition("@")
        return next(
            (c for c in self.containers.values() if c.service == service and c.id.startswith(host)), None
        )

    # -- the application ----------------------------------------------------------------------------------------------

    def known_migrations(self, release: str) -> Sequence[tuple[str, bool]]:
        return (("core.0001_initial", True), *self.behaviour(release).migrations)

    def report(self, release: str) -> str:
        now = self.clock.now() + self.clock_skew
        refused = {"ok": False, "detail": "AuthenticationError: WRONGPASS invalid username-password pair"}
        return "starting up\n" + json.dumps(
            {
                "release": release,
                "database": {"ok": True, "is_read_only": self.is_database_read_only, "now": now.isoformat()},
                "valkey": refused if self.valkey_refuses else {"ok": True},
                "cache": {"ok": True},
                "migrations": [
                    {
                        "name": name,
                        "is_applied": name in self.applied,
                        "is_expanding": expanding,
                        "reason": "" if expanding else "drops a column",
                    }
                    for name, expanding in self.known_migrations(release)
                ],
            }
        )
