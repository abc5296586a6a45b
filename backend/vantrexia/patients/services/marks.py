"""Marks on a record: sensitive, legal hold, deceased. Each act says why.

`set_sensitive`, `set_legal_hold` (a record on hold is not merged), `record_death`, `withdraw_death`.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vantrexia.core.actor import Actor
from vantrexia.domain.errors import Conflict, InvalidInput
from vantrexia.patients.services import checks
from vantrexia.patients.services.episodes import end_open_episodes
from vantrexia.patients.services.records import lock_patient, save_patient, tell
from vantrexia.patients.services.rows import check_past


def set_sensitive(*, actor: Actor, patient_id: UUID, is_on: bool, reason: str, now: datetime) -> UUID:
    """Mark a record as needing special care (a colleague, a public person, substance use), or unmark it."""
    patient = lock_patient(actor, patient_id)
    if patient.is_sensitive != is_on:
        patient.is_sensitive = is_on
        save_patient(patient, ["is_sensitive"], now=now)
        tell(
            patient,
            "patient.marked_sensitive" if is_on else "patient.unmarked_sensitive",
            actor=actor,
            now=now,
            reason=reason,
        )
    return patient.id


def set_legal_hold(*, actor: Actor, patient_id: UUID, is_on: bool, reason: str, now: datetime) -> UUID:
    """Keep a record as it stands for a lawsuit or an inquiry, or lift that."""
    patient = lock_patient(actor, patient_id)
    if patient.legal_hold != is_on:
        patient.legal_hold = is_on
        save_patient(patient, ["legal_hold"], now=now)
        tell(
            patient,
            "patient.held" if is_on else "patient.hold_lifted",
            actor=actor,
            now=now,
            reason=reason,
        )
    return patient.id


def record_death(*, actor: Actor, patient_id: UUID, deceased_at: datetime, now: datetime) -> UUID:
    """The patient has died: the open episode ends then. Raises InvalidInput, Conflict when noted before."""
    patient = lock_patient(actor, patient_id)
    if patient.deceased_at is not None:
        raise Conflict("The death was noted before.")
    deceased_at = check_past(deceased_at, now=now, field="deceased_at")
    if checks.today_in(patient.timezone, deceased_at).isoformat() < patient.date_of_birth:
        raise InvalidInput("The patient was not born.", fields={"deceased_at": ["is before the birth date"]})
    patient.deceased_at = deceased_at
    save_patient(patient, ["deceased_at"], now=now)
    tell(patient, "patient.deceased", actor=actor, now=now)
    end_open_episodes(patient, actor=actor, reason="deceased", ended_at=deceased_at, now=now)
    return patient.id


def withdraw_death(*, actor: Actor, patient_id: UUID, reason: str, now: datetime) -> UUID:
    """It was noted in error. The episode stays ended: who is monitored again is enrolled again."""
    patient = lock_patient(actor, patient_id)
    if patient.deceased_at is None:
        raise Conflict("No death was noted.")
    patient.deceased_at = None
    save_patient(patient, ["deceased_at"], now=now)
    tell(patient, "patient.death_withdrawn", actor=actor, now=now, reason=reason)
    return patient.id
