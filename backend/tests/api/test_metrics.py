"""Figures of the application: requests, verdicts on deliveries, queues, the scheduler's tick; the same sum whichever process answers."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import redis
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from config.lifesigns import BeatLock
from tests.api.signed import post_signed
from tests.factories import make_connection
from tests.people import People
from vantrexia.api import metrics
from vantrexia.core.partitions import months_around
from vantrexia.core.ticks import read_tick, tick

ROOT = Path(__file__).resolve().parents[3]
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def read_samples(text: str) -> Samples:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def read_metrics() -> Samples:
    return read_samples(Client().get("/metrics").content.decode())


def value(samples: Samples, name: str, /, **labels: str) -> float:
    return samples.get((name, frozenset(labels.items())), 0.0)


@pytest.mark.django_db
def test_requests_are_counted_by_the_template_of_their_route(people: People) -> None:
    before = read_metrics()
    patient = uuid4()
    people.nora.get(f"/api/v1/patients/{patient}/")
    people.nora.get("/api/v1/patients/", QUERY_STRING="search=Kanarienvogel")
    Client().get("/api/v1/nothing/Kanarienvogel/")
    after = read_metrics()
    name = "vantrexia_requests_total"
    grown = {labels: count - before.get((n, labels), 0) for (n, labels), count in after.items() if n == name}
    routes = {(dict(labels)["route"], dict(labels)["status"]) for labels, count in grown.items() if count}
    assert ("unmatched", "404") in routes
    assert any("patients" in route and status == "200" for route, status in routes)
    text = Client().get("/metrics").content.decode()
    assert str(patient) not in text
    assert "Kanarienvogel" not in text
    assert (
        value(after, "vantrexia_request_seconds_count", kind="api")
        >= value(before, "vantrexia_request_seconds_count", kind="api") + 3
    )


@pytest.mark.django_db
def test_machines_that_ask_all_day_are_not_counted(people: People) -> None:
    before = read_metrics()
    for path in ("/health/", "/health/live", "/health/ready", "/metrics"):
        Client().get(path)
    after = read_metrics()
    counted = {k: v for k, v in after.items() if k[0] == "vantrexia_requests_total"}
    assert counted == {k: v for k, v in before.items() if k[0] == "vantrexia_requests_total"}


@pytest.mark.django_db
def test_every_verdict_on_a_delivery_is_counted(people: People) -> None:
    door = make_connection(people.practice)
    before = read_metrics()
    body = b'{"type": "reading"}'
    first = post_signed(door.id, door.secret, body)
    assert first.status_code == 202
    post_signed(door.id, os.urandom(32), body)
    post_signed(door.id, door.secret, b'{"type": ')
    Client().post(
        "/api/v1/webhooks/nobody/" + str(uuid4()) + "/", data=b"{}", content_type="application/json"
    )
    after = read_metrics()
    name = "vantrexia_webhook_deliveries_total"

    def grown(gateway: str, verdict: str) -> float:
        labels = {"gateway": gateway, "verdict": verdict}
        return value(after, name, **labels) - value(before, name, **labels)

    assert grown("mioconnect", "accepted") == 1
    assert grown("mioconnect", "not_verified") == 1
    assert grown("mioconnect", "malformed") == 1
    assert grown("unknown", "not_verified") == 1, "a gateway nobody knows gets no label of its own"


@pytest.mark.django_db
def test_messages_nobody_took_are_counted_by_queue(settings: object) -> None:
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as broker:
        broker.lpush("reports", b"{}", b"{}")
        try:
            assert value(read_metrics(), "vantrexia_queue_messages", queue="reports") == 2
        finally:
            broker.delete("reports")
    settings.REDIS_URL = "redis://127.0.0.1:1/0"  # type: ignore[attr-defined]
    samples = read_metrics()
    assert samples["vantrexia_valkey_up", frozenset()] == 0
    assert not any(name == "vantrexia_queue_messages" for name, _ in samples)


@pytest.mark.django_db
def test_the_schedulers_tick_is_noted_where_health_and_metrics_look() -> None:
    lock = BeatLock()
    lock.told_at = -1000.0
    lock.tell()
    noted = read_tick("beat")
    assert noted is not None
    assert (datetime.now(tz=UTC) - noted[0]).total_seconds() < 10
    assert value(read_metrics(), "vantrexia_sign_of_life_age_seconds", name="beat") < 10
    assert Client().get("/health/").json()["checks"]["beat"]["status"] == "pass"
    lock.tell()
    assert read_tick("beat") == noted, "a tick every few seconds is not a write every few seconds"


@pytest.mark.django_db
def test_a_scheduler_that_never_ticked_is_a_warning() -> None:
    assert Client().get("/health/").json()["checks"]["beat"] == {"status": "warn", "age_seconds": None}


# --- several processes ----------------------------------------------------------------------------------------------------


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes], Path]]:
    """gunicorn with the configuration of the image: two processes, no database."""
    port, meters = "0", tmp_path / "meters"
    meters.mkdir()
    (meters / "counter_9.db").write_bytes(b"left by an earlier container")
    env = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test", "PROMETHEUS_MULTIPROC_DIR": str(meters), "WEB_CONCURRENCY": "2",
        "REDIS_URL": "redis://127.0.0.1:1/0", "CACHE_URL": "redis://127.0.0.1:1/0",
    }  # fmt: skip
    env.pop("COVERAGE_PROCESS_START", None)
    config = str(ROOT / "docker" / "backend" / "gunicorn.conf.py")
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", config, "--bind", f"127.0.0.1:{port}", "config.wsgi:application"],
        cwd=ROOT / "backend", env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    said = ""
    try:
        deadline = time.monotonic() + 60
        while "Listening at" not in said and time.monotonic() < deadline:
            said += process.stderr.readline().decode()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", said)
        assert found, said
        yield found[0], process, meters
    finally:
        process.terminate()
        process.wait(30)
        process.stderr.close()


def test_two_processes_answer_with_one_sum_and_a_successor_goes_on_from_it(
    server: tuple[str, subprocess.Popen[bytes], Path],
) -> None:
    address, process, meters = server
    labels = {"method": "GET", "route": "unmatched", "status": "404"}

    def count() -> list[float]:
        """Asked often enough for both processes to have answered."""
        seen = []
        for _ in range(8):
            with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
                seen.append(
                    value(read_samples(client.get("/metrics").text), "vantrexia_requests_total", **labels)
                )
        return seen

    def ask(times: int) -> None:
        for _ in range(times):
            with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
                assert client.get("/nothing/here").status_code == 404

    ask(20)
    assert set(count()) == {20.0}
    places = {f"{kind}_{place}.db" for kind in ("counter", "histogram") for place in (0, 1)}
    assert {path.name for path in meters.iterdir()} <= places, "what an earlier container counted is over"

    def list_workers() -> list[int]:
        return [
            int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        ]

    first, second = list_workers()
    os.kill(first, signal.SIGTERM)
    deadline = time.monotonic() + 30
    while len(left := list_workers()) != 2 or first in left:
        assert time.monotonic() < deadline, "nobody took the place of the worker that ended"
        time.sleep(0.1)
    assert second in left
    time.sleep(1)  # for the successor to be among those that answer; the sum holds either way
    ask(10)
    assert set(count()) == {30.0}
    assert {path.name for path in meters.iterdir()} <= places, "no file per process that ever ran"
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        assert "pid=" not in client.get("/metrics").text


@pytest.mark.django_db
def test_how_far_billing_is_computed_is_a_figure() -> None:
    assert not any(name.startswith("vantrexia_billing_recompute") for name, _ in read_metrics())
    detail = {
        "due": 1000,
        "patients": 400,
        "failed": 1,
        "created": 12,
        "voided": 0,
        "held": 3,
        "problems": 2,
        "running": True,
    }
    tick("recompute_billing", now=datetime.now(tz=UTC), detail=detail)
    samples = read_metrics()
    assert value(samples, "vantrexia_billing_recompute", count="due") == 1000
    assert value(samples, "vantrexia_billing_recompute", count="patients") == 400
    assert value(samples, "vantrexia_billing_recompute", count="failed") == 1
    assert samples["vantrexia_billing_recompute_running", frozenset()] == 1
    tick("recompute_billing", now=datetime.now(tz=UTC), detail={**detail, "patients": 1000, "running": False})
    samples = read_metrics()
    assert value(samples, "vantrexia_billing_recompute", count="patients") == 1000
    assert samples["vantrexia_billing_recompute_running", frozenset()] == 0


@pytest.mark.django_db
@pytest.mark.parametrize(("ahead", "this", "following"), [(0, 0, 0), (3, 0, 2), (4, 2, 2)])
def test_a_month_without_a_table_is_told_before_its_first_reading(
    monkeypatch: pytest.MonkeyPatch, ahead: int, this: int, following: int
) -> None:
    first = months_around(datetime.now(tz=UTC), back=0, ahead=4)[ahead]
    then = datetime(first.year, first.month, 28, 23, 59, tzinfo=UTC)
    monkeypatch.setattr(metrics, "read_clock", lambda: then)
    samples = read_metrics()
    name = "vantrexia_partitions_missing"
    assert value(samples, name, month="this") == this
    assert value(samples, name, month="next") == following
    assert (name, frozenset({("month", "this")})) in samples
