"""Changing what the edge does: files by rename, `nginx -t`, reload, and seeing that it took. Never half of it.

point_edge(ground, colour=…, net=…, maintenance=…)   which colour serves, which one catches its errors, whether in maintenance
try_edge(project, ground, release=…)            whether a release's own nginx would come up; nothing is changed
wait_for_edge(ground, release=…)                until the answer through the edge is this release's
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from vantrexia_ops.commands import nginx
from vantrexia_ops.commands.compose import Project
from vantrexia_ops.errors import OpsError
from vantrexia_ops.files import find_whole
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.run import edge_door
from vantrexia_ops.probes.engine import Container, find_container
from vantrexia_ops.probes.web import NoAnswer
from vantrexia_ops.proxy import ProxySettings, install_files, load_ranges, render_files
from vantrexia_ops.proxy.render import Colour
from vantrexia_ops.runner import CommandFailed

SEEN_WITHIN_SECONDS = 20.0
ASK_EVERY_SECONDS = 0.5


class ProxyRefused(OpsError):
    """nginx does not accept what it would read. Nothing was reloaded; what it read before is in force."""


def make_settings(
    ground: Ground, *, colour: Colour, maintenance: bool, net: Colour | None = None
) -> ProxySettings:
    proxy, names = ground.config.proxy, ground.config.names
    return ProxySettings(
        app_host=names.app,
        api_host=names.api,
        colour=colour,
        net=net,
        ranges=load_ranges(Path(proxy.ranges) if proxy.ranges else None),
        app_prefix=ground.config.host.app_prefix,
        requests_per_second=proxy.requests_per_second,
        sign_ins_per_minute=proxy.sign_ins_per_minute,
        deliveries_per_second=proxy.deliveries_per_second,
        require_origin_pulls=proxy.require_origin_pulls,
        require_cloudflare=proxy.require_cloudflare,
        maintenance=maintenance,
    )


def find_edge(ground: Ground) -> Container | None:
    return find_container(ground.containers(), project=ground.stack, service="nginx", running=True)


def point_edge(
    ground: Ground, *, colour: Colour, net: Colour | None = None, maintenance: bool | None = None
) -> tuple[str, ...]:
    """Write the files and reload. Files nginx does not accept are put back. Returns the names that changed."""
    was_on = is_in_maintenance(ground)
    settings = make_settings(
        ground, colour=colour, net=net, maintenance=was_on if maintenance is None else maintenance
    )
    files = render_files(settings)
    directory = ground.places.proxy
    ground.fence.check()
    before = _read(directory, files)
    changed = install_files(directory=directory, files=files)
    edge = find_edge(ground)
    if edge is None:
        return changed
    try:
        ground.runner.run(nginx.test_configuration(edge.id))
    except CommandFailed as error:
        install_files(directory=directory, files=before)
        raise ProxyRefused(
            f"nginx refuses what it would read: {nginx.find_reason(error.said.err) or error.said.last_line}",
            hint="The files of before are back; nothing was reloaded. It reads [proxy] of the configuration and its own secrets.",
        ) from error
    ground.runner.run(nginx.reload(edge.id))
    return changed


def try_edge(project: Project, ground: Ground, *, release: str) -> None:
    """Whether a release's own nginx would come up here. A deploy replaces no nginx, the host's next start does. Raises ProxyRefused."""
    try:
        ground.runner.run(nginx.try_image(project))
    except CommandFailed as error:
        raise ProxyRefused(
            f"the nginx of release {release} would not come up: {nginx.find_reason(error.said.err) or error.said.last_line}",
            hint="The one that runs goes on; a reboot would have started this one. Mend its image, or [proxy] and the certificate.",
        ) from error


def serving_colour(ground: Ground) -> Colour | None:
    """The colour upstreams.conf names."""
    text = (find_whole(ground.places.proxy / "upstreams.conf") or b"").decode(errors="replace")
    for colour in ("blue", "green"):
        if f"# Serving: {colour}\n" in text:
            return "blue" if colour == "blue" else "green"
    return None


def is_in_maintenance(ground: Ground) -> bool:
    return b'"1";' in (find_whole(ground.places.proxy / "maintenance.conf") or b"")


def wait_for_edge(ground: Ground, *, release: str) -> None:
    """Until /health/ready through this host's port says the release. Raises OpsError."""
    door = edge_door(ground, public=ground.config.smoke.public)
    deadline = ground.clock.monotonic() + SEEN_WITHIN_SECONDS
    said: object = None
    while True:
        try:
            body = ground.web.get(door, "/health/ready").json()
            said = body.get("release") if isinstance(body, dict) else None
        except NoAnswer as error:
            said = error.message
        if said == release:
            return
        if ground.clock.monotonic() >= deadline:
            raise OpsError(f"the edge answers with {said!r} instead of release {release!r}")
        ground.clock.sleep(ASK_EVERY_SECONDS)


def _read(directory: Path, names: Mapping[str, str]) -> dict[str, str]:
    return {
        name: (directory / name).read_text(encoding="utf-8") for name in names if (directory / name).is_file()
    }
