"""How running segments end without their person: quiet ones at their last sign of life, those elsewhere by moving.

Public: `end_quiet_timers`, `list_practices_with_timers` (the sweep's), `end_elsewhere`, `end_row`, `finish`, `as_rule`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from vantrexia.accounts.models import Membership
from vantrexia.accounts.selectors.viewers import person_of, practice_of
from vantrexia.billing.models import TimeEntry
from vantrexia.billing.selectors.time_limits import get_time_limits
from vantrexia.billing.selectors.time_standing import RUNNING
from vantrexia.billing.services.time_rows import lock_person, refresh_holds, tell
from vantrexia.core.actor import Actor, system_actor
from vantrexia.core.tenancy import practice_scope
from vantrexia.domain.billing import timekeeping as rules


def end_quiet_timers(*, practice_id: UUID, now: datetime) -> int:
    """End the practice's segments whose browser or person went away, where they did; returns how many."""
    done = 0
    actor = system_actor("sweep_timers", practice_id=practice_id)
    with practice_scope(practice_id):
        limits = get_time_limits(actor, at=now).timer
        rows = list(TimeEntry.objects.filter(RUNNING, practice_id=practice_id).order_by("id"))
        quiet = [row for row in rows if _is_over(row, now=now, limits=limits)]
    for found in quiet:
        with practice_scope(practice_id):
            user_id = Membership.objects.values_list("user_id", flat=True).get(
                practice_id=practice_id, id=found.membership_id
            )
            lock_person(user_id)
            row = TimeEntry.objects.select_for_update().filter(RUNNING, id=found.id).first()
            running = as_rule(row)
            ending = rules.find_ending(running, now=now, limits=limits) if running else None
            if row is not None and ending is not None:
                finish(actor, row, ending, now=now)
                done += 1
    return done


def list_practices_with_timers() -> Sequence[UUID]:
    """Practices in which somebody's timer runs, for the sweep."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT billing_practices_with_timers()")
        return [row[0] for row in cursor.fetchall()]


def end_elsewhere(actor: Actor, *, now: datetime) -> None:
    """One person works in one place: a timer in another practice ends as if they had moved there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT practice, entry FROM billing_timers_elsewhere(%s, %s)",
            [person_of(actor), practice_of(actor)],
        )
        found = cursor.fetchall()
    for practice_id, entry_id in found:
        there = system_actor("timer_moved", practice_id=practice_id)
        with practice_scope(practice_id):
            row = TimeEntry.objects.select_for_update().filter(RUNNING, id=entry_id).first()
            running = as_rule(row)
            if row is None or running is None:
                continue
            limits = get_time_limits(there, at=now).timer
            ending = rules.find_ending(running, now=now, limits=limits) or rules.Ending(
                max(running.started_at, now), "moved"
            )
            finish(there, row, ending, now=now)


def end_row(row: TimeEntry, ending: rules.Ending) -> None:
    """Write an ending into a running row; the caller tells of it."""
    row.ended_at, row.end_cause = ending.at, ending.cause
    row.save(update_fields=["ended_at", "end_cause"])


def finish(actor: Actor, row: TimeEntry, ending: rules.Ending, *, now: datetime) -> None:
    """End a running row, tell of it, and judge anew what holds it."""
    end_row(row, ending)
    tell(row, "time.stopped", actor=actor, now=now, detail={"cause": ending.cause})
    refresh_holds(actor, [row], now=now)


def as_rule(row: TimeEntry | None) -> rules.Running | None:
    """The row as the rules see it; None for one that has ended."""
    if row is None or row.ended_at is not None:
        return None
    return rules.Running(
        patient=str(row.patient_id),
        activity=row.activity,
        started_at=row.started_at,
        active_at=row.active_at or row.started_at,
        beat_at=row.beat_at or row.started_at,
    )


def _is_over(row: TimeEntry, *, now: datetime, limits: rules.Limits) -> bool:
    running = as_rule(row)
    return running is not None and rules.find_ending(running, now=now, limits=limits) is not None
