"""Steady mixed load on a host's published port, by clients that do not retry; it stops by itself.

    with run_load(door, most_seconds=…) as load:
        …                        deploys go on meanwhile
    load.result.failures         every request that was not answered as it must be; load.result.acknowledged: what must not be lost

Pages, reads, comments and token refreshes on kept connections; deliveries each on a connection of its own; reports of 20 s; open
streams. A stream may end in one way only: with the hint to reconnect (or with its session, which does not happen here).
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial

import httpx

from tests.containers.load_result import Door, LoadResult, ToLoopback, Wrong
from vantrexia_sim.load.jobs import Job, JobMaker, render

REPORT_SECONDS = 20.0
STREAM_SILENCE_SECONDS = 40.0


class Load:
    def __init__(self, door: Door, *, most_seconds: float) -> None:
        self.result = LoadResult()
        self._door = door
        self._until = time.monotonic() + most_seconds
        self._stop = threading.Event()
        self._started = threading.Event()
        self._crash: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="load", daemon=True)
        self._jobs = JobMaker(
            homes=door.homes,
            host=f"{door.app_host}:{door.port}",
            run_id=door.run_id,
            seed=7,
            critical_share=0.0,
        )
        self._tokens: dict[str, dict[str, str]] = {}

    # -- from outside ------------------------------------------------------------------------------------------------

    def start(self) -> None:
        self._thread.start()
        assert self._started.wait(30), "the load did not begin within 30 s"

    def stop(self) -> None:
        """Nothing new is sent; what is under way is answered first."""
        self._stop.set()
        self._thread.join(REPORT_SECONDS + STREAM_SILENCE_SECONDS + 60)
        if self._crash is not None:
            raise self._crash
        assert not self._thread.is_alive(), "the load does not end"

    @property
    def is_over(self) -> bool:
        return self._stop.is_set() or time.monotonic() > self._until

    # -- inside ------------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            asyncio.run(self._everybody())
        except BaseException as error:
            self._crash = error
            self._started.set()

    async def _everybody(self) -> None:
        async with self._client() as client:
            for who, (email, password) in (("nurse", self._door.nurse), ("exporter", self._door.exporter)):
                answer = await client.post("/api/v1/auth/login/", json={"email": email, "password": password})
                assert answer.status_code == 200, answer.text
                self._tokens[who] = answer.json()
        self._started.set()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._browse())
            for path in (
                "/api/v1/patients/?page_size=25",
                "/api/v1/triage/patients/",
                "/api/v1/triage/patients/stats/",
            ):
                group.create_task(self._read(path))
            group.create_task(self._comment())
            group.create_task(self._refresh("nurse", seconds=7.0))
            group.create_task(self._refresh("exporter", seconds=11.0))
            group.create_task(self._deliver())
            for number in range(self._door.reports):
                group.create_task(self._report(number))
            for _ in range(self._door.streams):
                group.create_task(self._listen())

    def _client(self, *, keep: bool = True) -> httpx.AsyncClient:
        host = f"{self._door.app_host}:{self._door.port}"
        limits = httpx.Limits(max_keepalive_connections=None if keep else 0)
        return httpx.AsyncClient(
            base_url=f"https://{host}",
            transport=ToLoopback(verify=self._door.tls, limits=limits, retries=0),
            headers={"Host": host},
            timeout=httpx.Timeout(75, connect=10),
        )

    def _as(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._tokens[who]['access']}"}

    async def _try(self, kind: str, act: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response | None:
        """Send one request, once. Whatever is not 2xx, or no answer, is a failure."""
        self.result.sent[kind] += 1
        began, clock = time.monotonic(), time.time()
        try:
            answer = await act()
            if not answer.is_success:
                raise Wrong(f"{answer.status_code} {answer.text[:200]}")
            if "x-answered-by-release-before" in answer.headers:
                self.result.caught[kind] += 1
            return answer
        except (httpx.HTTPError, OSError, Wrong) as error:
            self.result.fail(kind, began=began, clock=clock, error=error)
            return None
        finally:
            seconds = time.monotonic() - began
            self.result.slowest_seconds[kind] = round(
                max(seconds, self.result.slowest_seconds.get(kind, 0)), 2
            )

    async def _browse(self) -> None:
        async with self._client() as client:
            while not self.is_over:
                page = await self._try("page", partial(client.get, "/"))
                if page is not None and '<div id="root"' not in page.text:
                    self.result.fail(
                        "page", began=time.monotonic(), clock=time.time(), error=Wrong("no page")
                    )
                scripts = (
                    [part.split('"')[0] for part in page.text.split('src="')[1:]] if page is not None else []
                )
                for path in scripts[:1]:
                    await self._try("asset", partial(client.get, path))
                await asyncio.sleep(0.5)

    async def _read(self, path: str) -> None:
        async with self._client() as client:
            while not self.is_over:
                answer = await self._try("api read", partial(client.get, path, headers=self._as("nurse")))
                if answer is not None:
                    answer.json()
                await asyncio.sleep(0.6)

    async def _comment(self) -> None:
        async with self._client() as client:
            number = 0
            while not self.is_over:
                number += 1
                text = f"{self._door.run_id} comment {number}"
                path = f"/api/v1/triage/alerts/{self._door.alert}/comment/"
                send = partial(client.post, path, json={"comment": text}, headers=self._as("nurse"))
                if await self._try("api write", send):
                    self.result.comments.append(text)
                await asyncio.sleep(2.0)

    async def _refresh(self, who: str, *, seconds: float) -> None:
        async with self._client() as client:
            while not self.is_over:
                given = {"refresh": self._tokens[who]["refresh"]}
                answer = await self._try(
                    "token refresh", partial(client.post, "/api/v1/auth/token/refresh/", json=given)
                )
                if answer is not None:
                    self._tokens[who] = {**self._tokens[who], **answer.json()}
                await asyncio.sleep(seconds)

    async def _deliver(self) -> None:
        async with self._client(keep=False) as client:
            while not self.is_over:
                job = self._jobs.make(now_us=time.time_ns() // 1000)
                answer = await self._try("delivery", partial(self._send, client, job))
                if answer is not None:
                    self.result.acknowledged[job.delivery_id] = job.readings
                await asyncio.sleep(0.3)

    async def _send(self, client: httpx.AsyncClient, job: Job) -> httpx.Response:
        head, _, body = render(job=job, at=int(time.time())).partition(b"\r\n\r\n")
        first, *lines = head.decode("ascii").split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        headers.pop("content-length")
        return await client.post(first.split(" ")[1], content=body, headers=headers)

    async def _report(self, number: int) -> None:
        await asyncio.sleep(number * REPORT_SECONDS / self._door.reports)
        async with self._client(keep=False) as client:
            while not self.is_over:
                headers = {
                    **self._as("exporter"),
                    "X-Test-Seconds": str(REPORT_SECONDS),
                    "Accept": "text/csv",
                }
                answer = await self._try(
                    "report", partial(client.get, "/api/v1/patients/export/", headers=headers)
                )
                if answer is not None and answer.text.count("\n") < 2:
                    self.result.fail(
                        "report", began=time.monotonic(), clock=time.time(), error=Wrong("an empty report")
                    )

    async def _listen(self) -> None:
        """One screen: open until it is told to reconnect, then open again with the last event's id."""
        last = ""
        while not self.is_over:
            last = await self._follow_stream(last)

    async def _follow_stream(self, last: str) -> str:
        began, clock, said_reconnect = time.monotonic(), time.time(), False
        self.result.sent["stream"] += 1
        headers = {
            **self._as("nurse"),
            "Accept": "text/event-stream",
            **({"Last-Event-ID": last} if last else {}),
        }
        timeout = httpx.Timeout(10, read=STREAM_SILENCE_SECONDS)
        try:
            async with (
                self._client(keep=False) as client,
                client.stream("GET", "/api/v1/stream/", headers=headers, timeout=timeout) as answer,
            ):
                if answer.status_code != 200:
                    raise Wrong(f"{answer.status_code}")
                async for line in answer.aiter_lines():
                    if line.startswith("id: "):
                        last = line[4:]
                    said_reconnect = said_reconnect or line == "event: reconnect"
                    self.result.events += line.startswith("event: ")
                    if self.is_over:
                        return last
            if not said_reconnect:
                raise Wrong("ended without a hint to reconnect")
            self.result.reconnects += 1
            await asyncio.sleep(1.0)  # what `retry: 1000` asks for
        except (httpx.HTTPError, OSError, Wrong) as error:
            self.result.fail("stream", began=began, clock=clock, error=error)
            await asyncio.sleep(1.0)
        return last


@contextmanager
def run_load(door: Door, *, most_seconds: float) -> Iterator[Load]:
    """Load while the block runs, at most `most_seconds`."""
    load = Load(door, most_seconds=most_seconds)
    load.start()
    try:
        yield load
    finally:
        load.stop()


def show_failures(result: LoadResult) -> str:
    return json.dumps(result.failures[:20], indent=1)
