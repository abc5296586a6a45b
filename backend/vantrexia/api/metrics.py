"""Metrics in Prometheus' text form, read from the rows themselves: what matters lives in the database, not in a process.

`render_metrics()` gives queue age, waiting deliveries, ages of the signs of life, reading-to-alert milliseconds of the proof.
"""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from vantrexia.core.clock import read_clock
from vantrexia.core.ticks import read_ticks


def render_metrics() -> bytes:
    """All metrics; `vantrexia_database_up 0` alone when the database does not answer."""
    registry = CollectorRegistry()
    release = Gauge("vantrexia_release", "The running release.", ["release"], registry=registry)
    release.labels(settings.RELEASE_ID).set(1)
    up = Gauge("vantrexia_database_up", "Whether the database answers.", registry=registry)
    try:
        _read(registry)
        up.set(1)
    except DatabaseError:
        up.set(0)
    return generate_latest(registry)


def _read(registry: CollectorRegistry) -> None:
    now = read_clock()
    with connection.cursor() as cursor:
        cursor.execute("SELECT waiting, oldest FROM devices_deliveries_due(%s)", [now])
        waiting, oldest = cursor.fetchone()
    Gauge("vantrexia_deliveries_waiting", "Deliveries not processed yet.", registry=registry).set(waiting)
    age = (now - oldest).total_seconds() if oldest else 0
    Gauge("vantrexia_deliveries_oldest_seconds", "Age of the oldest of them.", registry=registry).set(age)
    ages = Gauge(
        "vantrexia_sign_of_life_age_seconds",
        "Since when a recurring thing last worked.",
        ["name"],
        registry=registry,
    )
    for name, (at, detail) in read_ticks().items():
        ages.labels(name).set((now - at).total_seconds())
        if name == "proof_of_life" and isinstance(detail.get("millis"), int):
            gauge = Gauge(
                "vantrexia_reading_to_alert_milliseconds",
                "From measurement to alert, of the last proof of life.",
                registry=registry,
            )
            gauge.set(float(str(detail["millis"])))
