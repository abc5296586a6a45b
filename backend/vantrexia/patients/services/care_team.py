"""Who cares for the patient, in which function, from when to when: `add_member`, `end_member`. Days are
`[valid_from, valid_to)`.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from vantrexia.core.actor import Actor
from vantrexia.domain.errors import DomainError, InvalidInput
from vantrexia.patients.models import CareTeamMember, Patient
from vantrexia.patients.services import checks
from vantrexia.patients.services.records import lock_patient, tell
from vantrexia.patients.services.rows import check_interval, get_row

FUNCTIONS = ("responsible_provider", "primary_nurse", "backup", "care_manager")
# One person at a time answers for a patient in these.
SINGLE = frozenset({"responsible_provider", "primary_nurse"})


def add_member(
    *,
    actor: Actor,
    patient_id: UUID,
    now: datetime,
    membership_id: UUID,
    function: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> UUID:
    """Put a colleague on the team; a new responsible provider or primary nurse takes over from the one
    before.

    Raises NotFound, InvalidInput, `already_exists`.
    """
    patient = lock_patient(actor, patient_id)
    valid_from = valid_from or checks.today_in(patient.timezone, now)
    check_interval(valid_from, valid_to, field="valid_to")
    _check_member(patient, membership_id)
    same = CareTeamMember.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from),
        practice_id=patient.practice_id,
        patient_id=patient.id,
        function=function,
    )
    if same.filter(membership_id=membership_id).exists():
        raise DomainError("already_exists", "This colleague has this function already.")
    if function in SINGLE:
        for before in same.select_for_update():
            before.valid_to = max(valid_from, before.valid_from)
            before.save(update_fields=["valid_to"])
    member = CareTeamMember(
        practice_id=patient.practice_id,
        patient=patient,
        membership_id=membership_id,
        function=function,
        valid_from=valid_from,
        valid_to=valid_to,
        created_at=now,
    )
    member.save(force_insert=True)
    detail = {"function": function, "membership": str(membership_id)}
    tell(
        patient,
        "care_team.added",
        actor=actor,
        now=now,
        entity="care_team",
        entity_id=member.id,
        detail=detail,
    )
    return member.id


def end_member(
    *, actor: Actor, patient_id: UUID, member_id: UUID, now: datetime, valid_to: date | None = None
) -> UUID:
    """From a day on (today) the colleague has this function no more."""
    patient = lock_patient(actor, patient_id)
    member = get_row(CareTeamMember, patient=patient, row_id=member_id)
    wanted = max(valid_to or checks.today_in(patient.timezone, now), member.valid_from)
    if member.valid_to is None or wanted < member.valid_to:
        member.valid_to = wanted
        member.save(update_fields=["valid_to"])
        tell(patient, "care_team.ended", actor=actor, now=now, entity="care_team", entity_id=member.id)
    return member.id


def _check_member(patient: Patient, membership_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM accounts_membership "
            "WHERE practice_id = %s AND id = %s AND is_active AND role <> 'patient'",
            [patient.practice_id, membership_id],
        )
        if cursor.fetchone() is None:
            raise InvalidInput(
                "There is no such colleague.", fields={"membership_id": ["must be an active colleague"]}
            )
