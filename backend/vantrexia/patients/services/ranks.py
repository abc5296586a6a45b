"""Where a name stands in the practice's order, as a fraction between its neighbours' ranks.

`find_rank(...)` for one name finds the neighbours by bisection, opening one name per step;
`find_ranks(...)` for many at once walks the practice's names in order when that is cheaper.
`rebalance(...)` spreads the ranks again when no fraction is left between two neighbours. All need
`locks.lock_names` held. What a rank shows: the order of names, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from itertools import groupby, pairwise
from uuid import UUID

from django.db import connection

from vantrexia.core import crypto
from vantrexia.patients.models import Patient

PLACES = Decimal(1).scaleb(-50)  # the column keeps 50 decimals
STEP = Decimal(1)
# One bisection costs about this many times what one name of a walk costs (a round trip against two
# decryptions).
_WALK_RATIO = 400
_EXACT = Context(prec=64)
NameKey = tuple[str, str]
_REBALANCE = """
UPDATE patients_patient p SET name_rank = r.place FROM (
    SELECT id, row_number() OVER (ORDER BY name_rank, id) AS place
    FROM patients_patient WHERE practice_id = %(practice)s
) r WHERE p.practice_id = %(practice)s AND p.id = r.id
"""


class NoRoom(Exception):
    """Two neighbours are so close that no fraction lies between them."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One patient's place."""

    rank: Decimal
    key: NameKey


def name_key(*, last_name: str, first_name: str) -> NameKey:
    """What the order compares: last name, then first name, without case and marks."""
    return crypto.normalise_name(last_name), crypto.normalise_name(first_name)


def spread(low: Decimal | None, high: Decimal | None, *, count: int) -> list[Decimal]:
    """`count` ranks in order, strictly between two neighbours; an open end continues in whole steps. Raises
    NoRoom.
    """
    if high is None:
        return [_EXACT.add(low or Decimal(0), STEP * number) for number in range(1, count + 1)]
    if low is None:
        return [_EXACT.subtract(high, STEP * number) for number in range(count, 0, -1)]
    gap = _EXACT.subtract(high, low)
    made = [
        _EXACT.add(low, _EXACT.divide(_EXACT.multiply(gap, Decimal(number)), Decimal(count + 1))).quantize(
            PLACES, context=_EXACT
        )
        for number in range(1, count + 1)
    ]
    edges = [low, *made, high]
    if any(left >= right for left, right in pairwise(edges)):
        raise NoRoom
    return made


def find_rank(*, practice_id: UUID, key: NameKey, leave_out: UUID | None = None) -> Decimal:
    """The rank of a new name, after all that compare equal; `leave_out` is the patient who is being
    renamed.
    """
    low, high = _find_neighbours(practice_id, key, leave_out)
    try:
        return spread(low, high, count=1)[0]
    except NoRoom:
        rebalance(practice_id=practice_id)
        low, high = _find_neighbours(practice_id, key, leave_out)
        return spread(low, high, count=1)[0]


def find_ranks(*, practice_id: UUID, keys: Sequence[NameKey]) -> list[Decimal]:
    """Ranks of many new names, in the order of `keys`; equal names keep that order among themselves."""
    order = sorted(range(len(keys)), key=lambda index: keys[index])
    wanted = [keys[index] for index in order]
    try:
        ranks = _place_all(practice_id, wanted)
    except NoRoom:
        rebalance(practice_id=practice_id)
        ranks = _place_all(practice_id, wanted)
    found = [Decimal(0)] * len(keys)
    for index, rank in zip(order, ranks, strict=True):
        found[index] = rank
    return found


def rebalance(*, practice_id: UUID) -> None:
    """Give every patient of the practice a whole number as rank, in the present order."""
    with connection.cursor() as cursor:
        cursor.execute(_REBALANCE, {"practice": practice_id})


def _place_all(practice_id: UUID, wanted: Sequence[NameKey]) -> list[Decimal]:
    """Ranks for names already in order: names that fall between the same neighbours share the gap evenly."""
    gaps = (
        _walk_gaps(practice_id, wanted)
        if _is_walk_cheaper(practice_id, len(wanted))
        else [_find_neighbours(practice_id, key, None) for key in wanted]
    )
    ranks: list[Decimal] = []
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


def _walk_gaps(practice_id: UUID, wanted: Sequence[NameKey]) -> list[tuple[Decimal | None, Decimal | None]]:
    """The neighbours of each wanted name (in order), from one pass over the practice's names."""
    gaps: list[tuple[Decimal | None, Decimal | None]] = []
    low: Decimal | None = None
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


# The index begins with (practice, active), so each step looks once among the active and once among the
# archived.
_SIDE = """
(SELECT name_rank, id, last_name, first_name FROM patients_patient
 WHERE practice_id = %(practice)s AND active = {active} AND id <> %(leave_out)s AND {where}
 ORDER BY name_rank {way}, id {way} LIMIT 1)
"""
_NEAREST = "SELECT * FROM ({sides}) s ORDER BY name_rank {way}, id {way} LIMIT 1"
_NOBODY = UUID(int=0)


def _first(
    practice_id: UUID, where: str, way: str, leave_out: UUID | None, **params: Decimal
) -> Ranked | None:
    """The nearest patient of a side: lowest rank upwards (`ASC`) or highest downwards (`DESC`)."""
    sides = " UNION ALL ".join(
        _SIDE.format(active=active, where=where, way=way) for active in ("true", "false")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _NEAREST.format(sides=sides, way=way),
            {"practice": practice_id, "leave_out": leave_out or _NOBODY, **params},
        )
        row = cursor.fetchone()
    return _ranked(practice_id, row) if row else None


def _find_neighbours(
    practice_id: UUID, key: NameKey, leave_out: UUID | None
) -> tuple[Decimal | None, Decimal | None]:
    """Ranks of the last name that is not greater and of the first that is; None where there is none."""
    high = _first(practice_id, "true", "DESC", leave_out)
    if high is None:
        return None, None
    if high.key <= key:
        return high.rank, None
    low = _first(practice_id, "true", "ASC", leave_out) or high
    if key < low.key:
        return None, low.rank
    # From here on: low's name <= key < high's name. Each turn halves the ranks between them, or steps over
    # an empty half.
    while True:
        middle = _EXACT.divide(_EXACT.add(low.rank, high.rank), Decimal(2)).quantize(PLACES, context=_EXACT)
        bounds = {"low": low.rank, "middle": middle, "high": high.rank}
        probe = _first(
            practice_id,
            "name_rank >= %(middle)s AND name_rank > %(low)s AND name_rank < %(high)s",
            "ASC",
            leave_out,
            **bounds,
        )
        is_upper = probe is not None
        if probe is None:
            probe = _first(
                practice_id, "name_rank > %(low)s AND name_rank < %(middle)s", "DESC", leave_out, **bounds
            )
        if probe is None:
            return low.rank, high.rank
        if probe.key <= key:
            low = probe
            if not is_upper:
                return low.rank, high.rank
        else:
            high = probe


def _ranked(practice_id: UUID, row: tuple[Decimal, UUID, str, str]) -> Ranked:
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
