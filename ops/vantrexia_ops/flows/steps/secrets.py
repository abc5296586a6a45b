"""Secrets from the store into the services' directories; running processes go on with what they have read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vantrexia_ops.flows.run import Run
from vantrexia_ops.flows.steps.base import BaseStep
from vantrexia_ops.secrets import fetch_secrets, forget, install_values, keep_copy, put_back


class WriteSecrets(BaseStep):
    name = "secrets"
    title = "Write secrets"

    def plan(self, run: Run) -> list[str]:
        secrets = self.ground.config.secrets
        return [
            f"Write each service's secrets from {secrets.source} to {secrets.target}, keeping those of now until the end"
        ]

    def do(self, run: Run) -> Mapping[str, Any]:
        keep_copy(target=self._target, copy=kept_secrets(self._target, run))
        values = fetch_secrets(self.ground.config, runner=self.ground.runner)
        install_values(values, config=self.ground.config, runner=self.ground.runner, target=self._target)
        return {}

    def undo(self, run: Run) -> None:
        copy = kept_secrets(self._target, run)
        put_back(target=self._target, copy=copy)
        forget(copy)

    @property
    def _target(self) -> Path:
        return Path(self.ground.config.secrets.target)


def kept_secrets(target: Path, run: Run) -> Path:
    """In the same memory, readable by root only."""
    return target / f".before-{run.id}"


def list_kept_secrets(target: Path) -> list[Path]:
    """Copies and stagings of every run."""
    return [*target.glob(".before-*"), *target.glob(".staged-*")]
