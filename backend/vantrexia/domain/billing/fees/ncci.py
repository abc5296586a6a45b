"""NCCI files for practitioners: `read_pair_edits(body, codes=…)` (PTP), `read_unit_limits(body, codes=…)` (MUE).

PTP: Column 1, Column 2, *, effective date, deletion date (`*`: none), modifier indicator 0, 1 or 9; four files of
about a million pairs, of which those between two codes of ours are kept. MUE: code, units, adjudication indicator as a
digit followed by words. Both are quarterly; a pair or limit holds by its dates, never by the day it was loaded.
"""

from __future__ import annotations

import re
from collections.abc import Set

from vantrexia.domain.billing.fees.rows import PairEdit, UnitLimit
from vantrexia.domain.billing.fees.table import (
    Line,
    Refusals,
    find_column,
    find_header,
    fold,
    iterate_rows,
    read_compact_date,
    read_rows,
    refuse,
    skip_to_header,
)
from vantrexia.domain.wordings import say

_CODE = re.compile(r"[0-9A-Z]{5}\Z")


def read_pair_edits(body: bytes, *, codes: Set[str]) -> tuple[PairEdit, ...]:
    """Pairs of which both codes are ours, sorted. Raises FileRefused with line and reason.

    A file in which no pair is ours is good: the tables are split by ranges of codes.
    """
    lines = iterate_rows(body)
    names = [fold(cell) for cell in skip_to_header(lines, "Column 1").cells]
    two, begins, ends = (
        find_column(names, "Column 2"),
        find_column(names, "Effective Date"),
        find_column(names, "Deletion Date"),
    )
    modifier = find_column(names, "Modifier")
    problems, pairs, seen = Refusals(), set[PairEdit](), 0
    for line in lines:
        first, second = line.get(0), line.get(two)
        if not _CODE.match(first) or not _CODE.match(second):
            continue  # notes under the table
        seen += 1
        if first in codes and second in codes:
            pair = _read_pair(line, first, second, (begins, ends, modifier), problems)
            if pair:
                pairs.add(pair)
    problems.raise_any()
    if not seen:
        raise refuse("the file has no pair of codes")
    return tuple(sorted(pairs, key=lambda pair: (pair.column_one, pair.column_two, pair.valid_from)))


def _read_pair(
    line: Line, first: str, second: str, at: tuple[int, int, int], problems: Refusals
) -> PairEdit | None:
    begins, ends, modifier = at
    valid_from, last = read_compact_date(line.get(begins)), line.get(ends)
    valid_to = read_compact_date(last)
    indicator = line.get(modifier)[:1]
    if valid_from is None:
        problems.add(
            line.number, say("the effective date of {first}/{second} is none", first=first, second=second)
        )
    elif valid_to is None and last not in ("", "*"):
        problems.add(
            line.number, say("the deletion date of {first}/{second} is none", first=first, second=second)
        )
    elif valid_to is not None and valid_to < valid_from:
        problems.add(line.number, say("{first}/{second} ends before it begins", first=first, second=second))
    elif indicator not in ("0", "1", "9"):
        problems.add(
            line.number,
            say("the modifier indicator of {first}/{second} is not 0, 1 or 9", first=first, second=second),
        )
    else:
        return PairEdit(first, second, valid_from, valid_to, int(indicator))
    return None


def read_unit_limits(body: bytes, *, codes: Set[str]) -> tuple[UnitLimit, ...]:
    """Limits of our codes, sorted. Raises FileRefused: missing columns, a number that is none, a code twice, none of ours."""
    lines = read_rows(body)
    header = find_header(lines, "HCPCS/CPT Code")
    names = [fold(cell) for cell in lines[header].cells]
    units, indicator = (
        find_column(names, "MUE Values", "MUE Value"),
        find_column(names, "MUE Adjudication Indicator", "MAI"),
    )
    problems, limits = Refusals(), dict[str, UnitLimit]()
    for line in lines[header + 1 :]:
        code = line.get(0)
        if code not in codes:
            continue
        most, kind = line.get(units), line.get(indicator)[:1]
        if not most.isdecimal() or kind not in ("1", "2", "3"):
            problems.add(
                line.number, say("the limit of {code} is no number with an indicator 1, 2 or 3", code=code)
            )
            continue
        if code in limits:
            problems.add(line.number, say("{code} stands here twice", code=code))
        limits[code] = UnitLimit(code, int(most), int(kind))
    problems.raise_any()
    if not limits:
        raise refuse("none of the codes we bill is in the file")
    return tuple(limits[code] for code in sorted(limits))
