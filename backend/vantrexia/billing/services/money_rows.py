"""What the services of payers, providers and fee files share: `lock_row`, `check_dates`, `tell`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from vantrexia.audit.services import record
from vantrexia.core.actor import Actor
from vantrexia.core.models import PracticeModel
from vantrexia.domain.errors import InvalidInput, NotFound

Row = TypeVar("Row", bound=PracticeModel)


def lock_row(model: type[Row], *, actor: Actor, row_id: UUID, absent: str) -> Row:
    """The practice's row, locked for this transaction; raises NotFound, which says `absent`."""
    manager: Any = model._default_manager
    row: Row | None = manager.select_for_update().filter(practice_id=actor.practice_id, id=row_id).first()
    if row is None:
        raise NotFound(absent)
    return row


def check_dates(valid_from: date, valid_to: date | None) -> None:
    """An interval `[valid_from, valid_to)` that holds at least a day; raises InvalidInput."""
    if valid_to is not None and valid_to <= valid_from:
        raise InvalidInput("The dates do not fit.", fields={"valid_to": ["must be after valid_from"]})


def apply_changes(row: PracticeModel, changes: Mapping[str, object], *, now: datetime) -> list[str]:
    """Set what differs, raise the row's version; answers the names changed."""
    changed = [name for name, value in changes.items() if getattr(row, name) != value]
    versioned: Any = row
    for name in changed:
        setattr(versioned, name, changes[name])
    if changed:
        versioned.row_version += 1
        versioned.updated_at = now
        versioned.save(update_fields=[*changed, "row_version", "updated_at"])
    return changed


def tell(
    action: str,
    row: PracticeModel,
    *,
    actor: Actor,
    now: datetime,
    entity: str,
    reason: str | None = None,
    detail: Mapping[str, object] | None = None,
) -> None:
    """The audit entry of an act on one row that is no patient's."""
    record(
        actor=actor, action=action, entity=entity, entity_id=row.pk, reason=reason, detail=detail, at=now
    )  # fmt: skip
