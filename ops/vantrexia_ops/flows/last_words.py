"""What containers said before they are taken away: told, and kept with the deploy."""

from __future__ import annotations

from collections.abc import Sequence

from vantrexia_ops.commands import docker
from vantrexia_ops.errors import OpsError
from vantrexia_ops.files import write_whole
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.run import Run
from vantrexia_ops.runner import CommandFailed

LINES_KEPT = 500
LINES_TOLD = 15


def tell_last_words(ground: Ground, run: Run, *, services: Sequence[str]) -> None:
    """The application logs neither secrets nor patients, so its lines may stand in a CI log."""
    for container in ground.containers():
        if container.project != run.project or container.service not in services:
            continue
        try:
            said = ground.runner.run(docker.read_logs(container.id, lines=LINES_KEPT))
        except CommandFailed:
            continue
        lines = [line for line in (said.out + said.err).splitlines() if line.strip()]
        try:
            write_whole(run.directory(ground) / f"{container.service}.log", "\n".join(lines) + "\n")
        except OpsError as error:
            # Told they are all the same; without them the way back is no less needed.
            ground.reporter.note(error.message)
        ground.reporter.logs(container.service, lines[-LINES_TOLD:])
