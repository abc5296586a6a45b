"""The missing-reading alert: opened when nothing came for n days though it was expected, closed when a reading comes.

`find_missing(...)` gives the findings that are due now; `close_missing(...)` resolves by itself what no longer holds, because the
reading came or because nobody expects one any more (pause, stay, end of the episode).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vantrexia.core.actor import Actor
from vantrexia.core.bulk import insert_rows, update_rows
from vantrexia.domain.alert_states import transition
from vantrexia.domain.thresholds import MISSING_READING_KEY, Breach, CompiledRules, find_missing_reading
from vantrexia.patients.selectors.monitoring import Monitoring
from vantrexia.triage.models import Alert, AlertEvent
from vantrexia.triage.services.alerting import AlertChanges, Finding, alert_event
from vantrexia.triage.services.states import State


def find_missing(
    states: dict[UUID, State],
    monitoring: dict[UUID, Monitoring],
    rules: dict[UUID, CompiledRules],
    unresolved: dict[tuple[UUID, str], Alert],
    *,
    now: datetime,
) -> list[Finding]:
    """One finding for each patient whose silence has lasted too long and who has no such alert yet."""
    findings = []
    for patient_id, state in states.items():
        watched = monitoring.get(patient_id)
        if (
            watched is None
            or watched.since is None
            or watched.is_interrupted
            or (patient_id, MISSING_READING_KEY) in unresolved
        ):
            continue
        missing = find_missing_reading(
            last_reading_at=state.last_reading_at,
            monitored_since=watched.since,
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
            findings.append(Finding(patient_id, breach, None, missing.due_at, is_late=False))
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
    """Resolve missing-reading alerts whose cause is gone, and take them out of `unresolved`."""
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
    changes.joined.extend(closed)
