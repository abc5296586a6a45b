"""Every image of the release is on this host, is the release it is said to be, and is pinned by digest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vantrexia_ops.commands import docker
from vantrexia_ops.errors import PreflightRefused
from vantrexia_ops.flows.run import Run
from vantrexia_ops.flows.steps.base import BaseStep
from vantrexia_ops.probes.engine import Image, read_image
from vantrexia_ops.runner import CommandFailed


class PinImages(BaseStep):
    name = "images"
    title = "Fetch and pin images"

    def plan(self, run: Run) -> list[str]:
        verb = "Fetch" if self.ground.config.images.pull and not run.is_rollback else "Find"
        return [f"{verb} {reference} and pin it by digest" for reference in run.wanted.values()]

    def do(self, run: Run) -> Mapping[str, Any]:
        pinned = {name: self._pin(name, reference, run) for name, reference in sorted(run.wanted.items())}
        return {"images": pinned}

    def _pin(self, name: str, reference: str, run: Run) -> str:
        runner = self.ground.runner
        image = read_image(runner, reference)
        # A digest names one image for ever; a tag may have moved, so it is asked for again.
        if self.ground.config.images.pull and not run.is_rollback and (image is None or "@" not in reference):
            try:
                runner.run(docker.pull_image(reference, login=run.login))
            except CommandFailed as error:
                raise PreflightRefused(
                    f"{name}: {error.message}",
                    # A full disk has a hint of its own.
                    hint=error.hint
                    or "Is the release built and pushed? A private registry needs --registry-user and a token.",
                ) from error
            image = read_image(runner, reference)
        if image is None:
            raise PreflightRefused(
                f"{name}: {reference} is not on this host",
                hint="Build or load it, or set images.pull = true.",
            )
        if image.release != run.release:
            raise PreflightRefused(
                f"{name}: {reference} is of release {image.release or 'unknown'!r}, not of {run.release!r}",
                hint="Images carry the release they were built for (label io.vantrexia.release).",
            )
        return self._reference(name, reference, image)

    def _reference(self, name: str, reference: str, image: Image) -> str:
        repository = reference.partition("@")[0]
        if ":" in repository.rpartition("/")[2]:
            repository = repository.rpartition(":")[0]
        digest = next((found for found in image.digests if found.partition("@")[0] == repository), None)
        if digest:
            return digest
        if self.ground.config.images.require_digest:
            raise PreflightRefused(
                f"{name}: {reference} has no digest of a registry",
                hint="Push it and deploy what was pushed, or set images.require_digest = false on a host without one.",
            )
        return image.id
