"""Delivering to a server that is well, busy, broken, or not there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from gatewaystub import SECRET, Answer, Arrived, GatewayStub, verify_standard_webhook

from vantrexia_sim.model import Connection, Delivery
from vantrexia_sim.sender import Sender, Tally, read_retry_after

CONNECTION = Connection(gateway="mioconnect", connection_id="conn-1", key_id="k1", secret=SECRET)


def make_delivery(number: int = 1) -> Delivery:
    return Delivery(connection=CONNECTION, delivery_id=f"msg_{number}", body=b'{"type":"status"}', readings=1)


def send(
    *numbers: int, answer: Callable[[Arrived, int], Answer] | None = None, give_up_after_s: float = 20.0
) -> tuple[Tally, list[Arrived]]:
    """Deliver to a stub and wait for the end."""

    async def deliver(url: str) -> Tally:
        async with Sender(base_url=url, give_up_after_s=give_up_after_s) as sender:
            for number in numbers:
                await sender.send(make_delivery(number))
            await sender.drain()
            return sender.tally

    with GatewayStub(answer) as stub:
        return asyncio.run(deliver(stub.url)), stub.requests


def test_a_delivery_is_posted_to_its_connection_with_a_valid_signature() -> None:
    tally, (request,) = send(1)
    assert request.path == "/api/v1/webhooks/mioconnect/conn-1/"
    verify_standard_webhook(request, now=time.time())
    assert tally.is_complete
    assert (tally.accepted, tally.readings, tally.retries) == (1, 1, 0)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503])
def test_a_passing_fault_is_tried_again_with_the_same_id_and_a_valid_signature(status: int) -> None:
    tally, requests = send(1, answer=lambda _r, before: Answer(status=202 if before else status))
    assert [request.delivery_id for request in requests] == ["msg_1", "msg_1"]
    for request in requests:
        verify_standard_webhook(request, now=time.time())
    assert (tally.accepted, tally.retries, tally.undelivered) == (1, 1, 0)


def test_a_connection_that_breaks_before_the_answer_is_tried_again() -> None:
    tally, requests = send(1, answer=lambda _r, before: Answer(hang_up=before < 2))
    assert len(requests) == 3
    assert (tally.accepted, tally.retries) == (1, 2)


def test_retry_after_is_waited_for() -> None:
    began = time.monotonic()
    tally, _ = send(
        1, answer=lambda _r, before: Answer(status=202 if before else 429, headers=(("retry-after", "2"),))
    )
    assert time.monotonic() - began > 1.9
    assert tally.is_complete


@pytest.mark.parametrize("status", [400, 401, 404, 413])
def test_a_request_that_is_wrong_is_not_repeated_and_its_reason_is_told(status: int) -> None:
    tally, requests = send(1, answer=lambda _r, _b: Answer(status=status, document={"code": "not_verified"}))
    assert len(requests) == 1
    assert not tally.is_complete
    assert dict(tally.refused) == {f"{status} not_verified (mioconnect)": 1}
    assert any("refused 1 times: " in line for line in tally.lines())


def test_what_could_not_be_delivered_is_counted_and_said() -> None:
    tally, requests = send(1, 2, answer=lambda _r, _b: Answer(status=503), give_up_after_s=1.2)
    assert len(requests) >= 4
    assert (tally.accepted, tally.undelivered) == (0, 2)
    assert "2 deliveries NOT delivered" in tally.lines()[-1]


def test_duplicates_known_to_the_server_are_counted() -> None:
    tally, _ = send(1, answer=lambda _r, _b: Answer(document={"status": "accepted", "duplicate": True}))
    assert tally.duplicates == 1


def test_no_more_than_so_many_requests_are_under_way() -> None:
    under_way, most = 0, 0

    def answer(_request: Arrived, _before: int) -> Answer:
        return Answer()

    async def deliver(url: str) -> None:
        nonlocal under_way, most
        async with Sender(base_url=url, concurrency=3) as sender:
            for number in range(30):
                await sender.send(make_delivery(number))
                under_way = len(sender._tasks)
                most = max(most, under_way)
            await sender.drain()
            assert sender.tally.accepted == 30

    with GatewayStub(answer) as stub:
        asyncio.run(deliver(stub.url))
    assert most == 3


def test_being_told_to_stop_ends_a_long_wait_and_loses_no_count() -> None:
    async def deliver(url: str) -> Tally:
        async with Sender(base_url=url) as sender:
            await sender.send(make_delivery())
            await asyncio.sleep(0.3)
            sender.stopping.set()
            await sender.send(make_delivery(2))
            await sender.drain(2)
            return sender.tally

    began = time.monotonic()
    with GatewayStub(lambda _r, _b: Answer(status=503, headers=(("retry-after", "600"),))) as stub:
        tally = asyncio.run(deliver(stub.url))
    assert time.monotonic() - began < 300, "the ten minutes it was asked to wait for were not waited out"
    assert (tally.deliveries, tally.undelivered) == (1, 1)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("7", 7.0),
        ("-3", 0.0),
        ("999999", 3600.0),
        ("Mon, 23 Nov 2026 12:00:30 GMT", 30.0),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
    ],
)
def test_retry_after_may_be_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert read_retry_after(value, now=datetime(2026, 11, 23, 12, tzinfo=UTC)) == seconds
