"""What an evidence packet says of a patient and stretch of days: `collect_packet(viewer, …)`, plain data for JSON and PDF.

Order, established relationship, consent with its text, education, devices, every transmission with its gateway's receipt,
data days, time with who and which credential, contacts, decisions, what was billed by which rules (rules section 7.5; 42 CFR
410.26, 424.5(a)(6)). It reads rows as they are now: what was corrected shows as corrected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from vantrexia.accounts.selectors.names import name_people
from vantrexia.accounts.selectors.practices import get_practice
from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.billing.models import BillingEntry, EntryEvent, TimeEntry
from vantrexia.billing.selectors.transmissions import list_devices, list_transmissions
from vantrexia.core.actor import Actor
from vantrexia.devices.selectors.setups import list_setups
from vantrexia.patients.selectors.consent_texts import list_consent_texts
from vantrexia.patients.selectors.patients import get_patient
from vantrexia.patients.selectors.rows import list_rows, name_members

MOST_ROWS = 1000
FORMAT = "vantrexia-evidence-packet/1"


def collect_packet(
    viewer: Actor, *, packet_id: UUID, patient_id: UUID, first: date, last: date, now: datetime
) -> dict[str, Any]:
    """The whole document; values are texts, numbers, booleans and lists of them. Raises NotFound."""
    patient = get_patient(viewer, patient_id)
    zone = ZoneInfo(patient["timezone"])
    since = datetime.combine(first, datetime.min.time(), zone)
    until = datetime.combine(last + timedelta(days=1), datetime.min.time(), zone)
    practice = get_practice(viewer=viewer, now=now)
    readings = list_transmissions(patient_id, since=since, until=until)
    document = {
        "format": FORMAT,
        "packet_id": packet_id,
        "practice": {"name": practice.organisation_name, "site": practice.name},
        "patient": {
            name: patient[name]
            for name in (
                "id",
                "first_name",
                "last_name",
                "name_on_card",
                "date_of_birth",
                "gender",
                "mrn",
                "timezone",
            )
        },
        "first_day": first,
        "last_day": last,
        "made_at": now,
        "relationship": _rows(viewer, "evidence", patient_id),
        "orders": _rows(viewer, "orders", patient_id),
        "consents": _consents(viewer, patient_id),
        "episodes": _rows(viewer, "episodes", patient_id),
        "plans": _rows(viewer, "plans", patient_id),
        "pauses": _within(_rows(viewer, "pauses", patient_id), "starts_at", "ends_at", since, until),
        "stays": _within(_rows(viewer, "stays", patient_id), "admitted_at", "discharged_at", since, until),
        "setups": list_setups(viewer, patient_id, limit=MOST_ROWS, offset=0)[1],
        "devices": list_devices(patient_id),
        "transmissions": readings,
        "data_days": _count_days(readings),
        "time": _list_time(viewer, patient_id, since=since, until=until),
        "contacts": _within(
            _rows(viewer, "interactions", patient_id), "started_at", "ended_at", since, until
        ),
        "decisions": _within(_rows(viewer, "decisions", patient_id), "signed_at", "signed_at", since, until),
        "billed": _list_billed(viewer, patient_id, first=first, last=last),
    }
    return {name: make_plain(value) for name, value in document.items()}


def _rows(viewer: Actor, name: str, patient_id: UUID) -> list[dict[str, Any]]:
    return list_rows(viewer, name, patient_id, limit=MOST_ROWS, offset=0)[1]


def _consents(viewer: Actor, patient_id: UUID) -> list[dict[str, Any]]:
    rows = _rows(viewer, "consents", patient_id)
    texts = list_consent_texts(viewer, {row["text_id"] for row in rows if row["text_id"]})
    return [{**row, "text": texts.get(row["text_id"])} for row in rows]


def _within(
    rows: Sequence[dict[str, Any]], begins: str, ends: str, since: datetime, until: datetime
) -> list[dict[str, Any]]:
    """Rows whose interval touches `[since, until)`, oldest first."""
    return [
        row for row in reversed(rows) if row[begins] < until and (row[ends] is None or row[ends] >= since)
    ]


def _count_days(readings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Days of the patient with an automatic reading that stands, and how many of each device (rules 8.4)."""
    days: dict[date, dict[str, int]] = {}
    for reading in readings:
        if reading["counts"]:
            devices = days.setdefault(reading["local_date"], {})
            devices[reading["serial"]] = devices.get(reading["serial"], 0) + 1
    return [{"day": day, "readings_by_device": days[day]} for day in sorted(days)]


def _list_time(viewer: Actor, patient_id: UUID, *, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Every segment that touches the days, superseded ones too: an edit never hides what it replaced."""
    rows = list(
        TimeEntry.objects.filter(
            practice_id=practice_of(viewer), patient_id=patient_id, started_at__lt=until, ended_at__gt=since
        ).order_by("started_at", "created_at", "id")
    )
    names = name_members(viewer, {row.membership_id for row in rows})
    users = name_people(
        viewer, {id_ for row in rows for id_ in (row.approved_by_id, row.recorded_by_id) if id_}
    )
    return [
        {
            "id": row.id, "staff": names.get(row.membership_id), "profession": row.profession, "npi": row.npi,
            "activity": row.activity, "started_at": row.started_at, "ended_at": row.ended_at,
            "seconds": (row.ended_at - row.started_at).total_seconds() if row.ended_at else 0,
            "is_live_contact": row.is_live_contact, "interaction_id": row.interaction_id, "source": row.source,
            "recorded_at": row.created_at, "recorded_by": users.get(row.recorded_by_id or 0),
            "supersedes": row.supersedes_id, "superseded_at": row.superseded_at, "reason": row.reason,
            "approved_by": users.get(row.approved_by_id or 0), "approved_at": row.approved_at, "note": row.note,
        }
        for row in rows
    ]  # fmt: skip


def _list_billed(viewer: Actor, patient_id: UUID, *, first: date, last: date) -> list[dict[str, Any]]:
    """Entries whose period touches the days, voided ones too, each with its events, facts and rules."""
    rows = list(
        BillingEntry.objects.filter(
            practice_id=practice_of(viewer),
            patient_id=patient_id,
            period_start__lte=last,
            period_end__gte=first,
        ).order_by("service_date", "cpt_code", "created_at")
    )
    events: dict[UUID, list[dict[str, Any]]] = {}
    for event in EntryEvent.objects.filter(
        practice_id=practice_of(viewer), entry_id__in=[row.id for row in rows]
    ).order_by("at"):
        shown = {
            "at": event.at,
            "event": event.event,
            "from": event.from_status,
            "to": event.to_status,
            "by_id": event.by_id,
        }
        events.setdefault(event.entry_id, []).append(shown)
    return [
        {
            "id": row.id, "cpt_code": row.cpt_code, "units": row.units, "period_start": row.period_start,
            "period_end": row.period_end, "service_date": row.service_date, "minutes": row.duration_minutes,
            "amount": row.amount, "amount_is_estimate": row.amount_is_estimate, "payer": row.payer_name,
            "icd10_codes": row.icd10_codes, "status": row.status, "hold_reasons": row.hold_reasons, "warnings": row.warnings,
            "rule_set": row.rule_set, "rules_version": row.rules_version, "facts": row.facts, "voided_at": row.voided_at,
            "void_reason": row.void_reason, "replaces": row.replaces_id, "events": events.get(row.id, []),
        }
        for row in rows
    ]  # fmt: skip


def make_plain(value: Any) -> Any:
    """Dates, times, ids and amounts as text: what RFC 8785 can write and a reader needs no library for."""
    if isinstance(value, Mapping):
        return {str(name): make_plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [make_plain(one) for one in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    return value
