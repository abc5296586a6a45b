"""The new release serves under watch: errors in the edge's log, restarts of its containers, its own readiness."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from vantrexia_ops.commands import docker
from vantrexia_ops.commands.compose import RELEASE_SERVICES
from vantrexia_ops.errors import OpsError
from vantrexia_ops.flows.edge import find_edge
from vantrexia_ops.flows.run import Run, edge_door
from vantrexia_ops.flows.steps.base import BaseStep
from vantrexia_ops.probes.edge_log import Tally, count_answers
from vantrexia_ops.probes.engine import find_container
from vantrexia_ops.probes.web import NoAnswer
from vantrexia_ops.proxy.render import COLOUR_NUMBERS

LOOK_EVERY_SECONDS = 2.0


class Bake(BaseStep):
    name = "bake"
    title = "Watch it serve"

    def plan(self, run: Run) -> list[str]:
        deploy = self.ground.config.deploy
        return [
            f"For {deploy.bake_seconds} s: at most {deploy.bake_error_ratio:.1%} errors "
            f"(from {deploy.bake_least_errors} on), no container restarted; worse switches back"
        ]

    def do(self, run: Run) -> Mapping[str, Any]:
        clock, deploy = self.ground.clock, self.ground.config.deploy
        # From the switch on: what went wrong during the drain counts too.
        looked_at = datetime.fromisoformat(run.facts["switch"]["switched_at"])
        restarts = self._count_restarts(run)
        tally, failed_probes = Tally(), 0
        until = clock.monotonic() + deploy.bake_seconds
        while True:
            now = clock.now()
            tally = self._add(tally, run, since=looked_at, until=now)
            looked_at = now
            failed_probes += not self._probe(run)
            self._judge(run, tally, failed_probes, restarts)
            if clock.monotonic() >= until:
                self.note(f"{tally.requests} requests, {tally.errors} errors")
                return {"requests": tally.requests, "errors": tally.errors}
            clock.sleep(min(LOOK_EVERY_SECONDS, max(0.1, until - clock.monotonic())))

    def _add(self, tally: Tally, run: Run, *, since: datetime, until: datetime) -> Tally:
        edge = find_edge(self.ground)
        if edge is None:
            raise OpsError("the proxy does not run")
        command = docker.read_logs_between(edge.id, since=since.isoformat(), until=until.isoformat())
        prefix = f"{self.ground.config.host.app_prefix}.{COLOUR_NUMBERS[run.colour]}"
        fresh = count_answers(self.ground.runner.run(command).out.splitlines(), upstream_prefix=prefix)
        return Tally(tally.requests + fresh.requests, tally.errors + fresh.errors)

    def _probe(self, run: Run) -> bool:
        """At night nobody asks; this is somebody."""
        try:
            answer = self.ground.web.get(edge_door(self.ground), "/health/ready")
        except NoAnswer:
            return False
        return answer.status == 200

    def _count_restarts(self, run: Run) -> int:
        containers = self.ground.containers()
        found = [
            find_container(containers, project=run.project, service=service) for service in RELEASE_SERVICES
        ]
        return sum(container.restarts for container in found if container)

    def _judge(self, run: Run, tally: Tally, failed_probes: int, restarts: int) -> None:
        deploy = self.ground.config.deploy
        if tally.errors >= deploy.bake_least_errors and tally.ratio > deploy.bake_error_ratio:
            raise OpsError(
                f"{tally.errors} of {tally.requests} requests failed on release {run.release} ({tally.ratio:.1%})"
            )
        if failed_probes >= deploy.bake_least_errors:
            raise OpsError(
                f"/health/ready failed {failed_probes} times through the edge on release {run.release}"
            )
        containers = self.ground.containers()
        for service in RELEASE_SERVICES:
            found = find_container(containers, project=run.project, service=service)
            if found is None or not found.is_running or found.health == "unhealthy":
                raise OpsError(
                    f"{service} of release {run.release} is {found.state if found else 'gone'}, not healthy"
                )
        more = self._count_restarts(run) - restarts
        if more > 0:
            raise OpsError(f"containers of release {run.release} restarted {more} times while it was watched")
