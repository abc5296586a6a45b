"""Delivers as a gateway does: keep-alive, a bounded number at once, patient when the server is not well.

`Sender(base_url=…, …)` is an async context manager; `await send(delivery)` starts one delivery (and waits
while too many are under way); `await drain()` waits for all. What came of it is in `sender.tally`, nothing is
given up silently.

Tried again, with the same delivery id and a fresh signature: no connection, no answer, 408, 425, 429, 5xx;
after 0.5, 1, 2 … 30 s, or as long as Retry-After says. Any other answer but 2xx is final: the request itself
is wrong.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import Random
from types import TracebackType

import httpx

from vantrexia_sim.deliveries import make_headers
from vantrexia_sim.model import Delivery

RETRIED = frozenset({408, 425, 429})
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 30.0
_LONGEST_RETRY_AFTER_S = 3600.0


@dataclass(slots=True)
class Tally:
    """What became of everything that was sent."""

    deliveries: int = 0
    accepted: int = 0
    readings: int = 0
    duplicates: int = 0
    retries: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    undelivered: int = 0

    @property
    def is_complete(self) -> bool:
        """True when every delivery was accepted."""
        return self.accepted == self.deliveries

    def lines(self) -> list[str]:
        """For people: counts first, then what went wrong."""
        lines = [
            f"{self.accepted} of {self.deliveries} deliveries accepted, {self.readings} readings, "
            f"{self.duplicates} known to the server already, {self.retries} retries"
        ]
        lines += [f"refused {count} times: {reason}" for reason, count in self.refused.most_common(5)]
        if self.undelivered:
            lines.append(f"{self.undelivered} deliveries NOT delivered: the server did not take them in time")
        return lines


class Sender:
    """See the module. `stopping` is set to make waiting and retrying end at once."""

    def __init__(
        self,
        *,
        base_url: str,
        concurrency: int = 8,
        give_up_after_s: float = 600.0,
        seed: int = 0,
        stopping: asyncio.Event | None = None,
    ) -> None:
        limits = httpx.Limits(max_connections=concurrency, max_keepalive_connections=concurrency)
        self._client = httpx.AsyncClient(
            base_url=base_url, limits=limits, timeout=httpx.Timeout(30.0, connect=5.0), trust_env=False
        )
        self._places = asyncio.Semaphore(concurrency)
        self._tasks: set[asyncio.Task[None]] = set()
        self._give_up_after_s = give_up_after_s
        self._rng = Random(f"{seed}|pauses")
        self.stopping = stopping or asyncio.Event()
        self.tally = Tally()

    async def __aenter__(self) -> Sender:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()

    async def send(self, delivery: Delivery) -> None:
        """Start one delivery; returns as soon as there is a place for it. Does nothing once stopping."""
        await self._places.acquire()
        if self.stopping.is_set():
            self._places.release()
            return
        self.tally.deliveries += 1
        task = asyncio.create_task(self._deliver(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._finish)

    async def drain(self, timeout_s: float | None = None) -> None:
        """Wait for everything under way; after `timeout_s` the rest is cut off and counted as undelivered."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(set(self._tasks), timeout=timeout_s)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _finish(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._places.release()
        if task.cancelled():
            self.tally.undelivered += 1
        elif error := task.exception():
            self.tally.undelivered += 1
            self.tally.refused[f"{type(error).__name__}: {error}"] += 1

    async def _deliver(self, delivery: Delivery) -> None:
        deadline = time.monotonic() + self._give_up_after_s
        attempt = 0
        while True:
            pause = await self._attempt(delivery, attempt)
            if pause is None:
                return
            attempt += 1
            if time.monotonic() + pause > deadline or await self._stopped_within(pause):
                self.tally.undelivered += 1
                return
            self.tally.retries += 1

    async def _attempt(self, delivery: Delivery, attempt: int) -> float | None:
        """One request. None when it is settled, else the seconds to wait before the next."""
        try:
            response = await self._client.post(
                delivery.connection.path,
                content=delivery.body,
                headers=make_headers(delivery=delivery, at=int(time.time())),
            )
        except httpx.TransportError:
            return self._pause(attempt)
        if response.is_success:
            self.tally.accepted += 1
            self.tally.readings += delivery.readings
            self.tally.duplicates += _says_duplicate(response)
            return None
        if response.status_code in RETRIED or response.status_code >= 500:
            asked = read_retry_after(response.headers.get("retry-after"), now=datetime.now(UTC))
            return self._pause(attempt) if asked is None else asked
        self.tally.refused[_reason(response, delivery)] += 1
        return None

    def _pause(self, attempt: int) -> float:
        longest = min(_FIRST_PAUSE_S * float(2 ** min(attempt, 10)), _LONGEST_PAUSE_S)
        return longest * self._rng.uniform(0.8, 1.2)

    async def _stopped_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return False
        return True


def read_retry_after(value: str | None, *, now: datetime) -> float | None:
    """Seconds to wait per RFC 9110 section 10.2.3 (seconds or an HTTP date), at most an hour; None when
    absent."""
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            until = parsedate_to_datetime(value)
        except ValueError:
            return None
        seconds = (until if until.tzinfo else until.replace(tzinfo=UTC)).timestamp() - now.timestamp()
    return min(max(seconds, 0.0), _LONGEST_RETRY_AFTER_S)


def _says_duplicate(response: httpx.Response) -> bool:
    try:
        answer = response.json()
    except ValueError:
        return False
    return isinstance(answer, dict) and answer.get("duplicate") is True


def _reason(response: httpx.Response, delivery: Delivery) -> str:
    try:
        answer = response.json()
        text = str(answer.get("code") or answer.get("detail") or "") if isinstance(answer, dict) else ""
    except ValueError:
        text = ""
    return f"{response.status_code} {text} ({delivery.connection.gateway})".replace("  ", " ")
