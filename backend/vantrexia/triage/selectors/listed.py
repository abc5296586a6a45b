"""How many patients are on the triage list, from the kept counts: `count_listed(practice_id, …)`, `count_by_level(practice_id)`.

Nothing here counts rows: the database keeps the numbers as levels change.
"""

from __future__ import annotations

from uuid import UUID

from vantrexia.core.plain import fetch_rows

LEVELS = ("critical", "warning", "no_data", "normal")
_READ = f"SELECT {', '.join(LEVELS)}, {', '.join(f'{level}_waiting' for level in LEVELS)} FROM triage_listed WHERE practice_id = %s"  # noqa: S608


def count_by_level(practice_id: UUID) -> dict[str, int]:
    """Patients on the list by level."""
    return _read(practice_id)[0]


def count_listed(practice_id: UUID, *, level: str | None = None, has_unack: bool | None = None) -> int:
    """Patients on the list: of one level or all, with an unanswered alert, without one, or both."""
    everybody, waiting = _read(practice_id)
    levels = LEVELS if level is None else (level,)
    total = sum(everybody[name] for name in levels)
    unanswered = sum(waiting[name] for name in levels)
    return {None: total, True: unanswered, False: total - unanswered}[has_unack]


def _read(practice_id: UUID) -> tuple[dict[str, int], dict[str, int]]:
    rows = fetch_rows(_READ, [practice_id])
    counts = rows[0] if rows else (0,) * (2 * len(LEVELS))
    return dict(zip(LEVELS, counts[:4], strict=True)), dict(zip(LEVELS, counts[4:], strict=True))
