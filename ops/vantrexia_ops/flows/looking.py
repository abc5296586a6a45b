"""What a look at the host collects: the application's page of figures, a sample of the edge's answers, containers that are unhealthy."""

from __future__ import annotations

from datetime import datetime, timedelta

from vantrexia_ops.alarms.memory import Notes
from vantrexia_ops.alarms.page import Page, read_page
from vantrexia_ops.alarms.rules import Alarm, Limits, judge_budget, judge_change, judge_page
from vantrexia_ops.alarms.slo import Burn, Sample
from vantrexia_ops.commands import docker
from vantrexia_ops.commands.compose import RELEASE_SERVICES
from vantrexia_ops.flows.doctor import examine
from vantrexia_ops.flows.edge import find_edge, is_in_maintenance
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.run import colour_door, edge_door
from vantrexia_ops.flows.serving import Serving
from vantrexia_ops.probes.edge_log import Tally, count_answers
from vantrexia_ops.probes.engine import Container
from vantrexia_ops.probes.web import NoAnswer

# What `vantrexia doctor` looks at and every minute can afford.
HOST_CHECKS = ("engine", "journal", "host", "certificate")
FIRST_LOOK_BACK, LONGEST_LOOK_BACK = timedelta(minutes=1), timedelta(minutes=10)


def read_figures(ground: Ground, serving: Serving | None) -> Page | None:
    """The serving backend's `/metrics`; None when it does not answer or does not make sense."""
    if serving is None:
        return None
    try:
        answer = ground.web.get(colour_door(ground, colour=serving.colour, upstream="backend"), "/metrics")
        return read_page(answer.body.decode()) if answer.status == 200 else None
    except (NoAnswer, ValueError):
        return None


def take_sample(ground: Ground, notes: Notes, *, now: datetime) -> Sample | None:
    """Answers of the edge since the look before, and our own question: at night nobody else asks. None while that says nothing:
    in maintenance, which is announced, and on a host without an edge."""
    if is_in_maintenance(ground):
        return None
    edge = find_edge(ground)
    tally = Tally()
    if edge is not None:
        since = max(notes.looked_at or now - FIRST_LOOK_BACK, now - LONGEST_LOOK_BACK)
        command = docker.read_logs_between(edge.id, since=since.isoformat(), until=now.isoformat())
        tally = count_answers(ground.runner.run(command).out.splitlines(), upstream_prefix="")
    elif not notes.edge_requests:
        return None
    return Sample(at=now, requests=tally.requests + 1, errors=tally.errors + (not _answers(ground)))


def _answers(ground: Ground) -> bool:
    try:
        return ground.web.get(edge_door(ground), "/health/ready").status == 200
    except NoAnswer:
        return False


def find_unhealthy(ground: Ground, serving: Serving | None) -> list[Container]:
    """Running containers of what serves that say they are ill; a colour that is coming up or going down is the deploy's matter."""
    if serving is None:
        return []
    return [
        found
        for found in ground.containers()
        if found.is_running
        and found.health == "unhealthy"
        and (
            found.part == "singleton"
            or (found.project == serving.project and found.service in RELEASE_SERVICES)
        )
    ]


def list_alarms(
    ground: Ground,
    *,
    page: Page | None,
    notes: Notes,
    burns: list[Burn],
    unhealthy: list[Container],
    serving: Serving | None,
) -> list[Alarm]:
    """Everything that is wrong now."""
    told = ground.config.alarms
    firing = [
        Alarm(
            key=f"host-{found.name}", severity="error", summary=f"{found.name}: {found.detail}",
            hint=found.hint or "`vantrexia doctor` looks closer.", looks=3,
        )
        for found in examine(ground, names=HOST_CHECKS)
        if not found.ok
    ]  # fmt: skip
    firing += judge_budget(burns, objective=told.objective)
    if serving is None or is_in_maintenance(ground):
        return firing
    limits = Limits(
        queue_age_seconds=told.queue_age_seconds,
        proof_age_seconds=told.proof_age_seconds,
        beat_age_seconds=told.beat_age_seconds,
        reading_to_alert_millis=told.reading_to_alert_seconds * 1000,
    )
    return [
        *firing,
        *judge_page(page, limits=limits),
        *judge_change(notes.last_page(), page, limits=limits),
        *(
            Alarm(
                key=f"container-{found.service}", severity="error", summary=f"{found.service} is unhealthy",
                hint="It is restarted with growing pauses; `docker logs` of it says why.",
            )
            for found in unhealthy
        ),
    ]  # fmt: skip
