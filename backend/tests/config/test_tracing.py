"""The request id goes with the work into the task, over a real broker; traces are off unless asked for, and then know no patient."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import redis
from django.core.exceptions import MiddlewareNotUsed
from django.test import Client, override_settings

from config import telemetry, tracing
from config.celery import app
from config.env import ImproperEnvironment
from tests.people import People
from vantrexia.core.logging import request_id
from vantrexia.workflows import doorbell
from vantrexia.workflows.tasks import run_scheduled_job


@pytest.fixture
def queue() -> Iterator[redis.Redis]:
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as broker:
        broker.delete("default", "ingest")
        yield broker
        broker.delete("default", "ingest")


def take(queue: redis.Redis, name: str) -> dict[str, Any]:
    message = queue.brpop([name], timeout=10)
    assert message is not None
    told: dict[str, Any] = json.loads(message[1])  # type: ignore[index]
    return told


def test_a_message_carries_the_id_of_the_request_that_sent_it(queue: redis.Redis) -> None:
    token = request_id.set("web-request-1")
    try:
        run_scheduled_job.apply_async(kwargs={"job": "sweep_scores"})
    finally:
        request_id.reset(token)
    assert take(queue, "default")["headers"]["request_id"] == "web-request-1"


def test_the_doorbell_names_the_request_although_another_thread_rings(queue: redis.Redis) -> None:
    token = request_id.set("web-request-2")
    try:
        doorbell.ring()
    finally:
        request_id.reset(token)
    assert take(queue, "ingest")["headers"]["request_id"] == "web-request-2"


def test_what_the_schedule_sends_has_no_id_of_anybody(queue: redis.Redis) -> None:
    run_scheduled_job.apply_async(kwargs={"job": "sweep_scores"})
    assert "request_id" not in take(queue, "default")["headers"]


@pytest.fixture
def listening() -> Iterator[list[str]]:
    """A task that logs, and the ids its lines carry."""
    seen: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(request_id.get())

    log = logging.getLogger("vantrexia.tests.tracing")
    handler = Handler()
    log.addHandler(handler)
    log.setLevel(logging.INFO)

    @app.task(name="tests.say_something")
    def say_something() -> None:
        log.info("something")

    yield seen
    log.removeHandler(handler)
    app.tasks.unregister("tests.say_something")


def test_every_line_of_a_task_carries_the_id_it_came_with(listening: list[str]) -> None:
    app.tasks["tests.say_something"].apply(headers={"request_id": "web-request-3"})
    assert listening == ["web-request-3"]
    assert request_id.get() == "", "and nothing is left for the next one"


def test_a_task_nobody_asked_for_is_its_own_beginning(listening: list[str]) -> None:
    app.tasks["tests.say_something"].apply(task_id="0192f0c1-7c1e-7e57-a0de-000000000001")
    assert listening == ["0192f0c17c1e7e57a0de000000000001"]
    assert tracing._tokens == {}


# --- OpenTelemetry ---------------------------------------------------------------------------------------------------


@pytest.fixture
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """Takes what an exporter sends."""
    got: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Silent."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", got
    server.shutdown()
    server.server_close()


def test_traces_are_off_by_default() -> None:
    with pytest.raises(MiddlewareNotUsed):
        telemetry.trace_request(lambda request: None)
    telemetry.install()
    assert telemetry._tracers == {}


def test_asked_for_without_its_packages_the_start_ends_with_one_clear_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OTEL_ENABLED", "true")
    monkeypatch.setattr(telemetry, "PACKAGES", ("opentelemetry_of_nobody.sdk",))
    with pytest.raises(ImproperEnvironment, match="build the image with WITH_TELEMETRY=1"):
        telemetry.install()


@pytest.mark.django_db
def test_a_request_and_its_task_become_spans_without_a_patient(
    people: People, collector: tuple[str, list[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, got = collector
    monkeypatch.setenv("OTEL_ENABLED", "true")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
    with override_settings(
        MIDDLEWARE=["vantrexia.api.middleware.request_context", "config.telemetry.trace_request"]
    ):
        Client().get("/api/v1/patients/?search=Kanarienvogel", HTTP_X_REQUEST_ID="web-request-4")
        telemetry.shut_down()
    telemetry.install()
    try:
        run_scheduled_job.apply(kwargs={"job": "hourly_forget"}, headers={"request_id": "web-request-5"})
    finally:
        telemetry.shut_down()
        for signal, name in ((telemetry.task_prerun, "open"), (telemetry.task_postrun, "close")):
            signal.disconnect(dispatch_uid=f"vantrexia.telemetry.{name}")
    sent = b"".join(got)
    for word in (
        b"vantrexia-web",
        b"http.route",
        b"patients/",
        b"web-request-4",
        b"vantrexia.run_job",
        b"web-request-5",
    ):
        assert word in sent
    assert b"Kanarienvogel" not in sent
    assert b"search" not in sent


@pytest.mark.django_db
def test_a_collector_that_is_away_costs_no_request(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_ENABLED", "true")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "1")
    with override_settings(
        MIDDLEWARE=["vantrexia.api.middleware.request_context", "config.telemetry.trace_request"]
    ):
        assert Client().get("/health/live").status_code == 200
    telemetry._tracers.clear()
