"""Search tokens and record numbers under the present blind-index key: `retoken_batch(...)`, patient by
patient, restartable.

Until every patient is done both keys stay loaded: a search asks under each, and a number is looked up under
each.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from vantrexia.core import crypto
from vantrexia.patients.models import Patient, UniqueMrn
from vantrexia.patients.services.locks import lock_names
from vantrexia.patients.services.mrn import write_claims
from vantrexia.patients.services.tokens import mrn_token, remake_tokens

_STALE = """
SELECT count(*) FROM patients_searchtoken WHERE practice_id = %s AND key_version <> %s
"""
_NEXT = """
SELECT p.id, EXISTS (
    SELECT 1 FROM patients_searchtoken t
    WHERE t.practice_id = p.practice_id AND t.patient_id = p.id AND t.key_version <> %(version)s)
FROM patients_patient p WHERE p.practice_id = %(practice)s AND p.id > %(after)s ORDER BY p.id LIMIT %(limit)s
"""


def count_stale_tokens(practice_id: UUID) -> int:
    """Tokens still made with another key than the present one."""
    with connection.cursor() as cursor:
        cursor.execute(_STALE, [practice_id, crypto.blind_key_version()])
        stale: int = cursor.fetchone()[0]
    return stale


def retoken_batch(*, practice_id: UUID, after: UUID, limit: int) -> tuple[UUID | None, int]:
    """The next patients by id; returns where to go on (None at the end) and how many tokens were made anew."""
    lock_names(practice_id)
    params: dict[str, str | UUID | int] = {
        "version": crypto.blind_key_version(),
        "practice": practice_id,
        "after": after,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, params)
        rows: list[tuple[UUID, bool]] = cursor.fetchall()
    if not rows:
        return None, 0
    stale = [patient_id for patient_id, is_stale in rows if is_stale]
    made = remake_tokens(
        list(Patient.objects.filter(practice_id=practice_id, id__in=stale)), practice_id=practice_id
    )
    _reclaim([patient_id for patient_id, _ in rows], practice_id=practice_id)
    return rows[-1][0], made


def _reclaim(patient_ids: Sequence[UUID], *, practice_id: UUID) -> None:
    claims = UniqueMrn.objects.filter(practice_id=practice_id, patient_id__in=patient_ids)
    kept = {patient_id: bytes(token) for patient_id, token in claims.values_list("patient_id", "token")}
    moved = {
        patient.id: patient.mrn
        for patient in Patient.objects.filter(practice_id=practice_id, id__in=list(kept)).only(
            "mrn", "practice_id"
        )
        if kept[patient.id] != mrn_token(patient.mrn, practice_id=practice_id)
    }
    claims.filter(patient_id__in=list(moved)).delete()
    write_claims(moved, practice_id=practice_id)
