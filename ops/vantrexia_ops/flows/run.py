"""One deploy or rollback while it goes: what was asked for, what steps have noted, the files it writes.

A `Run` is rebuilt from the journal alone (`restore_run`), so that another process can resume or abort it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from vantrexia_ops.commands.compose import Project
from vantrexia_ops.commands.environment import make_environment, write_environment
from vantrexia_ops.files import make_private, write_whole
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.serving import Serving, other_colour
from vantrexia_ops.journal import Deploy
from vantrexia_ops.probes.web import Door
from vantrexia_ops.proxy.render import COLOUR_NUMBERS, UPSTREAMS, Colour


@dataclass(slots=True, kw_only=True)
class Run:
    """`wanted` are the references asked for; the step `images` pins them. `facts` by step, as journalled."""

    id: str
    flow: str
    release: str
    wanted: Mapping[str, str]
    colour: Colour
    project: str
    previous: Serving | None
    contracting: tuple[str, ...] = ()
    skip_smoke: bool = False
    login: str | None = None
    committed_at: str | None = None
    facts: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def is_rollback(self) -> bool:
        return self.flow == "rollback"

    @property
    def images(self) -> Mapping[str, str]:
        """References by digest once they are known."""
        pinned: Mapping[str, str] = self.facts.get("images", {}).get("images", {})
        return pinned or self.wanted

    def about(self) -> dict[str, Any]:
        """What the journal keeps of it."""
        return {
            "flow": self.flow,
            "release": self.release,
            "wanted": dict(self.wanted),
            "colour": self.colour,
            "project": self.project,
            "left": self.previous.release if self.previous else "",
            "previous": {
                "release": self.previous.release, "colour": self.previous.colour,
                "project": self.previous.project, "variables": dict(self.previous.variables),
            } if self.previous else None,
            "contracting": list(self.contracting),
            "skip_smoke": self.skip_smoke,
            "committed_at": self.committed_at,
        }  # fmt: skip

    # -- files and projects --------------------------------------------------------------------------------------------

    def directory(self, ground: Ground) -> Path:
        return make_private(ground.places.deploy(self.id))

    def variables(self, ground: Ground) -> dict[str, str]:
        return make_environment(
            ground.config, release=self.release, images=self.images, colour=self.colour, project=self.project,
            state=str(ground.places.state),
        )  # fmt: skip

    def env_file(
        self, ground: Ground, *, name: str = "release", changes: Mapping[str, str] | None = None
    ) -> Path:
        path = self.directory(ground) / f"{name}.env"
        write_whole(path, write_environment({**self.variables(ground), **(changes or {})}))
        return path

    def previous_env_file(self, ground: Ground) -> Path:
        assert self.previous is not None
        path = self.directory(ground) / "previous.env"
        write_whole(path, write_environment(self.previous.variables))
        return path

    def new_project(self, ground: Ground) -> Project:
        """The colour this run brings up."""
        return ground.project(self.project, self.env_file(ground))

    def stack_project(self, ground: Ground) -> Project:
        """What there is one of, described by this run's variables."""
        return ground.project(ground.stack, self.env_file(ground))

    def old_project(self, ground: Ground) -> Project:
        assert self.previous is not None
        return ground.project(self.previous.project, self.previous_env_file(ground))

    def old_stack_project(self, ground: Ground) -> Project:
        return ground.project(ground.stack, self.previous_env_file(ground))

    def door(self, ground: Ground, upstream: str) -> Door:
        """A server of the new colour, not through the proxy but spoken to as the proxy would."""
        return colour_door(ground, colour=self.colour, upstream=upstream)


def colour_door(ground: Ground, *, colour: Colour, upstream: str) -> Door:
    digit, port = UPSTREAMS[upstream]
    address = f"{ground.config.host.app_prefix}.{COLOUR_NUMBERS[colour]}{digit}:{port}"
    return Door(
        origin=f"http://{address}",
        host=ground.config.names.app,
        headers={"X-Forwarded-Proto": "https"},
        timeout_seconds=ground.config.smoke.timeout_seconds,
    )


def edge_door(ground: Ground, *, host: str | None = None, public: bool | None = None) -> Door:
    """The proxy, by the public way or at the port published on this host."""
    name = host or ground.config.names.app
    by_public = ground.config.smoke.public if public is None else public
    address, _, port = ground.config.host.https_listen.rpartition(":")
    return Door(
        origin=f"https://{name}",
        connect_to=None if by_public else f"{address or '127.0.0.1'}:{port}",
        ca_file=None if by_public else ground.config.smoke.ca_file or None,
        timeout_seconds=ground.config.smoke.timeout_seconds,
    )


def make_run(
    ground: Ground,
    *,
    flow: str,
    release: str,
    wanted: Mapping[str, str],
    previous: Serving | None,
    **options: Any,
) -> Run:
    """A run to the colour that does not serve."""
    colour: Colour = other_colour(previous.colour) if previous else "blue"
    now = ground.clock.now()
    return Run(
        # Sorts by time; two within a second would need the lease at once.
        id=f"{now:%Y%m%dT%H%M%S}-{release[:12]}",
        flow=flow, release=release, wanted=wanted, colour=colour, project=f"{ground.stack}-{colour}",
        previous=previous, **options,
    )  # fmt: skip


def restore_run(deploy: Deploy) -> Run:
    about = deploy.about
    previous = about["previous"]
    return Run(
        id=deploy.id,
        flow=str(about["flow"]),
        release=str(about["release"]),
        wanted=about["wanted"],
        colour=cast("Colour", about["colour"]),
        project=str(about["project"]),
        previous=Serving(**previous) if previous else None,
        contracting=tuple(about["contracting"]),
        skip_smoke=bool(about["skip_smoke"]),
        committed_at=about.get("committed_at"),
        facts={name: dict(step.facts) for name, step in deploy.steps.items()},
    )
