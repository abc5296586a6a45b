"""What PagerDuty and Slack are sent, as plain JSON. Neither secret nor anything of a patient: sentences of this tool, and names of
releases.

PagerDuty: Events API v2, alert events (trigger, resolve) with a dedup key of at most 255 characters and a summary of at most 1024,
and change events, which notify nobody. The routing key and Slack's address are put in at the moment of sending, so that they lie
in no file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from vantrexia_ops.alarms.standing import Standing
from vantrexia_ops.journal import Deploy

SUMMARY_MOST, KEY_MOST = 1024, 255
Kind = Literal["pagerduty", "pagerduty_change", "slack"]
SIGNS = {
    "critical": ":rotating_light:",
    "error": ":x:",
    "warning": ":warning:",
    "info": ":information_source:",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`kind` says who is told; `name` is the same for the same thing said twice."""

    kind: Kind
    name: str
    body: Mapping[str, Any] = field(default_factory=dict)


def tell_begun(alarm: Standing, *, source: str, now: datetime) -> list[Message]:
    return [
        Message(
            kind="pagerduty", name=f"{alarm.key}-{alarm.severity}-{_stamp(now)}",
            body={
                "event_action": "trigger", "dedup_key": dedup_key(alarm.key, source=source),
                "payload": {
                    "summary": f"{source}: {alarm.summary}"[:SUMMARY_MOST], "source": source, "severity": alarm.severity,
                    "timestamp": alarm.since.isoformat(), "component": alarm.key, "group": "vantrexia",
                    "custom_details": {"hint": alarm.hint},
                },
            },
        ),
        Message(
            kind="slack", name=f"{alarm.key}-{alarm.severity}-{_stamp(now)}",
            body={"text": f"{SIGNS[alarm.severity]} {source}: {alarm.summary}. {alarm.hint}"},
        ),
    ]  # fmt: skip


def tell_over(alarm: Standing, *, source: str, now: datetime) -> list[Message]:
    minutes = (now - alarm.since).total_seconds() / 60
    return [
        Message(
            kind="pagerduty", name=f"{alarm.key}-over-{_stamp(now)}",
            body={"event_action": "resolve", "dedup_key": dedup_key(alarm.key, source=source)},
        ),
        Message(
            kind="slack", name=f"{alarm.key}-over-{_stamp(now)}",
            body={"text": f":white_check_mark: {source}: over after {minutes:.0f} min: {alarm.summary}"},
        ),
    ]  # fmt: skip


def tell_deploy(deploy: Deploy, *, source: str) -> list[Message]:
    """One change event and one line for a deploy that has ended, however it ended."""
    sentence = describe_deploy(deploy)
    ended = deploy.ended_at or deploy.started_at
    change = Message(
        kind="pagerduty_change", name=f"deploy-{deploy.id}",
        body={
            "payload": {
                "summary": f"{source}: {sentence}"[:SUMMARY_MOST], "source": source, "timestamp": ended.isoformat(),
                "custom_details": {
                    "id": deploy.id, "release": deploy.release, "who": deploy.who, "outcome": str(deploy.outcome),
                    "seconds": round((ended - deploy.started_at).total_seconds()),
                },
            }
        },
    )  # fmt: skip
    sign = ":white_check_mark:" if deploy.outcome == "good" else ":x:"
    return [
        change,
        Message(kind="slack", name=f"deploy-{deploy.id}", body={"text": f"{sign} {source}: {sentence}"}),
    ]


def describe_deploy(deploy: Deploy) -> str:
    act = "rollback to" if deploy.kind == "rollback" else "deploy of"
    ended = deploy.ended_at or deploy.started_at
    why = f": {deploy.reason}" if deploy.reason and deploy.outcome != "good" else ""
    return f"{act} {deploy.release} by {deploy.who} {deploy.outcome} after {(ended - deploy.started_at).total_seconds():.0f} s{why}"


def dedup_key(key: str, *, source: str) -> str:
    """At most KEY_MOST characters, and another one for every cause, however long the host's name is."""
    whole = f"vantrexia/{source}/{key}"
    if len(whole) <= KEY_MOST:
        return whole
    return f"{whole[: KEY_MOST - 17]}~{sha256(whole.encode()).hexdigest()[:16]}"


def _stamp(now: datetime) -> str:
    return f"{now:%Y%m%dT%H%M%S}"
