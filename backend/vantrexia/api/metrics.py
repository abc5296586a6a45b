"""Metrics in Prometheus' text form. What matters is read from the rows themselves: it lives in the database, not in a process.

`render_metrics()` gives queue age, waiting deliveries, ages of the signs of life (the scheduler's tick among them), missing
partitions, reading-to-alert milliseconds of the proof, how far billing is computed, messages in each queue of the broker, how long
real readings waited for their evaluation (counted by workers, `core.latency`); and what the web processes count (`core.meters`):
requests, deliveries.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector

from vantrexia.core.clock import read_clock
from vantrexia.core.latency import read_latencies
from vantrexia.core.meters import render_meters
from vantrexia.core.partitions import count_missing
from vantrexia.core.ticks import read_ticks

_RECOMPUTED = ("due", "patients", "failed", "created", "voided", "held", "problems")
QUEUES = ("alerts", "ingest", "default", "reports")


def render_metrics() -> bytes:
    """All metrics; of the rows `vantrexia_database_up 0` alone when the database does not answer."""
    registry = CollectorRegistry()
    registry.register(_Rows())
    return generate_latest(registry) + render_meters()


class _Rows(Collector):
    """Figures that are the same whichever process is asked, so none of them is counted in one."""

    def collect(self) -> Iterator[GaugeMetricFamily | HistogramMetricFamily]:
        yield _gauge("vantrexia_release", "The running release.", {settings.RELEASE_ID: 1}, label="release")
        try:
            read = list(_read_rows())
        except DatabaseError:
            read = []
        yield _gauge("vantrexia_database_up", "Whether the database answers.", bool(read))
        yield from read
        yield from _read_queues()


def _read_rows() -> Iterator[GaugeMetricFamily]:
    now = read_clock()
    with connection.cursor() as cursor:
        cursor.execute("SELECT waiting, oldest FROM devices_deliveries_due(%s)", [now])
        waiting, oldest = cursor.fetchone()
    yield _gauge("vantrexia_deliveries_waiting", "Deliveries not processed yet.", waiting)
    age = (now - oldest).total_seconds() if oldest else 0
    yield _gauge("vantrexia_deliveries_oldest_seconds", "Age of the oldest of them.", age)
    ticks = read_ticks()
    ages = {name: (now - at).total_seconds() for name, (at, _) in ticks.items()}
    text = "Since when a recurring thing last worked."
    yield _gauge("vantrexia_sign_of_life_age_seconds", text, ages, label="name")
    text = "Tables of this month and the next that readings and deliveries have not got."
    yield _gauge("vantrexia_partitions_missing", text, count_missing(now), label="month")
    yield from _read_recompute(ticks.get("recompute_billing"))
    millis = ticks["proof_of_life"][1].get("millis") if "proof_of_life" in ticks else None
    if isinstance(millis, int):
        text = "From measurement to alert, of the last proof of life."
        yield _gauge("vantrexia_reading_to_alert_milliseconds", text, millis)


def _read_recompute(last: tuple[datetime, Mapping[str, object]] | None) -> Iterator[GaugeMetricFamily]:
    """How far the job that computes billing is, or how its last run ended."""
    if last is None:
        return
    detail = last[1]
    counts = {name: detail[name] for name in _RECOMPUTED if isinstance(detail.get(name), int)}
    text = (
        "Of the billing computation that runs or ran last: patients due, done, failed; entries made, voided."
    )
    yield _gauge(
        "vantrexia_billing_recompute",
        text,
        {name: float(str(n)) for name, n in counts.items()},
        label="count",
    )
    text = "Whether billing is being computed right now."
    yield _gauge("vantrexia_billing_recompute_running", text, detail.get("running") is True)


def _read_queues() -> Iterator[GaugeMetricFamily | HistogramMetricFamily]:
    latencies = None
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1) as broker:
            lengths = {queue: float(str(broker.llen(queue))) for queue in QUEUES}
            latencies = read_latencies(broker)
    except (redis.RedisError, ValueError):
        lengths = {}
    yield _gauge("vantrexia_valkey_up", "Whether the broker answers.", bool(lengths))
    if lengths:
        yield _gauge("vantrexia_queue_messages", "Messages nobody has taken yet.", lengths, label="queue")
    if latencies is not None:
        text = "From receipt of a reading to the commit of its evaluation, of real readings."
        yield HistogramMetricFamily(
            "vantrexia_reading_to_alert_seconds", text, buckets=latencies[0], sum_value=latencies[1]
        )


def _gauge(
    name: str, text: str, values: float | Mapping[str, float], *, label: str = ""
) -> GaugeMetricFamily:
    if not isinstance(values, Mapping):
        return GaugeMetricFamily(name, text, value=float(values))
    family = GaugeMetricFamily(name, text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], float(value))
    return family
