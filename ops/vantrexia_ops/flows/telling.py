"""Telling PagerDuty and Slack: `tell_of_deploys(ground)` after every deploy, `send_waiting(ground)` at every look.

Never a reason for a deploy to fail or to wait: messages lie in the outbox first, and receivers get a few seconds. `cry(ground, …)` is for
a look that can keep nothing to be sent: it goes past the outbox.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from vantrexia_ops.alarms.alone import Busy, alone
from vantrexia_ops.alarms.memory import Memory, Notes
from vantrexia_ops.alarms.messages import Message, dedup_key, tell_begun, tell_deploy
from vantrexia_ops.alarms.outbox import Delivered, NotNow, Outbox, Refused
from vantrexia_ops.alarms.sending import Receivers, Sender
from vantrexia_ops.alarms.standing import Standing
from vantrexia_ops.errors import OpsError
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.journal import Entry, list_deploys
from vantrexia_ops.journal.reading import ENDED
from vantrexia_ops.secrets import fetch_secrets

# For all messages of one time together, and how long a deploy waits for a look that is under way.
SEND_SECONDS, DEPLOY_WAIT_SECONDS = 20.0, 10.0
WATCH_KEY = "watch"
# PagerDuty makes one incident of what is said every minute; a channel shows each.
CHANNEL_EVERY_MINUTES = 5
# The timer comes every minute; a look that was left out is a longer time than this.
REGULAR = timedelta(seconds=90)


def alarms_directory(ground: Ground) -> Path:
    return ground.places.state / "alarms"


def open_outbox(ground: Ground) -> Outbox:
    return Outbox(alarms_directory(ground) / "outbox")


def tell_of_deploys(ground: Ground) -> None:
    """After a deploy or a rollback, good or not. Says so when it cannot, and nothing more."""
    try:
        with alone(alarms_directory(ground), clock=ground.clock, wait_seconds=DEPLOY_WAIT_SECONDS):
            memory = Memory(alarms_directory(ground))
            notes = memory.read_notes()
            note_deploys(ground, notes, entries=ground.journal.read())
            memory.write_notes(notes)
            waiting = send_waiting(ground).waiting
        if waiting:
            ground.reporter.note(
                f"{waiting} messages wait for PagerDuty or Slack; `vantrexia watch` sends them"
            )
    except Busy:
        ground.reporter.note("`vantrexia watch` is at work and tells of this at its next look")
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
    """What is due, as far as SEND_SECONDS reach."""
    ends = ground.clock.monotonic() + SEND_SECONDS
    return open_outbox(ground).deliver(
        Sender(lambda: read_receivers(ground)),
        now=ground.clock.now(),
        has_time=lambda: ground.clock.monotonic() < ends,
    )


def cry(ground: Ground, why: str) -> None:
    """A look ended before it could keep anything (a full disk, a fault of its own): say it to whoever listens now, and never fail."""
    now, source = ground.clock.now(), ground.config.names.app
    alarm = Standing(
        key=WATCH_KEY, severity="critical", summary=f"vantrexia watch cannot do its work: {why}", since=now,
        hint="No other alarm is told until it can. `vantrexia watch` on the host says more.",
    )  # fmt: skip
    send = Sender(lambda: read_receivers(ground))
    for message in tell_begun(alarm, source=source, now=now):
        if message.kind != "slack" or now.minute % CHANNEL_EVERY_MINUTES == 0:
            with suppress(NotNow, Refused, OpsError, OSError):
                send(message)


def tell_working_again(ground: Ground, notes: Notes, *, now: datetime) -> list[Message]:
    """The end of what `cry` said, after a time without a look: it left no note of itself, and a resolve of nothing is passed over."""
    if notes.looked_at is None or now - notes.looked_at <= REGULAR:
        return []
    body = {
        "event_action": "resolve",
        "dedup_key": dedup_key(WATCH_KEY, source=ground.config.names.app),
    }
    return [Message(kind="pagerduty", name=f"{WATCH_KEY}-over-{now:%Y%m%dT%H%M%S}", body=body)]


def read_receivers(ground: Ground) -> Receivers:
    """Keys from the store of secrets, at the moment they are needed."""
    told = ground.config.alarms
    secrets = fetch_secrets(ground.config, runner=ground.runner)
    return Receivers(
        pagerduty_url=told.pagerduty_url,
        pagerduty_key=secrets.get(told.pagerduty_secret) if told.pagerduty_secret else None,
        slack_address=secrets.get(told.slack_secret) if told.slack_secret else None,
    )
