"""The patient's record: create, change, archive, take back from the archive.

Every act locks what it changes, keeps the search tokens and the place in the order of names with it, writes
one audit entry and one event. `version` is the row's; a change that names an old one is refused
(`stale_version`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.audit.services import record
from vantrexia.core.actor import Actor
from vantrexia.core.ids import uuid7
from vantrexia.core.outbox import Event, emit
from vantrexia.domain.errors import Conflict, DomainError, InvalidInput, NotFound
from vantrexia.patients.models import Patient, PatientTimezone
from vantrexia.patients.services import checks, mrn, tokens
from vantrexia.patients.services.demographics import EMPTY, OPTIONAL, read_demographics
from vantrexia.patients.services.locks import lock_names
from vantrexia.patients.services.ranks import find_rank, name_key


def create_patient(*, actor: Actor, given: Mapping[str, Any], now: datetime) -> UUID:
    """A new patient of the actor's practice; returns the id. Fields as on the wire; an MRN is made when
    none is given.

    Raises InvalidInput naming each wrong field, a taken MRN included.
    """
    practice_id = practice_of(actor)
    zone = practice_zone(practice_id)
    columns = read_demographics(given, today=checks.today_in(zone, now), is_new=True)
    lock_names(practice_id)
    patient = Patient(
        id=uuid7(),
        practice_id=practice_id,
        created_at=now,
        updated_at=now,
        location_id=_check_location(practice_id, given),
    )
    for name, value in {"timezone": zone, **columns}.items():
        setattr(patient, name, value)
    if not columns.get("mrn"):
        patient.mrn = mrn.take_numbers(1, practice_id=practice_id)[0]
    elif mrn.find_owners([patient.mrn], practice_id=practice_id):
        raise InvalidInput("This record number is taken.", fields={"mrn": [mrn.TAKEN]})
    patient.name_rank = find_rank(practice_id=practice_id, key=_key_of(patient))
    patient.save(force_insert=True)
    mrn.write_claims({patient.id: patient.mrn}, practice_id=practice_id)
    tokens.write_tokens(
        {patient.id: tokens.list_tokens(tokens.values_of(patient), practice_id=practice_id)},
        practice_id=practice_id,
    )
    PatientTimezone(practice_id=practice_id, patient=patient, timezone=patient.timezone, valid_from=now).save(
        force_insert=True
    )
    tell(patient, "patient.created", actor=actor, now=now)
    return patient.id


def change_patient(
    *, actor: Actor, patient_id: UUID, given: Mapping[str, Any], is_whole: bool, now: datetime
) -> UUID:
    """Change a record. `is_whole` (PUT): what is not given is cleared; else (PATCH) it stays.

    Raises NotFound, InvalidInput, Conflict for a merged record, `stale_version` when `given["version"]` is
    not the row's.
    """
    practice_id = practice_of(actor)
    if {"first_name", "last_name", "mrn"} & set(given) or is_whole:
        lock_names(practice_id)  # before the row: the order every writer of names locks in
    patient = lock_patient(actor, patient_id)
    wanted = given.get("version")
    if wanted is not None and wanted != patient.row_version:
        raise DomainError(
            "stale_version",
            "Somebody has changed this record since you read it.",
            data={"version": patient.row_version},
        )
    columns = read_demographics(given, today=checks.today_in(patient.timezone, now), is_new=is_whole)
    if is_whole:
        columns = {**{name: EMPTY.get(name) for name in OPTIONAL}, **columns}
    if is_whole or "location_id" in given:
        columns["location_id"] = _check_location(practice_id, given)
    changed = sorted(name for name, value in columns.items() if getattr(patient, name) != value)
    if not changed:
        return patient.id
    renamed = bool({"first_name", "last_name"} & set(changed))
    for name in changed:
        setattr(patient, name, columns[name])
    if "mrn" in changed:
        mrn.claim_mrn(patient.mrn, practice_id=practice_id, patient_id=patient.id)
    if renamed:
        patient.name_rank = find_rank(practice_id=practice_id, key=_key_of(patient), leave_out=patient.id)
    save_patient(patient, [*changed, *(["name_rank"] if renamed else [])], now=now)
    if set(tokens.SEARCHABLE) & set(changed):
        tokens.refresh_tokens(patient)
    if "timezone" in changed:
        PatientTimezone(
            practice_id=practice_id, patient=patient, timezone=patient.timezone, valid_from=now
        ).save(force_insert=True)
    tell(patient, "patient.changed", actor=actor, now=now, detail={"fields": changed})
    return patient.id


def archive_patient(*, actor: Actor, patient_id: UUID, reason: str | None, now: datetime) -> UUID:
    """Take a patient out of the daily lists; everything is kept, and nobody monitors meanwhile."""
    return _set_active(actor, patient_id, to=False, reason=reason, now=now)


def unarchive_patient(*, actor: Actor, patient_id: UUID, reason: str | None, now: datetime) -> UUID:
    """Back into the daily lists; an episode that was left open goes on. Idempotent."""
    return _set_active(actor, patient_id, to=True, reason=reason, now=now)


def _set_active(actor: Actor, patient_id: UUID, *, to: bool, reason: str | None, now: datetime) -> UUID:
    patient = lock_patient(actor, patient_id)
    if patient.active != to:
        patient.active, patient.archived_at = to, None if to else now
        save_patient(patient, ["active", "archived_at"], now=now)
        tell(patient, "patient.unarchived" if to else "patient.archived", actor=actor, now=now, reason=reason)
    return patient.id


# --- what the other services of this app build on ---------------------------------------------------------


def lock_patient(actor: Actor, patient_id: UUID) -> Patient:
    """The row, locked for the transaction; raises NotFound, Conflict for a record merged away.

    NO KEY: whoever evaluates the patient holds their triage row and writes rows that name them; who changes the record has
    it evaluated afterwards. A lock of the key too would let the two wait for each other.
    """
    rows = Patient.objects.select_for_update(no_key=True)
    patient = rows.filter(practice_id=practice_of(actor), id=patient_id).first()
    if patient is None:
        raise NotFound("There is no such patient.")
    if patient.merged_into_id:
        raise Conflict(
            "This record was merged into another.", data={"merged_into": str(patient.merged_into_id)}
        )
    return patient


def save_patient(patient: Patient, fields: list[str], *, now: datetime) -> None:
    """Store changed columns as the next version of the row."""
    patient.row_version += 1
    patient.updated_at = now
    patient.save(update_fields=[*fields, "row_version", "updated_at"])


def tell(
    patient: Patient,
    action: str,
    *,
    actor: Actor,
    now: datetime,
    entity: str = "patient",
    entity_id: UUID | None = None,
    reason: str | None = None,
    detail: Mapping[str, object] | None = None,
) -> None:
    """The audit entry of an act on a patient, and the event for open screens."""
    record(
        actor=actor,
        action=action,
        entity=entity,
        entity_id=entity_id or patient.id,
        patient_ids=[patient.id],
        reason=reason or None,
        detail=detail,
        at=now,
    )
    emit(
        [Event("patient", patient.id, patient.id, patient.row_version)],
        practice_id=patient.practice_id,
        at=now,
    )


def practice_zone(practice_id: UUID) -> str:
    """The practice's time zone, for patients who name none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT timezone FROM accounts_practice WHERE id = %s", [practice_id])
        row = cursor.fetchone()
    if row is None:
        raise NotFound("There is no such practice.")
    return str(row[0])


def _check_location(practice_id: UUID, given: Mapping[str, Any]) -> UUID | None:
    location_id: UUID | None = given.get("location_id")
    if location_id is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM accounts_location WHERE practice_id = %s AND id = %s", [practice_id, location_id]
        )
        if cursor.fetchone() is None:
            raise InvalidInput(
                "There is no such location.", fields={"location_id": ["is not a location of this practice"]}
            )
    return location_id


def _key_of(patient: Patient) -> tuple[str, str]:
    return name_key(last_name=patient.last_name, first_name=patient.first_name)
