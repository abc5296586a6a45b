"""Lists over HTTP, one caller: the worklist of ten thousand patients, the patient list, one patient's latest
readings; and flatness.
"""

from __future__ import annotations

import http.client
import time
from typing import Any
from urllib.parse import urlsplit

from bench.stack import Stack

ROUNDS = 200


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
    """Cost per list and per processed reading as stored readings grow."""
    from bench.processing import count_done, fill_backlog
    from bench.seeding import add_readings
    from vantrexia.workflows.readings import process_due

    _prepare(stack)
    steps: list[dict[str, Any]] = []
    stored = 0
    for size in [size for size in (10_000, 1_000_000, 10_000_000) if size <= most]:
        add_readings(stack.practice.id, size - stored, label=len(steps) + 1)
        stored = size
        fill_backlog(stack, deliveries=100, array=20)
        started = time.perf_counter()
        process_due()
        micros = (time.perf_counter() - started) / 2000 * 1e6
        with stack.web() as base:
            steps.append(
                {
                    "stored": count_done(stack)[0],
                    "processing_us_per_reading": round(micros),
                    "triage": timed(stack, base, "/api/v1/triage/patients/"),
                    "latest_20": timed(
                        stack, base, f"/api/v1/observations/?patient_id={_some_patient(stack)}&page_size=20"
                    ),
                }
            )
    return {"steps": steps, "goal": "flat within 20 %"}


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
