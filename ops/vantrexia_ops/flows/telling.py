"""Telling PagerDuty and Slack: `tell_of_deploys(ground)` after every deploy, `send_waiting(ground)` at every look.

Never a reason for a deploy to fail or to wait: messages lie in the outbox first, and receivers get a few seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vantrexia_ops.alarms.memory import Memory, Notes
from vantrexia_ops.alarms.messages import Message, tell_deploy
from vantrexia_ops.alarms.outbox import Delivered, Outbox
from vantrexia_ops.alarms.sending import Receivers, Sender
from vantrexia_ops.errors import OpsError
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.journal import Entry, list_deploys
from vantrexia_ops.journal.reading import ENDED
from vantrexia_ops.secrets import fetch_secrets


def alarms_directory(ground: Ground) -> Path:
    return ground.places.state / "alarms"


def open_outbox(ground: Ground) -> Outbox:
    return Outbox(alarms_directory(ground) / "outbox")


def tell_of_deploys(ground: Ground) -> None:
    """After a deploy or a rollback, good or not. Says so when it cannot, and nothing more."""
    try:
        memory = Memory(alarms_directory(ground))
        notes = memory.read_notes()
        note_deploys(ground, notes, entries=ground.journal.read())
        memory.write_notes(notes)
        waiting = send_waiting(ground).waiting
        if waiting:
            ground.reporter.note(
                f"{waiting} messages wait for PagerDuty or Slack; `vantrexia watch` sends them"
            )
    except OpsError as error:
        ground.reporter.note(f"nobody was told: {error.message}")
    except OSError as error:  # a state directory that cannot be read is told by the deploy itself, once
        ground.reporter.note(f"nobody was told: {error.strerror}")


def note_deploys(ground: Ground, notes: Notes, *, entries: Sequence[Entry]) -> int:
    """Put a message for each deploy that ended since the last time into the outbox; how many."""
    last = entries[-1].seq if entries else 0
    if notes.told_seq is None or notes.told_seq > last:
        # The first look of a host, or of a new journal: only what has just ended is news.
        ends = [entry.seq for entry in entries if entry.kind == ENDED]
        notes.told_seq = ends[-1] - 1 if ends else 0
    fresh = {entry.deploy for entry in entries if entry.kind == ENDED and entry.seq > notes.told_seq}
    told = [deploy for deploy in list_deploys(entries) if deploy.id in fresh]
    messages: list[Message] = []
    for deploy in told:
        messages += tell_deploy(deploy, source=ground.config.names.app)
    open_outbox(ground).put(messages, now=ground.clock.now())
    notes.told_seq = last
    return len(told)


def send_waiting(ground: Ground) -> Delivered:
    return open_outbox(ground).deliver(Sender(lambda: read_receivers(ground)), now=ground.clock.now())


def read_receivers(ground: Ground) -> Receivers:
    """Keys from the store of secrets, at the moment they are needed."""
    told = ground.config.alarms
    secrets = fetch_secrets(ground.config, runner=ground.runner)
    return Receivers(
        pagerduty_url=told.pagerduty_url,
        pagerduty_key=secrets.get(told.pagerduty_secret) if told.pagerduty_secret else None,
        slack_address=secrets.get(told.slack_secret) if told.slack_secret else None,
    )
