"""`manage.py` inside the release that serves: what needs a model is the application's, this only finds the door."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vantrexia_ops.commands import application
from vantrexia_ops.errors import OpsError
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.serving import find_serving
from vantrexia_ops.probes.engine import find_container

# The word by which a program is told to read its standard input.
STANDARD_INPUT = "-"


def run_in_application(ground: Ground, *, words: Sequence[str], on_line: Callable[[str], None]) -> int:
    """Run `manage.py WORDS` there; its exit code. `manage.py` itself may be said or left out.

    Our own standard input goes in only where one of the words is `-`: everything else leaves it to the script, loop or pipe that
    called, as it always did.
    """
    serving = find_serving(ground)
    if serving is None:
        raise OpsError("nothing serves on this host", hint="Deploy a release first.")
    backend = find_container(ground.containers(), project=serving.project, service="backend", running=True)
    if backend is None:
        raise OpsError(
            "the backend does not run", hint="`vantrexia status` shows what does; `vantrexia doctor` looks."
        )
    rest = list(words)
    while rest and rest[0] in ("python", "python3", "manage.py"):
        rest.pop(0)
    if not rest:
        raise OpsError("no command was given", hint="For example: vantrexia app run -- showmigrations")
    command = application.manage(
        backend.id, words=rest, timeout_seconds=86_400, reads_caller=STANDARD_INPUT in rest
    )
    return ground.runner.follow(command, on_line=on_line)
