"""The practice's revenue from monitoring: what was earned, sent, paid, denied, and what is not billed and why.

`read_revenue(viewer, first=…, last=…, by=…)` groups entries by month, code, payer or rendering provider, by date of service.
Expected amounts are estimates until their fee files are confirmed; paid amounts are what remittances posted, to the cent.
`read_forecast` looks at the running periods. The synthetic practice counts nowhere. A void entry earns nothing, but what its
payer paid (and left to the patient) stays counted until a reversal takes it back: that money is in the bank.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.core.actor import Actor
from vantrexia.core.plain import fetch_rows
from vantrexia.domain.errors import InvalidInput
from vantrexia.domain.wordings import say

GROUPS = ("month", "code", "payer", "provider")
MOST_DAYS = 3 * 366
NO_PROVIDER = "not_on_a_claim"
NO_PAYER = "no_payer"
_HERE = "%(practice)s"  # the viewer's; row-level security says the same
_KEYS = {
    "month": "to_char(e.service_date, 'YYYY-MM')",
    "code": "e.cpt_code",
    "payer": f"coalesce(nullif(e.payer_name, ''), '{NO_PAYER}')",
    "provider": f"coalesce(nullif(concat_ws(', ', p.name, nullif(p.first_name, '')), ''), '{NO_PROVIDER}')",
}
_LINES = f"""
FROM billing_billingentry e
LEFT JOIN LATERAL (
    SELECT sum(l.paid) AS paid, sum(l.patient_share) AS patient_share,
        (array_agg(c.rendering_id ORDER BY c.created_at DESC))[1] AS rendering_id
    FROM billing_claimline l JOIN billing_claim c ON c.practice_id = l.practice_id AND c.id = l.claim_id
    WHERE l.practice_id = e.practice_id AND l.entry_id = e.id
) s ON true
LEFT JOIN billing_claimprovider p ON p.practice_id = e.practice_id AND p.id = s.rendering_id
WHERE e.practice_id = {_HERE} AND e.service_date BETWEEN %(first)s AND %(last)s
    AND (e.voided_at IS NULL OR s.paid <> 0 OR s.patient_share <> 0)
"""  # noqa: S608 (text of our own)
_SUMS = """
count(*) FILTER (WHERE e.voided_at IS NULL), count(DISTINCT e.patient_id) FILTER (WHERE e.voided_at IS NULL),
coalesce(sum(e.units) FILTER (WHERE e.voided_at IS NULL), 0), coalesce(sum(e.amount) FILTER (WHERE e.voided_at IS NULL), 0),
coalesce(sum(e.amount) FILTER (WHERE e.voided_at IS NULL AND e.status = 'pending'), 0),
coalesce(sum(e.amount) FILTER (WHERE e.voided_at IS NULL AND e.status IN ('submitted', 'appealed')), 0),
coalesce(sum(s.paid), 0), coalesce(sum(s.patient_share), 0),
coalesce(sum(e.amount) FILTER (WHERE e.voided_at IS NULL AND e.status = 'denied'), 0),
bool_or(e.amount_is_estimate) FILTER (WHERE e.voided_at IS NULL)
"""
_UNBILLED = f"""
SELECT coalesce(h.key, CASE WHEN c.status = 'blocked' THEN 'claim_blocked' ELSE 'not_sent' END), count(*), sum(e.amount)
FROM billing_billingentry e
LEFT JOIN LATERAL (
    SELECT one->>'key' AS key FROM jsonb_array_elements(e.hold_reasons) one
    WHERE NOT e.released_holds @> to_jsonb(one->>'key') ORDER BY 1 LIMIT 1
) h ON true
LEFT JOIN LATERAL (
    SELECT c.status FROM billing_claimline l JOIN billing_claim c ON c.practice_id = l.practice_id AND c.id = l.claim_id
    WHERE l.practice_id = e.practice_id AND l.entry_id = e.id AND l.is_live LIMIT 1
) c ON true
WHERE e.practice_id = {_HERE} AND e.voided_at IS NULL AND e.status = 'pending' AND e.service_date BETWEEN %(first)s AND %(last)s
GROUP BY 1 ORDER BY 3 DESC, 1
"""  # noqa: S608 (text of our own)
_FORECAST = f"""
SELECT coalesce(sum(supply_amount), 0), count(*) FILTER (WHERE supply_needed > 0 AND supply_amount IS NOT NULL),
    coalesce(sum(supply_amount) FILTER (WHERE supply_needed > 0), 0),
    coalesce(sum(time_amount), 0), count(*) FILTER (WHERE (time_needed > 0 OR time_contact_needed) AND time_amount IS NOT NULL),
    coalesce(sum(time_amount) FILTER (WHERE time_needed > 0 OR time_contact_needed), 0)
FROM billing_billingstate WHERE practice_id = {_HERE} AND is_running
"""  # noqa: S608 (text of our own)
_COLLECTED = f"""
SELECT coalesce(sum(e.amount), 0), coalesce(sum(s.paid), 0) {_LINES} AND e.voided_at IS NULL AND e.status IN ('paid', 'denied')
"""


@dataclass(frozen=True, slots=True)
class RevenueRow:
    """One group; amounts in US dollars. `expected` is everything earned: pending, sent, decided."""

    key: str
    entries: int
    patients: int
    units: int
    expected: Decimal
    pending: Decimal
    sent: Decimal
    paid: Decimal
    patient_share: Decimal
    denied: Decimal
    is_estimate: bool


@dataclass(frozen=True, slots=True)
class Unbilled:
    """Money earned and not sent, and why: the first open hold, a blocked claim, or simply not sent."""

    reason: str
    entries: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the running periods and month come to if their aims are reached; `open` is the part still missing something.

    `collected_percent`: paid of expected over decided lines of the report's days; None where nothing was decided.
    """

    supply: Decimal
    supply_open: Decimal
    supply_open_patients: int
    time: Decimal
    time_open: Decimal
    time_open_patients: int
    collected_percent: int | None


def read_revenue(*, viewer: Actor, first: date, last: date, by: str) -> tuple[list[RevenueRow], RevenueRow]:
    """Groups (months in order, others by expected amount) and their total. Raises InvalidInput."""
    if by not in GROUPS:
        raise InvalidInput(
            "by is not known.", fields={"by": [say("must be one of {choices}", choices=", ".join(GROUPS))]}
        )
    check_days(first, last)
    days = {"first": first, "last": last, "practice": practice_of(viewer)}
    order = "1" if by in ("month", "code") else "5 DESC, 1"
    statement = f"SELECT {_KEYS[by]}, {_SUMS} {_LINES} GROUP BY 1 ORDER BY {order}"
    rows = [_build(row) for row in fetch_rows(statement, days)]
    total = fetch_rows(f"SELECT 'total', {_SUMS} {_LINES}", days)
    return rows, _build(total[0])


def list_unbilled(*, viewer: Actor, first: date, last: date) -> list[Unbilled]:
    """Pending money by what keeps it, most first."""
    check_days(first, last)
    return [
        Unbilled(*row)
        for row in fetch_rows(_UNBILLED, {"first": first, "last": last, "practice": practice_of(viewer)})
    ]


def read_forecast(*, viewer: Actor, first: date, last: date) -> Forecast:
    """The running periods; the share collected is that of the given days."""
    asked = {"first": first, "last": last, "practice": practice_of(viewer)}
    supply, supply_patients, supply_open, time, time_patients, time_open = fetch_rows(_FORECAST, asked)[0]
    expected, paid = fetch_rows(_COLLECTED, asked)[0]
    percent = round(100 * paid / expected) if expected else None
    return Forecast(supply, supply_open, supply_patients, time, time_open, time_patients, percent)


def check_days(first: date, last: date) -> None:
    """Days in order, at most three years. Raises InvalidInput."""
    if last < first or (last - first).days > MOST_DAYS:
        raise InvalidInput(
            "The days do not fit.", fields={"date_to": ["must be after date_from, at most three years"]}
        )


def _build(row: tuple[Any, ...]) -> RevenueRow:
    values = dict(zip((one.name for one in fields(RevenueRow)), row, strict=True))
    return RevenueRow(**{**values, "is_estimate": bool(values["is_estimate"])})
