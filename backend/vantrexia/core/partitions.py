"""Monthly partitions, made ahead. There is no default partition: a month that is missing must be noticed.

`ensure_months(now)` makes what is missing and returns the new names; `list_missing(now)` says what this month or the
next still lacks (health turns to warn). `PARTITIONED` says how far each table reaches back, so that late readings have a place.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection

# table -> (months back, months ahead). A reading older than 13 months or newer than its window is held, not stored.
PARTITIONED: dict[str, tuple[int, int]] = {
    "vitals_reading": (14, 3),
    "devices_delivery": (1, 3),
}


def months_around(moment: datetime, *, back: int, ahead: int) -> list[date]:
    """First days of the months from `back` before to `ahead` after the month of `moment` (UTC)."""
    start = moment.year * 12 + (moment.month - 1)
    return [date(index // 12, index % 12 + 1, 1) for index in range(start - back, start + ahead + 1)]


def ensure_months(now: datetime) -> list[str]:
    """Create missing partitions of every partitioned table; returns the names made. Idempotent."""
    made: list[str] = []
    with connection.cursor() as cursor:
        for table, (back, ahead) in PARTITIONED.items():
            for month in months_around(now, back=back, ahead=ahead):
                cursor.execute("SELECT vantrexia_ensure_month(%s, %s)", [table, month])
                row = cursor.fetchone()
                if row and row[0]:
                    made.append(row[0])
    return made


def list_missing(now: datetime, *, ahead: int = 1) -> list[str]:
    """Partitions of this month and the next `ahead` that do not exist: what must shout."""
    wanted = [
        f"{table}_y{month:%Y}m{month:%m}"
        for table in PARTITIONED
        for month in months_around(now, back=0, ahead=ahead)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM unnest(%s::text[]) AS name WHERE to_regclass('public.' || name) IS NULL",
            [wanted],
        )
        return [row[0] for row in cursor.fetchall()]
