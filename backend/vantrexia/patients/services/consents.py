"""Consent to monitoring: given, by whom, to which text; revoked. And the texts a practice asks consent to.

Nobody is monitored without one: `covers_monitoring` says whether a consent in force covers it. CMS asks for
consent to remote monitoring to be documented (CY 2021 Physician Fee Schedule final rule, 85 FR 84472);
verbal consent counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.audit.services import record
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import Conflict, DomainError, InvalidInput
from vantrexia.patients.models import Caregiver, Consent, ConsentText, Patient
from vantrexia.patients.services.records import lock_patient, tell
from vantrexia.patients.services.rows import check_past, get_row

METHODS = ("verbal", "written")
GIVEN_BY = ("patient", "caregiver")
SCOPES = ("monitoring", "billing", "sms", "email", "data_sharing")
NOTICES = ("cost_sharing", "one_practitioner", "right_to_stop")


def add_consent_text(
    *, actor: Actor, version: str, language: str, body: str, valid_from: date, now: datetime
) -> UUID:
    """A new version of the text, in one language. Texts are never changed: people consented to them."""
    practice_id = practice_of(actor)
    if ConsentText.objects.filter(practice_id=practice_id, version=version, language=language).exists():
        raise DomainError("already_exists", "This version exists in this language.")
    text = ConsentText(
        practice_id=practice_id, version=version, language=language, body=body, valid_from=valid_from
    )
    text.save(force_insert=True)
    detail = {"version": version, "language": language}
    record(
        actor=actor,
        action="consent_text.added",
        entity="consent_text",
        entity_id=text.id,
        detail=detail,
        at=now,
    )
    return text.id


def record_consent(
    *,
    actor: Actor,
    patient_id: UUID,
    now: datetime,
    method: str,
    given_at: datetime | None = None,
    scopes: Sequence[str] = ("monitoring",),
    notices: Sequence[str] = (),
    given_by: str = "patient",
    caregiver_id: UUID | None = None,
    text_id: UUID | None = None,
) -> UUID:
    """Note that consent was given; the actor took it. Raises NotFound, InvalidInput, Conflict."""
    patient = lock_patient(actor, patient_id)
    given_at = check_past(given_at or now, now=now, field="given_at")
    if given_by == "caregiver":
        _check_caregiver(patient, caregiver_id)
    elif caregiver_id is not None:
        raise InvalidInput("Who gave it?", fields={"caregiver_id": ["only with given_by caregiver"]})
    if (
        text_id is not None
        and not ConsentText.objects.filter(practice_id=patient.practice_id, id=text_id).exists()
    ):
        raise InvalidInput("There is no such text.", fields={"text_id": ["is not a text of this practice"]})
    consent = Consent(
        practice_id=patient.practice_id,
        patient=patient,
        text_id=text_id,
        method=method,
        scopes=sorted(set(scopes)),
        notices=sorted(set(notices)),
        given_at=given_at,
        given_by=given_by,
        caregiver_id=caregiver_id,
        taken_by_id=actor.user_id,
        created_at=now,
    )
    consent.save(force_insert=True)
    tell(
        patient,
        "consent.given",
        actor=actor,
        now=now,
        entity="consent",
        entity_id=consent.id,
        detail={"method": method, "scopes": consent.scopes},
    )
    return consent.id


def revoke_consent(
    *,
    actor: Actor,
    patient_id: UUID,
    consent_id: UUID,
    now: datetime,
    reason: str | None = None,
    revoked_at: datetime | None = None,
) -> bool:
    """Note that consent was taken back; answers whether monitoring may go on under another one."""
    patient = lock_patient(actor, patient_id)
    consent = get_row(Consent, patient=patient, row_id=consent_id)
    if consent.revoked_at is not None:
        raise Conflict("This consent was revoked before.")
    revoked_at = check_past(revoked_at or now, now=now, field="revoked_at")
    if revoked_at < consent.given_at:
        raise InvalidInput("It was not given then.", fields={"revoked_at": ["must be after the consent"]})
    consent.revoked_at, consent.revoked_taken_by_id = revoked_at, actor.user_id
    consent.revoke_reason = reason or None
    consent.save(update_fields=["revoked_at", "revoked_taken_by_id", "revoke_reason"])
    tell(
        patient,
        "consent.revoked",
        actor=actor,
        now=now,
        entity="consent",
        entity_id=consent.id,
        reason=reason,
    )
    return covers_monitoring(patient)


def covers_monitoring(patient: Patient) -> bool:
    """Whether a consent in force covers monitoring; one without scopes was given to monitoring as such."""
    in_force = Consent.objects.filter(
        practice_id=patient.practice_id, patient_id=patient.id, revoked_at__isnull=True
    )
    return in_force.filter(Q(scopes=[]) | Q(scopes__contains=["monitoring"])).exists()


def _check_caregiver(patient: Patient, caregiver_id: UUID | None) -> None:
    mine = Caregiver.objects.filter(
        practice_id=patient.practice_id, patient_id=patient.id, valid_to__isnull=True
    )
    if caregiver_id is None or not mine.filter(id=caregiver_id).exists():
        raise InvalidInput(
            "Name the caregiver.", fields={"caregiver_id": ["must be a caregiver of this patient"]}
        )
