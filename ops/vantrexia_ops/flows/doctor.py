"""Looks at everything a deploy relies on and says what is wrong, in the order it would hurt: `examine(ground)`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from vantrexia_ops.commands import compose, docker
from vantrexia_ops.errors import EngineGone, OpsError
from vantrexia_ops.flows.edge import serving_colour
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.rotation import RUNBOOK, look_at_rotation, open_ages
from vantrexia_ops.flows.run import edge_door
from vantrexia_ops.flows.serving import Serving, find_serving
from vantrexia_ops.journal import find_unfinished
from vantrexia_ops.probes.certificates import find_problem
from vantrexia_ops.probes.engine import find_container
from vantrexia_ops.secrets import fetch_secrets, list_rotated


@dataclass(frozen=True, slots=True)
class Finding:
    """`is_warning`: nothing is wrong yet, but somebody has something to do."""

    name: str
    ok: bool
    detail: str
    hint: str | None = None
    is_warning: bool = False


class _Ill(Exception):
    def __init__(self, detail: str, hint: str, *, is_warning: bool = False) -> None:
        super().__init__(detail)
        self.hint, self.is_warning = hint, is_warning


def examine(ground: Ground, *, names: Iterable[str] | None = None) -> list[Finding]:
    """Every check, or those named, whatever the ones before say; what to do about an engine that is gone is said once."""
    findings: list[Finding] = []
    for name in CHECKS if names is None else names:
        try:
            findings.append(Finding(name, True, CHECKS[name](ground)))
        except EngineGone as error:
            is_said = any(found.hint == error.hint for found in findings)
            detail = "not looked at: the container engine does not answer" if is_said else error.message
            findings.append(Finding(name, False, detail, None if is_said else error.hint))
        except _Ill as error:
            findings.append(Finding(name, error.is_warning, str(error), error.hint, error.is_warning))
        except OpsError as error:
            findings.append(Finding(name, False, error.message, error.hint))
    return findings


def _engine(ground: Ground) -> str:
    ground.runner.run(docker.ask_engine())
    return "answers"


def _journal(ground: Ground) -> str:
    entries = ground.journal.read()
    cut_off, held = find_unfinished(entries), ground.leases.find_standing()
    if cut_off is not None and (held is None or held.process is None):
        raise _Ill(f"{cut_off.kind} {cut_off.id} was cut off", "`vantrexia deploy --resume` or `--abort`.")
    return f"{len(entries)} entries, the chain holds"


def _secrets(ground: Ground) -> str:
    values = fetch_secrets(ground.config, runner=ground.runner)
    target = Path(ground.config.secrets.target)
    if find_serving(ground) is not None and not (target / "backend").is_dir():
        raise _Ill(f"services find no secrets at {target}", "`systemctl restart vantrexia-secrets`.")
    waiting = open_ages(ground).list_waiting(values, rotated=list_rotated(ground.config))
    count = f"{len(values)} in the store"
    return f"{count}; new since the last deploy: {', '.join(waiting)}" if waiting else count


def _rotation(ground: Ground) -> str:
    rotation = look_at_rotation(ground)
    if rotation.problem is not None or rotation.due:
        hint = rotation.problem.hint if rotation.problem else None
        raise _Ill(rotation.sentence, hint or RUNBOOK, is_warning=True)
    return rotation.sentence


def _serving(ground: Ground) -> str:
    serving = find_serving(ground)
    if serving is None:
        raise _Ill("nothing serves", "Deploy a release.")
    edge = serving_colour(ground)
    if edge != serving.colour:
        raise _Ill(
            f"the proxy's files name {edge}, state/current.env names {serving.colour}",
            "A deploy was cut off at its switch: resume or abort it.",
        )
    return f"release {serving.release} as {serving.colour}"


def _containers(ground: Ground) -> str:
    serving = find_serving(ground)
    if serving is None:
        return "none expected"
    wanted = list_expected(ground, serving)
    containers = ground.containers()
    for project, service in wanted:
        found = find_container(containers, project=project, service=service)
        if found is None or not found.is_healthy:
            state = (found.health if found.is_running else found.state) if found else "not there"
            raise _Ill(f"{service} is {state}", f"`docker logs` of it; `docker compose -p {project} ps`.")
    beats = [found for found in containers if found.service == "celery-beat" and found.is_running]
    if len(beats) != 1:
        raise _Ill(f"{len(beats)} schedulers run", "Exactly one must: stop the others.")
    return f"{len(wanted)} healthy"


def list_expected(ground: Ground, serving: Serving) -> list[tuple[str, str]]:
    """(project, service) of everything that runs while a release serves."""
    release = [(serving.project, service) for service in compose.RELEASE_SERVICES]
    single = [
        (ground.stack, name) for name in ("nginx", "celery-beat", *compose.list_data_services(ground.config))
    ]
    return [*release, *single]


def _host(ground: Ground) -> str:
    checks = ground.config.checks
    disk, memory = ground.host.disk_free_mb(ground.places.state), ground.host.memory_free_mb()
    if disk < checks.disk_free_mb:
        raise _Ill(
            f"{disk} MB of disk free, {checks.disk_free_mb} needed",
            "`docker system df`, `journalctl --disk-usage`.",
        )
    if memory < checks.memory_free_mb:
        raise _Ill(
            f"{memory} MB of memory free, {checks.memory_free_mb} needed", "`docker stats --no-stream`."
        )
    return f"{disk} MB of disk, {memory} MB of memory"


def _certificate(ground: Ground) -> str:
    if find_serving(ground) is None:
        return "nothing shows one yet"
    name = ground.config.names.app
    certificate = ground.web.read_certificate(edge_door(ground, public=False))
    problem = find_problem(
        certificate, name=name, days=ground.config.checks.certificate_days, now=ground.clock.now()
    )
    if problem:
        raise _Ill(problem, "docs/runbooks/certificate.md")
    return f"{certificate.days_left(now=ground.clock.now()):.0f} days"


def _lease(ground: Ground) -> str:
    standing = ground.leases.find_standing()
    return f"held by {standing.who}: {standing.why}" if standing else "free"


CHECKS: dict[str, Callable[[Ground], str]] = {
    "engine": _engine,
    "journal": _journal,
    "lease": _lease,
    "host": _host,
    "secrets": _secrets,
    "rotation": _rotation,
    "serving": _serving,
    "containers": _containers,
    "certificate": _certificate,
}
