"""Sessions a person can see and end (ASVS 7.5.2), and emergency accesses an administrator reviews.

Public: `list_sessions`, `list_break_glass`, `find_break_glass`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vantrexia.accounts.models import BreakGlass, Session
from vantrexia.accounts.selectors.viewers import membership_of, person_of, practice_of
from vantrexia.core.actor import Actor


@dataclass(frozen=True, slots=True)
class SessionView:
    """A live session of the viewer in this practice."""

    id: UUID
    client: str
    address: str | None
    device_label: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class BreakGlassView:
    """An emergency access: who, why, how long, and who looked at it afterwards."""

    id: UUID
    user_id: int
    user_name: str
    role: str
    reason: str
    started_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    reviewed_by_id: int | None
    reviewed_at: datetime | None


def list_sessions(*, viewer: Actor, now: datetime) -> list[SessionView]:
    """The viewer's own live sessions in this practice, most recently used first."""
    rows = Session.objects.filter(
        practice_id=practice_of(viewer), user_id=person_of(viewer), ended_at__isnull=True, expires_at__gt=now
    )
    return [
        SessionView(
            id=row.id,
            client=row.client,
            address=row.address,
            device_label=row.device_label,
            created_at=row.created_at,
            last_used_at=row.last_used_at,
            expires_at=row.expires_at,
            current=row.id == viewer.session_id,
        )
        for row in rows.order_by("-last_used_at")
        if (now - row.last_used_at).total_seconds() < row.idle_minutes * 60
    ]


def list_break_glass(
    *, viewer: Actor, reviewed: bool | None = None, limit: int = 200
) -> list[BreakGlassView]:
    """Emergency accesses of the practice, newest first; those not yet reviewed with `reviewed=False`."""
    rows = BreakGlass.objects.filter(practice_id=practice_of(viewer))
    if reviewed is not None:
        rows = rows.filter(reviewed_at__isnull=not reviewed)
    return [_view(row) for row in rows.select_related("membership__user").order_by("-started_at")[:limit]]


def find_break_glass(*, viewer: Actor, now: datetime) -> BreakGlassView | None:
    """The emergency access of the viewer that runs now."""
    rows = BreakGlass.objects.filter(
        practice_id=practice_of(viewer),
        membership_id=membership_of(viewer),
        ended_at__isnull=True,
        expires_at__gt=now,
    )
    row = rows.select_related("membership__user").order_by("-started_at").first()
    return None if row is None else _view(row)


def _view(row: BreakGlass) -> BreakGlassView:
    return BreakGlassView(
        id=row.id,
        user_id=row.membership.user_id,
        user_name=row.membership.user.full_name,
        role=row.membership.role,
        reason=row.reason,
        started_at=row.started_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        reviewed_by_id=row.reviewed_by_id,
        reviewed_at=row.reviewed_at,
    )
