"""Whose readings are these? `list_foreign(patient_id, reading_ids)` names those that are not the patient's."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection


def list_foreign(patient_id: UUID, reading_ids: Iterable[UUID]) -> list[UUID]:
    """Ids that are no reading of this patient, in the practice of the running transaction."""
    asked = list(dict.fromkeys(reading_ids))
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM vitals_reading "
            "WHERE practice_id = nullif(current_setting('app.practice', true), '')::uuid "
            "AND patient_id = %s AND id = ANY (%s)",
            [patient_id, asked],
        )
        mine = {row[0] for row in cursor.fetchall()}
    return [reading_id for reading_id in asked if reading_id not in mine]
