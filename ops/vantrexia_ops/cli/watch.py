"""`vantrexia watch`: one look at the host, for a timer that comes every minute (docker/systemd/vantrexia-watch.timer)."""

from __future__ import annotations

import json

import click

from vantrexia_ops.alarms.alone import alone
from vantrexia_ops.alarms.messages import Message
from vantrexia_ops.cli.ground import with_ground
from vantrexia_ops.errors import ConfigurationError, OpsError
from vantrexia_ops.flows.ground import Ground
from vantrexia_ops.flows.telling import alarms_directory, open_outbox, read_receivers, send_waiting
from vantrexia_ops.flows.watch import WAIT_SECONDS, Look, look


@click.command(name="watch")
@click.option(
    "--test",
    "is_test",
    is_flag=True,
    help="Send a test message to everybody who would be told, and look at nothing.",
)
@with_ground
def watch(*, ground: Ground, as_json: bool, is_test: bool) -> None:
    """Look at the host once: alarms to PagerDuty and Slack, unhealthy containers restarted, figures written."""
    if is_test:
        send_test(ground)
        click.echo("Taken by everybody.")
        return
    seen = look(ground)
    if as_json:
        click.echo(json.dumps(describe(seen), ensure_ascii=False))
        return
    for alarm in seen.standing:
        click.echo(
            f"{alarm.severity:8} {alarm.summary}, since {alarm.since:%Y-%m-%d %H:%M} UTC. {alarm.hint}"
        )
    for over in seen.over:
        click.echo(f"over     {over.summary}")
    for service in seen.restarted:
        click.echo(f"restart  {service} was unhealthy")
    for problem in seen.problems:
        click.echo(f"problem  {problem}")
    if seen.waiting or seen.refused:
        click.echo(f"outbox   {seen.waiting} messages wait, {seen.refused} were refused")
    if not seen.standing and not seen.problems:
        click.echo("Nothing is wrong.")


def describe(seen: Look) -> dict[str, object]:
    return {
        "standing": [
            {"key": a.key, "severity": a.severity, "summary": a.summary, "since": a.since.isoformat()}
            for a in seen.standing
        ],
        "begun": [alarm.key for alarm in seen.begun],
        "over": [alarm.key for alarm in seen.over],
        "restarted": list(seen.restarted),
        "burn": {burn.window.name: burn.rate for burn in seen.burns},
        "outbox": {"sent": seen.sent, "waiting": seen.waiting, "refused": seen.refused},
        "problems": list(seen.problems),
    }


def send_test(ground: Ground) -> None:
    """Raises OpsError naming who did not take it."""
    receivers = read_receivers(ground)
    if receivers.pagerduty_key is None and receivers.slack_address is None:
        told = ground.config.alarms
        raise ConfigurationError(
            "nobody would be told of an alarm",
            hint=f"Put {told.pagerduty_secret} or {told.slack_secret} into the store of secrets.",
        )
    now, source = ground.clock.now(), ground.config.names.app
    text = f"{source}: test message of vantrexia watch"
    name = f"test-{now:%Y%m%dT%H%M%S}"
    ground_outbox = open_outbox(ground)
    with alone(alarms_directory(ground), clock=ground.clock, wait_seconds=WAIT_SECONDS):
        ground_outbox.put(
            [
                Message(
                    kind="pagerduty_change", name=name, body={"payload": {"summary": text, "source": source}}
                ),
                Message(kind="slack", name=name, body={"text": text}),
            ],
            now=now,
        )
        sent = send_waiting(ground)
    if sent.waiting or sent.refused:
        reasons = sorted({waiting.reason for waiting in ground_outbox.list_waiting() if waiting.reason})
        raise OpsError(
            f"not everybody took it: {'; '.join(reasons) or 'refused'}",
            hint="What waits is sent by the next look; state/alarms/outbox/refused holds what was refused.",
        )
