"""What a session may do now, without counting the look as a use of it: `find_session_rights(session_id, now=…)`."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

# Notices of the database's triggers (migration 0004): the id of a session, membership or user whose rights changed.
CHANNEL = "vantrexia_rights"


class SessionRights(NamedTuple):
    """What a session's permissions follow from: role, scope, and whether emergency access runs."""

    role: str
    scope: str
    has_broken_glass: bool


def find_session_rights(session_id: UUID, *, now: datetime) -> SessionRights | None:
    """None when it has ended, expired or idled too long, or its person, membership or practice is not active."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT role, scope, broken_glass FROM auth_session_rights(%s, %s)", [session_id, now])
        row = cursor.fetchone()
    return None if row is None else SessionRights(*row)
