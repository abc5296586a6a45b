"""Words of `docker` itself: looking at containers and images, executing inside one, fetching and removing images."""

from __future__ import annotations

from collections.abc import Sequence

from vantrexia_ops.commands.words import Command
from vantrexia_ops.config import Redacted

# The entry point points NAME_FILE at the secrets; `docker exec` does not pass through it by itself.
ENTRYPOINT = "/usr/local/lib/vantrexia/entrypoint.sh"


def ask_engine() -> Command:
    return Command(
        argv=("docker", "info", "--format", "{{json .}}"), summary="ask the engine", timeout_seconds=20
    )


def list_containers(*, stack: str) -> Command:
    """Ids of every container of the stack, running or not."""
    return Command(
        argv=(
            "docker",
            "ps",
            "--all",
            "--no-trunc",
            "--quiet",
            "--filter",
            f"label=io.vantrexia.stack={stack}",
        ),
        summary="list containers",
    )


def inspect_containers(ids: Sequence[str]) -> Command:
    return Command(argv=("docker", "inspect", "--type", "container", *ids), summary="look at containers")


def inspect_image(reference: str) -> Command:
    return Command(argv=("docker", "image", "inspect", reference), summary=f"find the image {reference}")


def pull_image(reference: str, *, login: str | None = None) -> Command:
    """`login` is the directory a sign-in of this run was written to."""
    config = ("--config", login) if login else ()
    return Command(
        argv=("docker", *config, "pull", "--quiet", reference),
        summary=f"fetch {reference}",
        changes=True,
        timeout_seconds=600,
    )


def remove_image(reference: str) -> Command:
    return Command(
        argv=("docker", "image", "rm", reference), summary=f"remove the image {reference}", changes=True
    )


def log_in(*, registry: str, user: str, token: Redacted, directory: str) -> Command:
    """Signs in for this run only: `directory` lies in memory and is removed afterwards."""
    return Command(
        argv=("docker", "--config", directory, "login", registry, "--username", user, "--password-stdin"),
        summary=f"sign in to {registry}",
        changes=True,
        stdin=token,
    )


def read_logs(container: str, *, lines: int) -> Command:
    return Command(argv=("docker", "logs", "--tail", str(lines), container), summary="read a container's log")


def read_logs_between(container: str, *, since: str, until: str) -> Command:
    return Command(
        argv=("docker", "logs", "--since", since, "--until", until, container), summary="read the proxy's log"
    )


def execute(
    container: str,
    *,
    words: Sequence[str],
    summary: str,
    changes: bool,
    timeout_seconds: float = 60,
    reads_caller: bool = False,
) -> Command:
    """A program inside a running container, with its secrets."""
    return Command(
        argv=("docker", "exec", *(("--interactive",) if reads_caller else ()), container, *words),
        summary=summary,
        changes=changes,
        timeout_seconds=timeout_seconds,
        reads_caller=reads_caller,
    )


def execute_application(
    container: str,
    *,
    words: Sequence[str],
    summary: str,
    changes: bool,
    timeout_seconds: float = 60,
    reads_caller: bool = False,
) -> Command:
    """The same for containers of the backend image, which find their secrets through the entry point."""
    return execute(
        container,
        words=(ENTRYPOINT, *words),
        summary=summary,
        changes=changes,
        timeout_seconds=timeout_seconds,
        reads_caller=reads_caller,
    )


def read_file(container: str, *, path: str) -> Command:
    return execute(container, words=("cat", path), summary=f"read {path}", changes=False)


def list_processes(container: str) -> Command:
    """What runs inside, as the host sees it: the image needs no `ps`."""
    return Command(
        argv=("docker", "top", container, "-eo", "pid,args"), summary="list a container's processes"
    )


def remove_containers(ids: Sequence[str]) -> Command:
    return Command(argv=("docker", "rm", "--force", *ids), summary="remove old containers", changes=True)


def restart_container(container: str, *, stop_seconds: int) -> Command:
    """The same container again; what it runs is told to end first."""
    return Command(
        argv=("docker", "restart", "-t", str(stop_seconds), container),
        summary="restart an unhealthy container",
        changes=True,
        timeout_seconds=stop_seconds + 60,
    )
