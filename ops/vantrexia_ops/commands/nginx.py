"""Words of nginx inside its container."""

from __future__ import annotations

from vantrexia_ops.commands.docker import execute
from vantrexia_ops.commands.words import Command


def test_configuration(container: str) -> Command:
    return execute(
        container, words=("nginx", "-t", "-q"), summary="have nginx accept its files", changes=False
    )


def find_reason(said: str) -> str | None:
    """What `nginx -t` found wrong; its last line only says that the test failed."""
    wrong = [line for line in said.splitlines() if "[emerg]" in line]
    return wrong[-1].strip() if wrong else None


def reload(container: str) -> Command:
    """Old workers finish what they have; new ones read the new files."""
    return execute(container, words=("nginx", "-s", "reload"), summary="reload nginx", changes=True)
