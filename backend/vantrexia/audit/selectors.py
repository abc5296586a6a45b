"""Reading the audit: entries newest first, by patient, person, action and time; roots; canonical bytes of an entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import rfc8785
from django.db.models import Q

from vantrexia.audit.models import Entry, Root
from vantrexia.core.actor import Actor

CANONICAL_FIELDS = (
    "id",
    "practice_id",
    "at",
    "actor_kind",
    "actor_user_id",
    "actor_role",
    "actor_name",
    "session_id",
    "action",
    "entity",
    "entity_id",
    "patient_ids",
    "address",
    "request_id",
    "outcome",
    "detail",
    "reason",
)
PLATFORM_FIELDS = tuple(
    name for name in CANONICAL_FIELDS if name not in ("practice_id", "reason", "patient_ids")
)


def canonical_bytes(row: dict[str, Any]) -> bytes:
    """The bytes of an entry that its leaf hash covers: RFC 8785 JSON of its stored columns (a sealed reason stays sealed)."""
    plain: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, datetime):
            plain[name] = value.isoformat()
        elif isinstance(value, UUID):
            plain[name] = str(value)
        elif isinstance(value, list):
            plain[name] = [str(item) for item in value]
        else:
            plain[name] = value
    return rfc8785.dumps(plain)


def list_entries(
    viewer: Actor,
    *,
    patient_id: UUID | None = None,
    about: Sequence[UUID] = (),
    actor_user_id: int | None = None,
    action: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[Entry]:
    """Entries of the viewer's practice, newest first; `before` is the cursor (time and id of the last one seen)."""
    rows = Entry.objects.filter(practice_id=viewer.practice_id)
    if patient_id is not None:
        rows = rows.filter(patient_ids__contains=[patient_id])
    if about:
        # Several records of one person, when some were merged.
        rows = rows.filter(patient_ids__overlap=list(about))
    if actor_user_id is not None:
        rows = rows.filter(actor_user_id=actor_user_id)
    if action:
        rows = rows.filter(action__startswith=action)
    if since is not None:
        rows = rows.filter(at__gte=since)
    if until is not None:
        rows = rows.filter(at__lt=until)
    if before is not None:
        moment, entry_id = before
        rows = rows.filter(Q(at__lt=moment) | Q(at=moment, id__lt=entry_id))
    return list(rows.order_by("-at", "-id")[:limit])


def find_entry(viewer: Actor, entry_id: UUID) -> Entry | None:
    """One entry of the viewer's practice."""
    return Entry.objects.filter(practice_id=viewer.practice_id, id=entry_id).first()


def list_roots(viewer: Actor, *, limit: int = 50) -> list[Root]:
    """The newest signed roots of the practice's tree."""
    return list(Root.objects.filter(practice_id=viewer.practice_id).order_by("-tree_size")[:limit])


def was_recorded(*, patient_id: UUID, action: str, since: datetime) -> bool:
    """Whether an act on this patient was audited since that time, in the practice of the running transaction."""
    return Entry.objects.filter(patient_ids__contains=[patient_id], action=action, at__gte=since).exists()
