"""What is expected of an enrolled patient: which kind of reading, how often, until when. Adherence is
computed from it.

`set_plan` (the newer plan of a kind takes over from the older), `end_plan`. Days are `[starts_on, ends_on)`
where the patient lives.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from vantrexia.core.actor import Actor
from vantrexia.domain.errors import InvalidInput
from vantrexia.patients.models import MeasurementPlan
from vantrexia.patients.services import checks
from vantrexia.patients.services.episodes import get_open_episode
from vantrexia.patients.services.records import lock_patient, tell
from vantrexia.patients.services.rows import check_interval, get_row


def set_plan(
    *,
    actor: Actor,
    patient_id: UUID,
    now: datetime,
    kind: str,
    times_per_day: int = 1,
    days_per_week: int = 7,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> UUID:
    """Expect readings of a kind from a day on. Raises Conflict when the patient is not enrolled,
    InvalidInput.
    """
    patient = lock_patient(actor, patient_id)
    episode = get_open_episode(patient)
    starts_on = starts_on or checks.today_in(patient.timezone, now)
    check_interval(starts_on, ends_on, field="ends_on")
    first_day = checks.today_in(patient.timezone, episode.started_at)
    if starts_on < first_day:
        raise InvalidInput("The episode had not begun.", fields={"starts_on": ["is before the episode"]})
    earlier = MeasurementPlan.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on),
        practice_id=patient.practice_id,
        patient_id=patient.id,
        kind=kind,
    )
    for plan in earlier.select_for_update():
        plan.ends_on = max(starts_on, plan.starts_on)
        plan.save(update_fields=["ends_on"])
    plan = MeasurementPlan(
        practice_id=patient.practice_id,
        patient=patient,
        episode=episode,
        kind=kind,
        times_per_day=times_per_day,
        days_per_week=days_per_week,
        starts_on=starts_on,
        ends_on=ends_on,
        set_by_id=actor.user_id,
        created_at=now,
    )
    plan.save(force_insert=True)
    detail = {"kind": kind, "times_per_day": times_per_day, "days_per_week": days_per_week}
    tell(patient, "plan.set", actor=actor, now=now, entity="plan", entity_id=plan.id, detail=detail)
    return plan.id


def end_plan(
    *, actor: Actor, patient_id: UUID, plan_id: UUID, now: datetime, ends_on: date | None = None
) -> UUID:
    """Expect no more from a day on (today); a plan that had not begun never does."""
    patient = lock_patient(actor, patient_id)
    plan = get_row(MeasurementPlan, patient=patient, row_id=plan_id)
    wanted = max(ends_on or checks.today_in(patient.timezone, now), plan.starts_on)
    if plan.ends_on is None or wanted < plan.ends_on:
        plan.ends_on = wanted
        plan.save(update_fields=["ends_on"])
        tell(patient, "plan.ended", actor=actor, now=now, entity="plan", entity_id=plan.id)
    return plan.id
