"""What the web processes count: requests, how long they took, and what became of deliveries. `render_meters()` is Prometheus' text.

Several processes of one container count into files of PROMETHEUS_MULTIPROC_DIR, in memory, and each answers with the sum. A
process writes under the number of its place (METER_PLACE, given by gunicorn before a process begins), not under its own: a process
that comes after another takes over its files and goes on from its counts, so that neither counts nor files grow with every process
that ever ran. Without the directory there is one process, which counts in itself.

Labels are closed sets (methods, route templates, status, names of gateways): no label is ever a value somebody sent.
"""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.values import MultiProcessValue

DIRECTORY = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
if DIRECTORY:
    values.ValueClass = MultiProcessValue(  # type: ignore[no-untyped-call]
        process_identifier=lambda: os.environ.get("METER_PLACE", "first")
    )

METERS = CollectorRegistry()
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REQUESTS = Counter(
    "vantrexia_requests",
    "Requests answered, by method, route template and status.",
    ["method", "route", "status"],
    registry=METERS,
)
SECONDS = Histogram(
    "vantrexia_request_seconds",
    "How long they took.",
    ["kind"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0),
    registry=METERS,
)
DELIVERIES = Counter(
    "vantrexia_webhook_deliveries",
    "Deliveries of gateways, by what became of them.",
    ["gateway", "verdict"],
    registry=METERS,
)


def count_request(*, method: str, route: str, status: int, seconds: float) -> None:
    """`route` is the template of the URL tree, never the path."""
    REQUESTS.labels(method if method in METHODS else "other", route, str(status)).inc()
    SECONDS.labels("webhook" if route.startswith("api/v1/webhooks/") else "api").observe(seconds)


def count_delivery(*, gateway: str, verdict: str) -> None:
    """`gateway` is one of ours or `unknown`: what a stranger wrote into the address makes no label."""
    DELIVERIES.labels(gateway, verdict).inc()


def render_meters() -> bytes:
    """Of all processes of this container."""
    if not DIRECTORY:
        return generate_latest(METERS)
    together = CollectorRegistry()
    MultiProcessCollector(together, path=DIRECTORY)  # type: ignore[no-untyped-call]
    return generate_latest(together)
