"""Opening, joining and raising alerts: exactly one unresolved alert per cause (patient, rule).

`apply_breaches(...)` takes the breaches of a batch in order of measurement and writes alerts and their events; the caller
holds the patients' state rows locked, so that two workers never open the same cause twice. A partial unique index would
refuse it anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast
from uuid import UUID

from vantrexia.core.actor import Actor
from vantrexia.core.bulk import insert_rows, update_rows
from vantrexia.core.ids import uuid7
from vantrexia.core.plain import uuid_array
from vantrexia.domain.alert_states import State, join_breach
from vantrexia.domain.escalation import DeadlinePolicy, compute_deadline, deadline_after_raise, next_step
from vantrexia.domain.thresholds import Breach
from vantrexia.triage.models import Alert, AlertEvent, AlertSnapshot

__all__ = [
    "AlertChanges",
    "AlertSnapshot",
    "Finding",
    "alert_event",
    "apply_breaches",
    "find_unresolved",
    "start_steps",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """A breach with the reading it was found in."""

    patient_id: UUID
    breach: Breach
    reading_id: UUID | None
    measured_at: datetime
    is_late: bool


@dataclass(slots=True)
class AlertChanges:
    """What a batch did to alerts: `loud` ones (opened or raised) are what people are told of."""

    opened: list[Alert] = field(default_factory=list)
    raised: list[Alert] = field(default_factory=list)
    joined: list[Alert] = field(default_factory=list)
    events: list[AlertEvent] = field(default_factory=list)
    held_by: dict[UUID, int] = field(default_factory=dict)  # whose a raised alert was

    @property
    def loud(self) -> list[Alert]:
        return self.opened + self.raised

    def joined_by(self, later: AlertChanges) -> AlertChanges:
        """These and what came after them."""
        return AlertChanges(
            self.opened + later.opened,
            self.raised + later.raised,
            self.joined + later.joined,
            self.events + later.events,
            {**self.held_by, **later.held_by},
        )


def alert_event(
    alert: Alert,
    action: str,
    *,
    actor: Actor,
    now: datetime,
    reading_id: UUID | None = None,
    detail: dict[str, object] | None = None,
    comment: str | None = None,
) -> AlertEvent:
    """One step of an alert's history, not yet saved."""
    return AlertEvent(
        id=uuid7(),
        practice_id=alert.practice_id,
        alert_id=alert.id,
        action=action,
        at=now,
        actor_kind=actor.kind,
        actor_user_id=actor.user_id,
        actor_role=actor.role or "",
        reading_id=reading_id,
        detail=detail or {},
        comment=comment,
    )


def find_unresolved(patient_ids: Iterable[UUID]) -> dict[tuple[UUID, str], Alert]:
    """Unresolved alerts of these patients by cause."""
    rows = Alert.objects.extra(  # thousands of ids as one parameter
        where=["triage_alert.patient_id = ANY (%s::uuid[])"], params=[uuid_array(patient_ids)]
    ).exclude(state="resolved")
    return {(alert.patient_id, alert.rule_key): alert for alert in rows}


def apply_breaches(
    findings: Sequence[Finding],
    *,
    unresolved: dict[tuple[UUID, str], Alert],
    policy: DeadlinePolicy,
    versions: dict[UUID, str],
    practice_id: UUID,
    actor: Actor,
    now: datetime,
) -> AlertChanges:
    """Write what the breaches mean. `unresolved` is brought up to date for the caller."""
    changes = AlertChanges()
    touched: dict[UUID, Alert] = {}
    for finding in sorted(findings, key=lambda item: item.measured_at):
        cause = (finding.patient_id, finding.breach.rule_key)
        alert = unresolved.get(cause)
        state = cast(State, alert.state) if alert else None
        joining = join_breach(state, alert.severity if alert else None, finding.breach.severity)
        if alert is None:
            alert = _open(
                finding,
                policy=policy,
                version=versions.get(finding.patient_id, ""),
                practice_id=practice_id,
                now=now,
            )
            unresolved[cause] = alert
            changes.opened.append(alert)
            changes.events.append(_told(alert, "opened", finding, actor=actor, now=now))
            continue
        alert.breach_count += 1
        alert.row_version += 1
        if finding.measured_at >= alert.last_breach_at:
            alert.last_breach_at = finding.measured_at
        if joining.kind == "raise":
            was_answered = alert.state != "open"
            alert.severity, alert.state = joining.severity, joining.state
            alert.due_at = deadline_after_raise(
                alert.due_at, now, alert.severity, policy, was_answered=was_answered
            )
            alert.acknowledged_at = alert.acknowledged_by_id = None
            alert.answered_at, alert.resolve_by, alert.holding_done = None, None, 0
            # Whoever claimed it claimed less than it is now, and may have gone home: it is everybody's again.
            holder, alert.claimed_by_id, alert.claimed_at = alert.claimed_by_id, None, None
            _show(alert, finding)
            start_steps(alert, policy, begins=now, now=now)
            told = _told(alert, "raised", finding, actor=actor, now=now)
            if holder is not None:
                told.detail["claimed_by"] = changes.held_by[alert.id] = holder
            changes.events.append(told)
            if alert not in changes.opened:
                changes.raised.append(alert)
        else:
            if finding.breach.severity == alert.severity and finding.measured_at >= alert.last_breach_at:
                _show(alert, finding)
            changes.events.append(_told(alert, "joined", finding, actor=actor, now=now))
            changes.joined.append(alert)
        if alert not in changes.opened:
            touched[alert.id] = alert
    insert_rows(changes.opened)
    update_rows(
        list(touched.values()),
        [
            "severity",
            "state",
            "due_at",
            "acknowledged_at",
            "acknowledged_by_id",
            "claimed_at",
            "claimed_by_id",
            "is_late_data",
            "value",
            "limit",
            "direction",
            "vital",
            "reading_id",
            "reading_measured_at",
            "breach_count",
            "last_breach_at",
            "next_step",
            "next_step_at",
            "steps_from",
            "answered_at",
            "resolve_by",
            "holding_done",
            "row_version",
        ],
    )
    insert_rows(changes.events)
    return changes


def _open(
    finding: Finding, *, policy: DeadlinePolicy, version: str, practice_id: UUID, now: datetime
) -> Alert:
    breach = finding.breach
    alert = Alert(
        id=uuid7(),
        practice_id=practice_id,
        patient_id=finding.patient_id,
        rule_key=breach.rule_key,
        severity=breach.severity,
        opened_at=now,
        due_at=compute_deadline(now, breach.severity, policy),
        last_breach_at=finding.measured_at,
        threshold_version=version[:64],
    )
    _show(alert, finding)
    start_steps(alert, policy, begins=now, now=now)
    return alert


def _show(alert: Alert, finding: Finding) -> None:
    alert.value, alert.limit = finding.breach.value, finding.breach.limit
    alert.vital, alert.direction = finding.breach.vital, finding.breach.direction
    alert.reading_id, alert.reading_measured_at = finding.reading_id, finding.measured_at
    alert.is_late_data = finding.is_late


def start_steps(alert: Alert, policy: DeadlinePolicy, *, begins: datetime, now: datetime) -> None:
    """Begin the steps of its severity anew, counted from `begins`; does not save."""
    first = next_step(opened_at=begins, severity=alert.severity, policy=policy, done=0, now=now)
    alert.steps_from = begins
    alert.next_step = 0
    alert.next_step_at = first.due_at if first else None


def _told(alert: Alert, action: str, finding: Finding, *, actor: Actor, now: datetime) -> AlertEvent:
    return alert_event(
        alert,
        action,
        actor=actor,
        now=now,
        reading_id=finding.reading_id,
        detail={
            "severity": finding.breach.severity,
            "value": finding.breach.value,
            "limit": finding.breach.limit,
            "late": finding.is_late,
        },
    )
