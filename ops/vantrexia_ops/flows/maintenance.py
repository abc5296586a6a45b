"""Maintenance: the API answers 503 with Retry-After while page and health are served; and replacing the edge itself.

set_maintenance(ground, on=…)      by reload, nothing is cut
apply_proxy(ground)                the proxy's files from the configuration as it is now, by reload
replace_edge(ground)               nginx of the serving release: its port cannot be held twice, so a second or two of refusals
"""

from __future__ import annotations

from vantrexia_ops.commands import compose
from vantrexia_ops.errors import OpsError
from vantrexia_ops.flows.deploy import hold_host, refuse_unfinished
from vantrexia_ops.flows.edge import point_edge, wait_for_edge
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
        project = ground.project(ground.stack, ground.places.current)
        ground.runner.run(compose.start_services(project, services=("nginx",)))
        wait_for_edge(ground, release=serving.release)
        _note(ground, "edge", on=True, changed=(serving.release,))


def _note(ground: Ground, what: str, *, on: bool, changed: tuple[str, ...]) -> bool:
    facts = {"on": on, "changed": list(changed)}
    ground.journal.append(kind=f"maintenance.{what}", deploy="", who=ground.who, facts=facts)
    return bool(changed)


def _get_serving(ground: Ground) -> Serving:
    serving = find_serving(ground)
    if serving is None:
        raise OpsError("nothing serves on this host", hint="Deploy a release first.")
    return serving
