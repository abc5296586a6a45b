"""Where a patient lived at a time: `find_zone(patient_id, at=…)`."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vantrexia.core.plain import fetch_rows
from vantrexia.domain.zones import zone_at

_ZONES = """
SELECT p.timezone, z.valid_from, z.timezone FROM patients_patient p
LEFT JOIN patients_patienttimezone z ON z.practice_id = p.practice_id AND z.patient_id = p.id
WHERE p.practice_id = nullif(current_setting('app.practice', true), '')::uuid AND p.id = %(patient)s AND p.active
ORDER BY z.valid_from
"""


def find_zone(patient_id: UUID, *, at: datetime) -> str | None:
    """The IANA zone of an active patient of the running transaction's practice; None where there is none."""
    rows = fetch_rows(_ZONES, {"patient": patient_id})
    if not rows:
        return None
    history = [(since, zone) for _, since, zone in rows if since is not None]
    return zone_at(history, at, default=str(rows[0][0]))
