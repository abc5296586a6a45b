"""How to reach the patient and who acts for them: caregivers, contact permissions, time zones. All dated,
nothing overwritten.

`add_caregiver`, `end_caregiver`, `set_contact_permission`, `set_timezone`.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from vantrexia.core.actor import Actor
from vantrexia.patients.models import Caregiver, ContactPermission, PatientTimezone
from vantrexia.patients.services import checks
from vantrexia.patients.services.checks import Problems
from vantrexia.patients.services.records import lock_patient, save_patient, tell
from vantrexia.patients.services.rows import check_interval, check_past, get_row

AUTHORITIES = ("informal", "health_care_proxy", "guardian", "power_of_attorney")
CHANNELS = ("phone", "sms", "email", "voicemail", "app")


def add_caregiver(
    *,
    actor: Actor,
    patient_id: UUID,
    now: datetime,
    name: str,
    relationship: str,
    authority: str = "informal",
    phone: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> UUID:
    """Somebody who acts for or with the patient, with what authority. Raises NotFound, InvalidInput."""
    patient = lock_patient(actor, patient_id)
    problems = Problems()
    checked_name = problems.check("name", checks.check_name, name)
    checked_phone = problems.check("phone", checks.check_phone, phone) if phone else None
    problems.raise_any("The caregiver is not valid.")
    valid_from = valid_from or checks.today_in(patient.timezone, now)
    check_interval(valid_from, valid_to, field="valid_to")
    caregiver = Caregiver(
        practice_id=patient.practice_id,
        patient=patient,
        name=checked_name or "",
        phone=checked_phone,
        relationship=relationship,
        authority=authority,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    caregiver.save(force_insert=True)
    detail = {"authority": authority}
    tell(
        patient,
        "caregiver.added",
        actor=actor,
        now=now,
        entity="caregiver",
        entity_id=caregiver.id,
        detail=detail,
    )
    return caregiver.id


def end_caregiver(
    *, actor: Actor, patient_id: UUID, caregiver_id: UUID, now: datetime, valid_to: date | None = None
) -> UUID:
    """From a day on (today) the caregiver acts for the patient no more."""
    patient = lock_patient(actor, patient_id)
    caregiver = get_row(Caregiver, patient=patient, row_id=caregiver_id)
    wanted = max(valid_to or checks.today_in(patient.timezone, now), caregiver.valid_from)
    if caregiver.valid_to is None or wanted < caregiver.valid_to:
        caregiver.valid_to = wanted
        caregiver.save(update_fields=["valid_to"])
        tell(patient, "caregiver.ended", actor=actor, now=now, entity="caregiver", entity_id=caregiver.id)
    return caregiver.id


def set_contact_permission(
    *,
    actor: Actor,
    patient_id: UUID,
    now: datetime,
    channel: str,
    allowed: bool,
    valid_from: datetime | None = None,
) -> UUID:
    """May we use this channel, since when. The newest row of a channel holds; none at all means not asked."""
    patient = lock_patient(actor, patient_id)
    permission = ContactPermission(
        practice_id=patient.practice_id,
        patient=patient,
        channel=channel,
        allowed=allowed,
        valid_from=check_past(valid_from or now, now=now, field="valid_from"),
        noted_by_id=actor.user_id,
    )
    permission.save(force_insert=True)
    tell(
        patient,
        "contact_permission.set",
        actor=actor,
        now=now,
        entity="contact_permission",
        entity_id=permission.id,
        detail={"channel": channel, "allowed": allowed},
    )
    return permission.id


def set_timezone(
    *, actor: Actor, patient_id: UUID, now: datetime, timezone: str, valid_from: datetime | None = None
) -> UUID:
    """Where the patient lives, since when. The patient's present zone is that of the latest row."""
    patient = lock_patient(actor, patient_id)
    problems = Problems()
    problems.check("timezone", checks.check_zone, timezone)
    problems.raise_any("The time zone is not valid.")
    row = PatientTimezone(
        practice_id=patient.practice_id,
        patient=patient,
        timezone=timezone,
        valid_from=check_past(valid_from or now, now=now, field="valid_from"),
    )
    row.save(force_insert=True)
    rows = PatientTimezone.objects.filter(practice_id=patient.practice_id, patient_id=patient.id)
    latest = rows.order_by("-valid_from", "-id").values_list("timezone", flat=True).first()
    if latest and latest != patient.timezone:
        patient.timezone = latest
        save_patient(patient, ["timezone"], now=now)
    tell(
        patient,
        "timezone.set",
        actor=actor,
        now=now,
        entity="timezone",
        entity_id=row.id,
        detail={"timezone": timezone},
    )
    return row.id
