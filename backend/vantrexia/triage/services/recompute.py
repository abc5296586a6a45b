"""When a reading that was evaluated turns out wrong: what it did to alerts is undone or brought up to date.

`forget_reading(…)`: the reading does not stand any more. `reread_reading(…)`: it says something else now. Both rebuild the
newest values from the readings that stand and look at every unresolved alert the reading was part of: an alert whose only
breach is gone is withdrawn (outcome `measurement_error`), one whose gravest breach is gone is lowered, and a value that
breaches more than before raises or opens one. What people did meanwhile stays in the history. Then the patient is evaluated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from vantrexia.accounts.selectors.practices import get_deadlines
from vantrexia.core.actor import Actor
from vantrexia.core.outbox import Event, emit
from vantrexia.domain.alert_states import transition
from vantrexia.domain.escalation import compute_deadline
from vantrexia.domain.thresholds import Breach, find_breaches
from vantrexia.triage.models import Alert, AlertEvent
from vantrexia.triage.selectors.rules import list_rules_in_force
from vantrexia.triage.services.alerting import (
    AlertChanges,
    Finding,
    alert_event,
    apply_breaches,
    find_unresolved,
    start_steps,
)
from vantrexia.triage.services.call_records import close_of_alert
from vantrexia.triage.services.evaluate import reevaluate
from vantrexia.triage.services.holding import start_holding
from vantrexia.triage.services.states import NewReading, State, lock_states, write_latest
from vantrexia.vitals.selectors.readings import read_latest, read_times

SAID = ("opened", "joined", "raised", "corrected")  # steps that say what a reading did to an alert
_GRAVITY = {"warning": 1, "critical": 2}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one reading says to one alert, as of the last step about it."""

    reading_id: UUID
    severity: str
    value: float
    limit: float


def forget_reading(*, actor: Actor, patient_id: UUID, reading_id: UUID, now: datetime) -> AlertChanges:
    """Take a reading that no longer stands out of everything triage made of it."""
    return _recompute(actor=actor, patient_id=patient_id, reading_id=reading_id, reading=None, now=now)


def reread_reading(*, actor: Actor, reading: NewReading, now: datetime) -> AlertChanges:
    """Bring everything triage made of a reading up to date with what it says now."""
    return _recompute(
        actor=actor, patient_id=reading.patient_id, reading_id=reading.id, reading=reading, now=now
    )


def _recompute(
    *, actor: Actor, patient_id: UUID, reading_id: UUID, reading: NewReading | None, now: datetime
) -> AlertChanges:
    state = lock_states([patient_id], practice_id=actor.practice_id)[patient_id]
    _rebuild_latest(state)
    write_latest([state], practice_id=actor.practice_id)
    rules = list_rules_in_force([patient_id])
    breaches = (
        {b.rule_key: b for b in find_breaches(reading.list_values(), rules[patient_id])} if reading else {}
    )
    steps = list(AlertEvent.objects.filter(reading_id=reading_id, action__in=SAID).order_by("at", "id"))
    unresolved = find_unresolved([patient_id])
    by_id = {alert.id: alert for alert in unresolved.values()}
    changed: list[Alert] = []
    for alert_id in dict.fromkeys(step.alert_id for step in steps):
        alert = by_id.get(alert_id)
        if alert is None:
            continue
        breach = breaches.get(alert.rule_key)
        _correct_alert(actor, alert, reading_id, breach, now=now)
        changed.append(alert)
        if alert.state == "resolved":
            del unresolved[(patient_id, alert.rule_key)]
    findings = _list_findings(reading, breaches, steps, unresolved)
    changes = apply_breaches(
        findings, unresolved=unresolved, policy=get_deadlines(viewer=actor, at=now),
        versions={patient_id: rules[patient_id].version}, practice_id=actor.practice_id, actor=actor, now=now,
    )  # fmt: skip
    touched = {alert.id: alert for alert in changed + changes.loud + changes.joined}
    emit(
        [Event("alert", alert.id, alert.patient_id, alert.row_version) for alert in touched.values()],
        practice_id=actor.practice_id, at=now,
    )  # fmt: skip
    after = reevaluate(actor=actor, patient_ids=[patient_id], cause="correction", finds_silence=True, now=now)
    return changes.joined_by(after)


def _rebuild_latest(state: State) -> None:
    latest = read_latest(state.patient_id)
    state.latest = {
        kind: {**values, "measured_at": at.isoformat(), "reading_id": str(reading_id)}
        for kind, (reading_id, at, values) in latest.items()
    }
    state.last_reading_at = max((at for _, at, _ in latest.values()), default=None)


def _correct_alert(
    actor: Actor, alert: Alert, reading_id: UUID, breach: Breach | None, *, now: datetime
) -> None:
    """What is left of an alert when one of its readings says something else, or nothing."""
    said: dict[str, object] = {"severity": None}
    if breach is not None:
        said = {"severity": breach.severity, "value": breach.value, "limit": breach.limit}
    alert_event(alert, "corrected", actor=actor, now=now, reading_id=reading_id, detail=said).save(
        force_insert=True
    )
    evidence = list_evidence(alert)
    alert.row_version += 1
    if not evidence:
        _withdraw(actor, alert, now=now)
        return
    worst = max(evidence, key=lambda one: _GRAVITY[one.severity]).severity
    times = read_times(one.reading_id for one in evidence)
    shown = max((one for one in evidence if one.severity == worst), key=lambda one: times[one.reading_id])
    alert.breach_count = len(evidence)
    alert.last_breach_at = max(times.values())
    if _GRAVITY[worst] <= _GRAVITY[alert.severity]:
        alert.value, alert.limit, alert.reading_id = shown.value, shown.limit, shown.reading_id
        alert.reading_measured_at = times[shown.reading_id]
    if _GRAVITY[worst] < _GRAVITY[alert.severity]:
        detail: dict[str, object] = {"from": alert.severity, "to": worst}
        alert.severity = worst
        policy = get_deadlines(viewer=actor, at=now)
        alert.due_at = compute_deadline(alert.opened_at, worst, policy)
        if alert.state == "acknowledged":
            start_holding(alert, policy=policy, now=now)
        else:
            # Steps are numbered by the plan of a severity: what was done of the graver plan is not that of the milder one.
            start_steps(alert, policy, begins=alert.opened_at, now=now)
        alert_event(alert, "lowered", actor=actor, now=now, detail=detail).save(force_insert=True)
    elif _GRAVITY[worst] > _GRAVITY[alert.severity]:
        alert.breach_count -= 1  # the raise that follows counts it
    alert.save()


def _withdraw(actor: Actor, alert: Alert, *, now: datetime) -> None:
    alert.state = transition(alert.state, "auto_resolve")
    alert.resolved_at, alert.outcome, alert.next_step_at = now, "measurement_error", None
    alert.save()
    detail: dict[str, object] = {"outcome": alert.outcome}
    alert_event(alert, "withdrawn", actor=actor, now=now, detail=detail).save(force_insert=True)
    close_of_alert(actor=actor, alert=alert, leaves=("stat",), now=now)


def list_evidence(alert: Alert) -> list[Evidence]:
    """The readings that (still) breach this alert's rule, each by the last thing said of it."""
    rows = AlertEvent.objects.filter(alert_id=alert.id, action__in=SAID, reading_id__isnull=False)
    last: dict[UUID | None, dict[str, Any]] = dict(
        rows.order_by("at", "id").values_list("reading_id", "detail")
    )
    return [
        Evidence(reading_id, str(detail["severity"]), _number(detail, "value"), _number(detail, "limit"))
        for reading_id, detail in last.items()
        if reading_id is not None and detail.get("severity")
    ]


def _number(detail: Mapping[str, object], name: str) -> float:
    value = detail.get(name)
    return float(value) if isinstance(value, int | float) else 0.0


def _list_findings(
    reading: NewReading | None,
    breaches: Mapping[str, Breach],
    steps: Iterable[AlertEvent],
    unresolved: Mapping[tuple[UUID, str], Alert],
) -> list[Finding]:
    """Breaches nobody knows of as things stand now.

    An unresolved alert the reading is part of has been brought up to date: news is what is graver than it. Of a resolved
    one, news is what is graver than it last said; and everything, where it was withdrawn: people were told that it was nothing.
    """
    if reading is None:
        return []
    last: dict[UUID, int] = {}
    for step in steps:
        last[step.alert_id] = _GRAVITY.get(str(step.detail.get("severity")), 0)
    known: dict[str, int] = {}
    for alert in Alert.objects.filter(id__in=list(last)):
        standing = unresolved.get((reading.patient_id, alert.rule_key))
        if alert.state != "resolved":
            gravity = _GRAVITY[standing.severity] if standing is not None else 0
        elif alert.outcome == "measurement_error" and alert.resolved_by_id is None:
            gravity = 0
        else:
            gravity = last[alert.id]
        known[alert.rule_key] = max(known.get(alert.rule_key, 0), gravity)
    return [
        Finding(reading.patient_id, breach, reading.id, reading.measured_at, is_late=reading.is_late)
        for breach in breaches.values()
        if _GRAVITY[breach.severity] > known.get(breach.rule_key, 0)
    ]
