"""Records that were merged into another: `list_merged(patient_ids)`."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from vantrexia.core.plain import fetch_rows, uuid_array

_MERGED = """
SELECT id FROM patients_patient
WHERE practice_id = nullif(current_setting('app.practice', true), '')::uuid AND id = ANY (%s::uuid[])
    AND merged_into_id IS NOT NULL
"""


def list_merged(patient_ids: Collection[UUID]) -> set[UUID]:
    """Those of these whose record leads to another by now, in the practice of the running transaction."""
    return {row[0] for row in fetch_rows(_MERGED, [uuid_array(patient_ids)])} if patient_ids else set()
