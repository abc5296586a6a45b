"""Which practice the database works for: row-level security sees `app.practice`, set per transaction.

`practice_scope(practice_id)` opens a transaction and sets it; `set_practice(practice_id)` sets it in the one that runs;
`current_practice()` reads it back. A connection without a practice sees no row of any tenant table, so a forgotten scope
fails loudly in tests and leaks nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction


@contextmanager
def practice_scope(practice_id: UUID, *, user_id: int | None = None) -> Iterator[None]:
    """A transaction in which the database shows one practice's rows, and only those.

    Nested inside another practice's scope it restores the outer one at its end; the same practice nests freely.
    """
    with transaction.atomic():
        outer = current_practice()
        set_practice(practice_id, user_id=user_id)
        try:
            yield
        finally:
            if outer is not None and outer != practice_id and not connection.needs_rollback:
                set_practice(outer)


def set_practice(practice_id: UUID, *, user_id: int | None = None) -> None:
    """Point the running transaction at a practice; forgotten at its end."""
    with connection.cursor() as cursor:
        if user_id is None:
            cursor.execute("SELECT set_config('app.practice', %s, true)", [str(practice_id)])
        else:
            cursor.execute(
                "SELECT set_config('app.practice', %s, true), set_config('app.user', %s, true)",
                [str(practice_id), str(user_id)],
            )


def current_practice() -> UUID | None:
    """The practice of the running transaction, None when none is set."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nullif(current_setting('app.practice', true), '')")
        row = cursor.fetchone()
    return UUID(row[0]) if row and row[0] else None
