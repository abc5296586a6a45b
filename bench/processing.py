"""From stored deliveries to evaluated alerts: how fast a backlog is worked off, and how long a reading takes under mixed load."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.stack import BACKEND, Stack

DELIVERIES = 8000
ARRAY = 20


def measure_processing(stack: Stack) -> dict[str, Any]:
    """Two worker processes on a backlog of deliveries of twenty readings each, two patients in a hundred over a limit."""
    stack.seed()
    stack.forget_deliveries()
    fill_backlog(stack, deliveries=DELIVERIES, array=ARRAY)
    work = (
        "import django; django.setup(); from vantrexia.workflows.readings import process_due; process_due()"
    )
    started = time.perf_counter()
    processes = [
        subprocess.Popen([sys.executable, "-c", work], cwd=BACKEND, env={**os.environ}) for _ in range(2)
    ]
    for process in processes:
        process.wait(timeout=600)
    seconds = time.perf_counter() - started
    readings, alerts, waiting = count_done(stack)
    return {
        "readings": readings,
        "alerts": alerts,
        "left_waiting": waiting,
        "seconds": round(seconds, 2),
        "readings_per_second": round(readings / seconds),
        "goal": ">= 8000 readings/s sustained, start of two processes included",
    }


def fill_backlog(stack: Stack, *, deliveries: int, array: int) -> None:
    """Store deliveries through the service a webhook uses."""
    from vantrexia.core.tenancy import practice_scope
    from vantrexia.devices.models import Device
    from vantrexia.devices.services.deliveries import store_delivery

    with practice_scope(stack.practice.id):
        serials = list(Device.objects.order_by("id").values_list("serial", flat=True))
    now = datetime.now(tz=UTC)
    run = os.urandom(
        6
    ).hex()  # a gateway's ids are its own: those of an earlier backlog would be refused as known
    number = 0
    for _ in range(deliveries):
        body = []
        for _ in range(array):
            serial = serials[number % len(serials)]
            moment = now - timedelta(minutes=5 + number // len(serials) * 7)
            high = number % 50 == 0
            body.append(
                {
                    "type": "reading",
                    "reading_id": f"{run}-{number}",
                    "device": {"serial": serial},
                    "measured_at": moment.isoformat(),
                    "blood_pressure": {
                        "systolic": 165 if high else 122,
                        "diastolic": 78,
                        "unit": "mmHg",
                        "pulse": 66,
                    },
                }
            )
            number += 1
        store_delivery(
            practice_id=stack.practice.id,
            connection_id=stack.door.id,
            key_id=stack.door.key_id,
            delivery_key=None,
            body=json.dumps(body).encode(),
            content_type="application/json",
            content_encoding="",
            received_at=now,
        )


def count_done(stack: Stack) -> tuple[int, int, int]:
    """Readings, alerts and deliveries still waiting."""
    from vantrexia.core.tenancy import practice_scope
    from vantrexia.devices.models import Delivery
    from vantrexia.triage.models import Alert
    from vantrexia.vitals.models import Reading

    with practice_scope(stack.practice.id):
        return (
            Reading.objects.count(),
            Alert.objects.count(),
            Delivery.objects.filter(status="received").count(),
        )


def measure_mixed(stack: Stack) -> dict[str, Any]:
    """500 readings a second over HTTP with a worker beside: does the queue stay empty, and when is a reading evaluated?"""
    stack.seed()
    stack.forget_deliveries()
    watch = _Watch(stack)
    with stack.web(), stack.worker(concurrency=2):
        stack.load(seconds=3, rate=50)
        watch.start()
        loaded = stack.load(seconds=20, rate=500, connections=16)
        time.sleep(3)
        watch.stop()
    from bench.delivering import summary

    return {
        **watch.summary(),
        "intake": summary(loaded),
        "goal": "queue stays empty, p99 reading-to-alert < 2 s",
    }


class _Watch:
    """Looks at the database ten times a second: what waits, and how old readings are when their evaluation becomes visible."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.waiting: list[int] = []
        self.ages: list[float] = []
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._end.set()
        self._thread.join(timeout=10)

    def _look(self) -> None:
        import psycopg

        database = os.environ["DATABASE_URL"].rsplit("/", 1)[-1]
        with psycopg.connect(os.environ["ADMIN_DATABASE_URL"], dbname=database, autocommit=True) as admin:
            seen: set[Any] = set()
            since = datetime.now(tz=UTC)
            while not self._end.is_set():
                rows = admin.execute(
                    "SELECT id, received_at FROM vitals_reading WHERE received_at > %s", [since]
                ).fetchall()
                moment = datetime.now(tz=UTC)
                for reading_id, received_at in rows:
                    if reading_id not in seen:
                        seen.add(reading_id)
                        self.ages.append((moment - received_at).total_seconds())
                since = max(since, moment - timedelta(seconds=6))
                row = admin.execute(
                    "SELECT count(*) FROM devices_delivery WHERE status = 'received'"
                ).fetchone()
                self.waiting.append(row[0] if row else 0)
                time.sleep(0.1)

    def summary(self) -> dict[str, Any]:
        ages = sorted(self.ages)
        return {
            "readings": len(ages),
            "to_alert_p50_s": round(ages[len(ages) // 2], 3) if ages else None,
            "to_alert_p99_s": round(ages[int(len(ages) * 0.99)], 3) if ages else None,
            "waiting_max": max(self.waiting, default=0),
            "waiting_end": self.waiting[-1] if self.waiting else None,
        }
