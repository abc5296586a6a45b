"""Load: every acknowledged delivery is in the log, exactly what the server acknowledged, whatever went
wrong."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from gatewaystub import Answer, Arrived, GatewayStub, verify_standard_webhook

from vantrexia_sim.errors import BadInput
from vantrexia_sim.homesfile import HomesFile
from vantrexia_sim.load.http1 import Wire
from vantrexia_sim.load.jobs import JobMaker, format_us
from vantrexia_sim.load.result import LoadResult
from vantrexia_sim.load.run import LoadPlan, run_load

ReadHomes = Callable[..., HomesFile]


@pytest.fixture
def put_load(
    homes_document: dict[str, Any], read_homes: ReadHomes, tmp_path: Path
) -> Callable[..., tuple[LoadResult, list[Arrived], list[dict[str, Any]]]]:
    def run(
        answer: Callable[[Arrived, int], Answer] | None = None, **options: Any
    ) -> tuple[LoadResult, list[Arrived], list[dict[str, Any]]]:
        log = tmp_path / "acks.jsonl"
        with GatewayStub(answer) as stub:
            defaults: dict[str, Any] = {"rate": 0.0, "seconds": 20.0, "connections": 4, "settle_s": 10.0}
            plan = LoadPlan(homes=read_homes(homes_document, stub.url), ack_log=log, **(defaults | options))
            result = asyncio.run(run_load(plan=plan))
            requests = list(stub.requests)
        return result, requests, [json.loads(line) for line in log.read_text().splitlines()]

    return run


def identities(request: Arrived) -> list[list[str]]:
    """(serial, kind, time) of every reading in a request, read from the body alone."""
    kinds = {
        "blood_pressure": "blood_pressure",
        "oximetry": "pulse_oximetry",
        "weight": "weight",
        "glucose": "glucose",
        "heart_rate": "heart_rate",
    }
    objects = request.document if isinstance(request.document, list) else [request.document]
    return [
        [
            reading["device"]["serial"],
            next(kind for name, kind in kinds.items() if name in reading),
            reading["measured_at"],
        ]
        for reading in objects
    ]


def test_every_request_is_signed_unique_and_in_the_log(put_load: Callable[..., Any]) -> None:
    result, requests, acks = put_load(requests=300)
    assert result.acknowledged == result.started == 300
    for request in requests:
        verify_standard_webhook(request, now=time.time())
    assert {request.delivery_id for request in requests} == {ack["delivery"] for ack in acks}
    assert len(requests) == len(acks) == 300
    by_id = {request.delivery_id: identities(request) for request in requests}
    assert all(by_id[ack["delivery"]] == ack["readings"] for ack in acks)
    every = [tuple(reading) for ack in acks for reading in ack["readings"]]
    assert len(set(every)) == 300


def test_arrays_hold_as_many_readings_as_asked_for(put_load: Callable[..., Any]) -> None:
    result, requests, acks = put_load(requests=15, array=20)
    assert result.readings == 300
    assert {len(request.document) for request in requests} == {20}
    assert len({tuple(reading) for ack in acks for reading in ack["readings"]}) == 300


def test_broken_connections_and_busy_answers_are_tried_again_until_acknowledged(
    put_load: Callable[..., Any],
) -> None:
    def answer(request: Arrived, before: int) -> Answer:
        number = int(request.delivery_id.rsplit("_", 1)[1])
        if before == 0 and number % 5 == 0:
            return Answer(hang_up=True)
        if before == 0 and number % 7 == 0:
            return Answer(status=503)
        if before == 0 and number % 11 == 0:
            return Answer(status=429, headers=(("retry-after", "0"),))
        return Answer()

    result, requests, acks = put_load(answer, requests=120)
    assert result.acknowledged == result.started == 120
    assert result.retries == 120 // 5 + len(
        [n for n in range(1, 121) if n % 5 and (n % 7 == 0 or n % 11 == 0)]
    )
    assert Counter(ack["delivery"] for ack in acks).most_common(1)[0][1] == 1
    bodies: dict[str, set[bytes]] = {}
    for request in requests:
        verify_standard_webhook(request, now=time.time())
        bodies.setdefault(request.delivery_id, set()).add(request.body)
    assert all(len(different) == 1 for different in bodies.values())


def test_a_refused_delivery_is_not_acknowledged_and_is_said(put_load: Callable[..., Any]) -> None:
    result, _, acks = put_load(
        lambda request, _b: Answer(status=401 if request.delivery_id.endswith("_3") else 202), requests=10
    )
    assert (result.acknowledged, len(acks), sum(result.refused.values())) == (9, 9, 1)
    assert result.summary()["unacknowledged"] == 0


def test_what_stays_unanswered_is_counted_as_unacknowledged(put_load: Callable[..., Any]) -> None:
    result, _, acks = put_load(lambda _r, _b: Answer(status=503), requests=5, settle_s=0.4)
    assert acks == []
    assert result.summary()["unacknowledged"] == 5


def test_an_open_rate_is_kept(put_load: Callable[..., Any]) -> None:
    result, requests, _ = put_load(rate=100.0, seconds=1.5)
    assert 140 <= len(requests) <= 151
    assert result.summary()["response_ms"]["p50"] >= result.summary()["service_ms"]["p50"]


def test_a_stalling_server_shows_in_the_response_times_of_an_open_rate(put_load: Callable[..., Any]) -> None:
    def stall(_request: Arrived, _before: int) -> Answer:
        time.sleep(0.05)
        return Answer()

    result, _, _ = put_load(stall, rate=100.0, seconds=1.0, connections=1)
    summary = result.summary()
    assert summary["service_ms"]["p50"] < 150
    assert summary["response_ms"]["p99"] > 400


def test_the_summary_has_percentiles_in_order(put_load: Callable[..., Any]) -> None:
    summary = put_load(requests=200)[0].summary()
    times = summary["service_ms"]
    assert 0 < times["p50"] <= times["p95"] <= times["p99"] <= times["max"]
    assert summary["deliveries_per_second"] > 0
    assert summary["answers"] == {"202": 200}
    assert json.loads(json.dumps(summary)) == summary


def test_duplicates_are_counted_whatever_the_spaces_in_the_answer(put_load: Callable[..., Any]) -> None:
    result, _, _ = put_load(
        lambda _r, _b: Answer(document={"status": "accepted", "duplicate": True}), requests=3
    )
    assert result.duplicates == 3


def test_a_signal_ends_the_load_at_once_and_leaves_a_whole_log(put_load: Callable[..., Any]) -> None:
    timer = threading.Timer(0.8, os.kill, (os.getpid(), signal.SIGTERM))
    timer.start()
    began = time.monotonic()
    result, requests, acks = put_load(seconds=60.0, rate=200.0)
    assert time.monotonic() - began < 50, "the minute was not run to its end"
    assert result.acknowledged == len(acks) == len({request.delivery_id for request in requests}) > 0


def test_measurement_times_never_repeat(homes: HomesFile) -> None:
    maker = JobMaker(homes=homes.homes, host="h", array=10, run_id="r")
    times = [reading[2] for _ in range(50) for reading in maker.make(now_us=1_795_437_065_000_000).readings]
    assert len(set(times)) == 500
    assert times == sorted(times)
    assert datetime.fromisoformat(times[0]).timestamp() == 1_795_437_065.0


def test_some_of_the_pressures_are_critical(homes: HomesFile) -> None:
    maker = JobMaker(homes=homes.homes, host="h", array=1, run_id="r", critical_share=0.2)
    bodies = [json.loads(maker.make(now_us=0).body) for _ in range(400)]
    high = sum(body.get("blood_pressure", {}).get("systolic", 0) >= 180 for body in bodies)
    assert 10 < high < 90


def test_homes_without_a_mioconnect_device_cannot_make_load(
    homes_document: dict[str, Any], read_homes: ReadHomes
) -> None:
    homes_document["connections"][0] |= {"gateway": "fhir", "secret": "token"}
    with pytest.raises(BadInput, match="no mioconnect device"):
        JobMaker(homes=read_homes(homes_document).homes, host="h", run_id="r")


def test_microseconds_become_an_instant() -> None:
    assert format_us(1_795_437_065_000_042) == "2026-11-23T12:31:05.000042+00:00"


CHUNKED = (
    b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3;x=y\r\n ok\r\n0\r\n\r\n"
)
SIZED = b"HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno"


@pytest.mark.parametrize("piece", [1, 3, 7, 1000])
def test_answers_are_read_however_they_are_cut(piece: int) -> None:
    answers: list[tuple[int, str | None, bytes]] = []
    wire = Wire(on_answer=lambda *answer: answers.append(answer), on_lost=lambda: None)
    for whole in (CHUNKED, SIZED):
        for start in range(0, len(whole), piece):
            wire.data_received(whole[start : start + piece])
    assert answers == [(202, None, b"hello ok"), (429, "7", b"no")]
    assert wire.closes
