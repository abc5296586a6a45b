"""What the load is told (`Door`), what it brings back (`LoadResult`), and its way to a published port on loopback."""

from __future__ import annotations

import ssl
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx

from vantrexia_sim.model import Home


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where the load goes, and as whom. `people` are (email, password): a nurse and somebody who may export."""

    app_host: str
    port: int
    tls: ssl.SSLContext
    nurse: tuple[str, str]
    exporter: tuple[str, str]
    alert: str
    homes: tuple[Home, ...]
    run_id: str
    reports: int = 2
    streams: int = 3


@dataclass(slots=True)
class LoadResult:
    """Counts by kind of request; `acknowledged` deliveries by their readings; `comments` that were answered with 200."""

    sent: Counter[str] = field(default_factory=Counter)
    failures: list[dict[str, Any]] = field(default_factory=list)
    acknowledged: dict[str, tuple[tuple[str, str, str], ...]] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    caught: Counter[str] = field(default_factory=Counter)
    reconnects: int = 0
    events: int = 0
    slowest_seconds: dict[str, float] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.sent.values())

    def fail(self, kind: str, *, began: float, clock: float, error: Exception) -> None:
        """`began` is monotonic, `clock` the time of day."""
        self.failures.append(
            {
                "kind": kind,
                "at": time.strftime("%H:%M:%S", time.gmtime(clock)),
                "after_seconds": round(time.monotonic() - began, 2),
                "error": f"{type(error).__name__}: {error}",
            }
        )


class Wrong(Exception):
    """An answer came, and it is not what it must be."""


class ToLoopback(httpx.AsyncHTTPTransport):
    """Connects to loopback whatever the address says; name and certificate are checked as written."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions = {**request.extensions, "sni_hostname": request.url.host}
        request.url = request.url.copy_with(host="127.0.0.1")
        return await super().handle_async_request(request)
