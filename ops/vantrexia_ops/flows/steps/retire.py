"""The old colour stops and is kept: `rollback` starts these very containers again, and so does undoing `hand-over` and `switch`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from vantrexia_ops.commands import compose
from vantrexia_ops.flows.edge import point_edge
from vantrexia_ops.flows.retiring import wait_for_last_requests
from vantrexia_ops.flows.run import Run
from vantrexia_ops.flows.steps.base import BaseStep


class Retire(BaseStep):
    name = "retire"
    title = "Stop the old colour"

    def plan(self, run: Run) -> list[str]:
        if run.previous is None:
            return ["Nothing to stop"]
        return [
            "Take the net away by reload",
            f"Stop {run.previous.project} within its grace periods, once no proxy process knows it; keep its containers",
        ]

    def do(self, run: Run) -> Mapping[str, Any]:
        if run.previous is None:
            return {}
        # It may no longer catch what the new one fails at: it is about to go.
        point_edge(self.ground, colour=run.colour)
        since = datetime.fromisoformat(run.facts["switch"]["switched_at"])
        wait_for_last_requests(self.ground, project=run.previous.project, since=since)
        self.ground.runner.run(
            compose.stop_services(
                run.old_project(self.ground), services=compose.RELEASE_SERVICES,
                timeout_seconds=self.ground.config.deploy.stop_seconds,
            )
        )  # fmt: skip
        return {}
