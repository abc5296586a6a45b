"""A patient's time of one calendar month: `get_month(viewer, patient_id, first, now=…)`.

Minutes, contacts and codes are the rules' (`domain.billing.time_report`): here rows become facts, and nothing is added up.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.billing.models import Coverage, TimeEntry
from vantrexia.billing.selectors.months import is_month_closed
from vantrexia.billing.selectors.time_entries import show_entries
from vantrexia.billing.selectors.worked import read_time
from vantrexia.core.actor import Actor
from vantrexia.domain.billing.clock import (
    get_local_date,
    get_midnight,
    get_ticks,
    get_zone,
    month_end,
    next_month,
)
from vantrexia.domain.billing.minutes import index_time
from vantrexia.domain.billing.ruledata import load_rule_book
from vantrexia.domain.billing.time_report import EntryReport, MonthReport, NextStep, report_month
from vantrexia.domain.errors import NotFound
from vantrexia.patients.models import Consent, Episode, Patient

_REACH = timedelta(days=2)  # no entry is longer, so none that began before reaches into the month


def get_month(
    viewer: Actor, patient_id: UUID, first: date | None, *, now: datetime, with_past: bool = False
) -> dict[str, Any]:
    """Totals and entries of the month that begins on `first` (None: the running one) in the patient's zone.

    `with_past`: also what was superseded, withdrawn or rejected. Raises NotFound. A fixed number of queries.
    """
    patient = (
        Patient.objects.filter(practice_id=practice_of(viewer), id=patient_id)
        .only("id", "practice_id", "timezone", "deceased_at")
        .first()
    )
    if patient is None:
        raise NotFound("There is no such patient.")
    zone = get_zone(patient.timezone)
    first = first or get_local_date(now, zone).replace(day=1)
    low, high = get_midnight(zone, first), get_midnight(zone, next_month(first))
    rows = _list_rows(practice_of(viewer), patient_id, first=_moment(low), until=_moment(high))
    facts = tuple(read_time([(patient_id, _moment(low) - _REACH)]).get(patient_id, ()))
    rules = load_rule_book().get_rule_set(
        payer=_find_payer(practice_of(viewer), patient_id, first), on=month_end(first)
    )
    program_name, start, end = _find_monitoring(patient, until=_moment(high))
    program, settings = rules.get_program(program_name), rules.settings
    stop = min(end, get_ticks(now))
    index = index_time(facts, zone=zone, settings=settings, program=program, start=start, end=stop)
    is_open = high > get_ticks(now) and end >= high
    report = report_month(
        facts,
        index=index,
        first=first,
        start=start,
        end=stop,
        is_open=is_open,
        settings=settings,
        program=program,
    )
    kept = [row for row in rows if with_past or str(row.id) in report.entries or _is_current(row)]
    return {
        "patient_id": patient_id,
        "month": first,
        "timezone": patient.timezone,
        "rule_set": rules.id,
        "is_open": is_open,
        "is_closed": is_month_closed(practice_of(viewer), first),
        **_show_report(report),
        "entries": [
            {**row, **_show_counting(report.entries.get(str(row["id"])))}
            for row in show_entries(viewer, kept)
        ],
    }


def _list_rows(practice_id: UUID, patient_id: UUID, *, first: datetime, until: datetime) -> list[TimeEntry]:
    rows = TimeEntry.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=first) | Q(started_at__gte=first),
        practice_id=practice_id,
        patient_id=patient_id,
        started_at__lt=until,
    )
    return list(rows.order_by("-started_at", "-created_at", "-id"))


def _is_current(row: TimeEntry) -> bool:
    """Running, or waiting for a second person."""
    is_waiting = row.needs_approval and row.approved_at is None and row.rejected_at is None
    return row.superseded_at is None and (row.ended_at is None or is_waiting)


def _find_monitoring(patient: Patient, *, until: datetime) -> tuple[str, int, int]:
    """Program of the episode a month belongs to, and between which ticks time counts (rules 8.2, 8.7)."""
    mine = {"practice_id": patient.practice_id, "patient_id": patient.id}
    episode = Episode.objects.filter(started_at__lt=until, **mine).order_by("-started_at").first()
    if episode is None:
        return "rpm", 0, 0
    consents = list(
        Consent.objects.filter(
            Q(revoked_at__isnull=True) | Q(revoked_at__gt=episode.started_at), given_at__lt=until, **mine
        ).values_list("given_at", "revoked_at")
    )
    if not consents:
        return episode.program, 0, 0
    revoked = [revoked_at for _, revoked_at in consents if revoked_at is not None]
    ends = [episode.ended_at, patient.deceased_at, max(revoked) if len(revoked) == len(consents) else None]
    start = max(episode.started_at, min(given for given, _ in consents))
    end = min(
        [get_ticks(moment) for moment in ends if moment is not None], default=2**80
    )  # ticks: beyond any date
    return episode.program, get_ticks(start), end


def _find_payer(practice_id: UUID, patient_id: UUID, first: date) -> str:
    """The rule book's name of who pays on the month's date of service; Original Medicare where nobody is known."""
    day = month_end(first)
    held = Coverage.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day),
        practice_id=practice_id,
        patient_id=patient_id,
        rank=1,
        valid_from__lte=day,
    )
    return held.order_by("-valid_from").values_list("payer__rule_payer", flat=True).first() or "cms"


def _moment(ticks: int) -> datetime:
    return datetime.fromtimestamp(ticks // 10**12, tz=UTC)


def _show_report(report: MonthReport) -> dict[str, Any]:
    band = report.choice.band
    return {
        "logged_seconds": report.logged,
        "counted_seconds": report.counted,
        "shared_seconds": report.shared,
        "minutes": report.time.minutes,
        "contacts": [
            {
                "at": _moment(contact.intervals[0][0]),
                "membership_id": contact.staff_id,
                "profession": contact.role,
                "activity": contact.activity,
            }
            for contact in report.time.contacts
        ],
        "code": band.code if band else None,
        "addon_units": report.choice.addon_units,
        "excess_units": report.choice.excess_units,
        "next": _show_next(report.next),
    }


def _show_next(step: NextStep | None) -> dict[str, Any] | None:
    if step is None:
        return None
    return {
        "code": step.code,
        "unit": step.unit,
        "at_minutes": step.at_minutes,
        "minutes_needed": step.countdown.needed,
        "contact_needed": step.countdown.contact_needed,
        "last_day": step.countdown.last_day,
        "is_reachable": step.countdown.reachable,
    }


def _show_counting(entry: EntryReport | None) -> dict[str, Any]:
    return {
        "month_seconds": entry.seconds if entry else None,
        "counted_seconds": entry.counted_seconds if entry else None,
        "why": list(entry.why) if entry else [],
    }
