"""A host ready to be deployed to: `make_stage(directory)` gives the world and a `Ground` over it."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from tests.flows.clock import FakeClock
from tests.flows.fakes import FakeHost, FakeRunner, FakeWeb, Remembering
from tests.flows.world import Behaviour, Crash, World
from vantrexia_ops.config.reading import parse_config
from vantrexia_ops.flows.deploy import abort, deploy, resume
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.rollback import rollback
from vantrexia_ops.flows.run import Run
from vantrexia_ops.journal import Entry, Journal
from vantrexia_ops.lease import Fence, Lease, LeaseOffice

CERTIFICATE_NAMES = ("app.practice.example", "api.practice.example")


class CrashingJournal(Journal):
    """The tool may be gone before a line is written, or right after."""

    world: World

    def append(self, **words: Any) -> Entry:
        self.world.happen()
        entry = super().append(**words)
        self.world.happen()
        return entry


class CrashingOffice(LeaseOffice):
    """A tool that is gone gives nothing back."""

    world: World

    def give_back(self, lease: Lease) -> None:
        if self.world.crash_after is None or self.world.done < self.world.crash_after:
            super().give_back(lease)


@dataclass(slots=True)
class Stage:
    world: World
    ground: Ground
    host: FakeHost
    web: FakeWeb
    reporter: Remembering

    def deploy(self, release: str, **options: Any) -> Run:
        self.world.releases.setdefault(release, Behaviour())
        return deploy(self.ground, release=release, images={}, **options)

    def rollback(self, release: str | None = None) -> Run:
        return rollback(self.ground, release=release)

    def resume(self) -> Run:
        return resume(self.ground)

    def abort(self) -> Run:
        return abort(self.ground)

    def break_off(self, act: Any, *, after: int) -> bool:
        """Do something and be gone at the n-th thing; whether that point was reached."""
        self.world.crash_after = self.world.done + after
        try:
            act()
        except Crash:
            self._bury()
            return True
        finally:
            self.world.crash_after = None
        return False

    def _bury(self) -> None:
        """The process that held the lease is dead: what another one sees when it looks."""
        self.ground.fence.lease = None
        path = self.ground.places.state / "lease.json"
        if path.exists():
            lease = json.loads(path.read_text())
            lease["process"]["boot"] = "an earlier one"
            path.write_text(json.dumps(lease))

    @property
    def serving(self) -> str | None:
        backend = self.world.serving("backend")
        return backend.release if backend else None

    def reconfigure(self, **tables: dict[str, Any]) -> None:
        """Change options of the configuration."""
        told = json.loads(msgspec.json.encode(self.ground.config))
        for table, options in tables.items():
            told[table].update(options)
        self.ground = replace(self.ground, config=parse_config(told, source="test"))


def make_stage(directory: Path) -> Stage:
    root = Path(tempfile.mkdtemp(dir=directory))
    secrets = root / "secrets"
    secrets.mkdir(mode=0o700)
    for name, value in {
        "SECRET_KEY": "s" * 50,
        "SMOKE_EMAIL": "smoke@synthetic.invalid",
        "SMOKE_PASSWORD": "p",
    }.items():
        (secrets / name).write_text(value)
    config = parse_config(
        {
            "names": {"app": CERTIFICATE_NAMES[0], "api": CERTIFICATE_NAMES[1]},
            "host": {"directory": str(root), "state": str(root / "state")},
            "images": {"prefix": "registry.example/vantrexia"},
            "secrets": {"directory": str(secrets), "target": str(root / "run")},
            "deploy": {"bake_seconds": 4, "drain_seconds": 2},
        },
        source="test",
    )
    clock = FakeClock()
    world = World(root=root, clock=clock)
    fence, host, web, reporter = Fence(), FakeHost(world), FakeWeb(world), Remembering()
    state = root / "state"
    journal, leases = CrashingJournal(state, clock=clock), CrashingOffice(state, clock=clock, seconds=30)
    journal.world = leases.world = world
    ground = Ground(
        config=config,
        runner=FakeRunner(world, guard=fence.check),
        web=web,
        clock=clock,
        host=host,
        reporter=reporter,
        journal=journal,
        leases=leases,
        fence=fence,
        who="ada@host",
    )
    return Stage(world=world, ground=ground, host=host, web=web, reporter=reporter)
