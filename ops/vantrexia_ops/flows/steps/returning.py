"""Whether a release may serve again: the schema must still have everything its code needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vantrexia_ops.errors import RollbackRefused
from vantrexia_ops.flows.releases import find_obstacle, find_release
from vantrexia_ops.flows.run import Run
from vantrexia_ops.flows.steps.base import BaseStep
from vantrexia_ops.journal import list_deploys


class MayReturn(BaseStep):
    name = "may-return"
    title = "Check that it may return"

    def plan(self, run: Run) -> list[str]:
        return [
            f"Refuse when a migration applied since {run.release} took something away (told by the journal, not the database)"
        ]

    def do(self, run: Run) -> Mapping[str, Any]:
        release = find_release(self.ground.places.releases, run.release)
        if release is None:
            raise RollbackRefused(
                f"release {run.release} has no record on this host",
                hint="`vantrexia history` lists those that have.",
            )
        obstacle = find_obstacle(release, list_deploys(self.ground.journal.read()))
        if obstacle:
            raise RollbackRefused(
                f"release {run.release} cannot return, its code needs what is gone: {obstacle}",
                hint="Mend forward: deploy a new release. docs/runbooks/rollback-refused.md.",
            )
        return {}
