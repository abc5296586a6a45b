"""The practice's self-check from its own rows, before claims leave: `read_self_check`.

OIG's five patterns and what else only shows over many patients (`domain.billing.practice_check`), over the last year's
enrolments and lines and the last quarter's work.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from vantrexia.accounts.selectors.viewers import practice_of
from vantrexia.billing.models import TimeEntry
from vantrexia.core.actor import Actor
from vantrexia.core.plain import fetch_rows
from vantrexia.domain.billing.describe import describe_params
from vantrexia.domain.billing.practice_check import FINDING_KINDS, Finding, check_practice
from vantrexia.domain.billing.practice_facts import (
    BilledLine,
    EnrolledPatient,
    MonthTotal,
    PracticeFacts,
    StaffWork,
    Stream,
)
from vantrexia.domain.billing.ruledata import load_rule_book
from vantrexia.patients.selectors.names import name_patients
from vantrexia.patients.selectors.rows import name_members
from vantrexia.vitals.selectors.streams import read_stream_digests

_YEAR = timedelta(days=400)
_QUARTER = timedelta(days=92)
_FORTNIGHT = timedelta(days=14)
MOST_NAMED = 200  # of a finding's patients; there are as many as its count says, and each name is opened
_ALIKE = 5  # patients with the same minutes of one person, from which the notes are compared
_AT_ONCE = 5000  # notes
_STAFF_FINDINGS = ("DAY_TOO_LONG", "TWO_PLACES")

# Ids are read as text: they stand for patients and staff and are compared, a hundred thousand times.
_HERE = "practice_id = nullif(current_setting('app.practice', true), '')::uuid"
_PATIENTS = f"""
SELECT e.patient_id::text, min(e.started_at AT TIME ZONE p.timezone)::date,
    (SELECT max(v.visit_date) FROM patients_relationshipevidence v
     WHERE v.practice_id = e.practice_id AND v.patient_id = e.patient_id),
    (SELECT count(DISTINCT o.source) FROM billing_outsideclaim o WHERE o.practice_id = e.practice_id
     AND o.patient_id = e.patient_id AND o.withdrawn_at IS NULL AND o.service_date >= %(since)s)
FROM patients_episode e JOIN patients_patient p ON p.practice_id = e.practice_id AND p.id = e.patient_id
WHERE e.{_HERE} AND NOT p.is_test AND (e.ended_at IS NULL OR e.ended_at >= %(since)s)
GROUP BY e.practice_id, e.patient_id
"""  # noqa: S608 (constant text)
_LINES = f"""
SELECT patient_id::text, cpt_code, period_start, service_date, units, facts->'basis'->>'seconds'
FROM billing_billingentry WHERE {_HERE} AND voided_at IS NULL AND service_date >= %(since)s
"""  # noqa: S608
_WORK = f"""
SELECT t.id::text, t.membership_id::text, t.patient_id::text, t.started_at, extract(epoch FROM t.ended_at - t.started_at), p.timezone,
    t.note IS NOT NULL
FROM billing_timeentry t JOIN patients_patient p ON p.practice_id = t.practice_id AND p.id = t.patient_id
WHERE t.{_HERE} AND t.superseded_at IS NULL AND NOT t.is_withdrawal AND t.rejected_at IS NULL
    AND t.ended_at IS NOT NULL AND t.started_at >= %(recent)s
"""  # noqa: S608


def read_self_check(viewer: Actor, *, today: date, now: datetime) -> dict[str, Any]:
    """Findings, holds first, with whom they concern (how many, and the first of them by name), and how much was looked at."""
    facts = read_practice_facts(viewer, today=today, now=now)
    findings = check_practice(facts)
    subjects = {UUID(one) for finding in findings for one in finding.subjects[:MOST_NAMED] if _is_id(one)}
    names = {**name_patients(viewer, subjects), **name_members(viewer, subjects)}
    return {
        "today": today,
        "looked_at": {
            "patients": len(facts.patients),
            "lines": len(facts.lines),
            "time_entries": len(facts.work),
        },
        "findings": [_show(one, names) for one in findings],
        "kinds": [
            {"key": key, "severity": kind.severity.value, "source": kind.source}
            for key, kind in FINDING_KINDS.items()
        ],
    }


def read_practice_facts(viewer: Actor, *, today: date, now: datetime) -> PracticeFacts:
    """What the check is told. Ids stand for patients and staff."""
    practice_of(viewer)
    codes = load_rule_book().codes.codes
    asked = {"since": today - _YEAR, "recent": now - _QUARTER}
    lines = fetch_rows(_LINES, asked)
    work = fetch_rows(_WORK, asked)
    notes = _read_digests(work)
    return PracticeFacts(
        today=today,
        patients=tuple(
            EnrolledPatient(patient, enrolled_on, visited_on, others)
            for patient, enrolled_on, visited_on, others in fetch_rows(_PATIENTS, asked)
        ),
        lines=tuple(
            BilledLine(patient, code, codes[code].kind, start, dos, units)
            for patient, code, start, dos, units, _ in lines
            if code in codes
        ),
        work=tuple(
            StaffWork(staff, patient, begun, seconds, zone, notes.get(entry, f"apart:{entry}"))
            for entry, staff, patient, begun, seconds, zone, _ in work
        ),
        totals=tuple(
            MonthTotal(patient, start, int(float(seconds)))
            for patient, code, start, _, _, seconds in lines
            if seconds is not None and code in codes and codes[code].kind == "time"
        ),
        streams=tuple(
            Stream(str(patient), str(device), digest)
            for patient, device, digest in read_stream_digests(since=now - _FORTNIGHT, until=now)
        ),
    )


def _read_digests(work: Iterable[tuple[Any, ...]]) -> dict[str, str]:
    """Digests of notes where one person has the same minutes on many patients; nobody else's note is opened."""
    alike: dict[tuple[str, Any], dict[str, list[tuple[str, bool]]]] = {}
    for entry, staff, patient, _, seconds, _, is_noted in work:
        alike.setdefault((staff, seconds), {}).setdefault(patient, []).append((entry, is_noted))
    asked = [
        one
        for patients in alike.values()
        if len(patients) >= _ALIKE
        for ids in patients.values()
        for one in ids
    ]
    found = {entry: _NO_NOTE for entry, is_noted in asked if not is_noted}
    noted = [entry for entry, is_noted in asked if is_noted]
    for start in range(0, len(noted), _AT_ONCE):
        rows = TimeEntry.objects.filter(id__in=noted[start : start + _AT_ONCE]).only("practice_id", "note")
        found |= {str(row.id): _digest(row.note or "") for row in rows}
    return found


def _digest(note: str) -> str:
    return sha256(note.strip().lower().encode()).hexdigest()


_NO_NOTE = _digest("")


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _show(one: Finding, names: dict[UUID, str]) -> dict[str, Any]:
    params = describe_params(one.params)
    if "staff" in params and _is_id(str(params["staff"])):
        params["staff"] = names.get(UUID(str(params["staff"])), str(params["staff"]))
    return {
        "key": one.key,
        "severity": one.severity.value,
        "source": FINDING_KINDS[one.key].source,
        "params": params,
        "concerns": "staff" if one.key in _STAFF_FINDINGS else "patients",
        "subject_count": len(one.subjects),
        "subjects": [
            {"id": UUID(s), "name": names.get(UUID(s), "")} for s in one.subjects[:MOST_NAMED] if _is_id(s)
        ],
    }
