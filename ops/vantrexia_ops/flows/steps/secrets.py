"""Secrets from the store into the services' directories; running processes go on with what they have read.

Which values are new is noted, so that somebody is told when they have become old. What cannot be noted is said and stops no deploy.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vantrexia_ops.config import Redacted
from vantrexia_ops.errors import OpsError
from vantrexia_ops.flows.rotation import open_ages
from vantrexia_ops.flows.run import Run
from vantrexia_ops.flows.steps.base import BaseStep
from vantrexia_ops.secrets import fetch_secrets, forget, install_values, keep_copy, list_rotated, put_back


class WriteSecrets(BaseStep):
    name = "secrets"
    title = "Write secrets"

    def plan(self, run: Run) -> list[str]:
        secrets = self.ground.config.secrets
        return [
            f"Write each service's secrets from {secrets.source} to {secrets.target}, keeping those of now until the end",
            "Note which of them have a new value",
        ]

    def do(self, run: Run) -> Mapping[str, Any]:
        keep_copy(target=self._target, copy=kept_secrets(self._target, run))
        values = fetch_secrets(self.ground.config, runner=self.ground.runner)
        install_values(values, config=self.ground.config, runner=self.ground.runner, target=self._target)
        return {"rotated": self._note_ages(values, run)}

    def undo(self, run: Run) -> None:
        copy = kept_secrets(self._target, run)
        put_back(target=self._target, copy=copy)
        forget(copy)
        try:
            open_ages(self.ground).take_back(run=run.id)
        except OpsError as error:
            self.note(f"the ages of the secrets are not what they were: {error.message}")

    def _note_ages(self, values: Mapping[str, Redacted], run: Run) -> list[str]:
        """Names with a value the deploy before did not hand out; none on the first."""
        ground = self.ground
        try:
            noted = open_ages(ground).note(
                values, rotated=list_rotated(ground.config), run=run.id, now=ground.clock.now()
            )
        except OpsError as error:
            self.note(f"the ages of the secrets are not noted: {error.message}")
            return []
        if noted.anew is not None:
            why = f" ({noted.anew})" if run.previous is not None else ""
            self.note(f"the ages of {noted.count} secrets count from now{why}")
        if noted.fresh:
            self.note(f"new values: {', '.join(noted.fresh)}")
        return list(noted.fresh)

    @property
    def _target(self) -> Path:
        return Path(self.ground.config.secrets.target)


def kept_secrets(target: Path, run: Run) -> Path:
    """In the same memory, readable by root only."""
    return target / f".before-{run.id}"


def list_kept_secrets(target: Path) -> list[Path]:
    """Copies and stagings of every run."""
    return [*target.glob(".before-*"), *target.glob(".staged-*")]
