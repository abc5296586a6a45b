"""The switch: one file by rename, `nginx -t`, reload, seen through the edge; then the host's memory of who serves.

Until the old colour stops it stays behind the new one as a net: what may be asked twice (reads, signed deliveries) and the new release
answers with 500 or not at all, the old one answers. The bake counts it as an error all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vantrexia_ops.commands import compose
from vantrexia_ops.commands.environment import write_environment
from vantrexia_ops.files import make_private, write_whole
from vantrexia_ops.flows.edge import ProxyRefused, find_edge, point_edge, wait_for_edge
from vantrexia_ops.flows.retiring import wait_for_last_requests
from vantrexia_ops.flows.run import Run
from vantrexia_ops.flows.steps.base import BaseStep


class Switch(BaseStep):
    name = "switch"
    title = "Switch the proxy"

    def plan(self, run: Run) -> list[str]:
        told = [
            f"upstreams.conf by rename to {run.colour}, nginx -t, reload; /health/ready through the edge must say {run.release}"
        ]
        if run.previous:
            told.append(
                f"{run.previous.release} stays behind it as a net: it answers reads and deliveries the new release fails at"
            )
            told.append(
                "nginx itself: kept as it runs (its port cannot be held twice); `vantrexia maintenance edge` replaces it"
            )
        return told

    def do(self, run: Run) -> Mapping[str, Any]:
        ground = self.ground
        make_private(ground.places.state)
        switched_at = ground.clock.now().isoformat()
        try:
            point_edge(ground, colour=run.colour, net=run.previous.colour if run.previous else None)
        except ProxyRefused:
            run.facts[self.name]["is_refused"] = True
            raise
        if find_edge(ground) is None:
            # Not held: what stands there may be of a release that never came to serve.
            ground.runner.run(compose.start_services(run.stack_project(ground), services=("nginx",)))
        wait_for_edge(ground, release=run.release)
        write_whole(ground.places.current, write_environment(run.variables(ground)))
        return {"switched_at": switched_at}

    def undo(self, run: Run) -> None:
        ground = self.ground
        if run.facts[self.name].get("is_refused"):
            # The proxy is where it was, and asked once more it would refuse once more.
            return
        if run.previous is None:
            if find_edge(ground) is not None:
                ground.runner.run(
                    compose.stop_services(
                        run.stack_project(ground), services=("nginx",),
                        timeout_seconds=ground.config.deploy.stop_seconds,
                    )
                )  # fmt: skip
            ground.places.current.unlink(missing_ok=True)
            return
        # Until the one before answers again the new one serves: it was stopped, or somebody took its containers away.
        ground.runner.run(compose.hold_services(run.old_project(ground), services=compose.WEB_SERVICES))
        pointed_back_at = ground.clock.now()
        point_edge(ground, colour=run.previous.colour)
        wait_for_edge(ground, release=run.previous.release)
        write_whole(ground.places.current, write_environment(run.previous.variables))
        # What the new colour was given in the meantime is answered before it is taken away.
        wait_for_last_requests(ground, project=run.project, since=pointed_back_at)
