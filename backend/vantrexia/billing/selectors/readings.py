"""A patient's days with data as the rules' `Reading`s: `build_readings`.

A day in the middle of monitoring is one reading. On a day where something begins or ends (consent, set-up, discharge,
death) every measurement is one, because its moment decides whether it counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from vantrexia.domain.billing.facts import Reading
from vantrexia.domain.billing.ruledata import load_settings_catalogue
from vantrexia.vitals.selectors.datadays import read_data_days, read_moments

NO_DEVICE = "typed"


def get_tolerance() -> timedelta:
    """How much later than its receipt a measurement may claim to be before its clock is in doubt (rules 9)."""
    return timedelta(minutes=int(load_settings_catalogue()["clock_tolerance_minutes"]["default"]))


def build_readings(
    asked: Sequence[tuple[UUID, datetime]], *, edges: Mapping[UUID, set[date]], until: datetime
) -> dict[UUID, list[Reading]]:
    """Readings by patient, measured in [since of the patient, until)."""
    tolerance = get_tolerance()
    days = read_data_days(asked, until=until, tolerance=tolerance)
    crowded = {
        (patient_id, day)
        for patient_id, rows in days.items()
        for _, day, _, _, _, _, count in rows
        if count > 2 and day in edges.get(patient_id, ())
    }
    moments = read_moments(crowded, tolerance=tolerance)
    found: dict[UUID, list[Reading]] = {}
    for patient_id, rows in days.items():
        mine = found[patient_id] = []
        for device_id, day, automatic, held, first, last, count in rows:
            device = NO_DEVICE if device_id is None else str(device_id)
            if count == 1 or day not in edges[patient_id]:
                at: Sequence[datetime] = (first,)
            elif count == 2:
                at = (first, last)
            else:
                at = moments.get((patient_id, device_id, day, automatic, held), (first, last))
            mine.extend(Reading(device, moment, automatic, None, None, held, False, day) for moment in at)
    return found
