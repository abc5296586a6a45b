"""Maintenance: the API answers 503 with Retry-After while page and health are served; and replacing the edge itself.

set_maintenance(ground, on=…)      by reload, nothing is cut
apply_proxy(ground)                the proxy's files from the configuration as it is now, by reload
replace_edge(ground)               nginx of the serving release: its port cannot be held twice, so a second or two of refusals
"""

from __future__ import annotations

from pathlib import Path

from vantrexia_ops.commands import compose
from vantrexia_ops.commands.environment import write_environment
from vantrexia_ops.errors import OpsError
from vantrexia_ops.files import write_whole
from vantrexia_ops.flows.deploy import hold_host, refuse_unfinished
from vantrexia_ops.flows.edge import find_edge, point_edge, wait_for_edge
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.serving import Serving, find_serving


def set_maintenance(ground: Ground, *, on: bool, lock_wait_seconds: float = 0) -> bool:
    """Returns whether anything changed."""
    with hold_host(ground, why=f"maintenance {'on' if on else 'off'}", wait_seconds=lock_wait_seconds):
        changed = point_edge(ground, colour=_get_serving(ground).colour, maintenance=on)
        return _note(ground, "maintenance", on=on, changed=changed)


def apply_proxy(ground: Ground, *, lock_wait_seconds: float = 0) -> tuple[str, ...]:
    """Names of the files that changed."""
    with hold_host(ground, why="proxy files", wait_seconds=lock_wait_seconds):
        refuse_unfinished(ground)
        changed = point_edge(ground, colour=_get_serving(ground).colour)
        _note(ground, "proxy", on=True, changed=changed)
        return changed


def replace_edge(ground: Ground, *, lock_wait_seconds: float = 0) -> None:
    with hold_host(ground, why="replace the edge", wait_seconds=lock_wait_seconds):
        refuse_unfinished(ground)
        serving = _get_serving(ground)
        before = find_edge(ground)
        try:
            _start_edge(ground, serving, env_file=ground.places.current)
        except (OpsError, KeyboardInterrupt) as error:
            if before is None:
                raise
            _start_edge(ground, serving, env_file=_write_before(ground, serving, image=before.image))
            reason = error.message if isinstance(error, OpsError) else "interrupted"
            raise OpsError(
                f"nginx of release {serving.release} does not serve: {reason}",
                hint="The one before serves again. `docker logs` of the container shows what it says.",
            ) from error
        _note(ground, "edge", on=True, changed=(serving.release,))


def _start_edge(ground: Ground, serving: Serving, *, env_file: Path) -> None:
    ground.runner.run(compose.start_services(ground.project(ground.stack, env_file), services=("nginx",)))
    wait_for_edge(ground, release=serving.release)


def _write_before(ground: Ground, serving: Serving, *, image: str) -> Path:
    """Variables that bring the edge back as it was."""
    path = ground.places.state / "edge-before.env"
    write_whole(path, write_environment({**serving.variables, "NGINX_IMAGE": image}))
    return path


def _note(ground: Ground, what: str, *, on: bool, changed: tuple[str, ...]) -> bool:
    facts = {"on": on, "changed": list(changed)}
    ground.journal.append(kind=f"maintenance.{what}", deploy="", who=ground.who, facts=facts)
    return bool(changed)


def _get_serving(ground: Ground) -> Serving:
    serving = find_serving(ground)
    if serving is None:
        raise OpsError("nothing serves on this host", hint="Deploy a release first.")
    return serving
