"""Counting readings for adherence: `count_recent(patient_ids, since=…)`, by the index on (practice, patient, time)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from vantrexia.core.plain import fetch_rows, uuid_array


def count_recent(patient_ids: Iterable[UUID], *, since: datetime, until: datetime) -> dict[UUID, int]:
    """Readings of each patient measured in [since, until), errors left out."""
    ids = list(patient_ids)
    if not ids:
        return {}
    rows = fetch_rows(
        """
        SELECT patient_id, count(*) FROM vitals_reading
        WHERE practice_id = nullif(current_setting('app.practice', true), '')::uuid AND patient_id = ANY (%s::uuid[])
            AND measured_at >= %s AND measured_at < %s AND state <> 'entered_in_error' GROUP BY patient_id
        """,
        [uuid_array(ids), since, until],
    )
    return dict(rows)
