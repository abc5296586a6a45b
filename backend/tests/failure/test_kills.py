"""`kill -9` of each part under load: every acknowledged delivery becomes exactly one reading and one alert per cause."""

from __future__ import annotations

import time

import pytest

from tests.failure.ledger import check_ledger
from tests.failure.stack import Stack

pytestmark = [pytest.mark.failure, pytest.mark.xdist_group("failure")]
REQUESTS, RATE = 200, 50.0


@pytest.mark.parametrize(
    ("part", "times"), [("web", 1), ("worker", 1), ("beat", 1), ("valkey", 2), ("postgres", 2)]
)
def test_killed_under_load_it_costs_no_reading_and_doubles_none(stack: Stack, part: str, times: int) -> None:
    practice = stack.take_practice()
    load = stack.load(practice, requests=REQUESTS, rate=RATE)
    stack.wait(lambda: load.count() > REQUESTS / 5, "the load to be under way")
    for _ in range(times):
        stack.kill(part)
        time.sleep(0.7)
        stack.start(part)
        time.sleep(0.7)
    acks = load.finish()
    assert len(acks) == REQUESTS
    stack.wait_until_quiet(practice)
    check_ledger(stack, practice, acks)


def test_everything_killed_at_once_comes_back_with_everything_it_acknowledged(stack: Stack) -> None:
    practice = stack.take_practice()
    load = stack.load(practice, requests=REQUESTS // 2, rate=RATE, array=3)
    stack.wait(lambda: load.count() > REQUESTS / 8, "the load to be under way")
    for part in ("worker", "postgres", "web", "valkey", "beat"):
        stack.kill(part)
    stack.start("postgres", "valkey", "web", "worker", "beat")
    acks = load.finish()
    stack.wait_until_quiet(practice)
    check_ledger(stack, practice, acks)
