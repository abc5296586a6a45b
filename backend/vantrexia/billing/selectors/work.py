"""Work items as people see them: `list_items`, `get_item`."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F

from vantrexia.accounts.selectors.names import name_people
from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.billing.models import WorkEvent, WorkItem
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import NotFound
from vantrexia.patients.selectors.names import name_patients
from vantrexia.patients.selectors.rows import name_members


def list_items(
    viewer: Actor,
    *,
    kind: str | None = None,
    state: str | None = None,
    patient_id: UUID | None = None,
    assigned_id: UUID | None = None,
    due_before: date | None = None,
    limit: int,
    offset: int,
) -> tuple[int, list[dict[str, Any]]]:
    """A page, what is due first first, and how many there are."""
    given = {
        "kind": kind, "state": state, "patient_id": patient_id, "assigned_id": assigned_id, "due_on__lte": due_before,
    }  # fmt: skip
    rows = WorkItem.objects.filter(practice_id=practice_of(viewer))
    rows = rows.filter(**{name: value for name, value in given.items() if value is not None})
    page = list(rows.order_by(F("due_on").asc(nulls_last=True), "created_at", "id")[offset : offset + limit])
    return rows.count(), _show(viewer, page)


def get_item(viewer: Actor, item_id: UUID) -> dict[str, Any]:
    """One item with its events. Raises NotFound."""
    rows = list(WorkItem.objects.filter(practice_id=practice_of(viewer), id=item_id))
    if not rows:
        raise NotFound("There is no such work item.")
    events = list(
        WorkEvent.objects.filter(practice_id=viewer.practice_id, item_id=item_id).order_by("at", "id")
    )
    people = name_people(viewer, [event.by_id for event in events if event.by_id])
    return {
        **_show(viewer, rows)[0],
        "events": [
            {
                "event": event.event,
                "note": event.note,
                "detail": event.detail,
                "by": people.get(event.by_id) if event.by_id else None,
                "at": event.at,
            }
            for event in events
        ],
    }


def _show(viewer: Actor, rows: list[WorkItem]) -> list[dict[str, Any]]:
    names = name_patients(viewer, (one.patient_id for one in rows))
    members = name_members(viewer, {one.assigned_id for one in rows})
    return [
        {
            "id": one.id,
            "kind": one.kind,
            "state": one.state,
            "patient_id": one.patient_id,
            "patient_name": names.get(one.patient_id) if one.patient_id else None,
            "entry_id": one.entry_id,
            "due_on": one.due_on,
            "reason": one.reason,
            "params": one.params,
            "assigned_id": one.assigned_id,
            "assigned": members.get(one.assigned_id) if one.assigned_id else None,
            "outcome": one.outcome or None,
            "is_automatic": one.created_by_id is None,
            "created_at": one.created_at,
            "done_at": one.done_at,
            "version": one.row_version,
        }
        for one in rows
    ]
