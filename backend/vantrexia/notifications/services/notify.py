"""Deciding who is told: the row is written in the transaction of the act it tells of; channels only deliver.

`notify_role(...)` writes one notification per active member of a role and one dispatch per channel that person has switched on
(in the application always). The dedup key makes a repeated act tell nobody twice. Nobody in a synthetic practice is told.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from vantrexia.accounts.selectors.practices import is_synthetic
from vantrexia.accounts.selectors.roles import list_members_of_roles, list_members_of_users
from vantrexia.core.actor import NO_PRACTICE, Actor
from vantrexia.core.bulk import insert_rows
from vantrexia.core.ids import uuid7
from vantrexia.notifications.models import Channel, Dispatch, Notification

log = logging.getLogger(__name__)
IN_APP = "in_app"
LAST_TOLD = ("admin",)


def notify_role(
    *,
    actor: Actor,
    roles: Iterable[str],
    otherwise: Iterable[str] = (),
    also: Collection[int] = (),
    kind: str,
    message_key: str,
    params: Mapping[str, object],
    entity: str,
    entity_id: UUID,
    dedup: str,
    now: datetime,
) -> int:
    """Tell everybody of these roles; returns how many are newly told. `params` must be of the closed set of `domain.messages`.

    Where nobody has one of the roles (a small practice without a nurse), everybody of the roles `otherwise` is told, and where
    nobody has those either the administrators, who can put somebody there: a call must reach somebody. That it reaches nobody
    at all the operator hears. `also` names users who are told whatever their role.
    """
    if actor.practice_id == NO_PRACTICE:
        raise ValueError("notifications belong to a practice")
    otherwise = tuple(otherwise)
    members = list_members_of_roles(actor, roles) or list_members_of_roles(actor, otherwise)
    if otherwise and not members:
        members = list_members_of_roles(actor, LAST_TOLD)
    if also:
        members = list(dict.fromkeys(members + list_members_of_users(actor, also)))
    rows = [
        Notification(
            id=uuid7(),
            practice_id=actor.practice_id,
            recipient_id=member,
            kind=kind,
            message_key=message_key,
            params=dict(params),
            entity=entity,
            entity_id=entity_id,
            dedup_key=f"{dedup}:{member}",
            created_at=now,
        )
        for member in members
    ]
    if not rows:
        if not is_synthetic(actor.practice_id):
            log.error(
                "nobody is there to be told",
                extra={"event": "nobody_told", "reason": message_key, "practice_id": str(actor.practice_id)},
            )
        return 0
    insert_rows(rows, ignore_conflicts=True)
    written = set(Notification.objects.filter(id__in=[row.id for row in rows]).values_list("id", flat=True))
    fresh = [row for row in rows if row.id in written]
    _dispatch(fresh, now=now)
    return len(fresh)


def _dispatch(fresh: list[Notification], *, now: datetime) -> None:
    channels: dict[UUID, set[str]] = {}
    for recipient_id, kind in Channel.objects.filter(
        recipient_id__in=[row.recipient_id for row in fresh], is_on=True
    ).values_list("recipient_id", "kind"):
        channels.setdefault(recipient_id, set()).add(kind)
    insert_rows(
        [
            Dispatch(
                id=uuid7(),
                practice_id=row.practice_id,
                notification_id=row.id,
                channel=channel,
                next_attempt_at=now,
            )
            for row in fresh
            for channel in {IN_APP, *channels.get(row.recipient_id, set())}
        ]
    )
