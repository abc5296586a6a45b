"""Digests of what devices sent, to find copied readings: `read_stream_digests(since, until)`."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vantrexia.core.plain import fetch_rows

FEWEST = 10  # below that equal readings are nothing to wonder at

# Equal values at equal moments under different patients: only those travel.
_EQUAL = """
WITH streams AS (
    SELECT patient_id, device_id, md5(string_agg(concat_ws(':', kind, extract(epoch FROM measured_at), systolic, diastolic,
        pulse, spo2, weight_kg, glucose_mg_dl, temperature_c, respiratory_rate), ',' ORDER BY measured_at, kind, seq)) AS digest
    FROM vitals_reading
    WHERE practice_id = nullif(current_setting('app.practice', true), '')::uuid AND measured_at >= %s AND measured_at < %s
        AND origin = 'automatic' AND state <> 'entered_in_error' AND device_id IS NOT NULL
    GROUP BY patient_id, device_id HAVING count(*) >= %s
)
SELECT patient_id, device_id, digest FROM streams
WHERE digest IN (SELECT digest FROM streams GROUP BY digest HAVING count(DISTINCT patient_id) > 1)
"""


def read_stream_digests(*, since: datetime, until: datetime) -> list[tuple[UUID, UUID, str]]:
    """Patient, device and digest of every stream that stands under more than one patient."""
    return [
        (patient, device, digest) for patient, device, digest in fetch_rows(_EQUAL, [since, until, FEWEST])
    ]
