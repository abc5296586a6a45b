"""Monthly partitions, made ahead. There is no default partition: a month that is missing must be noticed.

`ensure_months(now)` makes what is missing and returns the new names; `list_missing(now)` says what this month or the
next still lacks (health turns to warn), `count_missing(now)` how much of each (the watch wakes somebody).
`PARTITIONED` says how far each table reaches back, so that late readings have a place.
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


def list_missing(now: datetime) -> list[str]:
    """Partitions of this month and the next that do not exist: what must shout."""
    return [name for names in _find_missing(now).values() for name in names]


def count_missing(now: datetime) -> dict[str, int]:
    """How many partitions do not exist of `this` month and of the `next`."""
    return {month: len(names) for month, names in _find_missing(now).items()}


def _find_missing(now: datetime) -> dict[str, list[str]]:
    months = dict(zip(("this", "next"), months_around(now, back=0, ahead=1), strict=True))
    wanted = {
        label: [f"{table}_y{month:%Y}m{month:%m}" for table in PARTITIONED] for label, month in months.items()
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM unnest(%s::text[]) AS name WHERE to_regclass('public.' || name) IS NULL",
            [[name for names in wanted.values() for name in names]],
        )
        missing = {row[0] for row in cursor.fetchall()}
    return {label: [name for name in names if name in missing] for label, names in wanted.items()}
