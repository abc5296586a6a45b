"""The history as a file: the same deliveries, each with the hour it was sent and a signature of that hour."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from vantrexia_sim.archive import write_history
from vantrexia_sim.cli import cli
from vantrexia_sim.errors import BadInput
from vantrexia_sim.homesfile import HomesFile
from vantrexia_sim.live import RunPlan, list_history
from vantrexia_sim.wire.mioconnect import sign

START = datetime(2026, 11, 23, 15, tzinfo=UTC)


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def objects_of(line: dict[str, Any]) -> list[dict[str, Any]]:
    document = json.loads(base64.b64decode(line["body"]))
    return document if isinstance(document, list) else [document]


def test_every_upload_of_the_history_is_in_it_in_order_and_signed_at_its_hour(
    homes: HomesFile, tmp_path: Path
) -> None:
    plan = RunPlan(homes=homes, start=START, seed=11, backfill_days=10)
    path = tmp_path / "past.jsonl"
    count = write_history(plan=plan, path=path)
    lines = read(path)
    assert len(lines) == count
    times = [datetime.fromisoformat(line["sent_at"]) for line in lines]
    assert times == sorted(times)
    assert times[-1] <= START
    names = {item["reading_id"] for line in lines for item in objects_of(line) if item["type"] == "reading"}
    assert names == {upload.upload_id for _, upload in list_history(plan=plan)[0] if upload.sample}
    for line, at in zip(lines, times, strict=True):
        stamp = int(at.timestamp())
        expected = sign(
            homes.connections[0], line["headers"]["webhook-id"], base64.b64decode(line["body"]), stamp
        )
        assert {name: line["headers"][name] for name in expected} == dict(expected)


def test_a_reading_waits_no_longer_than_its_window(homes: HomesFile, tmp_path: Path) -> None:
    plan = RunPlan(homes=homes, start=START, seed=11, backfill_days=10)
    path = tmp_path / "past.jsonl"
    write_history(plan=plan, path=path, window=timedelta(minutes=30))
    sent_at = {
        item.get("reading_id"): datetime.fromisoformat(line["sent_at"])
        for line in read(path)
        for item in objects_of(line)
    }
    for _, upload in list_history(plan=plan)[0]:
        if upload.sample and not upload.repeat_of_delivery:
            assert (
                timedelta(seconds=-1) < sent_at[upload.upload_id] - upload.upload_at < timedelta(minutes=30)
            )


def test_the_command_writes_it_and_a_place_it_cannot_write_to_is_one_line(
    homes_document: dict[str, Any],
    write_homes: Callable[[dict[str, Any]], Path],
    tmp_path: Path,
    homes: HomesFile,
) -> None:
    path = tmp_path / "past.jsonl"
    result = CliRunner().invoke(
        cli,
        [
            "history",
            str(path),
            "--homes",
            str(write_homes(homes_document)),
            "--days",
            "3",
            "--start",
            "2026-11-23T15:00:00Z",
        ],
    )
    assert result.exit_code == 0, result.output
    assert f"{len(read(path))} deliveries of 3 days" in result.output
    plan = RunPlan(homes=homes, start=START, backfill_days=3)
    with pytest.raises(BadInput, match="cannot write"):
        write_history(plan=plan, path=tmp_path)
