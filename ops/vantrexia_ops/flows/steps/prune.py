"""What is no longer needed goes: images and records beyond the retention, never those that serve or the last two good ones."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from vantrexia_ops.commands import docker
from vantrexia_ops.flows.releases import Release, list_good, list_recorded
from vantrexia_ops.flows.run import Run
from vantrexia_ops.flows.steps.base import BaseStep
from vantrexia_ops.flows.steps.secrets import list_kept_secrets
from vantrexia_ops.journal import list_deploys
from vantrexia_ops.probes.engine import read_image
from vantrexia_ops.secrets import forget

PROTECTED_GOOD = 2
DEPLOYS_KEPT = 20


class Prune(BaseStep):
    name = "prune"
    title = "Prune"
    is_vital = False

    def plan(self, run: Run) -> list[str]:
        keep = self.ground.config.deploy.keep_releases
        return [
            f"Keep {keep} releases, and always this one and the last {PROTECTED_GOOD} good ones; remove older images of ours"
        ]

    def do(self, run: Run) -> Mapping[str, Any]:
        ground = self.ground
        # Of this run, and what runs that were cut off could not take with them: no other is under way.
        forget(*list_kept_secrets(Path(ground.config.secrets.target)))
        recorded = list_recorded(ground.places.releases)
        good = list_good(list_deploys(ground.journal.read()))
        serving = {run.release, run.previous.release if run.previous else run.release}
        doomed = choose_doomed(recorded, good=good, serving=serving, keep=ground.config.deploy.keep_releases)
        kept_images = {
            image for release in recorded if release not in doomed for image in release.images.values()
        }
        for release in doomed:
            own = sorted(set(release.images.values()) - kept_images)
            for image in own:
                self._remove(image)
            # nginx may still run from an older release's image: its record stays until the image is gone, or nobody would know of it.
            if not any(read_image(ground.runner, image) for image in own):
                (ground.places.releases / f"{release.name}.json").unlink(missing_ok=True)
        self._prune_deploys(run)
        return {"removed": [release.name for release in doomed]}

    def _remove(self, reference: str) -> None:
        """By its own id: a digest alone would leave the tag it was fetched by, and with it everything on the disk."""
        found = read_image(self.ground.runner, reference)
        if found is not None:
            # One that a container still uses is no reason to stop.
            self.ground.runner.run(docker.remove_image(found.id), check=False)

    def _prune_deploys(self, run: Run) -> None:
        directories = sorted(path for path in self.ground.places.deploys.iterdir() if path.is_dir())
        for directory in directories[:-DEPLOYS_KEPT]:
            if directory.name != run.id:
                shutil.rmtree(directory, ignore_errors=True)


def choose_doomed(
    recorded: Sequence[Release], *, good: Sequence[str], serving: set[str], keep: int
) -> list[Release]:
    """Oldest first beyond `keep`; releases that failed go before good ones; protected ones never."""
    protected = serving | set(good[-PROTECTED_GOOD:])
    candidates = [release for release in recorded if release.name not in protected]
    candidates.sort(key=lambda release: release.name in good)
    excess = max(0, len(recorded) - keep)
    return candidates[:excess]
