"""The CMS geographic practice cost indices (Addendum E, CSV): `read_gpci_file(body, year=…)`.

One line a locality: MAC, state, locality number, name, and the three indices, whose column names carry the year
(`2026 PW GPCI (with 1.0 Floor)`). Where a file prints the work index both with and without the floor, the one with
the floor is what is paid. Notes below the table have no indices and are passed over.
"""

from __future__ import annotations

import re

from vantrexia.domain.billing.fees.rows import Gpci
from vantrexia.domain.billing.fees.table import (
    Refusals,
    find_column,
    find_header,
    fold,
    read_number,
    read_rows,
    refuse,
)
from vantrexia.domain.wordings import say


def read_gpci_file(body: bytes, *, year: int) -> tuple[Gpci, ...]:
    """Every locality, sorted. Raises FileRefused: another year, missing columns, a number that is none, a locality twice."""
    lines = read_rows(body)
    header = find_header(lines, "Medicare Administrative Contractor")
    names = [fold(cell) for cell in lines[header].cells]
    at = [
        find_column(names, "PW GPCI (with 1.0 Floor)", "PW GPCI", "Work GPCI"),
        find_column(names, "PE GPCI"),
        find_column(names, "MP GPCI"),
    ]
    years = {match.group(0) for index in at if (match := re.match(r"20[0-9]{2}", names[index]))}
    if years != {str(year)}:
        if not years:
            raise refuse(say("the columns are of no year, wanted is {year}", year=year))
        raise refuse(
            say("the columns are of {years}, wanted is {year}", years=", ".join(sorted(years)), year=year)
        )
    state, number, title = (
        find_column(names, "State"),
        find_column(names, "Locality Number"),
        find_column(names, "Locality Name"),
    )
    problems, found = Refusals(), dict[tuple[str, str], Gpci]()
    for line in lines[header + 1 :]:
        if not line.get(state) and not line.get(number):
            continue
        indices = [read_number(line.get(index)) for index in at]
        numbers = [value for value in indices if value is not None and value > 0]
        if len(numbers) < 3:
            problems.add(
                line.number,
                say(
                    "an index of {state} {number} is no number",
                    state=line.get(state),
                    number=line.get(number),
                ),
            )
            continue
        locality = Gpci(
            mac=line.get(0).zfill(5),
            state=line.get(state).upper(),
            locality=line.get(number).zfill(2),
            name=line.get(title).rstrip("*").strip(),
            work=numbers[0],
            practice_expense=numbers[1],
            malpractice=numbers[2],
        )
        key = (locality.mac, locality.locality)
        if key in found:
            problems.add(
                line.number,
                say(
                    "locality {locality} of {mac} stands here twice",
                    locality=locality.locality,
                    mac=locality.mac,
                ),
            )
        found[key] = locality
    problems.raise_any()
    if not found:
        raise refuse("the file has no locality")
    return tuple(found[key] for key in sorted(found))
