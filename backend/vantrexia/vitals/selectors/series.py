"""One patient's vitals over time, for charts: every value, or each day's least, mean, greatest and count.

`read_points` and `read_days` are one statement each and build no model objects. A day is a date where the patient lived.
What was entered in error is shown among the points, marked as such, and counts in no day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from vantrexia.core.actor import Actor
from vantrexia.domain.errors import InvalidInput, NotFound
from vantrexia.domain.vitals import VITALS
from vantrexia.domain.wordings import say
from vantrexia.patients.models import Patient

MOST_POINTS = 50_000
Point = tuple[datetime, float, UUID, str]


def get_zone(viewer: Actor, patient_id: UUID) -> str:
    """Where the patient lives now. Raises NotFound."""
    rows = Patient.objects.filter(practice_id=viewer.practice_id, id=patient_id).values_list(
        "timezone", flat=True
    )
    zone = rows.first()
    if zone is None:
        raise NotFound("There is no such patient.")
    return zone


def read_points(
    viewer: Actor, patient_ids: Sequence[UUID], *, vitals: Sequence[str], since: datetime, until: datetime
) -> dict[str, list[Point]]:
    """Values of each vital measured in [since, until), oldest first: time, value, reading, state.

    Raises InvalidInput for more readings than a chart can show.
    """
    columns = ", ".join(_known(vital) for vital in vitals)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT measured_at, id, state, {columns} FROM vitals_reading "  # noqa: S608
            "WHERE practice_id = %s AND patient_id = ANY (%s) AND measured_at >= %s AND measured_at < %s "
            "ORDER BY measured_at, id LIMIT %s",
            [viewer.practice_id, list(patient_ids), since, until, MOST_POINTS + 1],
        )
        rows = cursor.fetchall()
    if len(rows) > MOST_POINTS:
        raise InvalidInput("Too many readings for single points.", fields={"resolution": ["ask for day"]})
    points: dict[str, list[Point]] = {vital: [] for vital in vitals}
    for position, vital in enumerate(vitals, start=3):
        points[vital] = [(row[0], row[position], row[1], row[2]) for row in rows if row[position] is not None]
    return points


def read_days(
    viewer: Actor, patient_ids: Sequence[UUID], *, vitals: Sequence[str], first: date, last: date, zone: str
) -> dict[str, list[dict[str, Any]]]:
    """Whole days from `first` to `last`: `{date, min, mean, max, n}` of each vital, oldest first."""
    columns = ", ".join(
        f"min({name}), avg({name}), max({name}), count({name})"
        for name in (_known(vital) for vital in vitals)
    )
    # The date is the patient's, partitions are by instant: a day and a half around it holds any zone's day.
    start = datetime.combine(first, datetime.min.time(), ZoneInfo(zone)) - timedelta(hours=36)
    end = datetime.combine(last, datetime.min.time(), ZoneInfo(zone)) + timedelta(hours=60)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT local_date, {columns} FROM vitals_reading "  # noqa: S608
            "WHERE practice_id = %s AND patient_id = ANY (%s) AND measured_at >= %s AND measured_at < %s "
            "AND local_date BETWEEN %s AND %s AND state <> 'entered_in_error' GROUP BY local_date ORDER BY local_date",
            [viewer.practice_id, list(patient_ids), start, end, first, last],
        )
        rows = cursor.fetchall()
    days: dict[str, list[dict[str, Any]]] = {}
    for position, vital in enumerate(vitals):
        offset = 1 + 4 * position
        decimals = VITALS[vital].decimals + 1
        days[vital] = [
            {
                "date": row[0],
                "min": row[offset],
                "mean": round(row[offset + 1], decimals),
                "max": row[offset + 2],
                "n": row[offset + 3],
            }
            for row in rows
            if row[offset + 3]
        ]
    return days


def _known(vital: str) -> str:
    """The vital's name, which is its column's, once it is known to be one."""
    if vital not in VITALS:
        raise InvalidInput(
            "Unknown vital.", fields={"vital": [say("must be among {choices}", choices=", ".join(VITALS))]}
        )
    return vital
