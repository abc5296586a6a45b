"""Evaluation: from new readings (or from time alone) to alerts, level, score with reasons, and the triage row.

`evaluate_readings(...)` for readings just recorded; `reevaluate(...)` when something else changed (time, an alert's state, a
threshold, a correction, a review). Both lock the patients' state rows in one order, so that concurrent workers agree.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

import msgspec

from vantrexia.accounts.selectors.practices import get_deadlines
from vantrexia.core.actor import NO_PRACTICE, Actor
from vantrexia.core.bulk import insert_rows, update_rows
from vantrexia.core.ids import uuid7
from vantrexia.core.outbox import Event, emit
from vantrexia.core.plain import fetch_rows, insert_records, uuid_array
from vantrexia.domain.thresholds import CompiledRules, find_breaches, plan_missing_reading
from vantrexia.domain.triage import TriageInputs, as_json, evaluate, list_current_breaches
from vantrexia.patients.selectors.monitoring import ADHERENCE_DAYS, Monitoring, read_monitoring
from vantrexia.triage.models import Alert, Evaluation, PatientState
from vantrexia.triage.selectors.rules import list_rules_in_force
from vantrexia.triage.services.alerting import AlertChanges, Finding, apply_breaches, find_unresolved
from vantrexia.triage.services.missing import close_missing, find_missing
from vantrexia.vitals.selectors.counts import count_recent


class NewReading(Protocol):
    """What evaluation needs of a stored reading."""

    @property
    def id(self) -> UUID: ...
    @property
    def patient_id(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def measured_at(self) -> datetime: ...
    @property
    def is_late(self) -> bool: ...
    def list_values(self) -> dict[str, float]: ...


def evaluate_readings(*, actor: Actor, readings: Sequence[NewReading], now: datetime) -> AlertChanges:
    """Evaluate readings just stored; returns what happened to alerts, for the workflow to tell people of."""
    if not readings:
        return AlertChanges()
    patient_ids = {reading.patient_id for reading in readings}
    rules = list_rules_in_force(patient_ids)
    findings = [
        Finding(reading.patient_id, breach, reading.id, reading.measured_at, reading.is_late)
        for reading in readings
        for breach in find_breaches(reading.list_values(), rules[reading.patient_id])
    ]
    return _evaluate(
        actor=actor,
        patient_ids=patient_ids,
        rules=rules,
        readings=readings,
        findings=findings,
        cause="readings",
        now=now,
    )


def reevaluate(*, actor: Actor, patient_ids: Collection[UUID], cause: str, now: datetime) -> AlertChanges:
    """Evaluate patients again without new readings."""
    ids = set(patient_ids)
    if not ids:
        return AlertChanges()
    return _evaluate(
        actor=actor,
        patient_ids=ids,
        rules=list_rules_in_force(ids),
        readings=(),
        findings=[],
        cause=cause,
        now=now,
    )


def _evaluate(
    *,
    actor: Actor,
    patient_ids: set[UUID],
    rules: dict[UUID, CompiledRules],
    readings: Sequence[NewReading],
    findings: list[Finding],
    cause: str,
    now: datetime,
) -> AlertChanges:
    if actor.practice_id == NO_PRACTICE:
        raise ValueError("evaluation belongs to a practice")
    practice_id = actor.practice_id
    states = lock_states(patient_ids, practice_id=practice_id)
    for reading in _list_newest(readings):
        _keep_latest(states[reading.patient_id], reading)
    monitoring = read_monitoring(patient_ids, now=now)
    unresolved = find_unresolved(patient_ids)
    findings = findings + find_missing(states, monitoring, rules, unresolved, now=now)
    changes = apply_breaches(
        findings,
        unresolved=unresolved,
        policy=get_deadlines(viewer=actor, at=now),
        versions={key: value.version for key, value in rules.items()},
        practice_id=practice_id,
        actor=actor,
        now=now,
    )
    close_missing(states, monitoring, rules, unresolved, changes, actor=actor, now=now)
    _score(states, monitoring, rules, unresolved, practice_id=practice_id, cause=cause, now=now)
    emit(
        [
            Event("alert", alert.id, alert.patient_id, alert.row_version)
            for alert in {a.id: a for a in changes.loud + changes.joined}.values()
        ]
        + [
            Event("patient", state.patient_id, state.patient_id, state.row_version)
            for state in states.values()
        ],
        practice_id=practice_id,
        at=now,
    )
    return changes


_STATE_FIELDS = [field.attname for field in PatientState._meta.concrete_fields]
_STATE_JSON = [_STATE_FIELDS.index("reasons"), _STATE_FIELDS.index("latest")]
_LOCK = (
    "SELECT "  # noqa: S608
    + ", ".join(f'"{field.column}"' for field in PatientState._meta.concrete_fields)
    + " FROM triage_patientstate WHERE practice_id = %s AND patient_id = ANY (%s::uuid[]) ORDER BY patient_id FOR UPDATE"
)


def lock_states(patient_ids: Iterable[UUID], *, practice_id: UUID) -> dict[UUID, PatientState]:
    """The state rows of these patients, locked in order of patient id; made where missing."""
    ids = set(patient_ids)
    found = _read_states(ids, practice_id)
    missing = sorted(ids - found.keys())
    if missing:
        insert_rows(
            [
                PatientState(id=uuid7(), practice_id=practice_id, patient_id=patient_id)
                for patient_id in missing
            ],
            ignore_conflicts=True,
        )
        found |= _read_states(missing, practice_id)
    return found


def _read_states(patient_ids: Iterable[UUID], practice_id: UUID) -> dict[UUID, PatientState]:
    states: dict[UUID, PatientState] = {}
    for row in fetch_rows(_LOCK, [practice_id, uuid_array(patient_ids)]):
        values = list(row)
        for index in _STATE_JSON:
            values[index] = msgspec.json.decode(values[index])
        state = PatientState.from_db("default", _STATE_FIELDS, values)
        states[state.patient_id] = state
    return states


def _list_newest(readings: Sequence[NewReading]) -> Iterable[NewReading]:
    """The newest of each patient and kind: no other of a batch can be the newest of all."""
    newest: dict[tuple[UUID, str], NewReading] = {}
    for reading in readings:
        key = (reading.patient_id, reading.kind)
        kept = newest.get(key)
        if kept is None or kept.measured_at <= reading.measured_at:
            newest[key] = reading
    return newest.values()


def _keep_latest(state: PatientState, reading: NewReading) -> None:
    kept = state.latest.get(reading.kind)
    moment = reading.measured_at.isoformat()
    if kept is None or datetime.fromisoformat(kept["measured_at"]) <= reading.measured_at:
        state.latest[reading.kind] = {
            **reading.list_values(),
            "measured_at": moment,
            "reading_id": str(reading.id),
        }
    if state.last_reading_at is None or reading.measured_at > state.last_reading_at:
        state.last_reading_at = reading.measured_at


def _current_values(state: PatientState) -> dict[str, tuple[float, datetime]]:
    """The newest value of each vital, whatever kind of reading carried it."""
    values: dict[str, tuple[float, datetime]] = {}
    for entry in state.latest.values():
        moment = datetime.fromisoformat(entry["measured_at"])
        for vital, value in entry.items():
            if vital not in ("measured_at", "reading_id") and (
                vital not in values or values[vital][1] < moment
            ):
                values[vital] = (value, moment)
    return values


def _score(
    states: dict[UUID, PatientState],
    monitoring: dict[UUID, Monitoring],
    rules: dict[UUID, CompiledRules],
    unresolved: dict[tuple[UUID, str], Alert],
    *,
    practice_id: UUID,
    cause: str,
    now: datetime,
) -> None:
    ids = list(states)
    windows = _alert_windows(ids, now=now)
    received = count_recent(ids, since=now - timedelta(days=ADHERENCE_DAYS), until=now)
    escalations, stat = _count_escalations(ids)
    open_alerts: dict[UUID, list[Alert]] = {}
    for (patient_id, _), alert in unresolved.items():
        open_alerts.setdefault(patient_id, []).append(alert)
    rows: list[dict[str, Any]] = []
    for patient_id, state in states.items():
        mine = open_alerts.get(patient_id, [])
        watched = monitoring.get(patient_id)
        expected = watched.count_expected(now=now) if watched else 0
        week, month, next_leave = windows.get(patient_id, (0, 0, None))
        inputs = TriageInputs(
            breaches=list_current_breaches(_current_values(state), rules[patient_id]),
            open_critical=sum(alert.severity == "critical" for alert in mine),
            open_warning=sum(alert.severity == "warning" for alert in mine),
            alerts_7d=week,
            alerts_30d=month,
            readings_expected=expected,
            readings_received=min(received.get(patient_id, 0), expected),
            last_reading_at=state.last_reading_at,
            last_reviewed_at=state.last_reviewed_at,
            stat_escalation=patient_id in stat,
            no_reading_days=rules[patient_id].no_reading_days,
            inputs_change_at=_earliest(
                next_leave, _next_day(now) if expected else None, watched.changes_at if watched else None
            ),
        )
        result = evaluate(inputs, now=now)
        _write_state(state, mine, watched, rules[patient_id], inputs, escalations.get(patient_id, 0), now=now)
        state.score, state.level = result.score, result.level
        state.rank = -1 if result.score is None else result.score
        state.reasons = [
            {"key": reason.key, "params": dict(reason.params), "points": reason.points}
            for reason in result.reasons
        ]
        state.next_score_at, state.rules_version = result.next_score_at, result.rules_version
        rows.append(
            {
                "id": uuid7(),
                "practice_id": practice_id,
                "patient_id": patient_id,
                "at": now,
                "cause": cause,
                "inputs": as_json(inputs),
                "score": result.score,
                "level": result.level,
                "reasons": state.reasons,
                "rules_version": result.rules_version,
                "threshold_version": rules[patient_id].version[:64],
            }
        )
    insert_records(Evaluation, rows)
    update_rows(list(states.values()), STATE_COLUMNS)


STATE_COLUMNS = [
    "level",
    "score",
    "rank",
    "reasons",
    "latest",
    "last_reading_at",
    "open_alerts",
    "unacknowledged_alerts",
    "active_escalations",
    "top_alert_id",
    "adherence",
    "evaluated_at",
    "rules_version",
    "next_score_at",
    "expected_next_at",
    "is_monitored",
    "row_version",
    "last_reviewed_at",
    "last_reviewed_by_id",
]


def _write_state(
    state: PatientState,
    mine: list[Alert],
    watched: Monitoring | None,
    rules: CompiledRules,
    inputs: TriageInputs,
    escalations: int,
    *,
    now: datetime,
) -> None:
    state.open_alerts = len(mine)
    state.unacknowledged_alerts = sum(alert.state == "open" for alert in mine)
    state.active_escalations = escalations
    top = min(
        mine,
        key=lambda alert: (alert.severity != "critical", alert.state != "open", alert.due_at),
        default=None,
    )
    state.top_alert_id = top.id if top else None
    state.adherence = (
        inputs.readings_received / inputs.readings_expected if inputs.readings_expected else None
    )
    state.is_monitored = watched is not None and watched.since is not None
    state.evaluated_at = now
    state.row_version += 1
    state.expected_next_at = None
    if watched and watched.since and not watched.is_interrupted:
        due = plan_missing_reading(
            last_reading_at=state.last_reading_at,
            monitored_since=watched.since,
            no_reading_days=rules.no_reading_days,
        )
        # Once it holds it is an alert; asking again every minute would find the same.
        state.expected_next_at = due if due and due > now else None


def _count_escalations(ids: list[UUID]) -> tuple[dict[UUID, int], set[UUID]]:
    """Calls that are not closed, by patient, and who has a STAT one among them."""
    rows = fetch_rows(
        """
        SELECT patient_id, count(*), bool_or(kind = 'stat') FROM triage_escalation
        WHERE practice_id = nullif(current_setting('app.practice', true), '')::uuid AND patient_id = ANY (%s::uuid[])
            AND state <> 'closed' GROUP BY patient_id
        """,
        [uuid_array(ids)],
    )
    return {row[0]: row[1] for row in rows}, {row[0] for row in rows if row[2]}


_WINDOWS = """
SELECT patient_id, count(*) FILTER (WHERE opened_at > %(week)s), count(*), min(opened_at),
    min(opened_at) FILTER (WHERE opened_at > %(week)s)
FROM triage_alert
WHERE practice_id = nullif(current_setting('app.practice', true), '')::uuid AND patient_id = ANY (%(ids)s::uuid[])
    AND opened_at > %(month)s
    -- What a correction took back was no alert; what a person judged to be an error was one.
    AND NOT (outcome = 'measurement_error' AND resolved_by_id IS NULL)
GROUP BY patient_id
"""


def _alert_windows(ids: list[UUID], *, now: datetime) -> dict[UUID, tuple[int, int, datetime | None]]:
    """Per patient: alerts opened in 7 and 30 days, and when the next one leaves a window."""
    week, month = now - timedelta(days=7), now - timedelta(days=30)
    rows = fetch_rows(_WINDOWS, {"ids": uuid_array(ids), "week": week, "month": month})
    return {
        patient_id: (
            of_week,
            of_month,
            _earliest(first + timedelta(days=30), first_of_week + timedelta(days=7) if first_of_week else None),
        )
        for patient_id, of_week, of_month, first, first_of_week in rows
    }


def _earliest(*moments: datetime | None) -> datetime | None:
    known = [moment for moment in moments if moment is not None]
    return min(known) if known else None


def _next_day(now: datetime) -> datetime:
    return (now + timedelta(days=1)).replace(hour=5, minute=0, second=0, microsecond=0)
