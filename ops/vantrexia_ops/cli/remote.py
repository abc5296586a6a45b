"""`--on HOST`: run this very command on the host instead of here. SSH carries words and output, nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from click.core import ParameterSource

from vantrexia_ops.config import Redacted
from vantrexia_ops.flows.remote import run_remotely
from vantrexia_ops.runner import LocalRunner

_OPTIONS = ("--on", "--known-hosts", "--identity", "--remote-command")


def remote_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --on and what belongs to it; with --on nothing of the command itself runs here."""

    @click.option("--on", "host", metavar="USER@HOST", help="Run on that host, over SSH.")
    @click.option("--known-hosts", help="File with the host's key; a key that differs is refused.")
    @click.option("--identity", help="Private key file for SSH.")
    @click.option("--remote-command", default="vantrexia", show_default=True, help="The tool over there.")
    @wraps(command)
    def call(
        *, host: str | None, known_hosts: str | None, identity: str | None, remote_command: str, **rest: Any
    ) -> Any:
        if host is None:
            return command(**rest)
        context = click.get_current_context()
        words = [*remote_command.split(), context.info_name or "deploy", *without_remote(sys.argv[2:])]
        if context.get_parameter_source("release") is ParameterSource.ENVIRONMENT:
            # The environment stays here.
            words += ["--release", rest["release"]]
        stdin = Redacted(sys.stdin.read()) if rest.get("registry_user") else None
        code = run_remotely(
            runner=LocalRunner(), host=host, words=words, known_hosts=known_hosts, identity=identity, stdin=stdin,
            on_line=lambda line: click.echo(line),
        )  # fmt: skip
        sys.exit(code)

    return call


def without_remote(words: list[str]) -> list[str]:
    """The words as typed, less what says where to run."""
    kept: list[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word in _OPTIONS:
            skip = True
        elif word.partition("=")[0] not in _OPTIONS:
            kept.append(word)
    return kept
