"""What the old colour had begun is finished: ordinary requests, long ones on their own budget, then streams with a hint to reconnect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vantrexia_ops.commands import compose
from vantrexia_ops.flows.retiring import count_old_requests, count_retiring_edges
from vantrexia_ops.flows.run import Run
from vantrexia_ops.flows.steps.base import BaseStep
from vantrexia_ops.probes.engine import find_container

LOOK_EVERY_SECONDS = 1.0


class Drain(BaseStep):
    name = "drain"
    title = "Drain the old colour"

    def plan(self, run: Run) -> list[str]:
        deploy = self.ground.config.deploy
        if run.previous is None:
            return ["Nothing to drain"]
        return [
            f"Up to {deploy.drain_seconds} s for requests in flight, up to {deploy.drain_long_seconds} s for long ones",
            "Stop the old stream server: it tells each stream to reconnect",
        ]

    def do(self, run: Run) -> Mapping[str, Any]:
        if run.previous is None:
            return {}
        deploy, clock = self.ground.config.deploy, self.ground.clock
        started = clock.monotonic()
        quiet = 0
        while True:
            in_flight = count_old_requests(self.ground, project=run.previous.project)
            waited = clock.monotonic() - started
            quiet = quiet + 1 if in_flight == 0 and count_retiring_edges(self.ground) == 0 else 0
            # Two looks: one may fall between two requests of one connection.
            if quiet >= 2 or (waited >= deploy.drain_seconds and in_flight == 0):
                break
            if waited >= max(deploy.drain_seconds, deploy.drain_long_seconds):
                self.note(
                    f"{in_flight} requests still run after {waited:.0f} s; they have until the old colour stops"
                )
                break
            clock.sleep(LOOK_EVERY_SECONDS)
        if find_container(
            self.ground.containers(), project=run.previous.project, service="stream", running=True
        ):
            self.ground.runner.run(
                compose.stop_services(
                    run.old_project(self.ground), services=("stream",), timeout_seconds=deploy.stop_seconds
                )
            )
        return {"left": in_flight, "waited_seconds": round(clock.monotonic() - started)}
