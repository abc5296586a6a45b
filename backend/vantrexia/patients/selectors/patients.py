"""Patients as lists and as one record.

`list_patients(viewer, …) -> (count, rows)`: a page without model objects; the count of an unfiltered list
comes from the kept counter. `iterate_patients(viewer, …)`: all of them, for an export. `get_patient(viewer,
id)`: every field of one. Rows are dicts with the wire's names.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.core import crypto
from vantrexia.core.actor import NO_PRACTICE, Actor
from vantrexia.domain.errors import InvalidInput, NotFound
from vantrexia.domain.wordings import say
from vantrexia.patients.models import Patient
from vantrexia.patients.selectors.search import build_search

ORDERINGS = {
    "last_name": "p.name_rank, p.id",
    "-last_name": "p.name_rank DESC, p.id DESC",
    "created_at": "p.created_at, p.id DESC",
    "-created_at": "p.created_at DESC, p.id",
}
_PLAIN = ("id", "gender", "state", "active", "external_id", "created_at", "updated_at")
_SEALED = (
    "first_name",
    "last_name",
    "date_of_birth",
    "mrn",
    "phone",
    "email",
    "address_line1",
    "address_line2",
    "city",
    "zip",
)
_EXPORT_PLAIN = ("gender", "sex", "state", "language", "timezone", "external_id")
_EXPORT_SEALED = (*_SEALED, "middle_name", "suffix")
_COLUMNS = ", ".join(f"p.{name}" for name in (*_PLAIN, *_SEALED))
# The ids of the page come from an index alone; only the page's own rows are read from the (wide) table.
_PAGE = """
SELECT {columns} FROM (
    SELECT p.id FROM patients_patient p WHERE p.practice_id = %(practice)s AND p.active = %(active)s {where}
    ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s
) page JOIN patients_patient p ON p.practice_id = %(practice)s AND p.id = page.id ORDER BY {order}
"""
_AFTER = """
SELECT {columns} FROM patients_patient p
WHERE p.practice_id = %(practice)s AND p.active = %(active)s AND p.merged_into_id IS NULL {after}
ORDER BY p.name_rank, p.id LIMIT %(limit)s
"""
# Everybody found is looked up once, for count and page. A page alone would be sought along the order of names: past everybody
# where the names found are the last of the alphabet.
_FOUND = """
WITH found AS MATERIALIZED (
    SELECT p.id, p.{key} FROM patients_patient p
    WHERE p.practice_id = %(practice)s AND p.active = %(active)s {where}
), page AS (SELECT p.id FROM found p ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s)
SELECT counted.total, {columns} FROM (SELECT count(*) AS total FROM found) counted
LEFT JOIN page ON true LEFT JOIN patients_patient p ON p.practice_id = %(practice)s AND p.id = page.id
ORDER BY {order}
"""
_KEPT_COUNT = """
SELECT coalesce(
    (SELECT value FROM patients_counter WHERE practice_id = %(practice)s AND name = %(counter)s), 0)
"""


def list_patients(
    viewer: Actor,
    *,
    search: str = "",
    active: bool = True,
    ordering: str = "last_name",
    limit: int = 20,
    offset: int = 0,
) -> tuple[int, list[dict[str, Any]]]:
    """One page and how many there are in all. Raises InvalidInput for an unknown ordering."""
    if ordering not in ORDERINGS:
        raise InvalidInput(
            "Unknown ordering.",
            fields={"ordering": [say("must be one of {choices}", choices=", ".join(ORDERINGS))]},
        )
    if viewer.practice_id == NO_PRACTICE:
        return 0, []
    # A merged record is inactive and leads elsewhere: it is in no list.
    where = "" if active else "AND p.merged_into_id IS NULL"
    params: dict[str, Any] = {
        "practice": viewer.practice_id,
        "active": active,
        "limit": limit,
        "offset": offset,
        "counter": "active" if active else "archived",
    }
    order = ORDERINGS[ordering]
    if search.strip():
        found = build_search(search, practice_id=viewer.practice_id)
        if found.sql is None:
            return 0, []
        where += f" AND p.id IN ({found.sql})"
        key = "name_rank" if ordering.endswith("last_name") else "created_at"
        with connection.cursor() as cursor:
            cursor.execute(
                _FOUND.format(columns=_COLUMNS, where=where, key=key, order=order), params | found.params
            )
            lines = cursor.fetchall()
        # Beyond the last page there is one line, with the count alone.
        total, lines = lines[0][0], [line[1:] for line in lines if line[1] is not None]
    else:
        with connection.cursor() as cursor:
            cursor.execute(_KEPT_COUNT, params)
            total = cursor.fetchone()[0]
            cursor.execute(_PAGE.format(columns=_COLUMNS, where=where, order=order), params)
            lines = cursor.fetchall()
    return total, [_list_row(str(viewer.practice_id), line) for line in lines]


def iterate_patients(
    viewer: Actor, *, active: bool, piece: int = 1000
) -> Iterator[list[tuple[UUID, dict[str, Any]]]]:
    """Every patient in order of names, in pieces: id and columns as text. A piece begins after the last of
    the one before.
    """
    practice_id = practice_of(viewer)
    params: dict[str, Any] = {"practice": practice_id, "active": active, "limit": piece}
    columns = ", ".join(f"p.{name}" for name in ("name_rank", "id", *_EXPORT_PLAIN, *_EXPORT_SEALED))
    after = ""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_AFTER.format(columns=columns, after=after), params)
            lines = cursor.fetchall()
        if lines:
            yield [_export_row(str(practice_id), line) for line in lines]
        if len(lines) < piece:
            return
        # Not as a row: row-level security keeps that comparison from the index.
        after = "AND p.name_rank >= %(rank)s AND (p.name_rank > %(rank)s OR p.id > %(id)s)"
        params |= {"rank": lines[-1][0], "id": lines[-1][1]}


def _export_row(practice_id: str, line: tuple[Any, ...]) -> tuple[UUID, dict[str, Any]]:
    _, row_id, *values = line
    row = dict(zip(_EXPORT_PLAIN, values, strict=False))
    for name, envelope in zip(_EXPORT_SEALED, values[len(_EXPORT_PLAIN) :], strict=True):
        row[name] = envelope and _open(envelope, name, practice_id, row_id)
    return row_id, row


def _list_row(practice_id: str, line: tuple[Any, ...]) -> dict[str, Any]:
    plain = dict(zip(_PLAIN, line, strict=False))
    row_id = plain["id"]
    opened = {
        name: "" if envelope is None else _open(envelope, name, practice_id, row_id)
        for name, envelope in zip(_SEALED, line[len(_PLAIN) :], strict=True)
    }
    return {
        "id": row_id,
        "first_name": opened["first_name"],
        "last_name": opened["last_name"],
        "date_of_birth": opened["date_of_birth"],
        "gender": plain["gender"],
        "mrn": opened["mrn"],
        "active": plain["active"],
        "phone": opened["phone"],
        "email": opened["email"],
        "address": {
            "line1": opened["address_line1"],
            "line2": opened["address_line2"],
            "city": opened["city"],
            "state": plain["state"],
            "zip": opened["zip"],
        },
        "external_id": plain["external_id"],
        "created_at": plain["created_at"],
        "updated_at": plain["updated_at"],
    }


def _open(envelope: str, name: str, practice_id: str, row_id: UUID) -> str:
    return crypto.unseal(envelope, label=f"patient.{name}", practice_id=practice_id, row_id=row_id)


def get_patient(viewer: Actor, patient_id: UUID) -> dict[str, Any]:
    """Every field of one record; raises NotFound, also for another practice's. The SSN leaves by its last
    four digits.
    """
    patient = Patient.objects.filter(practice_id=practice_of(viewer), id=patient_id).first()
    if patient is None:
        raise NotFound("There is no such patient.")
    return {
        "id": patient.id,
        "first_name": patient.first_name,
        "middle_name": patient.middle_name or "",
        "last_name": patient.last_name,
        "suffix": patient.suffix or "",
        "name_on_card": patient.name_on_card or "",
        "date_of_birth": patient.date_of_birth,
        "gender": patient.gender,
        "sex": patient.sex,
        "mrn": patient.mrn,
        "ssn_last_four": patient.ssn[-4:] if patient.ssn else "",
        "active": patient.active,
        "phone": patient.phone or "",
        "email": patient.email or "",
        "address": {
            "line1": patient.address_line1 or "",
            "line2": patient.address_line2 or "",
            "city": patient.city or "",
            "state": patient.state,
            "zip": patient.zip or "",
        },
        "emergency_address": patient.emergency_address or "",
        "language": patient.language,
        "timezone": patient.timezone,
        "external_id": patient.external_id,
        "location_id": patient.location_id,
        "is_sensitive": patient.is_sensitive,
        "legal_hold": patient.legal_hold,
        "deceased_at": patient.deceased_at,
        "merged_into": patient.merged_into_id,
        "archived_at": patient.archived_at,
        "created_at": patient.created_at,
        "updated_at": patient.updated_at,
        "version": patient.row_version,
    }


def check_patient(viewer: Actor, patient_id: UUID) -> None:
    """Raise NotFound unless the patient is one of the viewer's practice."""
    if not Patient.objects.filter(practice_id=practice_of(viewer), id=patient_id).exists():
        raise NotFound("There is no such patient.")


def list_record_ids(viewer: Actor, patient_id: UUID) -> list[UUID]:
    """A record and those merged into it, directly or through another: what was done to any was done to this
    person.
    """
    found, layer = [patient_id], [patient_id]
    while layer:
        layer = list(
            Patient.objects.filter(practice_id=practice_of(viewer), merged_into_id__in=layer).values_list(
                "id", flat=True
            )
        )
        found += layer
    return found


def age_on(date_of_birth: str, *, zone: str, now: datetime) -> int:
    """Completed years where the patient lives."""
    born, today = date.fromisoformat(date_of_birth), now.astimezone(ZoneInfo(zone)).date()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
