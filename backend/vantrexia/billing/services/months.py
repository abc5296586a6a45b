"""Closing a month and opening it again: `close_month`, `reopen_month`.

After the close the month's time changes only with a second person's approval (`selectors.months.is_month_closed`).
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.audit.services import record
from vantrexia.billing.models import MonthClose
from vantrexia.billing.selectors.checklist import find_open_close, read_checklist
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import Conflict, InvalidInput


def close_month(*, actor: Actor, month: date, note: str | None, today: date, now: datetime) -> UUID:
    """Close a calendar month (its first day). Raises Conflict with what stops it, or when it is closed; InvalidInput where
    points are open and nobody says why."""
    practice_id = practice_of(actor)
    items = read_checklist(actor, month, today=today)
    stops = [one.key for one in items if one.blocks and one.count]
    if stops:
        raise Conflict("The month cannot be closed yet.", data={"blocked_by": stops})
    opened = [one.key for one in items if one.count]
    if opened and not (note or "").strip():
        raise InvalidInput(
            "Points are open; say why the month is closed.",
            fields={"note": ["is needed"]},
            data={"open": opened},
        )
    row = MonthClose(
        practice_id=practice_id, month=month, closed_at=now, closed_by_id=actor.user_id,
        checklist=[asdict(one) for one in items], close_note=note or None,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict("The month is closed.") from None
    record(
        actor=actor, action="billing_month.closed", entity="month_close", entity_id=row.id,
        detail={"month": month.isoformat(), "open": opened}, at=now,
    )  # fmt: skip
    return row.id


def reopen_month(*, actor: Actor, month: date, reason: str, now: datetime) -> UUID:
    """Open it again, saying why. Raises Conflict when it is not closed."""
    row = find_open_close(practice_of(actor), month)
    if row is None:
        raise Conflict("The month is not closed.")
    row.reopened_at, row.reopened_by_id, row.reopen_reason = now, actor.user_id, reason
    row.save(update_fields=["reopened_at", "reopened_by_id", "reopen_reason"])
    record(
        actor=actor, action="billing_month.reopened", entity="month_close", entity_id=row.id, reason=reason,
        detail={"month": month.isoformat()}, at=now,
    )  # fmt: skip
    return row.id
