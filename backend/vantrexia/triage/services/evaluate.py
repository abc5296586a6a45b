"""Evaluation: from new readings (or from time alone) to alerts, level, score with reasons, and the triage row.

`evaluate_readings(...)` for readings just recorded; `reevaluate(...)` when something else changed (time, an alert's state, a
threshold, a correction, a review). Both lock the patients' state rows in one order, so that concurrent workers agree.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from vantrexia.accounts.selectors.practices import get_deadlines
from vantrexia.core.actor import NO_PRACTICE, Actor
from vantrexia.core.outbox import Event, emit
from vantrexia.domain.errors import Conflict
from vantrexia.domain.thresholds import find_breaches
from vantrexia.patients.selectors.merged import list_merged
from vantrexia.patients.selectors.monitoring import read_monitoring
from vantrexia.triage.selectors.rules import list_rules_in_force
from vantrexia.triage.services.alerting import AlertChanges, Finding, apply_breaches, find_unresolved
from vantrexia.triage.services.missing import close_missing, find_missing, plan_silences
from vantrexia.triage.services.scoring import score_states
from vantrexia.triage.services.states import NewReading, keep_latest, list_newest, lock_states


def evaluate_readings(*, actor: Actor, readings: Sequence[NewReading], now: datetime) -> AlertChanges:
    """Evaluate readings just stored; returns what happened to alerts, for the workflow to tell people of.

    Raises Conflict where a record was merged into another while its readings were on their way: they belong to that one.
    """
    if not readings:
        return AlertChanges()
    return _evaluate(
        actor=actor,
        patient_ids={reading.patient_id for reading in readings},
        readings=readings,
        cause="readings",
        finds_silence=True,
        now=now,
    )


def reevaluate(
    *, actor: Actor, patient_ids: Collection[UUID], cause: str, now: datetime, finds_silence: bool = False
) -> AlertChanges:
    """Evaluate patients again without new readings.

    `finds_silence` is for callers who tell people of the alerts that come of it. Without it a silence that is due stays due,
    and the sweep calls it out within its minute: an alert must not open where nobody hears of it.
    """
    ids = set(patient_ids)
    if not ids:
        return AlertChanges()
    return _evaluate(
        actor=actor,
        patient_ids=ids,
        readings=(),
        cause=cause,
        finds_silence=finds_silence,
        now=now,
    )


def _evaluate(
    *,
    actor: Actor,
    patient_ids: set[UUID],
    readings: Sequence[NewReading],
    cause: str,
    finds_silence: bool,
    now: datetime,
) -> AlertChanges:
    if actor.practice_id == NO_PRACTICE:
        raise ValueError("evaluation belongs to a practice")
    practice_id = actor.practice_id
    states = lock_states(patient_ids, practice_id=practice_id)
    if readings and list_merged(patient_ids):
        raise Conflict("This record was merged into another.")
    # Only now: whoever sets limits evaluates under the same locks, so that what stands at the end follows the newest of both.
    rules = list_rules_in_force(patient_ids)
    findings = [
        Finding(reading.patient_id, breach, reading.id, reading.measured_at, reading.is_late)
        for reading in readings
        for breach in find_breaches(reading.list_values(), rules[reading.patient_id])
    ]
    for reading in list_newest(readings):
        keep_latest(states[reading.patient_id], reading)
    monitoring = read_monitoring(patient_ids, now=now)
    unresolved = find_unresolved(patient_ids)
    if finds_silence:
        silences = plan_silences(states, monitoring, rules, unresolved, now=now)
        findings = findings + find_missing(silences, states, monitoring, rules, now=now)
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
    score_states(states, monitoring, rules, unresolved, practice_id=practice_id, cause=cause, now=now)
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
