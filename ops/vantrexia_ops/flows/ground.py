"""What a flow stands on: configuration, places, and ports to the world. Tests replace the ports, never a function."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vantrexia_ops.clock import Clock
from vantrexia_ops.commands.compose import Project, make_project
from vantrexia_ops.config import Config
from vantrexia_ops.flows.reporting import Reporter
from vantrexia_ops.journal import Journal
from vantrexia_ops.lease import Fence, LeaseOffice
from vantrexia_ops.probes.engine import Container, list_containers
from vantrexia_ops.probes.host import HostProbe
from vantrexia_ops.probes.web import Web
from vantrexia_ops.runner import Runner


@dataclass(frozen=True, slots=True)
class Places:
    """Where things lie under the state directory."""

    state: Path

    @property
    def current(self) -> Path:
        """Variables of the release that serves; what systemd starts after a reboot."""
        return self.state / "current.env"

    @property
    def proxy(self) -> Path:
        return self.state / "proxy"

    @property
    def releases(self) -> Path:
        return self.state / "releases"

    @property
    def deploys(self) -> Path:
        return self.state / "deploys"

    @property
    def secret_ages(self) -> Path:
        """Since when services have the secrets they have; no values."""
        return self.state / "secret-ages"

    def deploy(self, deploy_id: str) -> Path:
        return self.deploys / deploy_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    config: Config
    runner: Runner
    web: Web
    clock: Clock
    host: HostProbe
    reporter: Reporter
    journal: Journal
    leases: LeaseOffice
    fence: Fence
    who: str

    @property
    def places(self) -> Places:
        return Places(Path(self.config.host.state))

    @property
    def stack(self) -> str:
        return self.config.host.stack

    def project(self, name: str, env_file: Path) -> Project:
        return make_project(self.config, name=name, env_file=env_file)

    def containers(self) -> list[Container]:
        return list_containers(self.runner, stack=self.stack)
