"""The stack's containers and images as the engine knows them.

list_containers(runner, stack=…)      every container of the stack, running or not
find_container(…, project, service)   one of them
read_image(runner, reference)         id, digests and labels, or None when it is not on the host
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from vantrexia_ops.commands import docker
from vantrexia_ops.runner import CommandFailed, Runner


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    id: str
    project: str
    service: str
    part: str
    colour: str
    release: str
    image: str
    state: str
    health: str
    restarts: int
    exit_code: int
    addresses: tuple[str, ...]

    @property
    def is_running(self) -> bool:
        return self.state == "running"

    @property
    def is_healthy(self) -> bool:
        return self.is_running and self.health in ("healthy", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    id: str
    digests: tuple[str, ...]
    release: str


def list_containers(runner: Runner, *, stack: str) -> list[Container]:
    ids = runner.run(docker.list_containers(stack=stack)).out.split()
    if not ids:
        return []
    try:
        said = runner.run(docker.inspect_containers(ids))
    except CommandFailed:
        # One may have gone between the two questions; ask once more with what is left.
        ids = runner.run(docker.list_containers(stack=stack)).out.split()
        said = runner.run(docker.inspect_containers(ids))
    return [_container(found) for found in json.loads(said.out)]


def find_container(
    containers: Iterable[Container], *, project: str, service: str, running: bool = False
) -> Container | None:
    """The container of a service in a project; one-off containers are not meant."""
    for container in containers:
        if (container.project, container.service) == (project, service) and (
            container.is_running or not running
        ):
            return container
    return None


def read_image(runner: Runner, reference: str) -> Image | None:
    said = runner.run(docker.inspect_image(reference), check=False)
    if said.code != 0:
        return None
    (found,) = json.loads(said.out)
    labels = (found.get("Config") or {}).get("Labels") or {}
    return Image(
        id=found["Id"],
        digests=tuple(found.get("RepoDigests") or ()),
        release=labels.get("io.vantrexia.release", ""),
    )


def _container(found: dict[str, Any]) -> Container:
    labels = found["Config"].get("Labels") or {}
    state = found["State"]
    networks = found.get("NetworkSettings", {}).get("Networks") or {}
    one_off = labels.get("com.docker.compose.oneoff", "False") == "True"
    return Container(
        id=found["Id"],
        project=labels.get("com.docker.compose.project", ""),
        service=f"{labels.get('com.docker.compose.service', '')}{' (once)' if one_off else ''}",
        part=labels.get("io.vantrexia.part", ""),
        colour=labels.get("io.vantrexia.colour", ""),
        release=labels.get("io.vantrexia.release", ""),
        image=found["Image"],
        state=state["Status"],
        health=(state.get("Health") or {}).get("Status", ""),
        restarts=int(found.get("RestartCount", 0)),
        exit_code=int(state.get("ExitCode", 0)),
        addresses=tuple(net["IPAddress"] for net in networks.values() if net.get("IPAddress")),
    )
