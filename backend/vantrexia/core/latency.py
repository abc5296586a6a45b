"""How long readings wait: from the moment a gateway's delivery was received to the commit of its evaluation, of real readings.

Workers answer no HTTP, and several processes of several containers evaluate. So each adds what it saw to one hash of the broker's Valkey,
and `/metrics` of any web process reads it there (`read_latencies`). `note_readings` costs an addition per delivery; at most once a second,
and when the queue is empty, `tell_latencies` sends the sums in one command. Valkey being away delays figures and nothing else.
"""

from __future__ import annotations

import logging
import threading
import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

log = logging.getLogger(__name__)
KEY = "meters:reading_to_alert"
# Seconds, the upper ends of the classes; what is slower than the last one counts as `+Inf`.
BOUNDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0)
LABELS = (*(str(bound) for bound in BOUNDS), "+Inf")
TOLD_EVERY_SECONDS, REST_SECONDS, TIMEOUT_SECONDS = 1.0, 30.0, 0.5


class _Waiting:
    """What this process has seen and not told yet."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.is_paused = False
        self.next_at = 0.0
        self.client: redis.Redis | None = None
        self.url = ""
        self.clear()

    def clear(self) -> None:
        self.counts = [0] * len(LABELS)
        self.millis = 0

    def connect(self) -> redis.Redis:
        if self.client is None or self.url != settings.REDIS_URL:
            self.url = settings.REDIS_URL
            self.client = redis.Redis.from_url(
                self.url,
                socket_timeout=TIMEOUT_SECONDS,
                socket_connect_timeout=TIMEOUT_SECONDS,
                retry=Retry(NoBackoff(), 0),
            )
        return self.client


_waiting = _Waiting()


def note_readings(received: Iterable[tuple[datetime, int]], *, evaluated_at: datetime) -> None:
    """Readings whose evaluation has just been committed: when each delivery was received, and how many readings it brought."""
    if _waiting.is_paused:
        return
    with _waiting.lock:
        counts, waited = _waiting.counts, 0.0
        for received_at, readings in received:
            seconds = (evaluated_at - received_at).total_seconds()
            counts[bisect_left(BOUNDS, seconds)] += readings
            waited += seconds * readings
        # Two hosts' clocks may differ by a moment; a sum that falls would look like a restart.
        _waiting.millis += max(0, round(waited * 1000))


def tell_latencies(*, is_last: bool = False) -> None:
    """Send what was noted when the last time is a second ago, or at once when nothing more is to come (`is_last`)."""
    now = time.monotonic()
    resting = now < _waiting.next_at and not (is_last and _waiting.next_at - now <= TOLD_EVERY_SECONDS)
    if resting or not any(_waiting.counts):
        return
    with _waiting.lock:
        counts, millis = _waiting.counts, _waiting.millis
        _waiting.clear()
    try:
        pipeline = _waiting.connect().pipeline(transaction=False)
        for label, count in zip(LABELS, counts, strict=True):
            if count:
                pipeline.hincrby(KEY, label, count)
        pipeline.hincrby(KEY, "millis", millis)
        pipeline.execute()
        _waiting.next_at = now + TOLD_EVERY_SECONDS
    except (redis.RedisError, OSError, ValueError) as error:
        with _waiting.lock:
            _waiting.counts = [one + other for one, other in zip(_waiting.counts, counts, strict=True)]
            _waiting.millis += millis
        _waiting.next_at = now + REST_SECONDS
        log.warning(
            "latencies are told later", extra={"event": "latencies_not_told", "reason": type(error).__name__}
        )


def read_latencies(client: redis.Redis) -> tuple[list[tuple[str, float]], float]:
    """(upper end and how many were at most that slow, cumulated as Prometheus wants it; sum of seconds). Raises redis.RedisError."""
    found = {key.decode(): int(value) for key, value in client.hgetall(KEY).items()}  # type: ignore[union-attr]
    buckets, so_far = [], 0
    for label in LABELS:
        so_far += found.get(label, 0)
        buckets.append((label, float(so_far)))
    return buckets, found.get("millis", 0) / 1000


@contextmanager
def unmeasured() -> Iterator[None]:
    """For a past that is lived again (the demo's): how long its readings waited is nobody's figure."""
    _waiting.is_paused = True
    try:
        yield
    finally:
        _waiting.is_paused = False
