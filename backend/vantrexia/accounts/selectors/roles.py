"""Who holds a role now: `list_members_of_roles(viewer, roles)`."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from vantrexia.accounts.models import Membership, Practice
from vantrexia.core.actor import Actor


def list_members_of_roles(viewer: Actor, roles: Iterable[str]) -> list[UUID]:
    """Active memberships with one of these roles; none in a synthetic practice, whose people are never told
    anything.
    """
    if Practice.objects.filter(id=viewer.practice_id, is_synthetic=True).exists():
        return []
    rows = Membership.objects.filter(
        practice_id=viewer.practice_id, role__in=list(roles), is_active=True, user__is_active=True
    )
    return list(rows.order_by("created_at").values_list("id", flat=True))
