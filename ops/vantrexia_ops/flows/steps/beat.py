"""The scheduler: stopped, then started as the new release. Never two, so a few seconds without one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vantrexia_ops.commands import compose
from vantrexia_ops.flows.run import Run
from vantrexia_ops.flows.steps.base import BaseStep

BEAT = ("celery-beat",)


class Beat(BaseStep):
    name = "beat"
    title = "Replace the scheduler"

    def plan(self, run: Run) -> list[str]:
        return ["celery-beat: stop-first, because there must never be two; jobs are rows and wait"]

    def do(self, run: Run) -> Mapping[str, Any]:
        # Anew also when the release is the one that serves: that is how rotated secrets reach it.
        self.ground.runner.run(
            compose.start_services(run.stack_project(self.ground), services=BEAT, anew=True)
        )
        return {}

    def undo(self, run: Run) -> None:
        if run.previous is not None:
            self.ground.runner.run(compose.start_services(run.old_stack_project(self.ground), services=BEAT))
            return
        self.ground.runner.run(
            compose.remove_services(
                run.stack_project(self.ground),
                services=BEAT,
                timeout_seconds=self.ground.config.deploy.stop_seconds,
            )
        )
