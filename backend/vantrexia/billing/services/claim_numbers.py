"""Numbers that never repeat, practice by practice: `take_numbers`.

A row per name is raised under its lock, so two batches at once wait for each other and never share a number; one that is
rolled back was never shown to anybody.
"""

from __future__ import annotations

from uuid import UUID

from vantrexia.core.ids import uuid7
from vantrexia.core.plain import fetch_rows

_TAKE = """
INSERT INTO billing_claimcounter (id, practice_id, name, value) VALUES (%s, %s, %s, %s)
ON CONFLICT (practice_id, name) DO UPDATE SET value = billing_claimcounter.value + excluded.value
RETURNING value
"""


def take_numbers(practice_id: UUID, name: str, count: int = 1) -> range:
    """The next `count` numbers of a name, from 1."""
    ((last,),) = fetch_rows(_TAKE, [uuid7(), practice_id, name, count])
    return range(last - count + 1, last + 1)
