"""Lists over HTTP, one caller: the worklist of ten thousand patients, the patient list, one patient's latest
readings; and flatness.
"""

from __future__ import annotations

import http.client
import statistics
import time
from typing import Any
from urllib.parse import urlsplit

from bench.stack import Stack

ROUNDS = 200
FLAT_ROUNDS = 9


def measure_lists(stack: Stack) -> dict[str, Any]:
    """p50 and p95 of the lists a nurse lives in."""
    _prepare(stack)
    with stack.web() as base:
        return {
            "triage_10000": timed(stack, base, "/api/v1/triage/patients/"),
            "patients": timed(stack, base, "/api/v1/patients/"),
            "patient_search": timed(stack, base, "/api/v1/patients/?search=last12"),
            "latest_20": timed(
                stack, base, f"/api/v1/observations/?patient_id={_some_patient(stack)}&page_size=20"
            ),
            "year_of_days": timed(
                stack, base, f"/api/v1/patients/{_some_patient(stack)}/series/?vital=systolic&resolution=day"
            ),
            "goal": "triage p95 < 50 ms, patients p50 < 8 ms, latest 20 p50 < 15 ms, year < 50 ms",
        }


def measure_flatness(stack: Stack, *, most: int) -> dict[str, Any]:
    """Cost per list and per processed reading by stored readings; `growth` is the most of them beside the fewest."""
    from bench.processing import count_done
    from bench.seeding import add_readings

    _prepare(stack)
    steps: list[dict[str, Any]] = []
    for size in (
        10_000_000,
        1_000_000,
        10_000,
    ):  # the longest filling first: what is measured lies close together
        if size > most:
            continue
        stack.forget_deliveries()
        add_readings(stack.practice.id, size, door=stack.door.id)
        rounds = [_process_some(stack) for _ in range(FLAT_ROUNDS + 1)][1:]  # the first finds cold caches
        with stack.web() as base:
            steps.insert(
                0,
                {
                    "stored": count_done(stack)[0],
                    "processing_us_per_reading": round(statistics.median(one[0] for one in rounds)),
                    "processing_cpu_us_per_reading": round(statistics.median(one[1] for one in rounds)),
                    "triage": timed(stack, base, "/api/v1/triage/patients/"),
                    "latest_20": timed(
                        stack, base, f"/api/v1/observations/?patient_id={_some_patient(stack)}&page_size=20"
                    ),
                },
            )
    first, last = steps[0], steps[-1]
    growth = {
        name: round(last[name]["p50_ms"] / first[name]["p50_ms"], 2) for name in ("triage", "latest_20")
    }
    for name in ("processing_us_per_reading", "processing_cpu_us_per_reading"):
        growth[name] = round(last[name] / first[name], 2)
    return {"steps": steps, "growth": growth, "goal": "flat within 20 %: growth from 0.8 to 1.2"}


def _process_some(stack: Stack) -> tuple[float, float]:
    """Microseconds per reading of one process with one batch of four thousand: by the clock, and of all processors."""
    from bench.processing import fill_backlog
    from vantrexia.workflows.readings import process_due

    fill_backlog(stack, deliveries=200, array=20)
    started, spent = time.perf_counter(), time.process_time() + stack.count_database_seconds()
    process_due()
    taken = time.perf_counter() - started
    spent = time.process_time() + stack.count_database_seconds() - spent
    return taken / 4000 * 1e6, spent / 4000 * 1e6


def _prepare(stack: Stack) -> None:
    from vantrexia.core.actor import system_actor
    from vantrexia.core.clock import read_clock
    from vantrexia.core.tenancy import practice_scope
    from vantrexia.patients.models import Patient
    from vantrexia.triage.models import PatientState
    from vantrexia.triage.services.evaluate import reevaluate

    stack.seed()
    with practice_scope(stack.practice.id):
        if PatientState.objects.filter(evaluated_at__isnull=False).exists():
            return
        ids = list(Patient.objects.values_list("id", flat=True))
    for start in range(0, len(ids), 1000):
        with practice_scope(stack.practice.id):
            reevaluate(
                actor=system_actor("bench", practice_id=stack.practice.id),
                patient_ids=ids[start : start + 1000],
                cause="time",
                now=read_clock(),
            )


def _some_patient(stack: Stack) -> str:
    from vantrexia.core.tenancy import practice_scope
    from vantrexia.patients.models import Patient

    with practice_scope(stack.practice.id):
        return str(Patient.objects.order_by("id").values_list("id", flat=True)[5])


def timed(stack: Stack, base: str, path: str) -> dict[str, Any]:
    """Milliseconds of one request on a kept-alive connection."""
    address = urlsplit(base)
    connection = http.client.HTTPConnection(address.hostname or "", address.port)
    headers = {"Authorization": f"Bearer {stack.token}"}
    taken: list[float] = []
    for number in range(ROUNDS + 20):
        started = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            return {"status": answer.status}
        if number >= 20:
            taken.append((time.perf_counter() - started) * 1000)
    connection.close()
    taken.sort()
    return {"p50_ms": round(taken[len(taken) // 2], 2), "p95_ms": round(taken[int(len(taken) * 0.95)], 2)}
