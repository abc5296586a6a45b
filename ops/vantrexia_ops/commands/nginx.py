"""Words of nginx inside its container."""

from __future__ import annotations

from vantrexia_ops.commands.docker import execute
from vantrexia_ops.commands.words import Command


def test_configuration(container: str) -> Command:
    return execute(
        container, words=("nginx", "-t", "-q"), summary="have nginx accept its files", changes=False
    )


def reload(container: str) -> Command:
    """Old workers finish what they have; new ones read the new files."""
    return execute(container, words=("nginx", "-s", "reload"), summary="reload nginx", changes=True)
