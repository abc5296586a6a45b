"""What a look at the host collects: the application's page of figures, a sample of the edge's answers, containers that are ill; and
what is wrong (`list_alarms`), with what could not be seen this time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from vantrexia_ops.alarms.memory import Notes
from vantrexia_ops.alarms.page import Page, read_page
from vantrexia_ops.alarms.rules import (
    PAGE_KEYS,
    Alarm,
    Limits,
    find_hidden,
    judge_budget,
    judge_change,
    judge_page,
)
from vantrexia_ops.alarms.slo import Burn, Sample
from vantrexia_ops.commands import docker
from vantrexia_ops.flows.doctor import examine
from vantrexia_ops.flows.edge import find_edge, is_in_maintenance
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.illness import Illness
from vantrexia_ops.flows.rotation import BATCH, judge_rotation, look_at_rotation
from vantrexia_ops.flows.run import colour_door, edge_door
from vantrexia_ops.flows.serving import Serving
from vantrexia_ops.probes.edge_log import Tally, count_answers
from vantrexia_ops.probes.web import NoAnswer

# What `vantrexia doctor` looks at and every minute can afford.
HOST_CHECKS = ("engine", "journal", "host", "certificate")
FIRST_LOOK_BACK, LONGEST_LOOK_BACK = timedelta(minutes=1), timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Sight:
    """`is_hidden` says of which causes nothing can be said this time, neither that they stand nor that they are over."""

    firing: list[Alarm]
    is_hidden: Callable[[str], bool]


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
    return ask_edge(ground, tally, now=now)


def ask_edge(ground: Ground, tally: Tally, *, now: datetime) -> Sample:
    """What was counted and our own question."""
    try:
        answers = ground.web.get(edge_door(ground), "/health/ready").status == 200
    except NoAnswer:
        answers = False
    return Sample(at=now, requests=tally.requests + 1, errors=tally.errors + (not answers))


def list_alarms(
    ground: Ground,
    *,
    page: Page | None,
    notes: Notes,
    burns: list[Burn],
    is_sampled: bool,
    illness: Illness | None,
    serving: Serving | None,
) -> Sight:
    """Everything that is wrong now. `illness` is None when the engine does not tell."""
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
    rotation = look_at_rotation(ground)
    firing += judge_rotation(rotation)
    if serving is None and (notes.edge_requests or ground.places.current.exists()):
        firing.append(
            Alarm(
                key="application", severity="critical", summary="nothing that serves is found on this host", looks=2,
                hint="`vantrexia status`, `vantrexia doctor`; readings wait at the gateways until somebody takes them.",
            )
        )  # fmt: skip
    is_blind = serving is None or is_in_maintenance(ground)
    if not is_blind:
        limits = Limits(
            queue_age_seconds=told.queue_age_seconds,
            proof_age_seconds=told.proof_age_seconds,
            beat_age_seconds=told.beat_age_seconds,
            sweep_age_seconds=told.sweep_age_seconds,
            reading_to_alert_millis=told.reading_to_alert_seconds * 1000,
        )
        firing += judge_page(page, limits=limits)
        firing += judge_change(notes.last_page(), page, limits=limits)
        firing += illness.list_alarms() if illness is not None else []
    hidden = PAGE_KEYS | {"application"} if is_blind else find_hidden(notes.last_page(), page)

    def is_hidden(key: str) -> bool:
        if key.startswith("container-"):
            return is_blind or illness is None or illness.is_hidden(key)
        if key.startswith(BATCH):
            return not rotation.is_known
        return key in hidden or (key.startswith("slo-") and not is_sampled)

    return Sight(firing, is_hidden)


def sample_without_engine(ground: Ground, notes: Notes, *, now: datetime) -> Sample | None:
    """Our own question alone, when the engine does not give the edge's lines: an outage must not look like nobody having asked."""
    if not notes.edge_requests or is_in_maintenance(ground):
        return None
    return ask_edge(ground, Tally(), now=now)
