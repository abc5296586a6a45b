"""A day of November 2026 for tests of time: `after(minutes)`, entries typed by hand, a patient's month as it stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from tests.people import Person
from vantrexia.billing.models import TimeEntry
from vantrexia.billing.selectors.time_months import get_month
from vantrexia.billing.services.time_entries import type_entry
from vantrexia.patients.models import Patient

# 18 November 2026, 10:00 in New York.
T0 = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
NEXT_MONTH = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
WHY = "The timer was not on."


def after(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


def write_time(
    person: Person, patient: Patient, low: float, high: float, *, now: datetime | None = None, **more: Any
) -> UUID:
    return type_entry(
        actor=person.actor,
        patient_id=patient.id,
        activity=more.pop("activity", "data_review"),
        started_at=after(low),
        ended_at=after(high),
        reason=WHY,
        now=now or after(24 * 60),
        **more,
    )


def read_november(
    person: Person, patient: Patient, *, now: datetime = NEXT_MONTH, **more: Any
) -> dict[str, Any]:
    return get_month(person.actor, patient.id, date(2026, 11, 1), now=now, **more)


def get_row(entry_id: UUID) -> TimeEntry:
    return TimeEntry.objects.get(id=entry_id)
