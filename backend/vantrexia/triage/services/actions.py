"""What people do with an alert: claim, release, acknowledge, resolve, comment, escalate.

Every act is one function, one transaction (the caller's), one row of history, one audit entry; the patient is evaluated
again where the act changes what the score looks at. States and who may act are rules of `domain.alert_states`.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vantrexia.accounts.selectors.practices import get_deadlines
from vantrexia.audit.services import record
from vantrexia.core.actor import Actor
from vantrexia.domain.alert_states import check_holder, transition
from vantrexia.domain.errors import InvalidInput, NotFound
from vantrexia.domain.escalation import next_step
from vantrexia.triage.models import Alert, Escalation
from vantrexia.triage.services.alerting import alert_event
from vantrexia.triage.services.escalations import close_of_alert, open_escalation
from vantrexia.triage.services.evaluate import reevaluate

# Why an alert was resolved: a closed list, so that reports can count.
OUTCOMES = (
    "contacted_patient",
    "medication_changed",
    "visit_scheduled",
    "emergency_services",
    "measurement_error",
    "expected_value",
    "device_problem",
    "no_action_needed",
)
OVERRIDING_ROLES = frozenset({"clinical_manager", "provider"})


def _lock(actor: Actor, alert_id: UUID) -> Alert:
    alert = Alert.objects.filter(practice_id=actor.practice_id, id=alert_id).select_for_update().first()
    if alert is None:
        raise NotFound("There is no such alert.")
    return alert


def _check_holder(actor: Actor, alert: Alert) -> None:
    check_holder(
        claimed_by=str(alert.claimed_by_id) if alert.claimed_by_id else None,
        actor=str(actor.user_id),
        may_override=actor.role in OVERRIDING_ROLES,
    )


def _keep(
    alert: Alert,
    action: str,
    *,
    actor: Actor,
    now: datetime,
    comment: str | None = None,
    detail: dict[str, object] | None = None,
) -> None:
    alert.row_version += 1
    alert.save()
    alert_event(alert, action, actor=actor, now=now, comment=comment or None, detail=detail).save(
        force_insert=True
    )
    record(
        actor=actor,
        action=f"alert.{action}",
        entity="alert",
        entity_id=alert.id,
        patient_ids=[alert.patient_id],
        detail={"severity": alert.severity, "rule": alert.rule_key, **(detail or {})},
        reason=comment or None,
        at=now,
    )


def _follow(alert: Alert, *, actor: Actor, now: datetime) -> None:
    reevaluate(actor=actor, patient_ids=[alert.patient_id], cause="alert", now=now)


def claim_alert(*, actor: Actor, alert_id: UUID, now: datetime) -> Alert:
    """Take an alert on: seen, and this person acts. Taking over from another needs an overriding role."""
    alert = _lock(actor, alert_id)
    _check_holder(actor, alert)
    alert.state = transition(alert.state, "claim")
    alert.claimed_by_id, alert.claimed_at = actor.user_id, now
    if alert.acknowledged_at is None:
        alert.acknowledged_by_id, alert.acknowledged_at = actor.user_id, now
    alert.next_step_at = None
    _keep(alert, "claimed", actor=actor, now=now)
    _follow(alert, actor=actor, now=now)
    return alert


def release_alert(*, actor: Actor, alert_id: UUID, now: datetime, comment: str | None = None) -> Alert:
    """Give it back to everybody; the deadline has gone on meanwhile, and steps that fell due are due at once."""
    alert = _lock(actor, alert_id)
    _check_holder(actor, alert)
    alert.state = transition(alert.state, "release")
    alert.claimed_by_id = alert.claimed_at = alert.acknowledged_by_id = alert.acknowledged_at = None
    step = next_step(
        opened_at=alert.steps_from,
        severity=alert.severity,
        policy=get_deadlines(viewer=actor, at=now),
        done=alert.next_step,
    )
    alert.next_step_at = step.due_at if step else None
    _keep(alert, "released", actor=actor, now=now, comment=comment)
    _follow(alert, actor=actor, now=now)
    return alert


def acknowledge_alert(*, actor: Actor, alert_id: UUID, now: datetime, comment: str | None = None) -> Alert:
    """Somebody has seen it: reminders stop."""
    alert = _lock(actor, alert_id)
    alert.state = transition(alert.state, "acknowledge")
    alert.acknowledged_by_id, alert.acknowledged_at = actor.user_id, now
    alert.next_step_at = None
    _keep(alert, "acknowledged", actor=actor, now=now, comment=comment)
    _follow(alert, actor=actor, now=now)
    return alert


def resolve_alert(
    *, actor: Actor, alert_id: UUID, outcome: str, now: datetime, comment: str | None = None
) -> Alert:
    """Done, with an outcome of the closed list; its escalations close with it."""
    if outcome not in OUTCOMES:
        raise InvalidInput(
            "Say what came of it.", fields={"outcome": ["must be one of " + ", ".join(OUTCOMES)]}
        )
    alert = _lock(actor, alert_id)
    _check_holder(actor, alert)
    alert.state = transition(alert.state, "resolve")
    alert.resolved_by_id, alert.resolved_at, alert.outcome = actor.user_id, now, outcome
    alert.next_step_at = None
    _keep(alert, "resolved", actor=actor, now=now, comment=comment, detail={"outcome": outcome})
    close_of_alert(actor=actor, alert=alert, now=now)
    _follow(alert, actor=actor, now=now)
    return alert


def comment_alert(*, actor: Actor, alert_id: UUID, comment: str, now: datetime) -> Alert:
    """Add words to its history."""
    if not comment.strip():
        raise InvalidInput("A comment needs words.", fields={"comment": ["This field may not be blank."]})
    alert = _lock(actor, alert_id)
    alert.state = transition(alert.state, "comment")
    _keep(alert, "commented", actor=actor, now=now, comment=comment)
    return alert


def escalate_alert(
    *, actor: Actor, alert_id: UUID, reason: str, to_role: str, stat: bool, now: datetime
) -> Escalation:
    """Call for another role by hand; STAT puts the patient in the critical band until it is closed."""
    alert = _lock(actor, alert_id)
    alert.state = transition(alert.state, "escalate")
    escalation = open_escalation(
        actor=actor,
        patient_id=alert.patient_id,
        alert_id=alert.id,
        kind="stat" if stat else "manual",
        to_role=to_role,
        reason=reason,
        now=now,
    )
    _keep(
        alert,
        "escalated",
        actor=actor,
        now=now,
        comment=reason,
        detail={"escalation": str(escalation.id), "kind": escalation.kind, "to_role": to_role},
    )
    return escalation
