"""Episodes of care: monitoring begins with consent and an order, and ends for a stated reason.

`start_episode`, `end_episode`; `end_open_episodes` for what ends monitoring by itself (consent revoked,
death, a merge). With an episode end its plans, and a pause that was still open.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from vantrexia.core.actor import Actor
from vantrexia.domain.errors import Conflict, DomainError, InvalidInput
from vantrexia.patients.models import Episode, MeasurementPlan, Patient, Pause
from vantrexia.patients.services import checks
from vantrexia.patients.services.consents import covers_monitoring
from vantrexia.patients.services.orders import find_order
from vantrexia.patients.services.records import lock_patient, tell
from vantrexia.patients.services.rows import check_past, get_row

START_REASONS = ("enrolled", "reenrolled", "transferred")
END_REASONS = (
    "goals_met",
    "discharged",
    "patient_request",
    "not_measuring",
    "moved_away",
    "transferred",
    "order_ended",
    "consent_revoked",
    "deceased",
    "other",
)


def start_episode(
    *,
    actor: Actor,
    patient_id: UUID,
    now: datetime,
    order_id: UUID | None = None,
    program: str = "rpm",
    started_at: datetime | None = None,
    start_reason: str = "enrolled",
) -> UUID:
    """Begin monitoring. Raises Conflict with what is missing: consent, order; `already_exists` when one is
    open; InvalidInput for a time in which an earlier one ran: two at once would part what counts for either.
    """
    patient = lock_patient(actor, patient_id)
    started_at = check_past(started_at or now, now=now, field="started_at")
    if not patient.active or patient.deceased_at is not None:
        raise Conflict("This patient is archived or has died.")
    if _open_episodes(patient).filter(program=program).exists():
        raise DomainError("already_exists", "The patient is enrolled already.")
    _check_alone(patient, program=program, started_at=started_at)
    order = find_order(patient, order_id=order_id, today=checks.today_in(patient.timezone, now))
    missing = [
        name for name, there in (("consent", covers_monitoring(patient)), ("order", order)) if not there
    ]
    if missing:
        raise Conflict("Monitoring needs consent and an order that holds.", data={"missing": missing})
    episode = Episode(
        practice_id=patient.practice_id,
        patient=patient,
        order=order,
        program=program,
        started_at=started_at,
        start_reason=start_reason,
        created_at=now,
    )
    episode.save(force_insert=True)
    tell(patient, "episode.started", actor=actor, now=now, entity="episode", entity_id=episode.id)
    return episode.id


def end_episode(
    *,
    actor: Actor,
    patient_id: UUID,
    episode_id: UUID,
    reason: str,
    now: datetime,
    ended_at: datetime | None = None,
    note: str | None = None,
) -> UUID:
    """End monitoring. Raises NotFound, Conflict when it has ended, InvalidInput for a time before the
    start.
    """
    patient = lock_patient(actor, patient_id)
    episode = get_row(Episode, patient=patient, row_id=episode_id)
    if episode.ended_at is not None:
        raise Conflict("This episode has ended.")
    ended_at = check_past(ended_at or now, now=now, field="ended_at")
    if ended_at < episode.started_at:
        raise InvalidInput("It had not begun.", fields={"ended_at": ["must be after the start"]})
    _end(patient, episode, actor=actor, reason=reason, ended_at=ended_at, note=note, now=now)
    return episode.id


def end_open_episodes(
    patient: Patient, *, actor: Actor, reason: str, ended_at: datetime, now: datetime
) -> list[UUID]:
    """End whatever is open, not before its own start; returns the episodes ended."""
    ended = list(_open_episodes(patient).select_for_update())
    for episode in ended:
        _end(
            patient,
            episode,
            actor=actor,
            reason=reason,
            ended_at=max(ended_at, episode.started_at),
            note=None,
            now=now,
        )
    return [episode.id for episode in ended]


def find_open_episode(patient: Patient, *, program: str = "rpm") -> Episode | None:
    """The episode that runs."""
    return _open_episodes(patient).filter(program=program).first()


def get_open_episode(patient: Patient, *, program: str = "rpm") -> Episode:
    """The episode that runs; raises Conflict when the patient is not enrolled."""
    episode = find_open_episode(patient, program=program)
    if episode is None:
        raise Conflict("The patient is not enrolled.", data={"missing": ["episode"]})
    return episode


def _check_alone(patient: Patient, *, program: str, started_at: datetime) -> None:
    of_program = Episode.objects.filter(
        practice_id=patient.practice_id, patient_id=patient.id, program=program
    )
    if of_program.filter(ended_at__gt=started_at).exists():
        raise InvalidInput(
            "An earlier episode ran then.", fields={"started_at": ["is before the end of an earlier episode"]}
        )


def _end(
    patient: Patient,
    episode: Episode,
    *,
    actor: Actor,
    reason: str,
    ended_at: datetime,
    note: str | None,
    now: datetime,
) -> None:
    episode.ended_at, episode.end_reason, episode.end_note = ended_at, reason, note or None
    episode.save(update_fields=["ended_at", "end_reason", "end_note"])
    last_day = checks.today_in(patient.timezone, ended_at)
    of_episode = Q(practice_id=patient.practice_id, episode_id=episode.id)
    plans = MeasurementPlan.objects.filter(of_episode)
    plans.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=last_day)).update(ends_on=last_day)
    pauses = Pause.objects.filter(of_episode)
    begun = pauses.filter(starts_at__lt=ended_at)
    begun.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=ended_at)).update(ends_at=ended_at)
    # One of a later time that is not over never is, nor may it hush what begins anew: an empty interval remains as its trace.
    later = pauses.filter(starts_at__gte=ended_at)
    later.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now)).update(ends_at=F("starts_at"))
    tell(
        patient,
        "episode.ended",
        actor=actor,
        now=now,
        entity="episode",
        entity_id=episode.id,
        reason=note,
        detail={"end_reason": reason},
    )


def _open_episodes(patient: Patient) -> QuerySet[Episode]:
    return Episode.objects.filter(
        practice_id=patient.practice_id, patient_id=patient.id, ended_at__isnull=True
    )
