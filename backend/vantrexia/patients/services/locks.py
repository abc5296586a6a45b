"""One writer of names and record numbers per practice at a time: `lock_names(practice_id)`.

Order and uniqueness of sealed values cannot be left to an index alone; who changes them waits here until
the other has committed.
"""

from __future__ import annotations

from uuid import UUID

from django.db import connection


def lock_names(practice_id: UUID) -> None:
    """Hold the practice's lock on names, ranks and record numbers until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"patients.names|{practice_id}"]
        )
