"""The Celery tasks: doorbells and periodic jobs. Ids as keywords only; a task that is lost is found by a sweep."""

from __future__ import annotations

from typing import Any

from celery import shared_task

from vantrexia.workflows.readings import process_due


@shared_task(queue="ingest", name="vantrexia.process_deliveries")
def process_deliveries(**_: Any) -> int:
    """Process what is due. Several may run: each claims other rows."""
    return process_due()
