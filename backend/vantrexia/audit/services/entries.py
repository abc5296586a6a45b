"""Writing the audit: one entry per act, in the act's own transaction.

`record(...)` for an act on a practice's data, `record_platform(...)` for an event without a practice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from vantrexia.audit.models import Entry, PlatformEntry
from vantrexia.core.actor import NO_PRACTICE, Actor
from vantrexia.core.ids import uuid7


def record(
    *,
    actor: Actor,
    action: str,
    entity: str,
    entity_id: object = "",
    patient_ids: Iterable[UUID] = (),
    outcome: str = "success",
    reason: str | None = None,
    detail: Mapping[str, object] | None = None,
    at: datetime,
) -> UUID:
    """Append an entry; returns its id. `detail` holds names, counts and ids, never a patient's values.

    Call it inside the transaction of the act (45 CFR 164.312(b)): either both are kept or neither is.
    """
    if actor.practice_id == NO_PRACTICE:
        raise ValueError("an act on a practice's data needs the practice; use record_platform for others")
    entry = Entry(
        id=uuid7(),
        practice_id=actor.practice_id,
        at=at,
        actor_kind=actor.kind,
        actor_user_id=actor.user_id,
        actor_role=actor.role or "",
        actor_name=actor.name,
        session_id=actor.session_id,
        action=action,
        entity=entity,
        entity_id=str(entity_id),
        patient_ids=list(patient_ids),
        address=actor.address,
        request_id=actor.request_id,
        outcome=outcome,
        detail=dict(detail or {}),
        reason=reason,
        txid=0,
    )
    entry.save(force_insert=True)
    return entry.id


def record_platform(
    *, actor: Actor, action: str, entity: str, entity_id: object = "", outcome: str = "success",
    detail: Mapping[str, object] | None = None, at: datetime,
) -> UUID:  # fmt: skip
    """Append an entry of an event that belongs to no practice (an unknown e-mail, a key rotation)."""
    entry = PlatformEntry(
        at=at,
        actor_kind=actor.kind,
        actor_user_id=actor.user_id,
        actor_role=actor.role or "",
        actor_name=actor.name,
        session_id=actor.session_id,
        action=action,
        entity=entity,
        entity_id=str(entity_id),
        address=actor.address,
        request_id=actor.request_id,
        outcome=outcome,
        detail=dict(detail or {}),
        txid=0,
    )
    entry.save(force_insert=True)
    return entry.id
