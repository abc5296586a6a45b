"""Readings reduced to what the billing rules look at: `read_data_days`, `read_moments`.

A day counts once however many readings it has, so the database sends one row per device and local day: its first and
last measurement. Where a day touches the begin or end of something and has more, `read_moments` gives them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from vantrexia.core.plain import fetch_rows, uuid_array

# device (None: typed without one), local date, automatic, held for its clock, first, last, how many
DataDay = tuple[UUID | None, date, bool, bool, datetime, datetime, int]

_DAYS = """
SELECT r.patient_id, r.device_id, r.local_date, r.origin = 'automatic', r.measured_at - r.received_at > %(tolerance)s,
    min(r.measured_at), max(r.measured_at), count(*)
FROM unnest(%(ids)s::uuid[], %(since)s::timestamptz[]) AS asked(patient_id, since)
JOIN vitals_reading r ON r.practice_id = nullif(current_setting('app.practice', true), '')::uuid
    AND r.patient_id = asked.patient_id AND r.measured_at >= asked.since
WHERE r.measured_at >= %(earliest)s AND r.measured_at < %(until)s
    AND r.state <> 'entered_in_error' AND r.origin <> 'synthetic'
GROUP BY 1, 2, 3, 4, 5
"""
_MOMENTS = """
SELECT r.patient_id, r.device_id, r.local_date, r.origin = 'automatic', r.measured_at - r.received_at > %(tolerance)s,
    r.measured_at
FROM unnest(%(ids)s::uuid[], %(days)s::date[]) AS asked(patient_id, day)
JOIN vitals_reading r ON r.practice_id = nullif(current_setting('app.practice', true), '')::uuid
    AND r.patient_id = asked.patient_id AND r.local_date = asked.day
    AND r.measured_at >= asked.day::timestamp AT TIME ZONE 'UTC' - interval '1 day'
    AND r.measured_at < asked.day::timestamp AT TIME ZONE 'UTC' + interval '2 days'
WHERE r.state <> 'entered_in_error' AND r.origin <> 'synthetic'
"""


def read_data_days(
    asked: Sequence[tuple[UUID, datetime]], *, until: datetime, tolerance: timedelta
) -> dict[UUID, list[DataDay]]:
    """Days with readings measured in [since of the patient, until), in the practice of the running transaction.

    What was entered in error and what the proof of life sent is no reading. `tolerance`: how much later than its
    receipt a measurement may claim to be.
    """
    if not asked:
        return {}
    found: dict[UUID, list[DataDay]] = {}
    rows = fetch_rows(
        _DAYS,
        {
            "ids": uuid_array(patient_id for patient_id, _ in asked),
            "since": [since for _, since in asked],
            "earliest": min(since for _, since in asked),
            "until": until,
            "tolerance": tolerance,
        },
    )
    for row in rows:
        found.setdefault(row[0], []).append(row[1:])
    return found


def read_moments(
    asked: Iterable[tuple[UUID, date]], *, tolerance: timedelta
) -> dict[tuple[UUID, UUID | None, date, bool, bool], list[datetime]]:
    """Every measurement of single days, by patient, device, date, automatic, held."""
    pairs = list(asked)
    if not pairs:
        return {}
    found: dict[tuple[UUID, UUID | None, date, bool, bool], list[datetime]] = {}
    days = {
        "ids": uuid_array(patient_id for patient_id, _ in pairs),
        "days": [day for _, day in pairs],
        "tolerance": tolerance,
    }
    for *key, measured_at in fetch_rows(_MOMENTS, days):
        found.setdefault(tuple(key), []).append(measured_at)
    return found
