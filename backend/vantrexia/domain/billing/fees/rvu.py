"""The CMS Physician Fee Schedule relative value file (PPRRVU, CSV): `read_rvu_file(body, year=…, codes=…)`.

Layout as published with RVU23A to RVU26D: title with the calendar year, copyright notice, then column names split
over up to five lines of which the last begins with HCPCS. Rows with a modifier (26, TC, 53) are other services.
"""

from __future__ import annotations

import re
from collections.abc import Set
from decimal import Decimal

from vantrexia.domain.billing.fees.rows import Rvu, RvuFile
from vantrexia.domain.billing.fees.table import (
    Line,
    Refusals,
    find_column,
    find_header,
    join_header,
    read_number,
    read_rows,
    refuse,
)
from vantrexia.domain.wordings import say

_TITLE = re.compile(r"\b(20[0-9]{2})\b.*RELATIVE VALUE", re.IGNORECASE)
_TITLE_YEAR_LAST = re.compile(r"RELATIVE VALUE.*\b(20[0-9]{2})\b", re.IGNORECASE)
_COLUMNS = {
    "work": ("WORK RVU",),
    "practice_expense": ("NON-FAC PE RVU", "NON-FACILITY PE RVU"),
    "malpractice": ("MP RVU", "MALPRACTICE RVU"),
}


def read_rvu_file(body: bytes, *, year: int, codes: Set[str]) -> RvuFile:
    """The rows of our codes in a file of the wanted year.

    Raises FileRefused: another year, no title, missing columns, a number that is none, a code twice, more than one
    conversion factor, none of our codes.
    """
    lines = read_rows(body)
    header = find_header(lines, "HCPCS")
    found = _find_year(lines[:header])
    if found != year:
        raise refuse(
            say("the file is for {found}, wanted is {year}", found=found, year=year)
            if found
            else "no line above the header names the year"
        )
    names = join_header(lines, header, above=5)
    at = {name: find_column(names, *words) for name, words in _COLUMNS.items()}
    at["modifier"], at["status"] = find_column(names, "MOD"), find_column(names, "STATUS CODE")
    at["factor"] = find_column(names, "CONV FACTOR", "CONVERSION FACTOR")
    at["facility"] = _find_facility(names, taken=at["practice_expense"])
    problems, rows, factors = Refusals(), dict[str, Rvu](), set[Decimal]()
    for line in lines[header + 1 :]:
        code = line.get(0)
        if code not in codes or line.get(at["modifier"]):
            continue
        row, factor = _read_row(line, at, problems)
        if row is None or factor is None:
            continue
        if code in rows:
            problems.add(line.number, say("{code} stands here twice", code=code))
        rows[code] = row
        factors.add(factor)
    problems.raise_any()
    if not rows:
        raise refuse("none of the codes we bill is in the file")
    if len(factors) != 1:
        raise refuse("the rows carry more than one conversion factor")
    return RvuFile(
        year=year, conversion_factor=factors.pop(), rows=tuple(rows[code] for code in sorted(rows))
    )


def _find_year(preamble: list[Line]) -> int | None:
    for line in preamble:
        text = " ".join(line.cells)
        match = _TITLE.search(text) or _TITLE_YEAR_LAST.search(text)
        if match:
            return int(match.group(1))
    return None


def _find_facility(names: list[str], *, taken: int) -> int:
    for index, name in enumerate(names):
        if index != taken and name in ("FACILITYPERVU", "FACPERVU"):
            return index
    raise refuse("there is no column FACILITY PE RVU")


def _read_row(line: Line, at: dict[str, int], problems: Refusals) -> tuple[Rvu | None, Decimal | None]:
    numbers: dict[str, Decimal] = {}
    for name in ("work", "practice_expense", "facility", "malpractice", "factor"):
        number = read_number(line.get(at[name]))
        if number is None or number < 0:
            problems.add(
                line.number,
                say("{column} of {code} is no number", column=name.replace("_", " "), code=line.get(0)),
            )
        else:
            numbers[name] = number
    if len(numbers) < 5:
        return None, None
    row = Rvu(
        code=line.get(0),
        status=line.get(at["status"]),
        work=numbers["work"],
        practice_expense=numbers["practice_expense"],
        facility_practice_expense=numbers["facility"],
        malpractice=numbers["malpractice"],
    )
    return row, numbers["factor"]
