"""One function per store. Each returns every secret it holds and raises OpsError with a hint; values are never quoted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from vantrexia_ops.commands import Command
from vantrexia_ops.config import Redacted
from vantrexia_ops.errors import OpsError
from vantrexia_ops.runner import Runner

AWS_SECONDS = 5.0


def read_directory(directory: Path) -> dict[str, Redacted]:
    """One file per secret, named like it."""
    try:
        if directory.stat().st_mode & 0o077:
            raise OpsError(f"{directory} is open to other users", hint=f"chmod 0700 {directory}")
        return {
            file.name: _read_secret(file)
            for file in sorted(directory.iterdir())
            if file.is_file() and not file.name.startswith(".")
        }
    except OSError as error:
        raise OpsError(
            f"no secrets in {directory}: {error.strerror}",
            hint="secrets.directory names the directory; run as root.",
        ) from error


def _read_secret(file: Path) -> Redacted:
    try:
        return Redacted(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        # The error itself would quote what it could not read.
        raise OpsError(
            f"{file} is no text",
            hint="Certificates and keys are kept as PEM; what is no secret lies elsewhere.",
        ) from None


def run_command(words: Sequence[str], *, runner: Runner) -> dict[str, Redacted]:
    """A program that prints one JSON object."""
    said = runner.run(Command(argv=tuple(words), summary="fetch the secrets"), check=False)
    if said.code != 0:
        # What it wrote to standard output may be secrets, whole or in part: never quoted.
        lines = said.err.strip().splitlines() or [f"exit code {said.code}"]
        raise OpsError(
            f"`{words[0]}` does not hand out the secrets: {lines[-1].strip()}",
            hint="secrets.command names the program; run it by hand as root.",
        )
    return _parse(said.out, where=f"`{words[0]}`")


def ask_aws(*, name: str, region: str) -> dict[str, Redacted]:
    """A secret of AWS Secrets Manager holding one JSON object, by the host's own role."""
    import boto3  # loaded here: it takes half a second that other stores need not pay
    from botocore.config import Config as Patience
    from botocore.exceptions import BotoCoreError, ClientError

    # By itself it waits for minutes; a deploy, a look of every minute, and whoever sits before them do not.
    patience = Patience(
        connect_timeout=AWS_SECONDS,
        read_timeout=AWS_SECONDS,
        retries={"total_max_attempts": 2, "mode": "standard"},
    )
    try:
        client = boto3.Session(region_name=region or None).client("secretsmanager", config=patience)
        text = client.get_secret_value(SecretId=name)["SecretString"]
    except (BotoCoreError, ClientError, KeyError) as error:
        said = error.response.get("Error", {}).get("Code") if isinstance(error, ClientError) else None
        raise OpsError(
            f"AWS Secrets Manager does not hand out {name}: {said or type(error).__name__}",
            hint="The host's role needs secretsmanager:GetSecretValue on it; `aws sts get-caller-identity` says who asks.",
        ) from error
    return _parse(text, where=f"the secret {name}")


def _parse(text: str, *, where: str) -> dict[str, Redacted]:
    try:
        values = json.loads(text)
    except ValueError:
        raise OpsError(f"{where} is no JSON object", hint="It must hold names and texts.") from None
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        raise OpsError(f"{where} is no object of names and texts", hint="Numbers and lists need quotes too.")
    return {name: Redacted(value) for name, value in values.items()}
