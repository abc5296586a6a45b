"""How long real readings wait for their evaluation: counted when it is committed, by any process, read by every web process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from django.test import Client

from tests.api.signed import post_signed
from tests.api.test_metrics import Samples, read_metrics, value
from tests.factories import (
    OpenDoor,
    assign,
    blood_pressure,
    body_of,
    make_connection,
    make_device,
    make_patient,
)
from tests.people import People
from vantrexia.core import latency
from vantrexia.devices.models import Delivery
from vantrexia.workflows.readings import process_due

NAME = "vantrexia_reading_to_alert_seconds"
BACKEND = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _from_nothing() -> Iterator[None]:
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as broker:
        broker.delete(latency.KEY)
        latency._waiting.clear()
        latency._waiting.next_at = 0.0
        yield
        broker.delete(latency.KEY)
        latency._waiting.clear()
        latency._waiting.next_at = 0.0


@pytest.fixture
def door(people: People) -> OpenDoor:
    return make_connection(people.practice)


def counted(samples: Samples, *, within: str = "+Inf") -> float:
    return value(samples, f"{NAME}_bucket", le=within)


def receive(people: People, door: OpenDoor, *, waited_seconds: float, systolic: int = 186) -> None:
    """A home's reading comes in at the webhook and is evaluated so much later."""
    patient, device = make_patient(people.practice), make_device(people.practice)
    assign(device, patient)
    answer = post_signed(
        door.id, door.secret, body_of(blood_pressure(device, systolic, at=datetime.now(tz=UTC)))
    )
    assert answer.status_code == 202
    if waited_seconds:
        Delivery.objects.update(received_at=datetime.now(tz=UTC) - timedelta(seconds=waited_seconds))
    process_due()


@pytest.mark.django_db
def test_a_reading_is_counted_by_how_long_it_waited(people: People, door: OpenDoor) -> None:
    receive(people, door, waited_seconds=42)
    samples = read_metrics()
    assert (counted(samples, within="30.0"), counted(samples, within="60.0"), counted(samples)) == (0, 1, 1)
    assert value(samples, f"{NAME}_count") == 1
    assert 42 <= value(samples, f"{NAME}_sum") < 50


@pytest.mark.django_db
def test_one_that_is_evaluated_at_once_is_quick_and_what_brings_no_reading_is_not_counted(
    people: People, door: OpenDoor
) -> None:
    receive(people, door, waited_seconds=0)
    stranger = make_device(people.practice)
    post_signed(door.id, door.secret, body_of(blood_pressure(stranger, 150, at=datetime.now(tz=UTC))))
    process_due()
    samples = read_metrics()
    assert counted(samples, within="10.0") == counted(samples) == 1


@pytest.mark.django_db
def test_before_any_reading_the_figure_is_there_and_zero() -> None:
    samples = read_metrics()
    assert (NAME + "_count", frozenset()) in samples
    assert counted(samples) == 0


def note(seconds: float, readings: int = 1) -> None:
    now = datetime.now(tz=UTC)
    latency.note_readings([(now - timedelta(seconds=seconds), readings)], evaluated_at=now)


OTHER = """
import django
django.setup()
from tests.api.test_latency import note
from vantrexia.core import latency
note(3, 7)
latency.tell_latencies(is_last=True)
"""


@pytest.mark.django_db
def test_workers_add_up_whoever_is_asked() -> None:
    note(3, 5)
    latency.tell_latencies(is_last=True)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    environment.pop("COVERAGE_PROCESS_START", None)
    subprocess.run([sys.executable, "-c", OTHER], cwd=BACKEND, env=environment, check=True, timeout=60)
    samples = read_metrics()
    assert (counted(samples, within="2.5"), counted(samples, within="5.0")) == (0, 12)
    assert value(samples, f"{NAME}_sum") == pytest.approx(36, abs=0.1)


def test_a_burst_is_told_once_a_second_and_whole_at_its_end(settings: Any) -> None:
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        for _ in range(50):
            note(0.2)
            latency.tell_latencies()
        assert latency.read_latencies(broker)[0][-1] == ("+Inf", 1), (
            "one command for a second, not one a batch"
        )
        latency.tell_latencies(is_last=True)
        assert latency.read_latencies(broker)[0][-1] == ("+Inf", 50)


def test_a_broker_that_is_away_delays_the_figure_and_holds_up_nobody(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    real = settings.REDIS_URL
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    for _ in range(20):
        note(1)
        latency.tell_latencies(is_last=True)
    assert [record.getMessage() for record in caplog.records] == ["latencies are told later"], (
        "asked once, then left alone"
    )
    settings.REDIS_URL = real
    latency._waiting.next_at = 0.0  # half a minute later
    latency.tell_latencies(is_last=True)
    with redis.Redis.from_url(real) as broker:
        assert latency.read_latencies(broker)[0][-1] == ("+Inf", 20)


@pytest.mark.django_db
def test_a_past_that_is_lived_again_is_nobodys_figure() -> None:
    with latency.unmeasured():
        note(1)
    latency.tell_latencies(is_last=True)
    assert counted(read_metrics()) == 0
    assert Client().get("/metrics").status_code == 200
