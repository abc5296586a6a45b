"""What is still open in a month before it is closed: `read_checklist`, `read_closes`.

Computed by the server every time; `blocks` items stop the close, the others ask for a note. Each item says how many and
where the list is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from vantrexia.accounts.selectors.names import name_people
from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.billing.models import MonthClose
from vantrexia.core.actor import Actor
from vantrexia.core.plain import fetch_rows
from vantrexia.domain.billing.clock import month_end


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One line: `key` names the sentence, `count` what is open, `blocks` whether the month cannot be closed with it."""

    key: str
    count: int
    blocks: bool


_HERE = "practice_id = nullif(current_setting('app.practice', true), '')::uuid"
_MINE = f"{_HERE} AND voided_at IS NULL AND service_date BETWEEN %(first)s AND %(last)s"
_ENTRIES = f"""
SELECT count(*) FILTER (WHERE status = 'pending' AND held), count(*) FILTER (WHERE status = 'pending' AND NOT held),
    count(*) FILTER (WHERE status = 'pending' AND icd10_codes = '{{}}'),
    count(*) FILTER (WHERE status = 'pending' AND payer_id IS NULL),
    count(*) FILTER (WHERE status = 'pending' AND warnings @> '[{{"key": "ORDER_MISSING"}}]'),
    count(*) FILTER (WHERE status = 'denied')
FROM (
    SELECT status, icd10_codes, payer_id, warnings, EXISTS (
        SELECT FROM jsonb_array_elements(e.hold_reasons) h WHERE NOT jsonb_exists(e.released_holds, h->>'key')) AS held
    FROM billing_billingentry e WHERE {_MINE}
) x
"""  # noqa: S608 (constant text)
_TIME = f"""
SELECT count(*) FILTER (WHERE t.needs_approval AND t.approved_at IS NULL AND t.ended_at IS NOT NULL),
    count(*) FILTER (WHERE t.ended_at IS NULL)
FROM billing_timeentry t JOIN patients_patient p ON p.practice_id = t.practice_id AND p.id = t.patient_id
WHERE t.{_HERE} AND t.superseded_at IS NULL AND t.rejected_at IS NULL
    AND t.started_at >= %(first)s::date - interval '1 day' AND t.started_at < %(last)s::date + interval '3 days'
    AND (t.started_at AT TIME ZONE p.timezone)::date BETWEEN %(first)s AND %(last)s
"""  # noqa: S608
_OTHERS = f"""
SELECT (SELECT count(*) FROM billing_workitem w JOIN billing_billingentry e ON e.practice_id = w.practice_id
            AND e.id = w.entry_id
        WHERE w.{_HERE} AND w.state = 'open' AND w.kind IN ('correction', 'denial', 'review')
            AND e.service_date BETWEEN %(first)s AND %(last)s),
    (SELECT count(*) FROM billing_billingstate WHERE {_HERE} AND problem <> ''),
    (SELECT count(DISTINCT patient_id) FROM billing_mark WHERE {_HERE}),
    (SELECT count(*) FROM billing_claimprovider WHERE {_HERE} AND kind = 'billing' AND is_active),
    (SELECT count(*) FROM billing_claimprovider WHERE {_HERE} AND kind = 'rendering' AND is_active)
"""  # noqa: S608


def read_checklist(viewer: Actor, month: date, *, today: date) -> list[CheckItem]:
    """Every item of a month (its first day), also those with nothing open."""
    practice_of(viewer)
    asked = {"first": month, "last": month_end(month)}
    held, unsubmitted, undiagnosed, uncovered, unordered, denied = fetch_rows(_ENTRIES, asked)[0]
    unapproved, running = fetch_rows(_TIME, asked)[0]
    corrections, refused, waiting, billing_providers, rendering = fetch_rows(_OTHERS, asked)[0]
    return [
        CheckItem("month_running", int(today <= asked["last"]), blocks=True),
        CheckItem("time_running", running, blocks=True),
        CheckItem("late_time_unapproved", unapproved, blocks=False),
        CheckItem("not_computed", waiting, blocks=False),
        CheckItem("not_judged", refused, blocks=False),
        CheckItem("holds_open", held, blocks=False),
        CheckItem("unsubmitted", unsubmitted, blocks=False),
        CheckItem("diagnosis_missing", undiagnosed, blocks=False),
        CheckItem("order_missing", unordered, blocks=False),
        CheckItem("coverage_missing", uncovered, blocks=False),
        CheckItem("billing_provider_missing", int(not billing_providers), blocks=False),
        CheckItem("rendering_provider_missing", int(not rendering), blocks=False),
        CheckItem("denied", denied, blocks=False),
        CheckItem("work_open", corrections, blocks=False),
    ]


def read_closes(viewer: Actor, month: date) -> list[dict[str, Any]]:
    """When the month was closed and reopened, newest first, with the checklist as it stood."""
    rows = list(
        MonthClose.objects.filter(practice_id=practice_of(viewer), month=month).order_by("-closed_at", "-id")
    )
    people = name_people(
        viewer, [one for row in rows for one in (row.closed_by_id, row.reopened_by_id) if one is not None]
    )
    return [
        {
            "id": row.id,
            "closed_at": row.closed_at,
            "closed_by": _name(people, row.closed_by_id),
            "note": row.close_note,
            "checklist": row.checklist,
            "reopened_at": row.reopened_at,
            "reopened_by": _name(people, row.reopened_by_id),
            "reopen_reason": row.reopen_reason,
        }
        for row in rows
    ]


def _name(people: dict[int, str], user_id: int | None) -> str | None:
    return people.get(user_id) if user_id is not None else None


def find_open_close(practice_id: UUID, month: date) -> MonthClose | None:
    """The close that holds now."""
    return MonthClose.objects.filter(practice_id=practice_id, month=month, reopened_at__isnull=True).first()
