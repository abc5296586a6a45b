"""What serves now, what is kept, who deploys, whether something was cut off, how old the secrets are: `read_status(ground)`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from vantrexia_ops.flows.edge import is_in_maintenance, serving_colour
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.releases import list_good
from vantrexia_ops.flows.rotation import Rotation, look_at_rotation
from vantrexia_ops.flows.serving import find_serving
from vantrexia_ops.journal import find_unfinished, list_deploys


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    release: str | None
    colour: str | None
    edge_colour: str | None
    maintenance: bool
    containers: tuple[tuple[str, str, str, str], ...]
    good: tuple[str, ...]
    holder: str | None
    running: str | None
    unfinished: str | None
    rotation: Rotation

    def as_json(self) -> dict[str, Any]:
        return {
            "release": self.release, "colour": self.colour, "edge_colour": self.edge_colour,
            "maintenance": self.maintenance, "holder": self.holder, "running": self.running,
            "unfinished": self.unfinished,
            "good": list(self.good),
            "containers": [
                {"project": project, "service": service, "release": release, "state": state}
                for project, service, release, state in self.containers
            ],
            "secrets": {
                "days": {age.name: age.days for age in self.rotation.ages},
                "due": [age.name for age in self.rotation.due],
            },
        }  # fmt: skip


def read_status(ground: Ground) -> Status:
    serving = find_serving(ground)
    entries = ground.journal.read()
    held, begun = ground.leases.find_standing(), find_unfinished(entries)
    said = f"{begun.kind} {begun.id}" if begun else None
    is_running = held is not None and held.process is not None
    return Status(
        release=serving.release if serving else None,
        colour=serving.colour if serving else None,
        edge_colour=serving_colour(ground),
        maintenance=is_in_maintenance(ground),
        containers=tuple(
            sorted(
                (found.project, found.service, found.release, found.health or found.state)
                if found.is_running
                else (found.project, found.service, found.release, found.state)
                for found in ground.containers()
            )
        ),
        good=tuple(list_good(list_deploys(entries))),
        holder=f"{held.who}: {held.why}" if held else None,
        running=said if is_running else None,
        # Begun, not ended, and nobody at it.
        unfinished=None if is_running else said,
        rotation=look_at_rotation(ground),
    )
