"""Who holds a role now: `list_members_of_roles(viewer, roles)`; who of these people is a member: `list_members_of_users`.

Nobody in a synthetic practice: its people are never told anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from vantrexia.accounts.models import Membership, Practice
from vantrexia.core.actor import Actor


def list_members_of_roles(viewer: Actor, roles: Iterable[str]) -> list[UUID]:
    """Active memberships with one of these roles."""
    return _list_members(viewer, Q(role__in=list(roles)))


def list_members_of_users(viewer: Actor, user_ids: Iterable[int]) -> list[UUID]:
    """Active memberships of these users."""
    return _list_members(viewer, Q(user_id__in=list(user_ids)))


def _list_members(viewer: Actor, wanted: Q) -> list[UUID]:
    if Practice.objects.filter(id=viewer.practice_id, is_synthetic=True).exists():
        return []
    rows = Membership.objects.filter(
        wanted, practice_id=viewer.practice_id, is_active=True, user__is_active=True
    )
    return list(rows.order_by("created_at").values_list("id", flat=True))
