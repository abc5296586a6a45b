"""Which release serves now, where its containers are, and the variables it was started with.

`find_serving(ground)` reads `state/current.env`; on a host that was brought up by hand (`docker compose up`) it recognises the release
from its containers. None: nothing serves yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from vantrexia_ops.commands.environment import make_environment
from vantrexia_ops.errors import ConfigurationError, OpsError
from vantrexia_ops.files import find_whole
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.probes.engine import Container
from vantrexia_ops.proxy.render import COLOUR_NUMBERS, Colour


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """`variables` are those of state/current.env."""

    release: str
    colour: Colour
    project: str
    variables: Mapping[str, str]


def find_serving(ground: Ground) -> Serving | None:
    found = find_whole(ground.places.current)
    if found is None:
        return _recognise(ground, ground.containers())
    variables = parse_environment(found.decode(errors="replace"))
    try:
        colour = variables["VANTREXIA_COLOUR"]
        if colour not in COLOUR_NUMBERS:
            raise KeyError(colour)
        serving = Serving(
            release=variables["TAG"],
            colour=cast("Colour", colour),
            project=variables.get("VANTREXIA_RELEASE_PROJECT") or f"{ground.stack}-{colour}",
            variables=variables,
        )
    except KeyError as error:
        raise OpsError(
            f"{ground.places.current} does not say which release serves ({error})",
            hint="Restore it from the newest directory under state/deploys.",
        ) from error
    refuse_moved(ground, serving)
    return serving


def refuse_moved(ground: Ground, serving: Serving) -> None:
    """Names and addresses are those its containers were started with: with others the proxy would be pointed at nobody."""
    host = ground.config.host
    for option, variable, now in (
        ("stack", "VANTREXIA_STACK", host.stack),
        ("app_prefix", "VANTREXIA_APP_PREFIX", host.app_prefix),
    ):
        then = serving.variables.get(variable, now)
        if then != now:
            raise ConfigurationError(
                f"host.{option} is {now!r}, but release {serving.release} was started with {then!r}",
                hint="Put it back. It can change only where nothing serves: docs/deploying/host.md.",
            )


def _recognise(ground: Ground, containers: list[Container]) -> Serving | None:
    """A start from cold runs the release in the stack's own project, as blue."""
    backend = next(
        (found for found in containers if found.service == "backend" and found.is_running and found.colour),
        None,
    )
    if backend is None:
        return None
    images: dict[str, str] = {
        name: found.image
        for name in ("backend", "frontend", "nginx")
        for found in containers
        if found.service == name and (found.project in (backend.project, ground.stack))
    }
    colour = cast("Colour", backend.colour)
    variables = make_environment(
        ground.config, release=backend.release, images=images, colour=colour, project=backend.project,
        state=str(ground.places.state),
    )  # fmt: skip
    return Serving(release=backend.release, colour=colour, project=backend.project, variables=variables)


def parse_environment(text: str) -> dict[str, str]:
    """NAME='value' lines as `write_environment` gives them; bare values as a person may write them."""
    variables = {}
    for line in text.splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#"):
            variables[name] = (
                value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value
            )
    return variables


def other_colour(colour: Colour) -> Colour:
    return "green" if colour == "blue" else "blue"
