"""One look at the host, once a minute: what is wrong, who is told, what is restarted, figures for others. `look(ground)`.

In the order of need. Whatever one part cannot do (an engine that is gone, a broken journal) is itself said and does not keep the
others from their work. Only a state directory that cannot be written, or a fault of ours, ends a look: nothing can be remembered or kept
to be sent then, so that alone is said to PagerDuty and Slack directly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from vantrexia_ops.alarms.alone import Busy, alone
from vantrexia_ops.alarms.memory import Memory, Notes
from vantrexia_ops.alarms.messages import Message, tell_begun, tell_over
from vantrexia_ops.alarms.outbox import Outbox
from vantrexia_ops.alarms.page import Page
from vantrexia_ops.alarms.restarting import choose_restarts
from vantrexia_ops.alarms.rules import Alarm, judge_receivers
from vantrexia_ops.alarms.slo import Burn, judge_burn
from vantrexia_ops.alarms.standing import Standing, settle
from vantrexia_ops.commands import docker
from vantrexia_ops.errors import Interrupted, OpsError
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.illness import Illness, examine_containers
from vantrexia_ops.flows.looking import list_alarms, read_figures, sample_without_engine, take_sample
from vantrexia_ops.flows.publishing import collect_figures, publish, show_life
from vantrexia_ops.flows.serving import find_serving
from vantrexia_ops.flows.telling import (
    alarms_directory,
    cry,
    note_deploys,
    open_outbox,
    send_waiting,
    tell_working_again,
)
from vantrexia_ops.journal import Entry
from vantrexia_ops.probes.engine import Container

# How long a look waits for another one, or for a deploy that tells of itself.
WAIT_SECONDS = 30.0
# A receiver that did not take a message so many times (a quarter of an hour), or refused one within this time, is an alarm itself.
STUCK_TRIES, REFUSED_WITHIN = 5, timedelta(hours=6)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was seen and done. `problems` are what the look itself could not do."""

    standing: tuple[Standing, ...]
    begun: tuple[Standing, ...]
    over: tuple[Standing, ...]
    restarted: tuple[str, ...]
    burns: tuple[Burn, ...]
    sent: int
    waiting: int
    refused: int
    problems: tuple[str, ...]


def look(ground: Ground) -> Look:
    """Raises Busy while another look goes on, OpsError when the state directory cannot be written."""
    try:
        with alone(alarms_directory(ground), clock=ground.clock, wait_seconds=WAIT_SECONDS):
            return _look(ground)
    except (Busy, Interrupted):
        raise
    except OpsError as error:
        cry(ground, error.message)
        raise
    except Exception as error:
        cry(ground, f"a fault of its own ({type(error).__name__})")
        raise


def _look(ground: Ground) -> Look:
    now = ground.clock.now()
    memory = Memory(alarms_directory(ground))
    notes = memory.read_notes()
    problems: list[str] = []

    def attempt(act: Callable[[], T], otherwise: T) -> T:
        try:
            return act()
        except OpsError as error:
            if error.message not in problems:
                problems.append(error.message)
            return otherwise

    serving = attempt(lambda: find_serving(ground), None)
    page = read_figures(ground, serving)
    try:
        sample = take_sample(ground, notes, now=now)
    except OpsError as error:
        problems.append(error.message)
        sample = attempt(lambda: sample_without_engine(ground, notes, now=now), None)
    samples = memory.write_samples([*memory.read_samples(), *([sample] if sample else [])], now=now)
    if sample is not None:
        notes.edge_requests += sample.requests
        notes.edge_errors += sample.errors
    burns = judge_burn(samples, now=now, objective=ground.config.alarms.objective)
    nothing: Illness | None = None
    illness = attempt(lambda: examine_containers(ground, serving), nothing)
    outbox = open_outbox(ground)
    sight = list_alarms(
        ground, page=page, notes=notes, burns=burns, is_sampled=sample is not None, illness=illness, serving=serving
    )  # fmt: skip
    firing = [*sight.firing, *_judge_outbox(outbox, now=now)]
    settled = settle(notes.standing, firing, now=now, is_hidden=sight.is_hidden)
    source = ground.config.names.app
    messages: list[Message] = tell_working_again(ground, notes, now=now)
    for alarm in settled.begun:
        messages += tell_begun(alarm, source=source, now=now)
    for alarm in settled.over:
        messages += tell_over(alarm, source=source, now=now)
    outbox.put(messages, now=now)
    entries: list[Entry] = attempt(ground.journal.read, [])
    if entries:
        note_deploys(ground, notes, entries=entries)
    before = notes.last_page()
    notes.standing, notes.looked_at, notes.page = settled.standing, now, _flatten(page)
    # On the disk before anybody is asked: a look that is cut off while it sends tells nothing twice.
    memory.write_notes(notes)
    delivered = attempt(lambda: send_waiting(ground), None)
    figures = collect_figures(ground, notes, burns, samples, entries=entries, serving=serving, now=now)
    attempt(lambda: publish(ground, figures, page, before=before, now=now), None)
    attempt(lambda: show_life(ground), None)
    # Last, because a container may take its time to end: everybody has been told by then.
    unhealthy = illness.unhealthy if illness is not None else []
    restarted = _restart(ground, memory, notes, unhealthy, now=now, problems=problems)
    return Look(
        standing=tuple(alarm for alarm in settled.standing if alarm.told), begun=settled.begun, over=settled.over,
        restarted=tuple(restarted), burns=tuple(burns), sent=delivered.sent if delivered else 0,
        waiting=figures.outbox_waiting, refused=figures.outbox_refused, problems=tuple(dict.fromkeys(problems)),
    )  # fmt: skip


def _judge_outbox(outbox: Outbox, *, now: datetime) -> list[Alarm]:
    """Change events of PagerDuty go to the same receiver as its alarms."""
    return judge_receivers(
        stuck={
            waiting.message.kind.partition("_")[0]: waiting.reason
            for waiting in outbox.list_waiting()
            if waiting.tries >= STUCK_TRIES
        },
        refused={
            refused.message.kind.partition("_")[0]: refused.reason
            for refused in outbox.list_refused(since=now - REFUSED_WITHIN)
        },
    )


def _restart(
    ground: Ground,
    memory: Memory,
    notes: Notes,
    unhealthy: Sequence[Container],
    *,
    now: datetime,
    problems: list[str],
) -> list[str]:
    """Noted before it is done: a look that is cut off meanwhile must not begin its pauses anew."""
    restarted: list[str] = []
    try:
        if ground.leases.find_standing() is not None:
            # Somebody works on the host: what looks ill may be half-way through being replaced.
            return []
        chosen, notes.restarted = choose_restarts(
            (found.service for found in unhealthy), notes.restarted, now=now
        )
        memory.write_notes(notes)
    except OpsError as error:
        problems.append(error.message)
        return []
    for found in unhealthy:
        if found.service not in chosen:
            continue
        try:
            ground.runner.run(
                docker.restart_container(found.id, stop_seconds=ground.config.deploy.stop_seconds)
            )
            restarted.append(found.service)
        except OpsError as error:
            problems.append(error.message)
    return restarted


def _flatten(page: Page | None) -> tuple[tuple[str, tuple[tuple[str, str], ...], float], ...] | None:
    return (
        None
        if page is None
        else tuple((name, labels, value) for (name, labels), value in page.samples.items())
    )
