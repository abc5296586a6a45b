"""Words of `docker compose` on the production file. A `Project` says which of the three projects and which variables.

start_services(project, services=…)     bring up, wait until healthy; containers of another release are replaced
hold_services(project, services=…)      the same, but what exists is left as it is
stop_services / remove_services / run_once / create_shared
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vantrexia_ops.commands.words import Command
from vantrexia_ops.config import Config

RELEASE_SERVICES = ("frontend", "backend", "stream", "celery", "celery-bulk")
WEB_SERVICES = ("frontend", "backend", "stream")
WORKER_SERVICES = ("celery", "celery-bulk")
DATA_SERVICES = ("redis", "redis-cache")


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One Compose project: its name, the file its variables stand in, the Compose files, the profiles."""

    name: str
    env_file: Path
    files: tuple[Path, ...]
    profiles: tuple[str, ...] = ()


def make_project(config: Config, *, name: str, env_file: Path) -> Project:
    return Project(
        name=name,
        env_file=env_file,
        files=(config.compose_file, *(Path(file) for file in config.host.compose_overrides)),
        profiles=config.host.profiles,
    )


def list_data_services(config: Config) -> tuple[str, ...]:
    """Valkey twice, and PostgreSQL where the host brings its own."""
    return (*DATA_SERVICES, "postgres") if "postgres" in config.host.profiles else DATA_SERVICES


def _compose(project: Project, *words: str) -> tuple[str, ...]:
    files = (word for file in project.files for word in ("-f", str(file)))
    profiles = (word for profile in project.profiles for word in ("--profile", profile))
    return (
        "docker",
        "compose",
        "--env-file",
        str(project.env_file),
        "-p",
        project.name,
        *files,
        *profiles,
        *words,
    )


def start_services(
    project: Project, *, services: Sequence[str], timeout_seconds: int = 180, anew: bool = False
) -> Command:
    """Up and healthy. Nothing is pulled or built here: a deploy starts what preflight has seen.

    `anew` replaces also what is already as the file describes it: it may have read secrets that are no longer those.
    """
    return Command(
        argv=_compose(
            project, "up", "--detach", "--wait", "--wait-timeout", str(timeout_seconds), "--no-deps", "--no-build",
            "--pull", "never", *(("--force-recreate",) if anew else ()), *services,
        ),
        summary=f"start {', '.join(services)} in {project.name}",
        changes=True,
        timeout_seconds=timeout_seconds + 60,
    )  # fmt: skip


def hold_services(project: Project, *, services: Sequence[str], timeout_seconds: int = 180) -> Command:
    """Up and healthy, but a container that exists is kept even when the file now describes it differently."""
    return Command(
        argv=_compose(
            project, "up", "--detach", "--wait", "--wait-timeout", str(timeout_seconds), "--no-deps", "--no-build",
            "--no-recreate", "--pull", "never", *services,
        ),
        summary=f"keep {', '.join(services)} running",
        changes=True,
        timeout_seconds=timeout_seconds + 60,
    )  # fmt: skip


def launch_services(project: Project, *, services: Sequence[str]) -> Command:
    """Started and not waited for: readiness is asked for by the probes, which see more than healthy or not."""
    return Command(
        argv=_compose(project, "up", "--detach", "--no-deps", "--no-build", "--pull", "never", *services),
        summary=f"start {', '.join(services)} in {project.name}",
        changes=True,
        timeout_seconds=180,
    )


def create_shared(project: Project, *, services: Sequence[str]) -> Command:
    """Networks and volumes, made by the stack's own project before a colour needs them."""
    return Command(
        argv=_compose(
            project,
            "up",
            "--no-start",
            "--no-deps",
            "--no-build",
            "--no-recreate",
            "--pull",
            "never",
            *services,
        ),
        summary="create networks and volumes",
        changes=True,
        timeout_seconds=120,
    )


def stop_services(project: Project, *, services: Sequence[str], timeout_seconds: int) -> Command:
    """Stop, each within its own grace period; the containers stay."""
    return Command(
        argv=_compose(project, "stop", *services),
        summary=f"stop {', '.join(services)} in {project.name}",
        changes=True,
        timeout_seconds=timeout_seconds + 30,
    )


def remove_services(project: Project, *, services: Sequence[str], timeout_seconds: int) -> Command:
    return Command(
        argv=_compose(project, "rm", "--force", "--stop", *services),
        summary=f"remove {', '.join(services)} of {project.name}",
        changes=True,
        timeout_seconds=timeout_seconds + 30,
    )


def run_once(
    project: Project,
    *,
    service: str,
    words: Sequence[str],
    changes: bool,
    summary: str,
    timeout_seconds: int = 120,
) -> Command:
    """A container of its own for one program, gone afterwards."""
    return Command(
        argv=_compose(project, "run", "--rm", "--no-deps", "-T", service, *words),
        summary=summary,
        changes=changes,
        timeout_seconds=timeout_seconds,
    )


def check_file(project: Project) -> Command:
    return Command(argv=_compose(project, "config", "--quiet"), summary="read the Compose file")
