"""The command as a person meets it: help, one-line errors, exit codes, a clean end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from gatewaystub import Answer, GatewayStub, find_free_port

from vantrexia_sim.cli import main

WriteHomes = Callable[[dict[str, Any]], Path]
COMMAND = [sys.executable, "-c", "from vantrexia_sim.cli import main; main()"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": ":".join(sys.path), "TERM": "dumb", "COLUMNS": "200"}


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it said."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Call the console script's function as the shell would."""

    def call(*arguments: str | Path) -> Ended:
        monkeypatch.setattr(sys, "argv", ["vantrexia-sim", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        code = ended.value.code
        return Ended(code if isinstance(code, int) else 0, said.out, said.err)

    return call


Run = Callable[..., Ended]


def test_help_names_the_commands_and_the_exit_codes(run: Run) -> None:
    result = run("--help")
    assert result.returncode == 0
    for word in ("run", "replay", "load", "Exit codes"):
        assert word in result.stdout
    for command in ("run", "replay", "load"):
        assert "--homes" in run(command, "--help").stdout


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "cannot read"),
        ("{", "is not JSON"),
        ("[]", "expected an object"),
        ("{}", "base_url is missing"),
        ('{"base_url": "ftp://x"}', "not an http or https address"),
        ('{"base_url": "http://x", "connections": 3}', "connections must be a list"),
        ('{"base_url": "http://x", "connections": [], "homes": []}', "homes is empty"),
    ],
)
def test_a_bad_homes_file_is_one_line_and_exit_code_2(
    run: Run, tmp_path: Path, text: str | None, message: str
) -> None:
    path = tmp_path / "homes.json"
    if text is not None:
        path.write_text(text)
    result = run("run", "--homes", path)
    assert result.returncode == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.stderr


def test_faults_inside_the_homes_file_are_named_by_place(
    run: Run, homes_document: dict[str, Any], write_homes: WriteHomes
) -> None:
    cases: list[tuple[Callable[[dict[str, Any]], object], str]] = [
        (lambda d: d["homes"][2].update(timezone="Mars/Olympus"), "homes[2]: timezone 'Mars/Olympus'"),
        (lambda d: d["homes"][1].update(archetype="happy"), "homes[1]: archetype 'happy'"),
        (lambda d: d["homes"][0].update(connection_id="other"), "homes[0]: connection_id 'other'"),
        (lambda d: d["homes"][0]["devices"][1].update(kind="steps"), "homes[0].devices[1]: kind 'steps'"),
        (lambda d: d["homes"][0]["devices"][0].pop("serial"), "homes[0].devices[0]: mioconnect needs serial"),
        (lambda d: d["homes"][0]["devices"][0].update(slot=True), "homes[0].devices[0]: slot"),
        (lambda d: d["homes"][0]["devices"][0].update(until="2026-01-01"), "has no UTC offset"),
        (lambda d: d["connections"][0].update(secret="whsec_%%%"), "not base64"),
        (lambda d: d["connections"][0].update(gateway="fax"), "gateway 'fax'"),
    ]
    for change, message in cases:
        document = json.loads(json.dumps(homes_document))
        change(document)
        result = run("run", "--homes", write_homes(document))
        assert (result.returncode, message in result.stderr) == (2, True), result.stderr
        assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["run", "load"])
def test_no_server_at_the_address_is_one_line_and_exit_code_3(
    run: Run, homes_document: dict[str, Any], write_homes: WriteHomes, command: str
) -> None:
    url = f"http://127.0.0.1:{find_free_port()}"
    path = write_homes(homes_document)
    result = run(command, "--homes", path, "--base-url", url, "--wait", "0.2")
    assert result.returncode == 3
    assert result.stderr == f"error: no server at {url}: connection refused\n"


def test_refused_deliveries_are_said_and_exit_code_4(
    run: Run, homes_document: dict[str, Any], write_homes: WriteHomes
) -> None:
    with GatewayStub(lambda _r, _b: Answer(status=401, document={"code": "not_verified"})) as stub:
        path = write_homes(homes_document | {"base_url": stub.url})
        result = run("run", "--homes", path, "--backfill-days", "2", "--duration", "0")
        loaded = run("load", "--homes", path, "--requests", "5")
    assert result.returncode == loaded.returncode == 4
    assert "refused" in result.stderr
    assert "401 not_verified (mioconnect)" in result.stderr
    assert "5 of 5 deliveries NOT acknowledged" in loaded.stderr


def test_load_prints_its_summary_as_json_and_writes_its_log(
    run: Run, homes_document: dict[str, Any], write_homes: WriteHomes, tmp_path: Path
) -> None:
    log, summary = tmp_path / "acks.jsonl", tmp_path / "summary.json"
    with GatewayStub() as stub:
        path = write_homes(homes_document | {"base_url": stub.url})
        printed = run("load", "--homes", path, "--requests", "20", "--ack-log", log)
        written = run("load", "--homes", path, "--requests", "20", "--json", summary)
    assert (printed.returncode, written.returncode, written.stdout) == (0, 0, "")
    assert json.loads(printed.stdout)["acknowledged"] == 20
    assert json.loads(summary.read_text())["acknowledged"] == 20
    assert len(log.read_text().splitlines()) == 20


def test_a_replay_with_bad_rows_sends_the_others_and_ends_with_5(
    run: Run, homes_document: dict[str, Any], write_homes: WriteHomes, tmp_path: Path
) -> None:
    recording = tmp_path / "readings.csv"
    recording.write_text(
        "measured_at_local,systolic_mmhg,diastolic_mmhg,pulse_bpm\nx,1,1,1\n2026-11-01 08:00,130,80,70\n"
    )
    with GatewayStub() as stub:
        path = write_homes(homes_document | {"base_url": stub.url})
        options = ("--homes", path, "--patient", "MRN-00001", "--model", "A&D UA-651BLE")
        result = run("replay", recording, *options)
        bad_zone = run("replay", recording, *options, "--timezone", "Nowhere")
        bad_end = run("replay", recording, *options, "--shift-to-end", "later")
        assert len(stub.requests) == 1
    assert result.returncode == 5
    assert "line 2" in result.stderr
    assert (bad_zone.returncode, bad_end.returncode) == (2, 2)
    assert "'Nowhere' is not an IANA zone" in bad_zone.stderr
    assert "'later' is not an ISO 8601 instant" in bad_end.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_run_cleanly_with_counts_and_exit_code_0(
    homes_document: dict[str, Any], write_homes: WriteHomes, number: signal.Signals
) -> None:
    with GatewayStub() as stub:
        path = write_homes(homes_document | {"base_url": stub.url})
        process = subprocess.Popen(
            [*COMMAND, "run", "--homes", str(path), "--rate", "20"],
            stderr=subprocess.PIPE,
            text=True,
            env=ENVIRONMENT,
        )
        deadline = time.monotonic() + 20
        while len(stub.requests) < 5 and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(number)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "deliveries accepted" in errors
    assert "Traceback" not in errors


def wait_until_caught(pid: int, number: signal.Signals) -> None:
    """Before it has put its handler there, the signal would end it the hard way."""
    status, deadline = Path(f"/proc/{pid}/status"), time.monotonic() + 30
    if not status.exists():  # not on Linux: nothing to look at, so only wait
        time.sleep(5)
        return
    while not int(status.read_text().split("SigCgt:")[1].split()[0], 16) >> (number - 1) & 1:
        assert time.monotonic() < deadline, "it never minded the signal"
        time.sleep(0.05)


def test_a_signal_while_waiting_for_the_server_is_no_error(
    homes_document: dict[str, Any], write_homes: WriteHomes
) -> None:
    path = write_homes(homes_document | {"base_url": f"http://127.0.0.1:{find_free_port()}"})
    process = subprocess.Popen(
        [*COMMAND, "run", "--homes", str(path), "--wait", "60"],
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )
    wait_until_caught(process.pid, signal.SIGTERM)
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, "error" in errors) == (0, False), errors


def test_the_same_start_and_seed_make_the_same_bytes(
    run: Run, homes_document: dict[str, Any], write_homes: WriteHomes
) -> None:
    seen = []
    for _ in range(2):
        with GatewayStub() as stub:
            path = write_homes(homes_document | {"base_url": stub.url})
            options = ("--start", "2026-11-20T12:00:00+00:00", "--seed", "9", "--backfill-days", "10")
            result = run("run", "--homes", path, *options, "--duration", "0", "--gzip", "--concurrency", "1")
            assert result.returncode == 0, result.stderr
            seen.append([(request.delivery_id, request.body) for request in stub.requests])
    assert seen[0] == seen[1] != []
