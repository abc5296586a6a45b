"""The `vantrexia` command: `main()`. Subcommands are loaded when they are called, so that each starts fast.

A subcommand is a click command or group of a module of this package; `COMMANDS` maps its name to the module, the name
there, and the line of help that `vantrexia --help` shows. Whatever goes wrong on purpose is an
OpsError: one line on standard error and its exit code.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from io import TextIOWrapper
from typing import Any

import click

from vantrexia_ops.errors import OpsError

COMMANDS: Mapping[str, tuple[str, str, str]] = {
    "deploy": (
        "vantrexia_ops.cli.deploy",
        "deploy",
        "Bring a release into service without a failed request.",
    ),
    "rollback": ("vantrexia_ops.cli.deploy", "rollback", "Return to a release that served well."),
    "plan": ("vantrexia_ops.cli.deploy", "plan", "Say what a deploy would do."),
    "status": ("vantrexia_ops.cli.host", "status", "What serves, what is kept, who deploys."),
    "history": ("vantrexia_ops.cli.host", "history", "Deploys and rollbacks of this host."),
    "smoke": ("vantrexia_ops.cli.smoke", "smoke", "The five smoke tests, against any address."),
    "doctor": ("vantrexia_ops.cli.host", "doctor", "Look at everything a deploy relies on."),
    "watch": (
        "vantrexia_ops.cli.watch",
        "watch",
        "Look at the host once: alarms, restarts, figures (for a timer).",
    ),
    "maintenance": (
        "vantrexia_ops.cli.host",
        "maintenance",
        "Maintenance mode, and changes of the proxy itself.",
    ),
    "lock": ("vantrexia_ops.cli.host", "lock", "Keep everybody from deploying, by hand."),
    "app": ("vantrexia_ops.cli.host", "app", "Run manage.py in the release that serves."),
    "config": (
        "vantrexia_ops.cli.host",
        "config",
        "Print every option of the configuration with its meaning.",
    ),
    "dev": ("vantrexia_ops.cli.dev", "group", "Run the whole product, or a piece of it, from this checkout."),
}


class _LazyGroup(click.Group):
    """A group that imports a subcommand's module only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, _, summary) in COMMANDS.items()])


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vantrexia-ops")
def cli(**unused: Any) -> None:
    """Run and operate Vantrexia."""


def main() -> None:
    """Entry point of the console script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A character that the locale of this host does not know is no reason to stop in the middle of a deploy.
            stream.reconfigure(errors="replace")
    try:
        cli(standalone_mode=False)
    except OpsError as error:
        sys.stderr.write(f"{error.line}\n")
        sys.exit(error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        # Nothing was asked for: what there is, as `--help` shows it.
        sys.stderr.write(f"{error.format_message()}\n")
        sys.exit(error.exit_code)
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx is not None else "vantrexia"
        said = " ".join(error.format_message().split())
        end = "" if said.endswith((".", "?")) else "."
        sys.stderr.write(f"{said}{end} `{where} --help` lists what there is.\n")
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.stderr.write("Interrupted.\n")
        sys.exit(130)
