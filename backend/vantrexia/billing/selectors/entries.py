"""Billing entries as people see them: `list_entries`, `get_entry`, `sum_month`.

A bucket is what a biller does next with an entry: `ready` (pending, nothing missing), `blocked` (pending, held or without
payer or diagnosis), and the published statuses after that. `owed`: void, but what a payer paid for it is still here until a
reversal or a refund takes it back (rules section 9: report and return within 60 days).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from vantrexia.accounts.selectors.names import name_people
from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.billing.models import BillingEntry, EntryEvent
from vantrexia.billing.selectors.lines import list_open_holds
from vantrexia.core.actor import Actor
from vantrexia.core.plain import fetch_rows
from vantrexia.domain.billing.entry_states import PENDING, RELEASABLE, list_steps
from vantrexia.domain.billing.hold_words import name_hold
from vantrexia.domain.claims.denials import explain_adjustment
from vantrexia.domain.claims.remittance import Adjustment
from vantrexia.domain.errors import NotFound
from vantrexia.patients.selectors.names import name_patients

BUCKETS = ("ready", "blocked", "submitted", "paid", "denied", "appealed", "owed")
ORDERINGS = ("service_date", "-service_date", "amount", "-amount")
OWED = "owed"
_OWED = (
    "billing_billingentry.voided_at IS NOT NULL AND (SELECT sum(l.paid) FROM billing_claimline l "
    "WHERE l.practice_id = billing_billingentry.practice_id AND l.entry_id = billing_billingentry.id) <> 0"
)
_OPEN_HOLD = (
    "EXISTS (SELECT FROM jsonb_array_elements(billing_billingentry.hold_reasons) h "
    "WHERE NOT jsonb_exists(billing_billingentry.released_holds, h->>'key'))"
)
_BLOCKED = (
    f"({_OPEN_HOLD} OR billing_billingentry.payer_id IS NULL OR billing_billingentry.icd10_codes = '{{}}')"
)
_SUMS = f"""
SELECT CASE WHEN voided_at IS NOT NULL THEN 'owed' WHEN status <> 'pending' THEN status
        WHEN {_BLOCKED} THEN 'blocked' ELSE 'ready' END, cpt_code,
    count(*), sum(units), coalesce(sum(amount) FILTER (WHERE voided_at IS NULL), 0), coalesce(sum(s.paid), 0)
FROM billing_billingentry
LEFT JOIN LATERAL (
    SELECT sum(l.paid) AS paid FROM billing_claimline l
    WHERE l.practice_id = billing_billingentry.practice_id AND l.entry_id = billing_billingentry.id AND status <> 'pending'
) s ON true
WHERE practice_id = nullif(current_setting('app.practice', true), '')::uuid AND (voided_at IS NULL OR s.paid <> 0)
    AND service_date BETWEEN %s AND %s
GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608 (constant text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries. Voided ones are left out unless asked for."""

    date_from: date | None = None
    date_to: date | None = None
    status: str | None = None
    bucket: str | None = None
    cpt_code: str | None = None
    patient_id: UUID | None = None
    payer_id: UUID | None = None
    hold: str | None = None
    with_voided: bool = False


def list_entries(
    viewer: Actor, wanted: Wanted, *, ordering: str, limit: int, offset: int
) -> tuple[int, list[dict[str, Any]]]:
    """A page of entries and how many there are."""
    rows = _filter(viewer, wanted)
    page = list(rows.order_by(ordering, "id")[offset : offset + limit])
    names = name_patients(viewer, (one.patient_id for one in page))
    return rows.count(), [_show(one, names) for one in page]


def _filter(viewer: Actor, wanted: Wanted) -> QuerySet[BillingEntry]:
    rows = BillingEntry.objects.filter(practice_id=practice_of(viewer))
    if wanted.bucket == OWED:
        rows = rows.extra(where=[_OWED])  # noqa: S610 (constant text)
    elif not wanted.with_voided:
        rows = rows.filter(voided_at__isnull=True)
    if wanted.bucket is not None:
        if wanted.bucket in ("ready", "blocked"):
            where = _BLOCKED if wanted.bucket == "blocked" else f"NOT {_BLOCKED}"
            rows = rows.filter(status=PENDING).extra(where=[where])  # noqa: S610 (constant text)
        elif wanted.bucket != OWED:
            rows = rows.filter(status=wanted.bucket)
    if wanted.hold is not None:
        rows = rows.filter(status=PENDING, hold_reasons__contains=[{"key": wanted.hold}])
    given = {
        "service_date__gte": wanted.date_from,
        "service_date__lte": wanted.date_to,
        "status": wanted.status,
        "cpt_code": wanted.cpt_code,
        "patient_id": wanted.patient_id,
        "payer_id": wanted.payer_id,
    }
    return rows.filter(**{name: value for name, value in given.items() if value is not None})


def _show(one: BillingEntry, names: dict[UUID, str]) -> dict[str, Any]:
    holds = list_open_holds(one.hold_reasons, one.released_holds)
    return {
        "id": one.id,
        "patient_id": one.patient_id,
        "patient_name": names.get(one.patient_id, ""),
        "cpt_code": one.cpt_code,
        "service_date": one.service_date,
        "duration_minutes": one.duration_minutes,
        "amount": one.amount,
        "status": one.status,
        "payer": one.payer_name,
        "icd10_codes": one.icd10_codes,
        "notes": one.notes or "",
        "auto_generated": one.auto_generated,
        "created_at": one.created_at,
        "units": one.units,
        "period_start": one.period_start,
        "period_end": one.period_end,
        "amount_is_estimate": one.amount_is_estimate,
        "bucket": find_bucket(one, holds),
        "holds": holds,
        "voided_at": one.voided_at,
        "version": one.row_version,
    }


def find_bucket(one: BillingEntry, holds: list[str]) -> str:
    """Where a biller finds the entry."""
    if one.status != PENDING:
        return one.status
    return "blocked" if holds or one.payer_id is None or not one.icd10_codes else "ready"


def get_entry(viewer: Actor, entry_id: UUID) -> dict[str, Any]:
    """One entry with the facts it rests on, its holds and its history. Raises NotFound."""
    one = BillingEntry.objects.filter(practice_id=practice_of(viewer), id=entry_id).first()
    if one is None:
        raise NotFound("There is no such billing entry.")
    shown = _show(one, name_patients(viewer, [one.patient_id]))
    events = list(
        EntryEvent.objects.filter(practice_id=one.practice_id, entry_id=one.id).order_by("at", "id")
    )
    people = name_people(viewer, [event.by_id for event in events if event.by_id])
    after = BillingEntry.objects.filter(practice_id=one.practice_id, replaces_id=one.id).order_by(
        "-created_at"
    )
    missing = [("payer", one.payer_id is None), ("diagnosis", not one.icd10_codes)]
    return {
        **shown,
        "episode_id": one.episode_id,
        "payer_id": one.payer_id,
        "rule_set": one.rule_set,
        "rules_version": one.rules_version,
        "reasons": one.facts.get("reasons", []),
        "basis": one.facts.get("basis", {}),
        "source": one.facts.get("source", ""),
        "hold_reasons": [
            {
                **hold,
                "is_released": hold["key"] in one.released_holds,
                "is_releasable": hold["key"] in RELEASABLE and one.status == PENDING,
            }
            for hold in one.hold_reasons
        ],
        "warnings": one.warnings,
        "missing": [name for name, is_missing in missing if is_missing],
        "next_statuses": [] if one.voided_at else list_steps(one.status),
        "void_reason": one.void_reason or None,
        "replaces": one.replaces_id,
        "replaced_by": after.values_list("id", flat=True).first(),
        "corrects": one.corrects,
        "events": [
            {
                "event": event.event,
                "from_status": event.from_status,
                "to_status": event.to_status,
                "reason": event.reason,
                "reason_text": _say_reason(event, viewer.language),
                "note": event.note,
                "detail": event.detail,
                "by": people.get(event.by_id) if event.by_id else None,
                "at": event.at,
            }
            for event in events
        ],
    }


def _say_reason(event: EntryEvent, language: str) -> str:
    """Holds or a payer's code in words; empty for our own codes, which the screens have words for."""
    if event.event in ("hold_released", "holds_changed"):
        keys = [event.reason] if event.reason else event.detail.get("holds", [])
        return "; ".join(name_hold(key, language=language) for key in keys)
    group, _, code = event.reason.partition(" ")
    return explain_adjustment(Adjustment(group, code, Decimal(0)), language=language).says if code else ""


def sum_month(viewer: Actor, *, first: date, last: date) -> list[dict[str, Any]]:
    """Counts and money by bucket and code, of entries with a date of service from `first` to `last`: what they are worth (a
    void one: nothing), and what remittances posted for them. What was paid in all is what `read_revenue` says."""
    practice_of(viewer)
    return [
        {"bucket": bucket, "cpt_code": code, "entries": count, "units": units, "amount": amount, "paid": paid}
        for bucket, code, count, units, amount, paid in fetch_rows(_SUMS, [first, last])
    ]
