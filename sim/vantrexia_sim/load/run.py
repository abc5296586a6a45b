"""Runs a load: so many connections, so many requests a second, for so many seconds, and what came of it.

`run_load(plan=…) -> LoadResult`   see load/result.py

With a rate the load is open: each request has its second, and latency counts from there on too
(`response_ms`), so that a server that stalls cannot hide it by slowing the generator. With rate 0 every
connection sends the next request as soon as the last is answered.

A request without a final answer (connection broken, 408, 425, 429, 5xx) goes out again with the same delivery
id until it is acknowledged or the time for that is over; only acknowledged ones go to the acknowledgement
log.
"""

from __future__ import annotations

import asyncio
import heapq
import ssl
import time
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from vantrexia_sim.errors import BadInput
from vantrexia_sim.homesfile import HomesFile
from vantrexia_sim.load.http1 import Wire
from vantrexia_sim.load.jobs import Job, JobMaker, render
from vantrexia_sim.load.result import LoadResult, format_ack
from vantrexia_sim.running import stop_on_signals, wait_for_server
from vantrexia_sim.sender import RETRIED, read_retry_after

_RECONNECT_S = 0.1
_ANSWER_WITHIN_S = 30.0


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """What `load` was asked for. `rate` 0 is as fast as the server answers."""

    homes: HomesFile
    rate: float
    seconds: float
    connections: int = 16
    array: int = 1
    requests: int | None = None
    seed: int = 1
    ack_log: Path | None = None
    settle_s: float = 30.0
    wait_s: float = 30.0
    run_id: str = ""


async def run_load(*, plan: LoadPlan) -> LoadResult:
    """Make the load and wait for the last acknowledgements. Ends early, cleanly, on SIGINT and SIGTERM."""
    stopping = stop_on_signals()
    if not await wait_for_server(base_url=plan.homes.base_url, seconds=plan.wait_s, stopping=stopping):
        return LoadResult()
    log = _open_log(plan.ack_log)
    try:
        return await _Run(plan=plan, stopping=stopping, log=log).run()
    finally:
        if log is not None:
            log.close()


class _Run:
    """The state all lines share: what is due, what waits for another try, what came back."""

    def __init__(self, *, plan: LoadPlan, stopping: asyncio.Event, log: IO[str] | None) -> None:
        parts = urlsplit(plan.homes.base_url)
        self.plan = plan
        self.stopping = stopping
        self.log = log
        self.host = parts.hostname or ""
        self.tls = ssl.create_default_context() if parts.scheme == "https" else None
        self.port = parts.port or (443 if self.tls else 80)
        self.maker = JobMaker(
            homes=plan.homes.homes,
            host=parts.netloc,
            path_prefix=parts.path.rstrip("/"),
            array=plan.array,
            seed=plan.seed,
            run_id=plan.run_id or f"{time.time_ns() // 1000:x}",
        )
        self.result = LoadResult()
        self.again: list[tuple[float, int, Job, float]] = []
        self.idle: deque[_Line] = deque()
        self.timer: asyncio.TimerHandle | None = None
        self.under_way = 0
        self.began = 0.0
        self.done = asyncio.Event()

    async def run(self) -> LoadResult:
        self.began = time.monotonic()
        cpu = time.process_time()
        lines = [_Line(self) for _ in range(self.plan.connections)]
        tasks = [asyncio.create_task(line.live()) for line in lines]
        await self._until_over()
        settle_until = time.monotonic() + (2.0 if self.stopping.is_set() else self.plan.settle_s)
        while (self.under_way or self.again) and time.monotonic() < settle_until:
            await asyncio.sleep(0.01)
        self.result.seconds = time.monotonic() - self.began
        self.result.cpu_seconds = time.process_time() - cpu
        self.done.set()
        if self.timer is not None:
            self.timer.cancel()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return self.result

    async def _until_over(self) -> None:
        while not self.is_over():
            await asyncio.sleep(0.02)
            if self.log is not None:
                self.log.flush()

    def is_over(self) -> bool:
        """No new request after the time, the number, or a signal."""
        return (
            self.stopping.is_set()
            or time.monotonic() - self.began >= self.plan.seconds
            or (self.plan.requests is not None and self.result.started >= self.plan.requests)
        )

    def take(self) -> tuple[Job, float] | float | None:
        """The next job and when it was due; or seconds until there is one; or None when there will be
        none."""
        now = time.monotonic()
        if self.again and self.again[0][0] <= now:
            _, _, job, due = heapq.heappop(self.again)
            return job, due
        if self.is_over():
            return (self.again[0][0] - now) if self.again else None
        due = now if not self.plan.rate else self.began + self.result.started / self.plan.rate
        if due > now:
            return min(due - now, self.again[0][0] - now) if self.again else due - now
        self.result.started += 1
        return self.maker.make(now_us=time.time_ns() // 1000), due

    def offer(self, line: _Line) -> None:
        """A connection that is free for the next job."""
        self.idle.append(line)
        self.pump()

    def pump(self) -> None:
        """Give jobs to free connections. One timer for all of them: were each to wait by itself, all would
        wake for every job and the generator would eat the processor the server needs."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        while self.idle:
            line = self.idle[0]
            if not line.is_free():
                self.idle.popleft()
                continue
            taken = self.take()
            if not isinstance(taken, tuple):
                pause = 0.02 if taken is None else min(max(taken, 0.0), 0.25)
                self.timer = asyncio.get_running_loop().call_later(pause, self.pump)
                return
            self.idle.popleft().carry(*taken)

    def put_back(self, job: Job, due: float, after_s: float) -> None:
        """Same delivery once more, later."""
        job.attempts += 1
        self.result.retries += 1
        heapq.heappush(self.again, (time.monotonic() + after_s, self.result.retries, job, due))

    def acknowledge(self, job: Job, status: int, body: bytes, service_s: float, response_s: float) -> None:
        result = self.result
        result.acknowledged += 1
        result.readings += len(job.readings)
        result.service_ms.append(service_s * 1000)
        result.response_ms.append(response_s * 1000)
        duplicate = b'"duplicate": true' in body or b'"duplicate":true' in body
        result.duplicates += duplicate
        if self.log is not None:
            self.log.write(format_ack(job=job, status=status, duplicate=duplicate))


class _Line:
    """One connection: takes a job, sends it, waits for the answer, takes the next."""

    def __init__(self, run: _Run) -> None:
        self.run = run
        self.wire: Wire | None = None
        self.lost = asyncio.Event()
        self.job: Job | None = None
        self.due = self.sent = 0.0

    async def live(self) -> None:
        """Connect, and again whenever the connection breaks, until the run is done."""
        try:
            while not self.run.done.is_set():
                if await self._connect():
                    self.run.offer(self)
                    await self._watch()
                else:
                    await asyncio.sleep(_RECONNECT_S)
        finally:
            if self.wire is not None:
                self.wire.close()

    async def _connect(self) -> bool:
        self.lost.clear()
        try:
            _, self.wire = await asyncio.get_running_loop().create_connection(
                lambda: Wire(on_answer=self._answered, on_lost=self._lost),
                self.run.host,
                self.run.port,
                ssl=self.run.tls,
            )
        except OSError:
            self.run.result.reconnects += 1
            return False
        return True

    async def _watch(self) -> None:
        """Until the connection is lost; an answer that never comes counts as lost."""
        while not self.lost.is_set():
            try:
                await asyncio.wait_for(self.lost.wait(), 1.0)
            except TimeoutError:
                if self.job is not None and time.monotonic() - self.sent > _ANSWER_WITHIN_S:
                    assert self.wire is not None
                    self.wire.close()
                    self._lost()

    def is_free(self) -> bool:
        """True while connected and with nothing to wait for."""
        return self.wire is not None and self.job is None and not self.lost.is_set()

    def carry(self, job: Job, due: float) -> None:
        """Send this job now."""
        assert self.wire is not None
        self.job, self.due = job, due
        self.run.under_way += 1
        self.sent = time.monotonic()
        self.wire.send(render(job=job, at=int(time.time())))

    def _answered(self, status: int, retry_after: str | None, body: bytes) -> None:
        job, self.job = self.job, None
        if job is None:
            return
        now = time.monotonic()
        self.run.under_way -= 1
        self.run.result.answers[status] += 1
        if 200 <= status < 300:
            self.run.acknowledge(job, status, body, now - self.sent, now - self.due)
        elif status in RETRIED or status >= 500:
            asked = read_retry_after(retry_after, now=datetime.now(UTC))
            self.run.put_back(job, self.due, min(0.05 * 2**job.attempts, 2.0) if asked is None else asked)
        else:
            self.run.result.refused[f"{status} {body[:120].decode('utf-8', 'replace')}"] += 1
        if self.wire is not None and self.wire.closes:
            self.wire.close()
            self._lost()
            return
        self.run.offer(self)

    def _lost(self) -> None:
        if self.lost.is_set():
            return
        self.lost.set()
        job, self.job = self.job, None
        if job is not None:
            self.run.under_way -= 1
            self.run.result.reconnects += 1
            self.run.put_back(job, self.due, min(0.05 * 2**job.attempts, 2.0))


def _open_log(path: Path | None) -> IO[str] | None:
    if path is None:
        return None
    try:
        return path.open("w", encoding="utf-8")
    except OSError as error:
        raise BadInput(f"cannot write {path}: {error.strerror}") from error
