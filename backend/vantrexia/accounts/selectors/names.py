"""Names of colleagues beside their ids: `name_people(viewer, ids)`."""

from __future__ import annotations

from collections.abc import Iterable

from vantrexia.accounts.models import User
from vantrexia.core.actor import NO_PRACTICE, Actor


def name_people(viewer: Actor, user_ids: Iterable[int]) -> dict[int, str]:
    """Full names by user id; row-level security shows those of the viewer's practice."""
    ids = [user_id for user_id in user_ids if user_id]
    if not ids or viewer.practice_id == NO_PRACTICE:
        return {}
    rows = User.objects.filter(id__in=ids).values_list("id", "first_name", "last_name")
    return {user_id: f"{first} {last}".strip() for user_id, first, last in rows}
