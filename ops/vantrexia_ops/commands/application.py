"""Words of the application: `manage.py`, the migration, which queues a worker takes from."""

from __future__ import annotations

from collections.abc import Sequence

from vantrexia_ops.commands.compose import Project, run_once
from vantrexia_ops.commands.docker import execute_application
from vantrexia_ops.commands.words import Command

QUEUES = {"celery": ("alerts", "ingest"), "celery-bulk": ("default", "reports")}
MANAGE = ("python3", "manage.py")

NO_ANSWER = "no answer from "
# One process start for all queues of all workers: each `celery control` would load the application again.
_CONTROL = """
import sys
from config.celery import app
act, *pairs = sys.argv[1:]
missing = []
for pair in pairs:
    node, queue = pair.split("=")
    control = app.control.cancel_consumer if act == "cancel" else app.control.add_consumer
    answers = control(queue, destination=[node], reply=True, timeout=5)
    if not any("ok" in answer.get(node, {}) for answer in answers or []):
        missing.append(pair)
if missing:
    sys.exit("no answer from " + ", ".join(missing))
"""


def find_silent(said: str) -> tuple[str, ...]:
    """Services whose workers did not answer, out of the last words of `cancel_consumers` or `add_consumers`; () when it was not that."""
    _, found, listed = said.partition(NO_ANSWER)
    nodes = {pair.strip().partition("@")[0] for pair in listed.split(",")} if found else set()
    return tuple(service for service in QUEUES if service in nodes)


def report_release(project: Project) -> Command:
    """JSON about a release's image and the services it would use; run in a container of its own, changes nothing."""
    return run_once(
        project, service="migrate", words=(*MANAGE, "release_report"), changes=False,
        summary="ask the new release about database and Valkey",
    )  # fmt: skip


def migrate(project: Project, *, lock_timeout_seconds: int, statement_timeout_seconds: int) -> Command:
    words = (
        *MANAGE, "migrate", "--noinput",
        "--lock-timeout", str(lock_timeout_seconds), "--statement-timeout", str(statement_timeout_seconds),
    )  # fmt: skip
    return run_once(
        project,
        service="migrate",
        words=words,
        changes=True,
        summary="migrate the database",
        timeout_seconds=900,
    )


def make_partitions(project: Project) -> Command:
    return run_once(
        project,
        service="migrate",
        words=(*MANAGE, "ensure_partitions"),
        changes=True,
        summary="make partitions",
    )


def create_roles(project: Project) -> Command:
    return run_once(
        project, service="create-roles", words=(*MANAGE, "create_roles"), changes=True, summary="create roles"
    )


def cancel_consumers(container: str, *, pairs: Sequence[tuple[str, str]]) -> Command:
    """Workers finish what they have and take nothing new; `pairs` are (node, queue)."""
    return _control(container, act="cancel", pairs=pairs)


def add_consumers(container: str, *, pairs: Sequence[tuple[str, str]]) -> Command:
    """The reverse of `cancel_consumers`."""
    return _control(container, act="add", pairs=pairs)


def _control(container: str, *, act: str, pairs: Sequence[tuple[str, str]]) -> Command:
    verb = "stop" if act == "cancel" else "let"
    return execute_application(
        container,
        words=("python3", "-c", _CONTROL, act, *(f"{node}={queue}" for node, queue in pairs)),
        summary=f"{verb} workers taking work",
        changes=True,
        timeout_seconds=90,
    )


def manage(
    container: str,
    *,
    words: Sequence[str],
    changes: bool = True,
    timeout_seconds: float = 600,
    reads_caller: bool = False,
) -> Command:
    """`manage.py` inside the release that serves."""
    return execute_application(
        container, words=(*MANAGE, *words), summary=f"run manage.py {words[0] if words else ''}".strip(),
        changes=changes, timeout_seconds=timeout_seconds, reads_caller=reads_caller,
    )  # fmt: skip
