"""One look at the host, once a minute: what is wrong, who is told, what is restarted, figures for others. `look(ground)`.

In the order of need. Whatever one part cannot do (an engine that is gone, a broken journal) is itself said and does not keep the
others from their work; only a state directory that cannot be written ends a look, because then nothing could be remembered or kept
to be sent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from vantrexia_ops.alarms.figures import HostFigures, render_emf, render_textfile
from vantrexia_ops.alarms.memory import Memory, Notes
from vantrexia_ops.alarms.messages import Message, tell_begun, tell_over
from vantrexia_ops.alarms.page import Page
from vantrexia_ops.alarms.restarting import choose_restarts
from vantrexia_ops.alarms.slo import LONGEST, Burn, Sample, burn_rate, judge_burn
from vantrexia_ops.alarms.standing import Standing, settle
from vantrexia_ops.commands import docker
from vantrexia_ops.errors import OpsError
from vantrexia_ops.files import append_line, make_private, write_whole
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.looking import find_unhealthy, list_alarms, read_figures, take_sample
from vantrexia_ops.flows.serving import Serving, find_serving
from vantrexia_ops.flows.telling import alarms_directory, note_deploys, open_outbox, send_waiting
from vantrexia_ops.journal import Entry, list_deploys
from vantrexia_ops.probes.engine import Container

EMF_FILE_MOST = 10_000_000
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
    """Raises OpsError when the state directory cannot be written."""
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
    sample = attempt(lambda: take_sample(ground, notes, now=now), None)
    samples = memory.write_samples([*memory.read_samples(), *([sample] if sample else [])], now=now)
    if sample is not None:
        notes.edge_requests += sample.requests
        notes.edge_errors += sample.errors
    burns = judge_burn(samples, now=now, objective=ground.config.alarms.objective)
    unhealthy: list[Container] = attempt(lambda: find_unhealthy(ground, serving), [])
    firing = list_alarms(ground, page=page, notes=notes, burns=burns, unhealthy=unhealthy, serving=serving)
    settled = settle(notes.standing, firing, now=now)
    source = ground.config.names.app
    messages: list[Message] = []
    for alarm in settled.begun:
        messages += tell_begun(alarm, source=source, now=now)
    for alarm in settled.over:
        messages += tell_over(alarm, source=source, now=now)
    open_outbox(ground).put(messages, now=now)
    entries: list[Entry] = attempt(ground.journal.read, [])
    if entries:
        note_deploys(ground, notes, entries=entries)
    before = notes.last_page()
    notes.standing, notes.looked_at, notes.page = settled.standing, now, _flatten(page)
    # On the disk before anybody is asked: a look that is cut off while it sends tells nothing twice.
    memory.write_notes(notes)
    nobody: list[str] = []
    restarted = attempt(lambda: _restart(ground, notes, unhealthy, now=now), nobody)
    delivered = attempt(lambda: send_waiting(ground), None)
    memory.write_notes(notes)
    figures = _collect(ground, notes, burns, samples, entries=entries, serving=serving, now=now)
    attempt(lambda: _publish(ground, figures, page, before=before, now=now), None)
    return Look(
        standing=tuple(alarm for alarm in settled.standing if alarm.told), begun=settled.begun, over=settled.over,
        restarted=tuple(restarted), burns=tuple(burns), sent=delivered.sent if delivered else 0,
        waiting=figures.outbox_waiting, refused=figures.outbox_refused, problems=tuple(problems),
    )  # fmt: skip


def _restart(ground: Ground, notes: Notes, unhealthy: Sequence[Container], *, now: datetime) -> list[str]:
    if ground.leases.find_standing() is not None:
        # Somebody works on the host: what looks ill may be half-way through being replaced.
        return []
    chosen, notes.restarted = choose_restarts(
        (found.service for found in unhealthy), notes.restarted, now=now
    )
    for found in unhealthy:
        if found.service in chosen:
            ground.runner.run(
                docker.restart_container(found.id, stop_seconds=ground.config.deploy.stop_seconds)
            )
    return chosen


def _flatten(page: Page | None) -> tuple[tuple[str, tuple[tuple[str, str], ...], float], ...] | None:
    return (
        None
        if page is None
        else tuple((name, labels, value) for (name, labels), value in page.samples.items())
    )


def _collect(
    ground: Ground,
    notes: Notes,
    burns: Sequence[Burn],
    samples: Sequence[Sample],
    *,
    entries: Sequence[Entry],
    serving: Serving | None,
    now: datetime,
) -> HostFigures:
    ended = [deploy for deploy in list_deploys(entries) if deploy.ended_at and deploy.outcome]
    last = ended[-1] if ended else None
    outbox = open_outbox(ground)
    spent = burn_rate(samples, now=now, over=LONGEST, objective=ground.config.alarms.objective)
    return HostFigures(
        source=ground.config.names.app,
        release=serving.release if serving else "",
        edge_requests=notes.edge_requests,
        edge_errors=notes.edge_errors,
        burns=tuple(burns),
        budget_left=1 - spent,
        standing=Counter(str(alarm.severity) for alarm in notes.standing if alarm.told),
        outbox_waiting=len(outbox.list_waiting()),
        outbox_refused=outbox.count_refused(),
        deploys=Counter((deploy.kind, str(deploy.outcome)) for deploy in ended),
        last_deploy_at=last.ended_at if last else None,
        last_deploy_seconds=(last.ended_at - last.started_at).total_seconds()
        if last and last.ended_at
        else 0.0,
    )


def _publish(
    ground: Ground, figures: HostFigures, page: Page | None, *, before: Page | None, now: datetime
) -> None:
    told = ground.config.alarms
    if told.textfile_directory:
        directory = make_private(Path(told.textfile_directory), mode=0o755)
        write_whole(directory / "vantrexia.prom", render_textfile(figures), mode=0o644)
    if told.emf_file:
        line = render_emf(figures, page, before=before, now=now)
        append_line(Path(told.emf_file), line, most_bytes=EMF_FILE_MOST)
