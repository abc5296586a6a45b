"""`kill -9` of each part under load: every acknowledged delivery becomes exactly one reading and one alert per cause."""

from __future__ import annotations

import time

import psycopg
import pytest

from tests.failure.ledger import check_ledger
from tests.failure.stack import DATABASE, Stack

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


def test_a_worker_in_the_middle_of_a_task_outlives_its_broker(stack: Stack) -> None:
    """The task it holds is not acknowledged when Valkey dies; the same process takes the next one when Valkey is back."""
    practice = stack.take_practice()
    worker = stack.processes["worker"]
    with psycopg.connect(stack.postgres.superuser_url, dbname=DATABASE) as holder:
        holder.execute("LOCK TABLE vitals_reading IN ACCESS EXCLUSIVE MODE")
        load = stack.load(practice, requests=4, rate=50)
        waits = "SELECT count(*) FROM pg_locks WHERE relation = 'vitals_reading'::regclass AND NOT granted"
        stack.wait(lambda: stack.query(waits)[0][0], "a task to be in the middle of its work")
        stack.kill("valkey")
        time.sleep(1.5)
        stack.start("valkey")
        time.sleep(1.5)
    acks = load.finish()
    stack.wait_until_quiet(practice)
    check_ledger(stack, practice, acks)
    more = stack.load(practice, requests=4, rate=50).finish()
    stack.wait_until_quiet(practice)
    check_ledger(stack, practice, [*acks, *more])
    assert stack.processes["worker"] is worker
    assert worker.poll() is None, stack.last_lines()
