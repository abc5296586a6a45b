"""State rows and marks, in bulk: `write_states`, `read_marks`, `forget_marks`, `list_due`, `mark_patients`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from vantrexia.billing.models import BillingState
from vantrexia.core.ids import uuid7
from vantrexia.core.plain import as_json, fetch_rows, run_statement, uuid_array

_HERE = "practice_id = nullif(current_setting('app.practice', true), '')::uuid"
_MARKS = f"SELECT id FROM billing_mark WHERE {_HERE} AND patient_id = ANY (%s::uuid[])"  # noqa: S608
_DUE = f"""
SELECT DISTINCT patient_id FROM billing_mark WHERE {_HERE}
UNION SELECT patient_id FROM billing_billingstate WHERE {_HERE} AND (next_due_at <= %s OR rules_version <> %s)
ORDER BY 1
"""  # noqa: S608
_STILL_DUE = f"""
SELECT DISTINCT patient_id FROM billing_mark WHERE {_HERE} AND patient_id = ANY (%s::uuid[])
UNION SELECT patient_id FROM billing_billingstate
WHERE {_HERE} AND patient_id = ANY (%s::uuid[]) AND (next_due_at <= %s OR rules_version <> %s)
"""  # noqa: S608
_FORGET_STATES = """
DELETE FROM billing_billingstate s WHERE s.practice_id = nullif(current_setting('app.practice', true), '')::uuid
    AND s.patient_id = ANY (%s::uuid[])
    AND NOT EXISTS (SELECT FROM unnest(%s::uuid[], %s::int[]) AS k(episode_id, span)
                    WHERE k.episode_id = s.episode_id AND k.span = s.span)
"""


def read_marks(patient_ids: Sequence[UUID]) -> list[int]:
    """Ids of the marks of these patients that are committed now."""
    return [row[0] for row in fetch_rows(_MARKS, [uuid_array(patient_ids)])]


def forget_marks(marks: Collection[int]) -> None:
    """Delete marks that were seen; those made meanwhile stay."""
    if marks:
        run_statement("DELETE FROM billing_mark WHERE id = ANY (%s::bigint[])", [list(marks)])


def forget_all_marks() -> int:
    """Delete every mark of the running practice: the synthetic one is never billed."""
    return run_statement(f"DELETE FROM billing_mark WHERE {_HERE}", [])  # noqa: S608


def list_due(*, now: datetime, version: str) -> list[UUID]:
    """Patients of the running practice whose facts changed, or for whom time or the rules changed."""
    return [row[0] for row in fetch_rows(_DUE, [now, version])]


def list_still_due(patient_ids: Sequence[UUID], *, now: datetime, version: str) -> list[UUID]:
    """Of these, those nobody has brought up to date in between."""
    asked = uuid_array(patient_ids)
    return [row[0] for row in fetch_rows(_STILL_DUE, [asked, asked, now, version])]


def mark_patients(patient_ids: Iterable[UUID], *, practice_id: UUID, now: datetime) -> None:
    """Have these computed again at the next run."""
    insert_marks = "INSERT INTO billing_mark (practice_id, patient_id, at) SELECT %s, unnest(%s::uuid[]), %s"
    run_statement(insert_marks, [practice_id, uuid_array(patient_ids), now])


def write_states(states: Sequence[dict[str, Any]], *, patient_ids: Sequence[UUID], practice_id: UUID) -> None:
    """Write the states of these patients and remove those of stretches that are no more."""
    episodes = [one["episode_id"] for one in states]
    run_statement(
        _FORGET_STATES, [uuid_array(patient_ids), uuid_array(episodes), [one["span"] for one in states]]
    )
    if states:
        rows = [{**one, "id": uuid7(), "practice_id": practice_id} for one in states]
        run_statement(_upsert(tuple(rows[0])), [as_json(rows)])


@lru_cache(maxsize=4)
def _upsert(names: tuple[str, ...]) -> str:
    table = BillingState._meta.db_table
    columns = ", ".join(f'"{name}"' for name in names)
    kept = ("id", "practice_id", "patient_id", "episode_id", "span", "snapshot")
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in kept)
    # An unchanged answer keeps its stored snapshot: nothing is compressed and written anew.
    snapshot = f'snapshot = CASE WHEN "{table}".digest = excluded.digest THEN "{table}".snapshot ELSE excluded.snapshot END'
    return (
        f'INSERT INTO "{table}" ({columns}) SELECT {columns} '  # noqa: S608 (names of our own columns)
        f'FROM json_populate_recordset(NULL::"{table}", %s::json) '
        f"ON CONFLICT (practice_id, patient_id, episode_id, span) DO UPDATE SET {sets}, {snapshot}"
    )
