"""What time makes due in triage: `list_due_patients` (score or silence), `count_levels` (the hourly snapshot)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection

from vantrexia.triage.models import LevelCount, PatientState


def list_due_patients(*, now: datetime, most: int) -> list[UUID]:
    """Monitored patients whose score changes by time, or for whom a reading has been missing for too long."""
    rows = PatientState.objects.filter(is_monitored=True).extra(where=["due_at <= %s"], params=[now])
    return list(rows.order_by("patient_id").values_list("patient_id", flat=True)[:most])


def count_levels(*, practice_id: UUID, now: datetime) -> None:
    """Keep how many patients stand at each level this hour; the first count of an hour stays."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT level, count(*) FROM triage_patientstate WHERE practice_id = %s AND is_monitored GROUP BY level",
            [practice_id],
        )
        counts = dict(cursor.fetchall())
    hour = now.replace(minute=0, second=0, microsecond=0)
    LevelCount.objects.get_or_create(
        practice_id=practice_id,
        hour=hour,
        defaults={level: counts.get(level, 0) for level in ("critical", "warning", "normal", "no_data")},
    )
