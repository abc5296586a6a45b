"""`vantrexia watch` on a real host: what it reads, writes, tells and restarts."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.containers.engine import run
from tests.containers.host import Host
from tests.http_host import HttpHost
from vantrexia_ops.commands import docker

pytestmark = pytest.mark.timeout(900)


def look(host: Host) -> dict[str, Any]:
    told: dict[str, Any] = host.ask("watch")
    return told


def test_a_host_that_is_well_tells_of_its_deploy_and_writes_figures(host: Host, pagerduty: HttpHost) -> None:
    deadline = time.monotonic() + 120
    while True:
        seen = look(host)
        (line, *_) = reversed(read_emf(host))
        # The first proof of life and the scheduler's first tick take a moment.
        if {"BeatTickAge", "ProofOfLifeAge", "ReadingToAlert"} <= set(line):
            break
        assert time.monotonic() < deadline, line
        time.sleep(5)
    assert seen["problems"] == []
    assert [alarm["key"] for alarm in seen["standing"] if alarm["severity"] == "critical"] == []
    assert (line["ApplicationUp"], line["Deploys"], line["DeploysFailed"]) == (1, 1, 0)
    assert line["BeatTickAge"] < 60
    text = (Path(host.options["alarms"]["textfile_directory"]) / "vantrexia.prom").read_text()
    assert 'vantrexia_deploys_total{kind="deploy",outcome="good"} 1.0' in text
    assert float(text.split("\nvantrexia_edge_requests_total ")[1].split()[0]) > 0
    (change,) = [asked.body for asked in pagerduty.asked if asked.path == "/v2/change/enqueue"]
    assert change["routing_key"] == "R0UT1NGKEY"
    assert "deploy of" in change["payload"]["summary"]


def test_a_reading_a_worker_evaluated_is_in_the_figures_of_the_web_and_of_cloudwatch(host: Host) -> None:
    """Worker and web are containers of their own; the look between them counts what came since the look before."""
    look(host)
    host.vantrexia("app", "run", "--", "prove_life")
    look(host)
    line = read_emf(host)[-1]
    assert line["ReadingsEvaluated"] >= 1
    assert 0 < line["ReadingWaitAverage"] < line["ReadingWaitP99"] <= 60


def test_an_application_that_stops_is_told_and_over_when_it_is_back(host: Host, pagerduty: HttpHost) -> None:
    backend = host.stack.container("backend", project=f"{host.stack.name}-blue")
    run("docker", "pause", backend)
    try:
        host.configure(smoke={"timeout_seconds": 1})
        for _ in range(2):
            look(host)
    finally:
        run("docker", "unpause", backend)
    triggers = [asked.body for asked in pagerduty.asked if asked.body.get("event_action") == "trigger"]
    assert any(body["dedup_key"].endswith("/application") for body in triggers)
    deadline = time.monotonic() + 90
    while not any(
        a.body.get("event_action") == "resolve" and a.body["dedup_key"].endswith("/application")
        for a in pagerduty.asked
    ):
        assert time.monotonic() < deadline
        look(host)


def test_the_words_that_restart_a_container_are_the_engines(host: Host) -> None:
    bulk = host.stack.container("celery-bulk", project=f"{host.stack.name}-blue")
    before = run("docker", "inspect", "--format", "{{.State.StartedAt}}", bulk).stdout
    run(*docker.restart_container(bulk, stop_seconds=20).argv, timeout_seconds=120)
    assert run("docker", "inspect", "--format", "{{.State.StartedAt}}", bulk).stdout != before


def read_emf(host: Host) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(host.options["alarms"]["emf_file"]).read_text().splitlines()]
