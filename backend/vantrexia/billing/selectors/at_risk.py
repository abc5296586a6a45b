"""Patients whose running period or month will be lost unless somebody acts: `list_at_risk`, `sum_at_risk`, `find_risk`.

From the state rows: a supply code whose readings must resume within `RISK_DAYS`, a month whose minutes or live contact are
missing with `RISK_DAYS` left.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.billing.models import BillingState, WorkItem
from vantrexia.core.actor import Actor
from vantrexia.core.plain import fetch_rows
from vantrexia.domain.billing.standing import RISK_DAYS
from vantrexia.patients.selectors.names import name_patients

KINDS = ("supply", "time")
_ROWS = """
FROM (
    SELECT s.id, s.patient_id, 'supply' AS kind, s.supply_code AS code, s.supply_start AS period_start,
        s.supply_end AS last_day, s.supply_resume_by AS act_by, s.supply_days AS have, s.supply_needed AS needed,
        false AS contact_needed, s.supply_amount AS amount, s.evaluated_at
    FROM billing_billingstate s
    WHERE s.practice_id = nullif(current_setting('app.practice', true), '')::uuid AND s.is_running
        AND s.supply_needed > 0 AND s.supply_resume_by BETWEEN %(today)s AND %(until)s
    UNION ALL
    SELECT s.id, s.patient_id, 'time', s.time_code, s.time_month, s.time_last_day, s.time_last_day, s.time_minutes,
        s.time_needed, s.time_contact_needed, s.time_amount, s.evaluated_at
    FROM billing_billingstate s
    WHERE s.practice_id = nullif(current_setting('app.practice', true), '')::uuid AND s.is_running
        AND (s.time_needed > 0 OR s.time_contact_needed) AND s.time_last_day BETWEEN %(today)s AND %(until)s
) r WHERE (%(kind)s::text IS NULL OR r.kind = %(kind)s)
"""
_PAGE = (
    "SELECT r.patient_id, r.kind, r.code, r.period_start, r.last_day, r.act_by, r.have, r.needed, r.contact_needed, "
    f"r.amount, r.evaluated_at {_ROWS} ORDER BY r.act_by, r.kind, r.id LIMIT %(limit)s OFFSET %(offset)s"
)
_SUMS = f"SELECT r.kind, count(*), coalesce(sum(r.amount), 0) {_ROWS} GROUP BY r.kind"


def list_at_risk(
    viewer: Actor, *, today: date, kind: str | None, limit: int, offset: int
) -> tuple[int, list[dict[str, Any]]]:
    """A page, the most urgent first, and how many there are; each with its open outreach item."""
    practice_id = practice_of(viewer)
    asked = _params(today, kind)
    rows = fetch_rows(_PAGE, {**asked, "limit": limit, "offset": offset})
    names = name_patients(viewer, (row[0] for row in rows))
    causes = {name_cause(row[0], row[2], row[3]): None for row in rows}
    items = WorkItem.objects.filter(practice_id=practice_id, cause__in=causes, state="open")
    open_items = dict(items.values_list("cause", "id"))
    total = sum(count for _, count, _ in fetch_rows(_SUMS, asked))
    return total, [
        {
            "patient_id": patient_id,
            "patient_name": names.get(patient_id, ""),
            "kind": risk,
            "cpt_code": code,
            "period_start": start,
            "last_day": last_day,
            "act_by": act_by,
            "have": have,
            "needed": needed,
            "contact_needed": contact,
            "amount": amount,
            "evaluated_at": evaluated_at,
            "outreach_id": open_items.get(name_cause(patient_id, code, start)),
        }
        for patient_id, risk, code, start, last_day, act_by, have, needed, contact, amount, evaluated_at in rows
    ]


def sum_at_risk(viewer: Actor, *, today: date) -> dict[str, tuple[int, Decimal]]:
    """Counts and money by kind."""
    practice_of(viewer)
    return {kind: (count, amount) for kind, count, amount in fetch_rows(_SUMS, _params(today, None))}


def find_risk(viewer: Actor, patient_id: UUID, kind: str) -> dict[str, Any] | None:
    """What the patient's running period or month still needs, urgent or not; None when nothing is missing."""
    rows = BillingState.objects.filter(
        practice_id=practice_of(viewer), patient_id=patient_id, is_running=True
    )
    state = rows.order_by("-evaluated_at").first()
    if state is None:
        return None
    if kind == "supply":
        if not state.supply_needed:
            return None
        return {
            "code": state.supply_code, "period_start": state.supply_start, "needed": state.supply_needed,
            "resume_by": state.supply_resume_by, "last": state.supply_end, "contact_needed": False,
        }  # fmt: skip
    if not state.time_needed and not state.time_contact_needed:
        return None
    return {
        "code": state.time_code, "period_start": state.time_month, "needed": state.time_needed or 0, "resume_by": None,
        "last": state.time_last_day, "contact_needed": state.time_contact_needed,
    }  # fmt: skip


def name_cause(patient_id: UUID, code: str, period_start: date) -> str:
    """The cause of an outreach item: one per patient, code and period."""
    return f"outreach:{patient_id}:{code}:{period_start.isoformat()}"


def pick_sentence(row: dict[str, Any]) -> str:
    """Which sentence of `domain.billing.texts.WORK` says what is missing."""
    if row.get("resume_by") is not None or row.get("kind") == "supply":
        return "outreach_days"
    return "outreach_minutes" if row["needed"] else "outreach_contact"


def _params(today: date, kind: str | None) -> dict[str, Any]:
    return {"today": today, "until": today + timedelta(days=RISK_DAYS), "kind": kind}
