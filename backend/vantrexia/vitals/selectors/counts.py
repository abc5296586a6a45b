"""Counting readings for adherence: `count_recent(patient_ids, since=…)`, by the index on (practice, patient, time)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection


def count_recent(patient_ids: Iterable[UUID], *, since: datetime, until: datetime) -> dict[UUID, int]:
    """Readings of each patient measured in [since, until), errors left out."""
    ids = list(patient_ids)
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT patient_id, count(*) FROM vitals_reading
            WHERE practice_id = nullif(current_setting('app.practice', true), '')::uuid AND patient_id = ANY (%s)
                AND measured_at >= %s AND measured_at < %s AND state <> 'entered_in_error' GROUP BY patient_id
            """,
            [ids, since, until],
        )
        return dict(cursor.fetchall())
