"""What time makes due in triage: `list_due_patients` (score or silence), `count_levels` (the hourly snapshot),
`put_off` (what failed).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Case, F, Value, When

from vantrexia.triage.models import LevelCount, PatientState
from vantrexia.triage.selectors.listed import count_by_level


def list_due_patients(*, now: datetime, most: int) -> list[UUID]:
    """Monitored patients whose score changes by time, or for whom a reading has been missing for too long."""
    rows = PatientState.objects.filter(is_monitored=True).extra(where=["due_at <= %s"], params=[now])
    return list(rows.order_by("patient_id").values_list("patient_id", flat=True)[:most])


def put_off(patient_id: UUID, *, until: datetime) -> None:
    """A patient whose evaluation failed is due again later: score and silence alike."""
    PatientState.objects.filter(patient_id=patient_id).update(
        next_score_at=until,
        expected_next_at=Case(
            When(expected_next_at__lt=until, then=Value(until)), default=F("expected_next_at")
        ),
    )


def count_levels(*, practice_id: UUID, now: datetime) -> None:
    """Keep how many patients stand at each level this hour; the first count of an hour stays."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    LevelCount.objects.get_or_create(
        practice_id=practice_id,
        hour=hour,
        defaults=dict(count_by_level(practice_id)),
    )
