"""The new colour beside the old one, and whether it is ready: the release id must be in its own answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vantrexia_ops.commands import compose, docker
from vantrexia_ops.errors import OpsError
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.last_words import tell_last_words
from vantrexia_ops.flows.run import Run
from vantrexia_ops.flows.steps.base import BaseStep
from vantrexia_ops.probes.engine import find_container
from vantrexia_ops.probes.web import NoAnswer

CRASHES_MEAN_NEVER = 3


class StartColour(BaseStep):
    name = "start"
    title = "Start the new colour"

    def plan(self, run: Run) -> list[str]:
        return [f"{', '.join(compose.WEB_SERVICES)}: start-first, as {run.colour} beside what serves"]

    def do(self, run: Run) -> Mapping[str, Any]:
        ground = self.ground
        old = run.previous.project if run.previous else None
        # Containers of the same colour in another project would hold its addresses (a start from cold runs blue in the stack).
        strays = [
            found.id
            for found in ground.containers()
            if found.part == "release"
            and found.colour == run.colour
            and found.project not in (run.project, old)
        ]
        if strays:
            ground.runner.run(docker.remove_containers(strays))
        ground.runner.run(compose.launch_services(run.new_project(ground), services=compose.WEB_SERVICES))
        return {}

    def undo(self, run: Run) -> None:
        tell_last_words(self.ground, run, services=compose.WEB_SERVICES)
        self.ground.runner.run(
            compose.remove_services(
                run.new_project(self.ground), services=compose.WEB_SERVICES,
                timeout_seconds=self.ground.config.deploy.stop_seconds,
            )
        )  # fmt: skip


class Ready(BaseStep):
    name = "ready"
    title = "Wait until it is ready"

    def plan(self, run: Run) -> list[str]:
        deploy = self.ground.config.deploy
        return [
            f"Ask /health/ready every {deploy.ready_every_seconds} s for up to {deploy.ready_within_seconds} s; "
            f"it must answer 200 and say {run.release}"
        ]

    def do(self, run: Run) -> Mapping[str, Any]:
        deploy, clock = self.ground.config.deploy, self.ground.clock
        started = clock.monotonic()
        asked = []
        while True:
            problem = find_unready(self.ground, run)
            waited = clock.monotonic() - started
            asked.append(f"{waited:.0f} s: {problem or 'ready'}")
            if problem is None:
                return {"asked": asked}
            self._give_up_on_crashes(run)
            if waited + deploy.ready_every_seconds > deploy.ready_within_seconds:
                raise OpsError(
                    f"release {run.release} is not ready after {waited:.0f} s: {problem}",
                    hint="Its containers' last words are above.",
                )
            self.note(problem)
            clock.sleep(deploy.ready_every_seconds)

    def _give_up_on_crashes(self, run: Run) -> None:
        containers = self.ground.containers()
        for service in compose.WEB_SERVICES:
            found = find_container(containers, project=run.project, service=service)
            if found and found.restarts >= CRASHES_MEAN_NEVER and not found.is_healthy:
                raise OpsError(
                    f"{service} of release {run.release} has crashed {found.restarts} times",
                    hint="Its last words are above.",
                )


def find_unready(ground: Ground, run: Run) -> str | None:
    """What is missing, or None."""
    for upstream, path, says_release in (
        ("backend", "/health/ready", "release"),
        ("stream", "/health/live", None),
        ("frontend", "/config.json", "release_id"),
    ):
        try:
            answer = ground.web.get(run.door(ground, upstream), path)
        except NoAnswer:
            return f"{upstream} does not answer yet"
        body = answer.json()
        said = body if isinstance(body, dict) else {}
        if answer.status != 200:
            return f"{upstream} answers {answer.status}: {said.get('detail', said.get('status', ''))}"
        if says_release and said.get(says_release) != run.release:
            return f"{upstream} says it is release {said.get(says_release)!r}"
    return None
