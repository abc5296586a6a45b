"""Fetch every secret from the configured store, and hand them to the installer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from vantrexia_ops.commands.secrets import install_secrets
from vantrexia_ops.config import Config, Redacted
from vantrexia_ops.errors import PreflightRefused
from vantrexia_ops.runner import CommandFailed, Runner
from vantrexia_ops.secrets import adapters


def fetch_secrets(config: Config, *, runner: Runner) -> dict[str, Redacted]:
    """Name to value. Raises OpsError naming the store, never a value."""
    match config.secrets.source:
        case "directory":
            return adapters.read_directory(Path(config.secrets.directory))
        case "command":
            return adapters.run_command(config.secrets.command, runner=runner)
        case "aws":
            return adapters.ask_aws(name=config.secrets.aws_secret, region=config.secrets.aws_region)


def encode_values(values: Mapping[str, Redacted]) -> Redacted:
    return Redacted(json.dumps({name: value.reveal() for name, value in values.items()}))


def install_values(values: Mapping[str, Redacted], *, config: Config, runner: Runner, target: Path) -> None:
    """Write them. Raises PreflightRefused with what is missing; nothing was written then."""
    try:
        runner.run(install_secrets(config, values=encode_values(values), target=target))
    except CommandFailed as error:
        raise PreflightRefused(
            f"the services' secrets cannot be written: {error.said.last_line}",
            hint=f"The store is of the kind `{config.secrets.source}`; docs/deploying/images.md lists the secrets of each service.",
        ) from error
