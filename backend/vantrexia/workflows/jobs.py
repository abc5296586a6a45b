"""Running a job of the schedule by name: `run_job(name, now=…)`; `LIST` is what beat and `manage.py run_once` know."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from vantrexia.domain.errors import NotFound
from vantrexia.domain.wordings import say
from vantrexia.workflows import account_jobs, billing, devices, packets, proof, sealing, sweeps, timers
from vantrexia.workflows.sweeps import Job

log = logging.getLogger(__name__)

LIST: Mapping[str, Job] = MappingProxyType(
    {
        **sweeps.JOBS,
        **sealing.JOBS,
        **proof.JOBS,
        **account_jobs.JOBS,
        **devices.JOBS,
        **billing.JOBS,
        **timers.JOBS,
        **packets.JOBS,
    }
)


def run_job(name: str, *, now: datetime) -> int:
    """Run one job; returns how much it did. Raises NotFound for a name that is not in the schedule."""
    job = LIST.get(name)
    if job is None:
        raise NotFound(say("There is no job {name}.", name=name))
    started = time.perf_counter()
    done = job.work(now)
    if done:
        millis = round((time.perf_counter() - started) * 1000)
        log.info("job done", extra={"event": "job_done", "job": name, "count": done, "millis": millis})
    return done
