"""What there is one of: networks and volumes, data services, roles. Left alone when it runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vantrexia_ops.commands import application, compose
from vantrexia_ops.flows.edge import find_edge, point_edge, try_edge
from vantrexia_ops.flows.run import Run
from vantrexia_ops.flows.services import ask_services
from vantrexia_ops.flows.steps.base import BaseStep
from vantrexia_ops.secrets import fetch_secrets


class PrepareStack(BaseStep):
    name = "stack"
    title = "Prepare networks and data services"

    def plan(self, run: Run) -> list[str]:
        services = ", ".join(compose.list_data_services(self.ground.config))
        kept = [f"{services}: kept as they run, never recreated by a deploy (stop-first, and they hold data)"]
        kept.append("nginx of the release: its image reads this host's files in a container of its own")
        if run.previous is None and "postgres" in self.ground.config.host.profiles:
            kept.append("Create the roles of the database")
        return kept

    def do(self, run: Run) -> Mapping[str, Any]:
        ground = self.ground
        project = run.stack_project(ground)
        services = compose.list_data_services(ground.config)
        if find_edge(ground) is None:
            # nginx mounts the directory of these files, and Compose refuses a container whose mount is not there.
            point_edge(ground, colour=run.colour)
        ground.runner.run(compose.create_shared(project, services=("nginx", "celery-beat", *services)))
        try_edge(project, ground, release=run.release)
        ground.runner.run(compose.hold_services(project, services=services))
        if run.previous is None and "postgres" in ground.config.host.profiles:
            ground.runner.run(application.create_roles(project))
        if "unapplied" in run.facts.get("preflight", {}):
            return {}
        return ask_services(run, ground, secrets=fetch_secrets(ground.config, runner=ground.runner))
