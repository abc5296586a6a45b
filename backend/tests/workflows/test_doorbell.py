"""The doorbell: one message for a burst of deliveries, whoever delivers; one that cannot be sent costs nothing and comes later."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from kombu.exceptions import OperationalError as BrokerError

from tests.api.signed import post_signed
from tests.factories import blood_pressure, body_of, make_connection, make_device
from tests.people import People
from vantrexia.workflows import doorbell
from vantrexia.workflows.tasks import process_deliveries


class Bell:
    """Stands where the broker is: counts messages, may be out of order."""

    def __init__(self) -> None:
        self.rings: list[float] = []
        self.refuses = 0

    def __call__(self, **_: object) -> None:
        if self.refuses:
            self.refuses -= 1
            raise BrokerError("away")
        self.rings.append(time.monotonic())

    def settle(self, *, at_least: int = 1, seconds: float = 5) -> int:
        """Wait until so many rings came, and then until no more come."""
        deadline = time.monotonic() + seconds
        while len(self.rings) < at_least and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(doorbell.COALESCE_SECONDS * 5)
        return len(self.rings)


@pytest.fixture
def bell(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bell]:
    bell = Bell()
    monkeypatch.setattr(process_deliveries, "apply_async", bell)
    monkeypatch.setattr(doorbell, "COALESCE_SECONDS", 0.2)
    doorbell._waiting.clear()
    yield bell
    # Nothing of this test may ring in the next one.
    deadline = time.monotonic() + 5
    while doorbell._waiting.is_set() and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(doorbell.COALESCE_SECONDS)


def test_a_burst_rings_once_however_many_threads_ring(bell: Bell) -> None:
    def ring_often() -> None:
        for _ in range(250):
            doorbell.ring()

    threads = [threading.Thread(target=ring_often) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert bell.settle() == 1


def test_what_comes_after_the_message_rings_again(bell: Bell) -> None:
    doorbell.ring()
    assert bell.settle() == 1
    doorbell.ring()
    assert bell.settle(at_least=2) == 2


def test_a_broker_that_is_away_raises_nothing_and_the_next_delivery_rings(bell: Bell) -> None:
    bell.refuses = 1
    doorbell.ring()
    deadline = time.monotonic() + 5
    while bell.refuses and time.monotonic() < deadline:
        time.sleep(0.01)
    assert bell.rings == []
    doorbell.ring()
    assert bell.settle() == 1


def test_deliveries_ring_once_together_and_what_is_refused_or_known_does_not_ring(
    people: People, bell: Bell
) -> None:
    door, device = make_connection(people.practice), make_device(people.practice)
    body = body_of(blood_pressure(device, 120, at=datetime.now(tz=UTC)))
    for number in range(12):
        assert post_signed(door.id, door.secret, body, message_id=f"burst-{number}").status_code == 202
    assert bell.settle() == 1
    again = post_signed(door.id, door.secret, body, message_id="burst-0")
    assert json.loads(again.content)["duplicate"] is True
    assert post_signed(door.id, b"another secret", body, message_id="forged").status_code == 401
    assert bell.settle(seconds=0.5) == 1
