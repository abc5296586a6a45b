"""The schema, before any new code serves: a one-off container of the new image, bounded waits, tried again after a lock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vantrexia_ops.commands import application
from vantrexia_ops.errors import OpsError
from vantrexia_ops.flows.run import Run
from vantrexia_ops.flows.steps.base import BaseStep
from vantrexia_ops.runner import CommandFailed

# What another session's lock, or another migration, makes PostgreSQL and the command say.
_PASSING = ("lock timeout", "deadlock detected", "another migration is running", "could not serialize")
FIRST_PAUSE_SECONDS = 2.0


class Migrate(BaseStep):
    name = "migrate"
    title = "Migrate"

    def plan(self, run: Run) -> list[str]:
        deploy = self.ground.config.deploy
        return [
            "Apply migrations in a container of the new image "
            f"(lock timeout {deploy.lock_timeout_seconds} s, statement timeout {deploy.statement_timeout_seconds} s, "
            f"{deploy.migrate_attempts} attempts); they only add, so they stay when the deploy is undone"
        ]

    def do(self, run: Run) -> Mapping[str, Any]:
        unapplied = list_unapplied(run)
        if not unapplied:
            self.note("nothing to migrate")
            return {"applied": 0}
        self._migrate(run)
        self.ground.runner.run(application.make_partitions(run.stack_project(self.ground)))
        self.note(f"{len(unapplied)} applied")
        return {"applied": len(unapplied)}

    def _migrate(self, run: Run) -> None:
        deploy = self.ground.config.deploy
        command = application.migrate(
            run.stack_project(self.ground),
            lock_timeout_seconds=deploy.lock_timeout_seconds,
            statement_timeout_seconds=deploy.statement_timeout_seconds,
        )
        pause = FIRST_PAUSE_SECONDS
        for attempt in range(1, deploy.migrate_attempts + 1):
            try:
                self.ground.runner.run(command)
                return
            except CommandFailed as error:
                text = f"{error.said.out}\n{error.said.err}".lower()
                is_passing = any(sign in text for sign in _PASSING)
                self.ground.reporter.logs("migrate", error.said.err.strip().splitlines()[-20:])
                if not is_passing or attempt == deploy.migrate_attempts:
                    raise OpsError(
                        f"the migration failed: {error.said.last_line}",
                        hint=error.hint
                        or "Each migration is one transaction: those before it stay and only add. Mend it, deploy again.",
                    ) from error
                self.note(f"attempt {attempt} met a lock; once more in {pause:.0f} s")
                self.ground.clock.sleep(pause)
                pause *= 2

    def undo(self, run: Run) -> None:
        if list_unapplied(run):
            self.note("migrations stay: they only add")


def list_unapplied(run: Run) -> list[dict[str, Any]]:
    """What the new release said it would apply."""
    for name in ("preflight", "stack"):
        if "unapplied" in run.facts.get(name, {}):
            return list(run.facts[name]["unapplied"])
    return []
