"""The broker's transport, made to outlive the broker: Celery's own for Valkey, but for one step.

When the broker dies while a worker holds a task it has not acknowledged, the library, closing the dead connection, tries to put
the task back over the connection it has just taken apart. That ends the worker with an AttributeError instead of letting it
connect again (kombu 5.7); acknowledging it later over that connection ends the same way. Such a task needs no putting back by us:
it stays in the broker's list of unacknowledged ones, and the row it was about is still in the database, where the sweep finds it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis
from redis.exceptions import ConnectionError as BrokerGone

log = logging.getLogger(__name__)


class QoS(redis.QoS):
    """What is unacknowledged on one channel."""

    channel: Channel
    _delivered: Any

    def restore_unacked(self, client: Any = None) -> None:
        """Put unacknowledged tasks back into their queues, while there is a connection to do it over."""
        if client is None and self.channel.is_taken_apart:
            log.warning("unacknowledged tasks are left to the sweep", extra={"event": "tasks_not_put_back"})
            self._delivered.clear()
            return
        super().restore_unacked(client=client)


class Channel(redis.Channel):
    """A channel that says of a connection that is no more what it says of one that is broken."""

    QoS = QoS
    _pool: Any

    @property
    def is_taken_apart(self) -> bool:
        """Whether the connection this channel belongs to has been closed for good."""
        return self.connection is None or self.connection.client is None

    @contextmanager
    def conn_or_acquire(self, client: Any = None) -> Iterator[Any]:
        """`client`, or one of the pool; BrokerGone, which Celery expects, where there is no connection any more."""
        if client is None and self._pool is None and self.is_taken_apart:
            raise BrokerGone("the connection to the broker has been closed")
        with super().conn_or_acquire(client) as acquired:
            yield acquired


class Transport(redis.Transport):
    Channel = Channel


def install() -> None:
    """Let `redis://` and `rediss://` addresses of brokers mean this transport."""
    for scheme in ("redis", "rediss"):
        TRANSPORT_ALIASES[scheme] = "config.broker:Transport"
