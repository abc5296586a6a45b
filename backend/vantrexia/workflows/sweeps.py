"""Periodic work: what time alone makes due, and what nobody rang for.

Each job is idempotent: it looks for rows that are due and claims them. `JOBS` is this module's part of the schedule
(`jobs.LIST`), which `manage.py sync_schedule` writes into the scheduler's tables.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from django.db import connection

from vantrexia.accounts.selectors.practices import list_practice_ids
from vantrexia.core.actor import system_actor
from vantrexia.core.outbox import forget_events
from vantrexia.core.partitions import ensure_months, list_missing
from vantrexia.core.tenancy import practice_scope
from vantrexia.core.ticks import tick
from vantrexia.notifications.services.deliver import deliver_due
from vantrexia.triage.services.due import count_levels, list_due_patients, put_off
from vantrexia.triage.services.evaluate import reevaluate
from vantrexia.workflows.alerting import run_due_steps, tell_of
from vantrexia.workflows.readings import process_due

log = logging.getLogger(__name__)
RESCORE_BATCH = 500
AGAIN_AFTER = timedelta(minutes=5)


def sweep_deliveries(now: datetime) -> int:
    """Deliveries nobody rang for."""
    done = process_due(now=now)
    tick("sweep_deliveries", now=now, detail={"done": done})
    return done


def sweep_steps(now: datetime) -> int:
    """Reminders and escalations that are due."""
    done = run_due_steps(now=now)
    tick("sweep_steps", now=now, detail={"done": done})
    return done


def sweep_notifications(now: datetime) -> int:
    """Notifications on their way."""
    done = deliver_due(now=now)
    tick("sweep_notifications", now=now, detail={"done": done})
    return done


def sweep_scores(now: datetime) -> int:
    """Patients whose score changes by time alone, or whose silence has lasted too long."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT triage_practices_with_due_scores(%s)", [now])
        practices: list[UUID] = [row[0] for row in cursor.fetchall()]
    done = 0
    for practice_id in practices:
        while True:
            with practice_scope(practice_id):
                due = list_due_patients(now=now, most=RESCORE_BATCH)
            if not due:
                break
            done += _rescore(practice_id, due, now=now)
    tick("sweep_scores", now=now, detail={"done": done})
    return done


def _rescore(practice_id: UUID, due: Sequence[UUID], *, now: datetime) -> int:
    """Evaluate these; one whose evaluation fails is put off and told to the operator, and does not hold up the others."""
    actor = system_actor("rescore", practice_id=practice_id)
    try:
        with practice_scope(practice_id):
            tell_of(
                reevaluate(actor=actor, patient_ids=due, cause="time", finds_silence=True, now=now),
                actor=actor,
                now=now,
            )
        return len(due)
    except Exception as error:
        if len(due) > 1:
            return sum(_rescore(practice_id, [patient_id], now=now) for patient_id in due)
        log.error(
            "a patient was not evaluated",
            extra={"event": "rescore_failed", "entity_id": str(due[0]), "practice_id": str(practice_id)},
            exc_info=error,
        )
        with practice_scope(practice_id):
            put_off(due[0], until=now + AGAIN_AFTER)
        return 0


def hourly_counts(now: datetime) -> int:
    """Snapshot of the levels, for the cards' trend."""
    practices = list_practice_ids()
    for practice_id in practices:
        with practice_scope(practice_id):
            count_levels(practice_id=practice_id, now=now)
    return len(practices)


def daily_partitions(now: datetime) -> int:
    """Partitions ahead; raises when this month's or the next one's is missing afterwards, so that it shows."""
    made = ensure_months(now)
    missing = list_missing(now)
    tick("partitions", now=now, detail={"missing": missing})
    if missing:
        raise RuntimeError(f"partitions are missing: {', '.join(missing)}")
    return len(made)


def hourly_forget(now: datetime) -> int:
    """Stream events older than a day."""
    return forget_events(before=now - timedelta(hours=24))


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the schedule. `expires` keeps a stopped worker's backlog from running over and over."""

    work: Callable[[datetime], int]
    every: timedelta
    queue: str


JOBS: Mapping[str, Job] = MappingProxyType(
    {
        "sweep_deliveries": Job(sweep_deliveries, timedelta(seconds=5), "ingest"),
        "sweep_steps": Job(sweep_steps, timedelta(seconds=10), "alerts"),
        "sweep_notifications": Job(sweep_notifications, timedelta(seconds=5), "alerts"),
        "sweep_scores": Job(sweep_scores, timedelta(seconds=60), "alerts"),
        "hourly_counts": Job(hourly_counts, timedelta(hours=1), "default"),
        "daily_partitions": Job(daily_partitions, timedelta(hours=12), "default"),
        "hourly_forget": Job(hourly_forget, timedelta(hours=1), "default"),
    }
)
