"""What a deploy says to a machine is of the schema every log has, and its id goes with every request it makes."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.flows.clock import FakeClock
from tests.http_host import HttpHost, Say
from tests.pipeline.places import ROOT, TOOLS
from vantrexia_ops.cli.ground import make_request_id
from vantrexia_ops.cli.screens import JsonLines, make_reporter
from vantrexia_ops.probes.web import Door, RealWeb

VALIDATOR = Draft202012Validator(
    json.loads((ROOT / "docs/operations/log.schema.json").read_text(encoding="utf-8"))
)


def test_every_event_of_a_run_is_a_line_of_the_schema() -> None:
    stream = io.StringIO()
    reporter = make_reporter(as_json=True, stream=stream, clock=FakeClock(), request_id="run-12345678")
    assert isinstance(reporter, JsonLines)
    reporter.begin("Deploying release r2 as green")
    reporter.step("start", "Start the new colour")
    reporter.note("backend does not answer yet")
    reporter.done("start", 1.23456)
    reporter.failed("ready", "not ready")
    reporter.undoing("start", "Start the new colour")
    reporter.logs("backend", ["ImproperlyConfigured", "bye"])
    reporter.end("failed", "release r1 still serves")
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert len(lines) == 8
    for line in lines:
        assert [error.message for error in VALIDATOR.iter_errors(line)] == []
    assert {line["request_id"] for line in lines} == {"run-12345678"}
    assert {line["logger"] for line in lines} == {"vantrexia.deploy"}
    assert [line["event"] for line in lines] == [
        "begin",
        "step",
        "note",
        "done",
        "failed",
        "undoing",
        "logs",
        "end",
    ]
    assert (lines[-1]["level"], lines[-1]["outcome"]) == ("ERROR", "failed")


def test_the_runs_id_goes_with_every_request_it_makes() -> None:
    with HttpHost([Say(200, {"status": "pass"})]) as host:
        RealWeb(request_id="run-12345678").get(Door(origin=host.url), "/health/ready")
        RealWeb().get(Door(origin=host.url), "/health/ready")
    assert [asked.headers.get("X-Request-ID") for asked in host.asked] == ["run-12345678", None]


@pytest.mark.parametrize(
    ("told", "kept"), [("gha-run-4711", True), ("short", False), ("with space and more", False), ("", False)]
)
def test_whoever_calls_may_name_the_run(told: str, kept: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VANTREXIA_REQUEST_ID", told)
    made = make_request_id()
    assert (made == told) is kept
    assert made.startswith("ops-") is not kept


@pytest.mark.skipif(not Path("/usr/bin/systemd-analyze").exists(), reason="systemd-analyze is not installed")
@pytest.mark.parametrize("unit", ["vantrexia-watch.service", "vantrexia-watch.timer"])
def test_systemd_understands_the_units_of_the_watch(unit: str, tmp_path: Path) -> None:
    tool = tmp_path / "vantrexia"
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o755)
    for name in ("vantrexia-watch.service", "vantrexia-watch.timer"):
        text = (ROOT / "docker/systemd" / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("/usr/local/bin/vantrexia", str(tool)))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit)], capture_output=True, text=True, check=False
    )  # fmt: skip
    assert [line for line in done.stderr.splitlines() if "vantrexia-watch" in line] == []


def test_the_dora_figures_are_a_command(tmp_path: Path) -> None:
    config = tmp_path / "vantrexia.toml"
    config.write_text(
        f'[names]\napp = "app.practice.example"\napi = "api.practice.example"\n[host]\nstate = "{tmp_path}/state"\n'
    )
    for words, expected in (
        (("--json",), '"deploys": 0'),
        ((), "Deployment frequency   0.00 a day (0 in 30 days)"),
    ):
        done = subprocess.run(
            [TOOLS / "vantrexia", "history", "--dora", "--config", config, *words], capture_output=True, text=True, check=False,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert expected in done.stdout
