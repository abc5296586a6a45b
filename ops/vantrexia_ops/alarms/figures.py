"""The figures of a look in the two forms others read: Prometheus' textfile and CloudWatch's embedded metric format (EMF).

    figures = HostFigures(...)               what the host knows: edge, budget, alarms, outbox, deploys, secrets
    render_textfile(figures)                 for node_exporter's textfile collector
    render_emf(figures, page, …)             one JSON line; root members in the log schema of the application

EMF (AWS's specification): `_aws.Timestamp` in milliseconds, at most 100 metrics and 30 dimensions, every metric a member of the
root. The only dimension is the host's name: each combination is billed as a metric of its own, and a practice or a route would
make thousands.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from vantrexia_ops.alarms.page import Page, read_waits, since
from vantrexia_ops.alarms.slo import Burn

NAMESPACE = "Vantrexia"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostFigures:
    """`deploys` counts ended ones by (kind, outcome); edge counts are since the first look. `oldest_secret_seconds` is None
    where no age is known, or none is asked for (`secrets.rotate_days` 0)."""

    source: str
    release: str
    edge_requests: int
    edge_errors: int
    burns: tuple[Burn, ...]
    budget_left: float
    standing: Mapping[str, int]
    outbox_waiting: int
    outbox_refused: int
    deploys: Mapping[tuple[str, str], int]
    last_deploy_at: datetime | None
    last_deploy_seconds: float
    oldest_secret_seconds: float | None


def render_textfile(figures: HostFigures) -> str:
    registry = CollectorRegistry()
    _count(registry, "vantrexia_edge_requests", "Requests the edge answered.", figures.edge_requests)
    _count(registry, "vantrexia_edge_errors", "Of these, answered with 500 or more.", figures.edge_errors)
    rate = Gauge(
        "vantrexia_slo_burn_rate", "How fast the error budget goes, by window.", ["window"], registry=registry
    )
    for burn in figures.burns:
        rate.labels(burn.window.name).set(burn.rate)
    _set(
        registry,
        "vantrexia_slo_budget_left_ratio",
        "Share of the budget of the last three days that is left.",
        figures.budget_left,
    )
    alarms = Gauge(
        "vantrexia_alarms_standing", "Alarms that stand, by severity.", ["severity"], registry=registry
    )
    for severity in ("critical", "error", "warning", "info"):
        alarms.labels(severity).set(figures.standing.get(severity, 0))
    _set(
        registry,
        "vantrexia_outbox_waiting",
        "Messages PagerDuty or Slack have not taken yet.",
        figures.outbox_waiting,
    )
    _set(registry, "vantrexia_outbox_refused", "Messages that were refused for good.", figures.outbox_refused)
    ended = Counter(
        "vantrexia_deploys", "Deploys and rollbacks that ended.", ["kind", "outcome"], registry=registry
    )
    for (kind, outcome), count in sorted(figures.deploys.items()):
        ended.labels(kind, outcome).inc(count)
    if figures.last_deploy_at is not None:
        at = figures.last_deploy_at.timestamp()
        _set(registry, "vantrexia_last_deploy_timestamp_seconds", "When the last one ended.", at)
        _set(registry, "vantrexia_last_deploy_seconds", "How long it took.", figures.last_deploy_seconds)
    if figures.oldest_secret_seconds is not None:
        _set(
            registry,
            "vantrexia_secret_oldest_age_seconds",
            "How long ago the oldest secret in use was first handed out.",
            figures.oldest_secret_seconds,
        )
    lines = generate_latest(registry).decode().splitlines()
    # When a counter began is this process' start, a minute ago each time: it says nothing and would look like a restart.
    return "".join(f"{line}\n" for line in lines if "_created" not in line)


def render_emf(figures: HostFigures, page: Page | None, *, before: Page | None, now: datetime) -> str:
    """One line. Counters of the application are given as what came since the look before."""
    values: dict[str, tuple[float, str]] = {
        "BurnRate1h": (figures.burns[0].rate if figures.burns else 0.0, "None"),
        "AlarmsStanding": (float(sum(figures.standing.values())), "Count"),
        "OutboxWaiting": (float(figures.outbox_waiting), "Count"),
        "Deploys": (float(sum(figures.deploys.values())), "Count"),
        "DeploysFailed": (
            float(sum(n for (_, outcome), n in figures.deploys.items() if outcome != "good")),
            "Count",
        ),
        "ApplicationUp": (0.0 if page is None else 1.0, "Count"),
    }
    if figures.oldest_secret_seconds is not None:
        values["SecretOldestAge"] = (figures.oldest_secret_seconds, "Seconds")
    if page is not None:
        values |= _of_page(page, before)
    about: dict[str, Any] = {
        "ts": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"), "level": "INFO", "logger": "vantrexia.watch",
        "msg": "figures", "release": figures.release, "Host": figures.source,
    }  # fmt: skip
    metadata = {
        "Timestamp": int(now.timestamp() * 1000),
        "CloudWatchMetrics": [
            {
                "Namespace": NAMESPACE, "Dimensions": [["Host"]],
                "Metrics": [{"Name": name, "Unit": unit} for name, (_, unit) in values.items()],
            }
        ],
    }  # fmt: skip
    return json.dumps({**about, "_aws": metadata, **{name: value for name, (value, _) in values.items()}})


def _of_page(page: Page, before: Page | None) -> dict[str, tuple[float, str]]:
    values: dict[str, tuple[float, str]] = {}
    ages = {"proof_of_life": "ProofOfLifeAge", "beat": "BeatTickAge"}
    for tick, name in ages.items():
        age = page.find("vantrexia_sign_of_life_age_seconds", name=tick)
        if age is not None:
            values[name] = (age, "Seconds")
    for metric, name, unit in (
        ("vantrexia_deliveries_oldest_seconds", "QueueAge", "Seconds"),
        ("vantrexia_deliveries_waiting", "QueueLength", "Count"),
        ("vantrexia_reading_to_alert_milliseconds", "ReadingToAlert", "Milliseconds"),
    ):
        found = page.find(metric)
        if found is not None:
            values[name] = (found, unit)
    if before is not None:
        values |= _of_waits(page, before)
        values["Requests"] = (since(page, before, "vantrexia_requests_total"), "Count")
        for verdict, name in (
            ("accepted", "Accepted"),
            ("not_verified", "NotVerified"),
            ("not_kept", "NotKept"),
        ):
            grown = since(page, before, "vantrexia_webhook_deliveries_total", verdict=verdict)
            values[f"Deliveries{name}"] = (grown, "Count")
    return values


def _of_waits(page: Page, before: Page) -> dict[str, tuple[float, str]]:
    """Of real readings; without one since the look before only their number is said."""
    waits = read_waits(page, before)
    values = {"ReadingsEvaluated": (waits.count, "Count")}
    slowest = waits.quantile(0.99)
    if slowest is not None:
        values["ReadingWaitAverage"] = (round(waits.seconds / waits.count, 3), "Seconds")
        values["ReadingWaitP99"] = (slowest, "Seconds")
    return values


def _set(registry: CollectorRegistry, name: str, text: str, value: float) -> None:
    Gauge(name, text, registry=registry).set(value)


def _count(registry: CollectorRegistry, name: str, text: str, value: int) -> None:
    Counter(name, text, registry=registry).inc(value)
