"""The second person: `approve_entry`, `reject_entry`, and what was held as impossible: `resolve_hold`.

Whoever decides is another member than the one whose time it is and than the one who wrote it down.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vantrexia.accounts.models import Membership
from vantrexia.accounts.selectors.viewers import membership_of, person_of
from vantrexia.billing.models import TimeEntry
from vantrexia.billing.services.time_rows import get_entry, refresh_holds, tell
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import Conflict, DomainError, InvalidInput


def approve_entry(*, actor: Actor, entry_id: UUID, now: datetime, note: str | None = None) -> UUID:
    """A late entry counts, a late change takes the place of its original. Raises NotFound, Conflict, `same_person`."""
    row = _lock_waiting(actor, entry_id)
    old = get_entry(actor, row.supersedes_id) if row.supersedes_id else None
    row.approved_by_id, row.approved_at = person_of(actor), now
    row.decision_note = note or None
    row.save(update_fields=["approved_by_id", "approved_at", "decision_note"])
    if old is not None:
        old.superseded_at = now
        old.save(update_fields=["superseded_at"])
    tell(row, "time.approved", actor=actor, now=now)
    refresh_holds(actor, [row, *([old] if old else [])], now=now)
    return row.id


def reject_entry(*, actor: Actor, entry_id: UUID, reason: str, now: datetime) -> UUID:
    """A late entry or change is refused, with a reason: nothing of it counts, an original stays in force."""
    row = _lock_waiting(actor, entry_id)
    if not reason.strip():
        raise InvalidInput("Why?", fields={"reason": ["is needed"]})
    row.rejected_by_id, row.rejected_at = person_of(actor), now
    row.decision_note = reason.strip()
    row.save(update_fields=["rejected_by_id", "rejected_at", "decision_note"])
    tell(row, "time.rejected", actor=actor, now=now, reason=reason)
    refresh_holds(actor, [row], now=now)
    return row.id


def resolve_hold(*, actor: Actor, entry_id: UUID, reason: str, now: datetime) -> UUID:
    """Somebody else has looked: the entry is right as it stands, for this reason. (A wrong one is amended instead.)

    Raises NotFound, InvalidInput, Conflict where nothing is held, `same_person`.
    """
    row = get_entry(actor, entry_id)
    if not row.held_for or row.hold_resolved_at is not None:
        raise Conflict("Nothing is held about this entry.", data={"entry": str(row.id)})
    if not reason.strip():
        raise InvalidInput("Why?", fields={"reason": ["is needed"]})
    _check_other_person(actor, row)
    row.hold_resolved_by_id, row.hold_resolved_at = person_of(actor), now
    row.hold_resolution = reason.strip()
    row.save(update_fields=["hold_resolved_by_id", "hold_resolved_at", "hold_resolution"])
    tell(row, "time.hold_resolved", actor=actor, now=now, reason=reason, detail={"held_for": row.held_for})
    return row.id


def _lock_waiting(actor: Actor, entry_id: UUID) -> TimeEntry:
    row = get_entry(actor, entry_id)
    if not row.needs_approval or row.approved_at is not None or row.rejected_at is not None:
        raise Conflict("This entry waits for nobody.", data={"entry": str(row.id)})
    if row.superseded_at is not None:
        raise Conflict("This entry was changed meanwhile.", data={"entry": str(row.id)})
    _check_other_person(actor, row)
    return row


def _check_other_person(actor: Actor, row: TimeEntry) -> None:
    whose = Membership.objects.values_list("user_id", flat=True).get(
        practice_id=row.practice_id, id=row.membership_id
    )
    if row.membership_id == membership_of(actor) or person_of(actor) in (row.recorded_by_id, whose):
        raise DomainError("same_person", "A second person must decide this.")
