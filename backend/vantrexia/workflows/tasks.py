"""The Celery tasks: a doorbell for deliveries, and one task that runs a job of the schedule by name.

Ids and names as keywords only. A task that is lost is found by the next sweep; a task that runs twice finds nothing to do.
"""

from __future__ import annotations

from typing import Any

from celery import shared_task

from vantrexia.core.clock import read_clock
from vantrexia.workflows import account_mail, packets  # noqa: F401 - importing them is what makes their tasks known
from vantrexia.workflows.jobs import run_job
from vantrexia.workflows.readings import process_due


@shared_task(queue="ingest", name="vantrexia.process_deliveries")
def process_deliveries(**_: Any) -> int:
    """Process what is due. Several may run: each claims other rows."""
    return process_due()


@shared_task(name="vantrexia.run_job")
def run_scheduled_job(*, job: str, **_: Any) -> int:
    """Run one job of the schedule now."""
    return run_job(job, now=read_clock())
