"""Times in which no reading is expected: pauses (travel, repair) and stays in a hospital or nursing
facility.

`record_pause`, `end_pause`, `record_stay`, `discharge`. Intervals are `[start, end)`, those of one kind do
not overlap. A pause may be announced; a stay is noted when it has begun, and its end when it has come: by a clock a little
ahead it ends now, because nobody looks again at the end of a stay.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from vantrexia.core.actor import Actor
from vantrexia.domain.errors import Conflict, DomainError, InvalidInput
from vantrexia.patients.models import InpatientStay, Pause
from vantrexia.patients.services import checks
from vantrexia.patients.services.episodes import get_open_episode
from vantrexia.patients.services.records import lock_patient, tell
from vantrexia.patients.services.rows import check_interval, check_past, get_row

PAUSE_REASONS = ("travel", "device_repair", "illness", "patient_request", "other")


def record_pause(
    *,
    actor: Actor,
    patient_id: UUID,
    now: datetime,
    reason: str,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> UUID:
    """Pause monitoring on purpose, now or at a coming time. Raises Conflict, InvalidInput, `overlap`."""
    patient = lock_patient(actor, patient_id)
    episode = get_open_episode(patient)
    starts_at = starts_at or now
    check_interval(starts_at, ends_at, field="ends_at")
    if starts_at < episode.started_at:
        raise InvalidInput("The episode had not begun.", fields={"starts_at": ["is before the episode"]})
    mine = Q(practice_id=patient.practice_id, patient_id=patient.id)
    open_or_later = Q(ends_at__isnull=True) | Q(ends_at__gt=starts_at)
    before_end = Q(starts_at__lt=ends_at) if ends_at else Q()
    if Pause.objects.filter(mine, open_or_later, before_end).exists():
        raise DomainError("overlap", "There is a pause in that time already.")
    pause = Pause(
        practice_id=patient.practice_id,
        patient=patient,
        episode=episode,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason,
        recorded_by_id=actor.user_id,
        created_at=now,
    )
    pause.save(force_insert=True)
    detail = {"pause_reason": reason}
    tell(patient, "pause.recorded", actor=actor, now=now, entity="pause", entity_id=pause.id, detail=detail)
    return pause.id


def end_pause(
    *, actor: Actor, patient_id: UUID, pause_id: UUID, now: datetime, ends_at: datetime | None = None
) -> UUID:
    """Monitoring goes on. Raises Conflict for a pause that is over, InvalidInput for a time before its
    start.
    """
    patient = lock_patient(actor, patient_id)
    pause = get_row(Pause, patient=patient, row_id=pause_id)
    if pause.ends_at is not None and pause.ends_at <= now:
        raise Conflict("This pause is over.")
    # A pause that was only announced is called off: an empty interval remains as its trace.
    wanted = ends_at or max(now, pause.starts_at)
    if wanted < pause.starts_at:
        raise InvalidInput("It had not begun.", fields={"ends_at": ["must be after the start"]})
    pause.ends_at = wanted
    pause.save(update_fields=["ends_at"])
    tell(patient, "pause.ended", actor=actor, now=now, entity="pause", entity_id=pause.id)
    return pause.id


def record_stay(
    *,
    actor: Actor,
    patient_id: UUID,
    now: datetime,
    admitted_at: datetime,
    discharged_at: datetime | None = None,
    facility: str | None = None,
) -> UUID:
    """A stay as an inpatient. Raises InvalidInput, `overlap`."""
    patient = lock_patient(actor, patient_id)
    problems = checks.Problems()
    name = problems.check("facility", checks.check_text, facility) if facility else None
    problems.raise_any("The stay is not valid.")
    admitted_at = check_past(admitted_at, now=now, field="admitted_at")
    if discharged_at is not None:
        discharged_at = check_past(discharged_at, now=now, field="discharged_at")
    check_interval(admitted_at, discharged_at, field="discharged_at")
    mine = Q(practice_id=patient.practice_id, patient_id=patient.id)
    open_or_later = Q(discharged_at__isnull=True) | Q(discharged_at__gt=admitted_at)
    before_end = Q(admitted_at__lt=discharged_at) if discharged_at else Q()
    if InpatientStay.objects.filter(mine, open_or_later, before_end).exists():
        raise DomainError("overlap", "There is a stay in that time already.")
    stay = InpatientStay(
        practice_id=patient.practice_id,
        patient=patient,
        facility=name,
        admitted_at=admitted_at,
        discharged_at=discharged_at,
        recorded_by_id=actor.user_id,
        created_at=now,
    )
    stay.save(force_insert=True)
    tell(patient, "stay.recorded", actor=actor, now=now, entity="stay", entity_id=stay.id)
    return stay.id


def discharge(
    *, actor: Actor, patient_id: UUID, stay_id: UUID, now: datetime, discharged_at: datetime | None = None
) -> UUID:
    """The patient is home again. Raises Conflict when discharged before, InvalidInput."""
    patient = lock_patient(actor, patient_id)
    stay = get_row(InpatientStay, patient=patient, row_id=stay_id)
    if stay.discharged_at is not None:
        raise Conflict("The patient was discharged before.")
    discharged_at = check_past(discharged_at or now, now=now, field="discharged_at")
    check_interval(stay.admitted_at, discharged_at, field="discharged_at")
    stay.discharged_at = discharged_at
    stay.save(update_fields=["discharged_at"])
    tell(patient, "stay.ended", actor=actor, now=now, entity="stay", entity_id=stay.id)
    return stay.id
