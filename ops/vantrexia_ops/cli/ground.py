"""From the command line to a `Ground`: configuration, real ports, who is asking."""

from __future__ import annotations

import getpass
import os
import re
import signal
import socket
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any
from uuid import uuid4

import click

from vantrexia_ops.cli.screens import make_reporter
from vantrexia_ops.clock import Clock, SystemClock
from vantrexia_ops.config import find_config_path, read_config
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.reporting import Silent
from vantrexia_ops.journal import Journal
from vantrexia_ops.lease import Fence, LeaseOffice
from vantrexia_ops.probes.host import LocalHost
from vantrexia_ops.probes.web import RealWeb
from vantrexia_ops.runner import LocalRunner

CONFIG = click.option(
    "--config",
    "config_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Configuration file [default: VANTREXIA_CONFIG or /etc/vantrexia/vantrexia.toml].",
)
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object per line, for machines.")
LOCK_WAIT = click.option(
    "--lock-wait", type=click.IntRange(min=0), default=0, show_default=True, metavar="SECONDS",
    help="How long to wait for another deploy to end.",
)  # fmt: skip
WHO = click.option("--who", help="Who is deploying, for the journal [default: the user who called].")


def with_ground(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `ground`, made from --config, --json and --who."""

    @CONFIG
    @JSON
    @WHO
    @wraps(command)
    def call(*, config_path: Path | None, as_json: bool, who: str | None, **rest: Any) -> Any:
        return command(ground=make_ground(config_path, as_json=as_json, who=who), as_json=as_json, **rest)

    return call


def make_ground(
    config_path: Path | None,
    *,
    as_json: bool,
    who: str | None,
    is_silent: bool = False,
    clock: Clock | None = None,
) -> Ground:
    """The real ports; `clock` is this host's unless another is given."""
    config = read_config(find_config_path(given=config_path))
    clock, fence = clock or SystemClock(), Fence()
    request_id = make_request_id()
    state = Path(config.host.state)
    return Ground(
        config=config,
        runner=LocalRunner(guard=fence.check),
        web=RealWeb(request_id=request_id),
        clock=clock,
        host=LocalHost(),
        reporter=Silent()
        if is_silent
        else make_reporter(as_json=as_json, stream=sys.stdout, clock=clock, request_id=request_id),
        journal=Journal(state, clock=clock),
        leases=LeaseOffice(state, clock=clock, seconds=config.deploy.lease_seconds),
        fence=fence,
        who=make_readable(who or find_caller()),
    )


def end_like_ctrl_c_on_termination() -> None:
    """A cancelled CI job sends SIGTERM: what was begun is undone, as after Ctrl-C.

    A terminal that is closed (SIGHUP) is nobody's wish to stop: the run goes on, told to nobody, and the journal says how it ends.
    """

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    # A function and not SIG_IGN, which the programs started from here would inherit.
    signal.signal(signal.SIGHUP, lambda *_: None)


def make_request_id() -> str:
    """Of this run; VANTREXIA_REQUEST_ID names one (the pipeline's run), as long as it looks like one."""
    told = os.environ.get("VANTREXIA_REQUEST_ID", "")
    return told if re.fullmatch(r"[A-Za-z0-9._-]{8,64}", told) else f"ops-{uuid4().hex}"


def make_readable(text: str) -> str:
    """An argument that is no UTF-8 comes with halves of characters, which neither journal nor lease can hold."""
    return text.encode(errors="replace").decode()


def find_caller() -> str:
    """USER@HOST; behind sudo the user who called it."""
    user = os.environ.get("SUDO_USER")
    if not user:
        try:
            user = getpass.getuser()
        except (KeyError, OSError):
            user = str(os.getuid())
    return f"{user}@{socket.gethostname()}"
