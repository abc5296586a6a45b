"""The missing-reading alert: opened when nothing came for n days though it was expected, closed when a reading comes.

`plan_silences(...)` says when each patient's silence becomes an alert; `find_missing(...)` gives the findings of those that are
due now; `close_missing(...)` resolves by itself what no longer holds, because the reading came or because nobody expects one
any more (pause, stay, end of the episode). What a person has resolved is not called out again before as many days have passed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from vantrexia.core.actor import Actor
from vantrexia.core.bulk import insert_rows, update_rows
from vantrexia.core.plain import fetch_rows, uuid_array
from vantrexia.domain.alert_states import transition
from vantrexia.domain.thresholds import (
    MISSING_READING_KEY,
    Breach,
    CompiledRules,
    find_missing_reading,
    plan_missing_reading,
)
from vantrexia.patients.selectors.monitoring import Monitoring
from vantrexia.triage.models import Alert, AlertEvent
from vantrexia.triage.services.alerting import AlertChanges, Finding, alert_event
from vantrexia.triage.services.call_records import close_of_alert
from vantrexia.triage.services.states import State

_ANSWERED = """
SELECT patient_id, max(resolved_at) FROM triage_alert
WHERE practice_id = nullif(current_setting('app.practice', true), '')::uuid AND patient_id = ANY (%s::uuid[])
    AND rule_key = %s AND state = 'resolved' AND resolved_by_id IS NOT NULL GROUP BY patient_id
"""


def plan_silences(
    states: Mapping[UUID, State],
    monitoring: Mapping[UUID, Monitoring],
    rules: Mapping[UUID, CompiledRules],
    unresolved: Mapping[tuple[UUID, str], Alert],
    *,
    now: datetime,
) -> dict[UUID, datetime]:
    """When the silence of each patient becomes an alert; in the past, where that has still to be called out.

    Not of those who have such an alert already, nor of those from whom nobody expects a reading.
    """
    due: dict[UUID, datetime] = {}
    passed: dict[UUID, datetime] = {}  # since when they are monitored
    for patient_id, state in states.items():
        watched = monitoring.get(patient_id)
        if watched is None or watched.since is None or watched.is_interrupted:
            continue
        if (patient_id, MISSING_READING_KEY) in unresolved:
            continue
        moment = plan_missing_reading(
            last_reading_at=state.last_reading_at,
            monitored_since=watched.since,
            no_reading_days=rules[patient_id].no_reading_days,
        )
        if moment is not None:
            due[patient_id] = moment
            if moment <= now:
                passed[patient_id] = watched.since
    if passed:
        for patient_id, answered_at in fetch_rows(_ANSWERED, [uuid_array(passed), MISSING_READING_KEY]):
            anew = plan_missing_reading(
                last_reading_at=states[patient_id].last_reading_at,
                monitored_since=passed[patient_id],
                no_reading_days=rules[patient_id].no_reading_days,
                answered_at=answered_at,
            )
            due[patient_id] = anew or due[patient_id]
    return due


def find_missing(
    silences: Mapping[UUID, datetime],
    states: Mapping[UUID, State],
    monitoring: Mapping[UUID, Monitoring],
    rules: Mapping[UUID, CompiledRules],
    *,
    now: datetime,
) -> list[Finding]:
    """One finding for each patient whose silence has lasted too long; `silences` as planned."""
    findings = []
    for patient_id, due_at in silences.items():
        since = monitoring[patient_id].since
        if due_at > now or since is None:
            continue
        missing = find_missing_reading(
            last_reading_at=states[patient_id].last_reading_at,
            monitored_since=since,
            no_reading_days=rules[patient_id].no_reading_days,
            now=now,
        )
        if missing:
            breach = Breach(
                "reading",
                missing.severity,
                "low",
                float((now - missing.since).days),
                float(missing.days),
                missing.rule_key,
            )
            findings.append(Finding(patient_id, breach, None, due_at, is_late=False))
    return findings


def close_missing(
    states: dict[UUID, State],
    monitoring: dict[UUID, Monitoring],
    rules: dict[UUID, CompiledRules],
    unresolved: dict[tuple[UUID, str], Alert],
    changes: AlertChanges,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Resolve missing-reading alerts whose cause is gone, with their calls, and take them out of `unresolved`."""
    closed: list[Alert] = []
    events: list[AlertEvent] = []
    for patient_id, state in states.items():
        alert = unresolved.get((patient_id, MISSING_READING_KEY))
        if alert is None or alert in changes.opened:
            continue
        watched = monitoring.get(patient_id)
        if watched is None or watched.since is None or watched.is_interrupted:
            outcome = "not_expected"
        elif find_missing_reading(
            last_reading_at=state.last_reading_at,
            monitored_since=watched.since,
            no_reading_days=rules[patient_id].no_reading_days,
            now=now,
        ):
            continue
        else:
            outcome = "reading_came"
        alert.state = transition(alert.state, "auto_resolve")
        alert.resolved_at, alert.outcome = now, outcome
        alert.next_step_at = None
        alert.row_version += 1
        closed.append(alert)
        events.append(
            alert_event(alert, "withdrawn", actor=actor, now=now, detail={"outcome": alert.outcome})
        )
        del unresolved[(patient_id, MISSING_READING_KEY)]
    update_rows(closed, ["state", "resolved_at", "outcome", "next_step_at", "row_version"])
    insert_rows(events)
    for alert in closed:
        close_of_alert(actor=actor, alert=alert, leaves=("stat",), now=now)
    changes.joined.extend(closed)
