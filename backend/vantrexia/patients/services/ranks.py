"""Where a name stands in the practice's order, as a fraction between its neighbours' ranks.

`find_rank(...)` for one name finds the neighbours by bisection, opening one name per step;
`find_ranks(...)` for many at once walks the practice's names in order when that is cheaper. Where no
fraction is left between two neighbours, `make_room(...)` spreads the ranks around them, `rebalance(...)`
those of the whole practice. All need `locks.lock_names` held. What a rank shows: the order of names,
nothing else.

Ranks are double precision because row-level security lets an index compare only types whose comparison is
leakproof: with numeric every step would read the whole table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from uuid import UUID

from django.db import connection

from vantrexia.core import crypto
from vantrexia.patients.models import Patient

STEP = 1.0
# After making room a gap can be halved some twenty times more, also among a hundred thousand.
ROOMY = 2.0**-16
_WINDOW = 128
# One bisection costs about this many times what one name of a walk costs (round trips against two
# decryptions).
_WALK_RATIO = 400
NameKey = tuple[str, str]
_REBALANCE = """
UPDATE patients_patient p SET name_rank = r.place FROM (
    SELECT id, row_number() OVER (ORDER BY name_rank, id) AS place
    FROM patients_patient WHERE practice_id = %(practice)s
) r WHERE p.practice_id = %(practice)s AND p.id = r.id
"""
_RERANK = """
UPDATE patients_patient p SET name_rank = r.name_rank
FROM unnest(%s::uuid[], %s::float8[]) AS r (id, name_rank) WHERE p.practice_id = %s AND p.id = r.id
"""
# The index begins with (practice, active): each step looks once among the active and once among the archived.
_SIDE = """
(SELECT name_rank, id, last_name, first_name FROM patients_patient
 WHERE practice_id = %(practice)s AND active = {active} AND id <> %(leave_out)s AND {where}
 ORDER BY name_rank {way}, id {way} LIMIT {limit})
"""
_NEAREST = "SELECT * FROM ({sides}) s ORDER BY name_rank {way}, id {way} LIMIT {limit}"
_NOBODY = UUID(int=0)
_Row = tuple[float, UUID, str, str]


class NoRoom(Exception):
    """Two neighbours are so close that no fraction lies between them."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One patient's place."""

    rank: float
    key: NameKey


def name_key(*, last_name: str, first_name: str) -> NameKey:
    """What the order compares: last name, then first name, without case and marks."""
    return crypto.normalise_name(last_name), crypto.normalise_name(first_name)


def spread(low: float | None, high: float | None, *, count: int) -> list[float]:
    """`count` ranks in order, strictly between two neighbours; an open end continues in whole steps. Raises
    NoRoom.
    """
    if high is None:
        return [(low or 0.0) + STEP * number for number in range(1, count + 1)]
    if low is None:
        return [high - STEP * number for number in range(count, 0, -1)]
    made = [low + (high - low) * number / (count + 1) for number in range(1, count + 1)]
    if any(left >= right for left, right in pairwise([low, *made, high])):
        raise NoRoom
    return made


def find_rank(*, practice_id: UUID, key: NameKey, leave_out: UUID | None = None) -> float:
    """The rank of a new name, after all that compare equal; `leave_out` is the patient who is being
    renamed.
    """
    low, high = _find_neighbours(practice_id, key, leave_out)
    try:
        return spread(low, high, count=1)[0]
    except NoRoom:
        make_room(practice_id=practice_id, low=low or 0.0, high=high or 0.0)
        low, high = _find_neighbours(practice_id, key, leave_out)
        return spread(low, high, count=1)[0]


def find_ranks(*, practice_id: UUID, keys: Sequence[NameKey]) -> list[float]:
    """Ranks of many new names, in the order of `keys`; equal names keep that order among themselves."""
    order = sorted(range(len(keys)), key=lambda index: keys[index])
    wanted = [keys[index] for index in order]
    try:
        ranks = _place_all(practice_id, wanted)
    except NoRoom:
        rebalance(practice_id=practice_id)
        ranks = _place_all(practice_id, wanted)
    found = [0.0] * len(keys)
    for index, rank in zip(order, ranks, strict=True):
        found[index] = rank
    return found


def make_room(*, practice_id: UUID, low: float, high: float) -> None:
    """Spread the ranks around a gap evenly: as few neighbours as suffice, at worst everybody."""
    width = _WINDOW
    while True:
        below = _list(practice_id, "name_rank <= %(low)s", "DESC", None, width + 1, low=low)
        above = _list(practice_id, "name_rank >= %(high)s", "ASC", None, width + 1, high=high)
        left = below[width][0] if len(below) > width else None
        right = above[width][0] if len(above) > width else None
        # Neighbours of one rank are on both sides of the gap; the order of names is that of (rank, id).
        rows = sorted(
            {row[1]: row for row in [*below[:width], *above[:width]]}.values(), key=lambda row: row[:2]
        )
        is_open = left is None or right is None
        if is_open or ((right or 0.0) - (left or 0.0)) / (len(rows) + 1) >= ROOMY:
            ranks = spread(left, right, count=len(rows))
            with connection.cursor() as cursor:
                cursor.execute(_RERANK, [[row[1] for row in rows], ranks, practice_id])
            return
        width *= 8


def rebalance(*, practice_id: UUID) -> None:
    """Give every patient of the practice a whole number as rank, in the present order."""
    with connection.cursor() as cursor:
        cursor.execute(_REBALANCE, {"practice": practice_id})


def _place_all(practice_id: UUID, wanted: Sequence[NameKey]) -> list[float]:
    """Ranks for names already in order: names that fall between the same neighbours share the gap evenly."""
    if _is_walk_cheaper(practice_id, len(wanted)):
        gaps = _walk_gaps(practice_id, wanted)
    else:
        gaps = [_find_neighbours(practice_id, key, None) for key in wanted]
    ranks: list[float] = []
    for (low, high), same in groupby(gaps):
        ranks += spread(low, high, count=len(list(same)))
    return ranks


def _is_walk_cheaper(practice_id: UUID, count: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(value), 0) FROM patients_counter WHERE practice_id = %s", [practice_id]
        )
        known: int = cursor.fetchone()[0]
    return count * _WALK_RATIO > known


def _walk_gaps(practice_id: UUID, wanted: Sequence[NameKey]) -> list[tuple[float | None, float | None]]:
    """The neighbours of each wanted name (in order), from one pass over the practice's names."""
    gaps: list[tuple[float | None, float | None]] = []
    low: float | None = None
    index = 0
    for known in _walk(practice_id):
        while index < len(wanted) and wanted[index] < known.key:
            gaps.append((low, known.rank))
            index += 1
        if index == len(wanted):
            return gaps
        low = known.rank
    return gaps + [(low, None)] * (len(wanted) - index)


def _walk(practice_id: UUID) -> Iterator[Ranked]:
    rows = Patient.objects.filter(practice_id=practice_id).order_by("name_rank", "id")
    # A server-side cursor: one sort, and a few thousand rows in memory.
    for row in rows.values_list("name_rank", "id", "last_name", "first_name").iterator(chunk_size=5000):
        yield _ranked(practice_id, row)


def _list(
    practice_id: UUID, where: str, way: str, leave_out: UUID | None, limit: int, **params: float
) -> list[_Row]:
    """The nearest patients of a side: lowest ranks upwards (`ASC`) or highest downwards (`DESC`)."""
    sides = " UNION ALL ".join(
        _SIDE.format(active=active, where=where, way=way, limit=limit) for active in ("true", "false")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _NEAREST.format(sides=sides, way=way, limit=limit),
            {"practice": practice_id, "leave_out": leave_out or _NOBODY, **params},
        )
        return list(cursor.fetchall())


def _first(practice_id: UUID, where: str, way: str, leave_out: UUID | None, **params: float) -> Ranked | None:
    rows = _list(practice_id, where, way, leave_out, 1, **params)
    return _ranked(practice_id, rows[0]) if rows else None


def _find_neighbours(
    practice_id: UUID, key: NameKey, leave_out: UUID | None
) -> tuple[float | None, float | None]:
    """Ranks of the last name that is not greater and of the first that is; None where there is none."""
    high = _first(practice_id, "true", "DESC", leave_out)
    if high is None:
        return None, None
    if high.key <= key:
        return high.rank, None
    low = _first(practice_id, "true", "ASC", leave_out) or high
    if key < low.key:
        return None, low.rank
    # From here on: low's name <= key < high's name. Each turn halves the ranks between, or steps over an
    # empty half.
    while True:
        middle = low.rank + (high.rank - low.rank) / 2
        bounds = {"low": low.rank, "middle": middle, "high": high.rank}
        inside = "name_rank > %(low)s AND name_rank < %(high)s"
        probe = _first(practice_id, f"name_rank >= %(middle)s AND {inside}", "ASC", leave_out, **bounds)
        is_upper = probe is not None
        if probe is None:
            probe = _first(practice_id, f"name_rank < %(middle)s AND {inside}", "DESC", leave_out, **bounds)
        if probe is None:
            return low.rank, high.rank
        if probe.key <= key:
            low = probe
            if not is_upper:
                return low.rank, high.rank
        else:
            high = probe


def _ranked(practice_id: UUID, row: _Row) -> Ranked:
    rank, patient_id, last_name, first_name = row
    scope = str(practice_id)
    return Ranked(
        rank,
        name_key(
            last_name=crypto.unseal(
                last_name, label="patient.last_name", practice_id=scope, row_id=patient_id
            ),
            first_name=crypto.unseal(
                first_name, label="patient.first_name", practice_id=scope, row_id=patient_id
            ),
        ),
    )
