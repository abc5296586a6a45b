"""Handing a message to PagerDuty or Slack: `Sender(...)(message)`; raises NotNow or Refused, as the outbox understands them.

What is tried again follows PagerDuty's table (429, 5xx, network errors); Slack says 429 with Retry-After. A receiver the host has
no key for takes nothing and misses nothing: the message is dropped. No key or address stands in an error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import httpx

from vantrexia_ops.alarms.messages import Message
from vantrexia_ops.alarms.outbox import NotNow, Refused
from vantrexia_ops.config import Redacted

TIMEOUT_SECONDS = 5.0
PATHS = {"pagerduty": "/v2/enqueue", "pagerduty_change": "/v2/change/enqueue"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Receivers:
    """Where messages go; None switches one off."""

    pagerduty_url: str
    pagerduty_key: Redacted | None
    slack_address: Redacted | None


class Sender:
    """`receivers` is asked for only when there is something to send: keys lie in the store of secrets."""

    def __init__(self, receivers: Callable[[], Receivers]) -> None:
        self._ask = receivers
        self._receivers: Receivers | None = None

    def __call__(self, message: Message) -> None:
        if self._receivers is None:
            self._receivers = self._ask()
        told = self._receivers
        if message.kind == "slack":
            if told.slack_address is not None:
                _post(told.slack_address.reveal().strip(), dict(message.body), who="Slack")
        elif told.pagerduty_key is not None:
            body = {**message.body, "routing_key": told.pagerduty_key.reveal().strip()}
            _post(f"{told.pagerduty_url.rstrip('/')}{PATHS[message.kind]}", body, who="PagerDuty")


def _post(url: str, body: dict[str, object], *, who: str) -> None:
    try:
        # Only how an answer begins is read: the rest of it may take its time.
        with (
            httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=True, follow_redirects=False) as client,
            client.stream("POST", url, json=body) as answer,
        ):
            status, wait = answer.status_code, answer.headers.get("Retry-After")
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise NotNow(f"{who}: {type(error).__name__}") from None
    if status == 429 or status >= 500:
        raise NotNow(f"{who} answered {status}", wait=_seconds(wait))
    if status >= 300:
        raise Refused(f"{who} answered {status}")


def _seconds(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
