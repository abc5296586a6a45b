"""Whether a session is alive, without counting the look as a use of it: `is_session_alive(session_id, now=…)`."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection


def is_session_alive(session_id: UUID, *, now: datetime) -> bool:
    """Not ended, not expired, not idle for too long, its person and membership active."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT auth_session_alive(%s, %s)", [session_id, now])
        return bool(cursor.fetchone()[0])
