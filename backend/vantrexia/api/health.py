"""Health: `/health/` for people and monitors, `/health/live` and `/health/ready` for machines, `/metrics` for
Prometheus.

`/health/` is 200 with `status` pass or warn and a body of checks; 503 only when the database is unusable. A
missing worker or Valkey is a warning: readings are still taken in. `/health/live` touches nothing.
`/health/ready` is database, migrations applied, release id. The shape follows
draft-inadarei-api-health-check-06 (expired; named for what it is). No authentication, no patient data.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.urls import path

from vantrexia.api.metrics import render_metrics
from vantrexia.api.rendering import encode
from vantrexia.core.clock import read_clock
from vantrexia.core.partitions import list_missing
from vantrexia.core.ticks import read_ticks

# How old a sign of life may be before it is a warning.
EXPECTED: dict[str, timedelta] = {
    "beat": timedelta(seconds=60),
    "sweep_deliveries": timedelta(seconds=60),
    "sweep_steps": timedelta(seconds=90),
    "sweep_scores": timedelta(minutes=5),
    "sweep_notifications": timedelta(seconds=90),
    "seal_audit": timedelta(seconds=60),
    "proof_of_life": timedelta(minutes=12),
}
OLDEST_WAITING = timedelta(seconds=60)
_migrated = False


@transaction.non_atomic_requests
def live(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is asked, so that a slow database restarts nobody."""
    return _answer({"status": "pass", "release": settings.RELEASE_ID})


@transaction.non_atomic_requests
def ready(request: HttpRequest) -> HttpResponse:
    """Whether this release may get traffic: the database answers and knows every migration of this code."""
    try:
        missing = _missing_migrations()
    except DatabaseError as error:
        return _answer(
            {"status": "fail", "release": settings.RELEASE_ID, "detail": f"database: {type(error).__name__}"},
            status=503,
        )
    if missing:
        return _answer(
            {
                "status": "fail",
                "release": settings.RELEASE_ID,
                "detail": f"{missing} migrations are not applied",
            },
            status=503,
        )
    return _answer({"status": "pass", "release": settings.RELEASE_ID})


def _missing_migrations() -> int:
    global _migrated
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if not _migrated:
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        _migrated = missing == 0
        return missing
    return 0


@transaction.non_atomic_requests
def health(request: HttpRequest) -> HttpResponse:
    """Everything at a glance."""
    checks: dict[str, dict[str, Any]] = {}
    try:
        _check_database(checks)
    except DatabaseError as error:
        body = {
            "status": "fail",
            "release": settings.RELEASE_ID,
            "checks": {"database": {"status": "fail", "detail": type(error).__name__}},
        }
        return _answer(body, status=503)
    _check_valkey(checks)
    status = "warn" if any(check["status"] != "pass" for check in checks.values()) else "pass"
    return _answer({"status": status, "release": settings.RELEASE_ID, "checks": checks})


def _check_database(checks: dict[str, dict[str, Any]]) -> None:
    now, started = read_clock(), time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT waiting, oldest FROM devices_deliveries_due(%s)", [now])
        waiting, oldest = cursor.fetchone()
    checks["database"] = {"status": "pass", "millis": round((time.perf_counter() - started) * 1000, 1)}
    behind = oldest is not None and now - oldest > OLDEST_WAITING
    checks["deliveries"] = {
        "status": "warn" if behind else "pass",
        "waiting": waiting,
        "oldest_seconds": round((now - oldest).total_seconds()) if oldest else 0,
    }
    ticks = read_ticks()
    for name, most in EXPECTED.items():
        if name == "proof_of_life" and "proof_wiring" not in ticks:
            checks[name] = {"status": "warn", "detail": "not set up; run `manage.py smoke_user`"}
            continue
        seen = ticks.get(name)
        age = (now - seen[0]) if seen else None
        checks[name] = {
            "status": "pass" if age is not None and age <= most else "warn",
            "age_seconds": round(age.total_seconds()) if age is not None else None,
        }
        if seen and "millis" in seen[1]:
            checks[name]["millis"] = seen[1]["millis"]
    missing = list_missing(now)
    checks["partitions"] = {"status": "warn" if missing else "pass", "missing": missing}


def _check_valkey(checks: dict[str, dict[str, Any]]) -> None:
    started = time.perf_counter()
    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1).ping()
        checks["valkey"] = {"status": "pass", "millis": round((time.perf_counter() - started) * 1000, 1)}
    except (redis.RedisError, ValueError) as error:
        checks["valkey"] = {"status": "warn", "detail": type(error).__name__}


@transaction.non_atomic_requests
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text. For the inside only: the proxy does not route it."""
    return HttpResponse(render_metrics(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _answer(body: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return HttpResponse(
        encode(body),
        status=status,
        content_type="application/health+json",
        headers={"Cache-Control": "no-store"},
    )


urlpatterns = [
    path("health/", health),
    path("health/live", live),
    path("health/ready", ready),
    path("metrics", metrics),
]
