"""What still hangs on the old colour: requests in flight at its servers, and proxy processes that still know its addresses.

A proxy process that retires keeps idle connections of clients for `keepalive_min_timeout`, and a request on one of them goes to the
OLD colour. So the old colour may only stop when those processes are gone, or that time is over.
"""

from __future__ import annotations

from datetime import datetime

from vantrexia_ops.commands import docker
from vantrexia_ops.flows.edge import find_edge
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.probes.engine import find_container
from vantrexia_ops.probes.traffic import count_in_flight
from vantrexia_ops.runner import CommandFailed

# keepalive_min_timeout of docker/nginx/nginx.prod.conf (a test compares), and a little.
EDGE_KEEPS_IDLE_SECONDS = 30
MARGIN_SECONDS = 2
LOOK_EVERY_SECONDS = 1.0


def count_old_requests(ground: Ground, *, project: str) -> int:
    containers = ground.containers()
    total = 0
    for service, port in (("backend", 8000), ("frontend", 3000)):
        found = find_container(containers, project=project, service=service, running=True)
        if found is not None:
            total += count_in_flight(ground.runner, container=found.id, port=port)
    return total


def count_retiring_edges(ground: Ground) -> int:
    """Proxy processes that finish what they have."""
    edge = find_edge(ground)
    if edge is None:
        return 0
    try:
        listed = ground.runner.run(docker.list_processes(edge.id)).out
    except CommandFailed:
        return 0
    return sum("worker process is shutting down" in line for line in listed.splitlines())


def wait_for_last_requests(ground: Ground, *, project: str, since: datetime | None) -> None:
    """Until nothing can reach the old colour any more and what reached it is answered, within the long budget."""
    clock = ground.clock
    patience = clock.monotonic() + ground.config.deploy.drain_long_seconds + EDGE_KEEPS_IDLE_SECONDS
    while clock.monotonic() < patience:
        known_for = (clock.now() - since).total_seconds() if since else 0.0
        is_unreachable = (
            known_for > EDGE_KEEPS_IDLE_SECONDS + MARGIN_SECONDS or count_retiring_edges(ground) == 0
        )
        if is_unreachable and count_old_requests(ground, project=project) == 0:
            return
        clock.sleep(LOOK_EVERY_SECONDS)
