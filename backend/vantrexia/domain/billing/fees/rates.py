"""A practice's own rates or charges, one line a code (CSV): `read_rates(body, codes=…)`.

Columns: `code`, `amount` (US dollars per unit, two decimals), `valid_from`, `valid_to` (may be empty). Others are refused,
because a column nobody reads is a rate somebody believes in.
"""

from __future__ import annotations

import re
from collections.abc import Set
from decimal import Decimal

from vantrexia.domain.billing.fees.rows import Rate
from vantrexia.domain.billing.fees.table import Line, Refusals, read_compact_date, read_rows, refuse
from vantrexia.domain.wordings import say

COLUMNS = ("code", "amount", "valid_from", "valid_to")
_AMOUNT = re.compile(r"\$?([0-9]{1,6}(\.[0-9]{1,2})?)\Z")


def read_rates(body: bytes, *, codes: Set[str]) -> tuple[Rate, ...]:
    """Rates by code and first day, sorted. Raises FileRefused: other columns, unknown code, bad amount or dates, overlap."""
    lines = read_rows(body)
    if tuple(cell.lower() for cell in lines[0].cells) != COLUMNS:
        raise refuse(say("the columns must be {columns}", columns=", ".join(COLUMNS)))
    problems, rates = Refusals(), list[Rate]()
    for line in lines[1:]:
        rate = _read_rate(line, codes, problems)
        if rate is not None:
            if any(_overlap(rate, other) for other in rates):
                problems.add(line.number, say("{code} has two amounts for one day", code=rate.code))
            rates.append(rate)
    problems.raise_any()
    if not rates:
        raise refuse("the file has no rate")
    return tuple(sorted(rates, key=lambda rate: (rate.code, rate.valid_from)))


def _read_rate(line: Line, codes: Set[str], problems: Refusals) -> Rate | None:
    code, match = line.get(0), _AMOUNT.match(line.get(1))
    valid_from, last = read_compact_date(line.get(2)), line.get(3)
    valid_to = read_compact_date(last)
    if code not in codes:
        problems.add(line.number, "the code is none of those we bill")
    elif match is None or Decimal(match.group(1)) == 0:
        problems.add(line.number, say("the amount of {code} is no amount in dollars", code=code))
    elif valid_from is None or (last and valid_to is None):
        problems.add(line.number, say("the dates of {code} must be YYYY-MM-DD", code=code))
    elif valid_to is not None and valid_to < valid_from:
        problems.add(line.number, say("the rate of {code} ends before it begins", code=code))
    else:
        return Rate(code, Decimal(match.group(1)), valid_from, valid_to)
    return None


def _overlap(one: Rate, other: Rate) -> bool:
    return (
        one.code == other.code
        and (other.valid_to is None or one.valid_from <= other.valid_to)
        and (one.valid_to is None or other.valid_from <= one.valid_to)
    )
