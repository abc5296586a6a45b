"""Harm that is no crash: Valkey emptied, deliveries repeated and out of order, one that poisons its batch, a disk that is full."""

from __future__ import annotations

import json
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from tests.failure.ledger import check_ledger
from tests.failure.stack import Stack, post

pytestmark = [pytest.mark.failure, pytest.mark.xdist_group("failure")]


def reading(serial: str, at: datetime, systolic: int, *, reading_id: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "reading", "reading_id": reading_id, "device": {"serial": serial}, "measured_at": at.isoformat(),
        "blood_pressure": {"systolic": systolic, "diastolic": 80, "unit": "mmHg"}, **more,
    }  # fmt: skip


def ack_of(*objects: dict[str, Any]) -> dict[str, Any]:
    return {"readings": [[one["device"]["serial"], "blood_pressure", one["measured_at"]] for one in objects]}


def test_valkey_emptied_under_load_loses_bells_and_no_reading(stack: Stack) -> None:
    practice = stack.take_practice()
    load = stack.load(practice, requests=150, rate=50)
    for _ in range(6):
        stack.valkey.flush()
        time.sleep(0.4)
    acks = load.finish()
    stack.wait_until_quiet(practice)
    check_ledger(stack, practice, acks)


def test_repeated_and_shuffled_deliveries_leave_what_each_sent_once_in_order_would(stack: Stack) -> None:
    practice = stack.take_practice()
    serials = [home["serial"] for home in practice["homes"]][:3]
    start = datetime.now(tz=UTC).replace(microsecond=0) - timedelta(hours=1)
    readings = [
        reading(serials[number % 3], start + timedelta(minutes=number), 120 + number, reading_id=f"r{number}")
        for number in range(30)
    ]
    sent = []
    for number, one in enumerate(readings):
        body = json.dumps(one).encode()
        # The same delivery three times, the same reading in another body, and once more among its neighbours.
        sent += [(f"d{number}", body)] * 3
        sent.append((f"other{number}", json.dumps({**one, "note": "again"}).encode()))
        sent.append((f"array{number}", json.dumps(readings[max(0, number - 2) : number + 1]).encode()))
    random.Random(7).shuffle(sent)
    with ThreadPoolExecutor(6) as senders:
        answers = list(senders.map(lambda one: post(stack, practice, one[1], key=one[0]), sent))
    assert {answer.status_code for answer in answers} == {202}
    fresh = [answer for answer in answers if not answer.json()["duplicate"]]
    assert len(fresh) == len({key for key, _ in sent})
    stack.wait_until_quiet(practice)
    check_ledger(stack, practice, [ack_of(*readings)])
    latest = stack.query(
        "SELECT (latest->'blood_pressure'->>'systolic')::float, last_reading_at FROM triage_patientstate "
        "WHERE practice_id = %s AND last_reading_at IS NOT NULL ORDER BY 1",
        [practice["practice"]],
    )
    assert latest == [(120.0 + number, start + timedelta(minutes=number)) for number in (27, 28, 29)]


def test_a_delivery_that_poisons_its_batch_is_set_aside_and_holds_nobody_up(stack: Stack) -> None:
    """The poison is real: the database itself refuses the row, as it would after a mistake in a migration."""
    practice = stack.take_practice()
    serial, key = practice["homes"][0]["serial"], [practice["practice"]]
    start = datetime.now(tz=UTC) - timedelta(hours=1)
    good = [
        reading(serial, start + timedelta(minutes=number), 121, reading_id=f"g{number}")
        for number in range(20)
    ]
    bad = reading(serial, start + timedelta(minutes=30), 233, reading_id="poison")
    stack.query(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF NEW.systolic = 233 THEN RAISE EXCEPTION 'no such reading: %%', NEW.systolic; END IF; RETURN NEW; END $$",
    )
    stack.query(
        "CREATE TRIGGER refuse BEFORE INSERT ON vitals_reading FOR EACH ROW EXECUTE FUNCTION refuse()"
    )
    try:
        for number, one in enumerate([*good[:10], bad, *good[10:]]):
            assert post(stack, practice, json.dumps(one).encode(), key=f"p{number}").status_code == 202
        # The others arrive while the poisoned one is still being tried.
        arrived = "SELECT count(*) FROM vitals_reading WHERE practice_id = %s"
        stack.wait(lambda: stack.query(arrived, key) == [(20,)], "the others")
        hurry = "UPDATE devices_delivery SET next_attempt_at = now() WHERE practice_id = %s AND status = 'received'"
        failed = "SELECT attempts, reason, error FROM devices_delivery WHERE practice_id = %s AND status = 'failed'"
        stack.wait(
            lambda: stack.query(failed, key) or stack.query(hurry, key),
            "the poisoned delivery to be set aside",
        )
        ((attempts, reason, error),) = stack.query(failed, key)
        assert (attempts, reason) == (5, "poisoned")
        assert error
        assert "233" not in error.replace(":233 ", "")
    finally:
        stack.query("DROP FUNCTION refuse() CASCADE")
    # The mistake is mended: replayed, nothing is missing.
    stack.query(
        "UPDATE devices_delivery SET status = 'received', attempts = 0, next_attempt_at = now() WHERE practice_id = %s "
        "AND status = 'failed'",
        key,
    )
    stack.wait_until_quiet(practice)
    check_ledger(stack, practice, [ack_of(*good, bad)])


def test_a_full_disk_is_503_and_never_202_and_what_was_taken_is_kept(stack: Stack) -> None:
    if stack.disk is None:
        pytest.skip("needs root and mount(8): the database must lie on a small disk of its own")
    practice = stack.take_practice()
    serial = practice["homes"][0]["serial"]
    start = datetime.now(tz=UTC) - timedelta(hours=3)
    noise = random.Random(11)

    def body(number: int) -> tuple[dict[str, Any], bytes]:
        one = reading(
            serial,
            start + timedelta(seconds=number),
            122,
            reading_id=f"f{number}",
            note=noise.randbytes(60_000).hex(),
        )
        return one, json.dumps(one).encode()

    bodies = [body(number) for number in range(60)]
    taken: list[dict[str, Any]] = []
    refused: list[tuple[int, httpx.Response]] = []
    ballast = stack.disk / "ballast"
    try:
        fill(ballast)
        for number, (one, raw) in enumerate(bodies):
            answer = post(stack, practice, raw, key=f"full{number}")
            if answer.status_code == 202:
                taken.append(one)
            else:
                refused.append((number, answer))
            if len(refused) >= 6:
                break
        assert len(refused) >= 6, "the disk never got full"
        assert {answer.status_code for _, answer in refused} == {503}
        assert {answer.json()["code"] for _, answer in refused} == {"unavailable"}
        assert all(int(answer.headers["retry-after"]) > 0 for _, answer in refused)
    finally:
        ballast.unlink(missing_ok=True)
    revive(stack)
    for number, _ in refused:
        one, raw = bodies[number]
        stack.wait(
            lambda raw=raw, number=number: post(stack, practice, raw, key=f"full{number}").status_code == 202,
            "a place",
        )
        taken.append(one)
    stack.wait_until_quiet(practice)
    check_ledger(stack, practice, [ack_of(*taken)])


def fill(ballast: Path) -> None:
    """Write until the disk holds no byte more."""
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(1 << 20))
    with ballast.open("ab", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(512))
    assert os.statvfs(ballast).f_bavail == 0


def revive(stack: Stack) -> None:
    """A database that could not write its log has stopped itself; whoever watches over it starts it again."""
    for _ in range(50):
        if not stack.postgres.is_running:
            stack.start("postgres")
        with suppress(psycopg.OperationalError):
            stack.query("SELECT 1")
            return
        time.sleep(0.2)
