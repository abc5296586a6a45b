"""One writer at a time on a patient's entries: `lock_patients` waits, `try_lock_patients` does not.

Advisory locks of the transaction, not of rows: nobody who only edits a patient's record waits for billing.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from vantrexia.core.plain import fetch_rows, uuid_array

_SPACE = 4221  # apart from other uses of advisory locks


def lock_patients(patient_ids: Iterable[UUID]) -> None:
    """Wait until nobody else works on these patients' entries; always in the order of ids, so that two do not deadlock."""
    fetch_rows(
        "SELECT pg_advisory_xact_lock(hashtextextended(id::text, %s)) FROM (SELECT unnest(%s::uuid[]) AS id ORDER BY 1) a",
        [_SPACE, uuid_array(sorted(set(patient_ids)))],
    )


def try_lock_patients(patient_ids: Iterable[UUID]) -> list[UUID]:
    """Those nobody else works on right now, locked; sorted."""
    rows = fetch_rows(
        "SELECT id FROM (SELECT unnest(%s::uuid[]) AS id) a WHERE pg_try_advisory_xact_lock(hashtextextended(id::text, %s))",
        [uuid_array(patient_ids), _SPACE],
    )
    return sorted(row[0] for row in rows)
