"""Counting in windows: one atomic script in Valkey, and the process's own memory while Valkey is away.

Public: `Counters.take(key, window_seconds, lease) -> (used, seconds left)`, `Counters.give_back(key)`.

A lease takes several units from Valkey at once and spends them in memory: on a hot path most requests then
cost a dictionary look-up. What a process has leased and not spent when the window ends is lost to that
window: the caller is counted too strictly by at most a lease per process, never too loosely.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 0.25
# After a failure Valkey is left alone for so long, or every request would wait for a time-out.
REST_SECONDS = 5.0
MAX_LOCAL_KEYS = 20_000

# The first unit opens the window; the answer is the count and what is left of the window in milliseconds.
COUNT = """
local used = redis.call('INCRBY', KEYS[1], ARGV[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
    left = tonumber(ARGV[2])
end
return {used, left}
"""


@dataclass(slots=True)
class _Window:
    """Units of one key in this process: `used` of `taken`, until `ends_at` of the monotonic clock."""

    used: int
    taken: int
    ends_at: float


class Counters:
    """Thread-safe; one per process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._leases: dict[str, _Window] = {}
        self._local: dict[str, _Window] = {}
        self._rest_until = 0.0
        self._client: redis.Redis | None = None
        self._url = ""

    def take(self, key: str, *, window_seconds: int, lease: int = 1) -> tuple[int, float]:
        """Count one; answers how many the window has used, this one included, and how long it still runs."""
        now = time.monotonic()
        if lease > 1:
            with self._lock:
                held = self._leases.get(key)
                if held is not None and held.ends_at > now and held.used < held.taken:
                    held.used += 1
                    return held.used, held.ends_at - now
        used, left = self._add(key, lease, window_seconds=window_seconds, now=now)
        if lease > 1:
            with self._lock:
                self._make_room(self._leases, now)
                self._leases[key] = _Window(used=used - lease + 1, taken=used, ends_at=now + left)
            return used - lease + 1, left
        return used, left

    def give_back(self, key: str) -> None:
        """Undo one `take` of a leased key."""
        with self._lock:
            held = self._leases.get(key)
            if held is not None and held.used > 0:
                held.used -= 1

    def _add(self, key: str, units: int, *, window_seconds: int, now: float) -> tuple[int, float]:
        client = self._connect()
        if client is not None and now >= self._rest_until:
            try:
                used, left = client.eval(COUNT, 1, f"rl:{key}", units, window_seconds * 1000)
                return int(used), int(left) / 1000
            except (redis.RedisError, OSError) as error:
                self._rest_until = now + REST_SECONDS
                log.warning(
                    "rate limits are counted in this process alone",
                    extra={"event": "rate_limit_store_away", "reason": type(error).__name__},
                )
        return self._add_locally(key, units, window_seconds=window_seconds, now=now)

    def _add_locally(self, key: str, units: int, *, window_seconds: int, now: float) -> tuple[int, float]:
        with self._lock:
            window = self._local.get(key)
            if window is None or window.ends_at <= now:
                self._make_room(self._local, now)
                window = self._local[key] = _Window(used=0, taken=0, ends_at=now + window_seconds)
            window.used += units
            return window.used, window.ends_at - now

    def _connect(self) -> redis.Redis | None:
        if self._client is None or self._url != settings.REDIS_URL:
            self._url = settings.REDIS_URL
            if not self._url:
                return None
            self._client = redis.Redis.from_url(
                self._url,
                socket_timeout=TIMEOUT_SECONDS,
                socket_connect_timeout=TIMEOUT_SECONDS,
                retry=Retry(NoBackoff(), 0),
            )
        return self._client

    @staticmethod
    def _make_room(windows: dict[str, _Window], now: float) -> None:
        """Bound the memory: drop what is over, and if that is not enough, the oldest half."""
        if len(windows) < MAX_LOCAL_KEYS:
            return
        for key in [key for key, window in windows.items() if window.ends_at <= now]:
            del windows[key]
        if len(windows) >= MAX_LOCAL_KEYS:
            for key in sorted(windows, key=lambda name: windows[name].ends_at)[: MAX_LOCAL_KEYS // 2]:
                del windows[key]
