"""Ending sessions. An access token dies with its session, because every request reads the session's row.

Public: `end_sessions_of` (all of a person, in every practice), `end_sessions_here` (of one membership),
`end_one_session`.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection

from vantrexia.accounts.models import Session


def end_sessions_of(*, user_id: int, reason: str, now: datetime, keep: UUID | None = None) -> int:
    """End every live session of a person but `keep`; answers how many ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT auth_end_sessions(%s, %s, %s, %s)", [user_id, reason, now, keep])
        ended: int = cursor.fetchone()[0]
    return ended


def end_sessions_here(*, membership_id: UUID, reason: str, now: datetime) -> int:
    """End the live sessions of one membership, leaving the person's other practices alone."""
    rows = Session.objects.filter(membership_id=membership_id, ended_at__isnull=True)
    return rows.update(ended_at=now, end_reason=reason)


def end_one_session(*, session_id: UUID, reason: str, now: datetime) -> bool:
    """End a session of the practice shown; False when it had ended before."""
    rows = Session.objects.filter(id=session_id, ended_at__isnull=True)
    return rows.update(ended_at=now, end_reason=reason) == 1
