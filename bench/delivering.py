"""Taking deliveries in: one by one beside the bare view, and in arrays of twenty."""

from __future__ import annotations

from typing import Any

from bench.stack import Stack

SECONDS = 10.0


def measure_single(stack: Stack) -> dict[str, Any]:
    """Signed single webhooks at 16 connections, durable; ratio to a bare view in the same run."""
    from django.db import connections

    stack.seed()
    with connections["migrations"].cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_body (id uuid PRIMARY KEY, body bytea)")
    with stack.web("bench.baseline:application"):
        stack.load(seconds=3)
        bare = stack.load(seconds=SECONDS)
    with stack.web():
        stack.load(seconds=3)
        ours = stack.load(seconds=SECONDS)
    return {
        "ours": summary(ours),
        "bare_view": summary(bare),
        "ratio": round(rate_of(ours) / rate_of(bare), 3),
        "goal": "ratio >= 0.6, >= 1500/s, p99 < 100 ms",
    }


def measure_arrays(stack: Stack) -> dict[str, Any]:
    """Arrays of twenty readings."""
    stack.seed()
    with stack.web():
        stack.load(seconds=2, array=20)
        loaded = stack.load(seconds=SECONDS, array=20)
    return {
        **summary(loaded),
        "readings_per_second": round(rate_of(loaded) * 20),
        "goal": ">= 25000 readings/s",
    }


def rate_of(loaded: dict[str, Any]) -> float:
    return float(loaded["deliveries_per_second"])


def summary(loaded: dict[str, Any]) -> dict[str, Any]:
    """Acknowledged requests per second and what their callers waited."""
    latency = loaded["response_ms"]
    return {
        "per_second": round(rate_of(loaded)),
        "p50_ms": latency.get("p50"),
        "p95_ms": latency.get("p95"),
        "p99_ms": latency.get("p99"),
        "refused": loaded["refused"],
        "retries": loaded["retries"],
        "generator_cpu": loaded["cpu_share"],
    }
