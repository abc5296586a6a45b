"""What the services of a patient's rows share: finding one of the patient's own, and sense in times.

`get_row` locks a row and raises NotFound also for another patient's; `check_past`, `check_interval` raise
InvalidInput.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from vantrexia.core.models import PracticeModel
from vantrexia.domain.errors import InvalidInput, NotFound
from vantrexia.domain.wordings import say
from vantrexia.patients.models import Patient
from vantrexia.patients.services.checks import OLDEST_YEARS

CLOCK_AHEAD = timedelta(minutes=5)  # a caller's clock may be a little ahead of ours
OLDEST = timedelta(days=OLDEST_YEARS * 366)
Row = TypeVar("Row", bound=PracticeModel)


def get_row(model: type[Row], *, patient: Patient, row_id: UUID) -> Row:
    """One row of this patient, locked."""
    rows = model._default_manager.select_for_update()
    row = rows.filter(practice_id=patient.practice_id, patient_id=patient.id, id=row_id).first()
    if row is None:
        raise NotFound("The patient has no such entry.")
    return row


def check_past(moment: datetime, *, now: datetime, field: str) -> datetime:
    """A time that has come, in the life of somebody; one a little ahead is now, because nobody looks again when it comes."""
    if moment > now + CLOCK_AHEAD:
        raise InvalidInput("The time is in the future.", fields={field: ["must not be in the future"]})
    if now - moment > OLDEST:
        told = say("must not be more than {most} years ago", most=OLDEST_YEARS)
        raise InvalidInput("That is too long ago.", fields={field: [told]})
    return min(now, moment)


def check_interval(start: datetime | date, end: datetime | date | None, *, field: str) -> None:
    """`[start, end)`: the end, where there is one, comes after the start. Two times or two dates."""
    if end is not None and end <= start:
        raise InvalidInput("The end comes before the start.", fields={field: ["must be after the start"]})
