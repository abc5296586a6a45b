"""Words of the program that writes each service's secrets (docker/secrets/install_secrets.py)."""

from __future__ import annotations

from pathlib import Path

from vantrexia_ops.commands.words import Command
from vantrexia_ops.config import Config, Redacted


def install_secrets(config: Config, *, values: Redacted, target: Path) -> Command:
    """`values` is a JSON object of names and texts, handed over on standard input."""
    program = Path(config.host.directory) / "docker" / "secrets" / "install_secrets.py"
    return Command(
        argv=("python3", str(program), "--from", "-", "--target", str(target)),
        summary="write the services' secrets",
        changes=True,
        stdin=values,
    )
