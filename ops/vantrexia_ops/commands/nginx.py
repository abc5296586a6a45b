"""Words of nginx, inside its container or in one of its own."""

from __future__ import annotations

from vantrexia_ops.commands.compose import Project, run_once
from vantrexia_ops.commands.docker import execute
from vantrexia_ops.commands.words import Command


def test_configuration(container: str) -> Command:
    return execute(
        container, words=("nginx", "-t", "-q"), summary="have nginx accept its files", changes=False
    )


def try_image(project: Project) -> Command:
    """The image the project's variables name, in a container of its own: no port is published, nobody is served."""
    return run_once(
        project, service="nginx", words=("nginx", "-t", "-q"), changes=False,
        summary="have the release's own nginx accept the host's files",
    )  # fmt: skip


def find_reason(said: str) -> str | None:
    """What `nginx -t` found wrong; its last line only says that the test failed."""
    wrong = [line for line in said.splitlines() if "[emerg]" in line]
    return wrong[-1].strip() if wrong else None


def reload(container: str) -> Command:
    """Old workers finish what they have; new ones read the new files."""
    return execute(container, words=("nginx", "-s", "reload"), summary="reload nginx", changes=True)
