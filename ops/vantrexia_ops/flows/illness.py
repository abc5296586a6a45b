"""Which containers of what serves are ill: unhealthy, ended, not there, or just starting. `examine_containers(ground, serving)`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vantrexia_ops.alarms.rules import Alarm
from vantrexia_ops.commands.compose import RELEASE_SERVICES
from vantrexia_ops.flows.doctor import list_expected
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.serving import Serving
from vantrexia_ops.probes.engine import Container, find_container


@dataclass(frozen=True, slots=True, kw_only=True)
class Illness:
    """`gone` is service to state: not there, or not running. Of those that are starting nobody knows yet whether they are well."""

    unhealthy: list[Container] = field(default_factory=list)
    gone: Mapping[str, str] = field(default_factory=dict)
    starting: frozenset[str] = frozenset()

    def list_alarms(self) -> list[Alarm]:
        return [
            *(
                Alarm(
                    key=f"container-{found.service}", severity="error", summary=f"{found.service} is unhealthy",
                    hint="It is restarted with growing pauses; `docker logs` of it says why.",
                )
                for found in self.unhealthy
            ),
            *(
                Alarm(
                    key=f"container-{service}", severity="error", summary=f"{service} is {state}", looks=3,
                    hint="`docker logs` of it says why; `vantrexia doctor` says what else is missing.",
                )
                for service, state in self.gone.items()
            ),
        ]  # fmt: skip

    def is_hidden(self, key: str) -> bool:
        return key.removeprefix("container-") in self.starting


def examine_containers(ground: Ground, serving: Serving | None) -> Illness:
    """Of what serves; a colour that is coming up or going down is the deploy's matter. Raises OpsError when the engine does not tell."""
    if serving is None:
        return Illness()
    containers = ground.containers()
    ours = [
        found
        for found in containers
        if found.is_running
        and (
            found.part == "singleton"
            or (found.project == serving.project and found.service in RELEASE_SERVICES)
        )
    ]
    return Illness(
        unhealthy=[found for found in ours if found.health == "unhealthy"],
        gone={} if _is_deploying(ground) else _find_gone(ground, serving, containers),
        starting=frozenset(found.service for found in ours if found.health == "starting"),
    )


def _find_gone(ground: Ground, serving: Serving, containers: list[Container]) -> dict[str, str]:
    """What ended, restarts again and again, or was taken away: Compose says nothing of it to anybody."""
    gone = {}
    for project, service in list_expected(ground, serving):
        if find_container(containers, project=project, service=service, running=True) is None:
            left = find_container(containers, project=project, service=service)
            gone[service] = left.state if left else "not there"
    return gone


def _is_deploying(ground: Ground) -> bool:
    """A person who holds the lease looks; a process that does replaces containers."""
    standing = ground.leases.find_standing()
    return standing is not None and standing.process is not None
