"""Where a patient lived at a time: `find_zone(patient_id, at=…)`."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vantrexia.core.plain import fetch_rows

# The zone in force then; the earliest known for times before it, as a reading gets it that arrives in the ordinary way.
_ZONE = """
SELECT coalesce(
    (SELECT z.timezone FROM patients_patienttimezone z
        WHERE z.practice_id = p.practice_id AND z.patient_id = p.id AND z.valid_from <= %(at)s
        ORDER BY z.valid_from DESC, z.id DESC LIMIT 1),
    (SELECT z.timezone FROM patients_patienttimezone z
        WHERE z.practice_id = p.practice_id AND z.patient_id = p.id
        ORDER BY z.valid_from, z.id LIMIT 1),
    p.timezone)
FROM patients_patient p
WHERE p.practice_id = nullif(current_setting('app.practice', true), '')::uuid AND p.id = %(patient)s AND p.active
"""


def find_zone(patient_id: UUID, *, at: datetime) -> str | None:
    """The IANA zone of an active patient of the running transaction's practice; None where there is none."""
    rows = fetch_rows(_ZONE, {"patient": patient_id, "at": at})
    return str(rows[0][0]) if rows else None
