"""New workers beside the old ones; then the old ones take nothing new while they finish what they have.

New workers are up before anything new is enqueued, so that no task meets a worker that does not know it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vantrexia_ops.commands import application, compose, docker
from vantrexia_ops.errors import OpsError
from vantrexia_ops.flows.last_words import tell_last_words
from vantrexia_ops.flows.run import Run
from vantrexia_ops.flows.steps.base import BaseStep
from vantrexia_ops.probes.engine import find_container
from vantrexia_ops.runner import CommandFailed


class StartWorkers(BaseStep):
    name = "workers"
    title = "Start new workers"

    def plan(self, run: Run) -> list[str]:
        return [f"{', '.join(compose.WORKER_SERVICES)}: start-first, beside the old ones"]

    def do(self, run: Run) -> Mapping[str, Any]:
        self.ground.runner.run(
            compose.start_services(run.new_project(self.ground), services=compose.WORKER_SERVICES)
        )
        return {}

    def undo(self, run: Run) -> None:
        tell_last_words(self.ground, run, services=compose.WORKER_SERVICES)
        self.ground.runner.run(
            compose.remove_services(
                run.new_project(self.ground), services=compose.WORKER_SERVICES,
                timeout_seconds=self.ground.config.deploy.stop_seconds,
            )
        )  # fmt: skip


class HandOver(BaseStep):
    name = "hand-over"
    title = "Old workers stop consuming"

    def plan(self, run: Run) -> list[str]:
        return (
            ["Old workers take nothing new and finish what they have"] if run.previous else ["No old workers"]
        )

    def do(self, run: Run) -> Mapping[str, Any]:
        pairs, via = self._old_consumers(run)
        if not pairs or via is None:
            self.note("no old worker runs")
            return {}
        try:
            self.ground.runner.run(application.cancel_consumers(via, pairs=pairs))
        except CommandFailed as error:
            self._stop_silent(run, error)
        return {}

    def undo(self, run: Run) -> None:
        """The old workers take work again before the new ones go."""
        if run.previous is None:
            return
        ground = self.ground
        ground.runner.run(compose.hold_services(run.old_project(ground), services=compose.WORKER_SERVICES))
        pairs, via = self._old_consumers(run, through_old=True)
        if not pairs or via is None:
            return
        try:
            ground.runner.run(application.add_consumers(via, pairs=pairs))
        except CommandFailed as error:
            # One that is started anew takes from all of its queues; where nobody could be asked, that is all of them.
            for service in application.find_silent(error.said.last_line) or compose.WORKER_SERVICES:
                found = find_container(
                    ground.containers(), project=run.previous.project, service=service, running=True
                )
                if found is not None:
                    self.note(f"{service} of {run.previous.release} does not answer and is restarted")
                    ground.runner.run(
                        docker.restart_container(found.id, stop_seconds=ground.config.deploy.stop_seconds)
                    )

    def _stop_silent(self, run: Run, error: CommandFailed) -> None:
        """A worker that hangs, or that the broker no longer lets in, is not told to stop consuming: it is stopped.

        Only one that did not answer the new worker's question. Where the question itself could not be asked, it is the new one that
        does not reach the broker, and the old ones must go on.
        """
        silent = application.find_silent(error.said.last_line)
        if silent:
            self.note(f"{' and '.join(silent)} of the old release: no answer, stopped at once")
            self.ground.runner.run(
                compose.stop_services(
                    run.old_project(self.ground),
                    services=silent,
                    timeout_seconds=self.ground.config.deploy.stop_seconds,
                )
            )
        elif run.is_rollback:
            # What is left in a rollback may be too broken to answer; it is stopped a moment later anyway.
            self.note(f"an old worker does not answer: {error.said.last_line}")
        else:
            raise OpsError(
                f"an old worker does not stop consuming: {error.said.last_line}",
                hint="Without this, old code would take new tasks. `docker logs` of the new worker says more.",
            ) from error

    def _old_consumers(
        self, run: Run, *, through_old: bool = False
    ) -> tuple[list[tuple[str, str]], str | None]:
        """(node, queue) of every old worker that runs, and the container to speak through."""
        if run.previous is None:
            return [], None
        containers = self.ground.containers()
        pairs: list[tuple[str, str]] = []
        via = None
        for service, queues in application.QUEUES.items():
            found = find_container(containers, project=run.previous.project, service=service, running=True)
            if found is not None:
                # `-n SERVICE@%h`: a container's host name is the first twelve digits of its id.
                pairs += [(f"{service}@{found.id[:12]}", queue) for queue in queues]
                via = found.id
        if not through_old:
            new = find_container(containers, project=run.project, service="celery", running=True)
            via = new.id if new else via
        return pairs, via
