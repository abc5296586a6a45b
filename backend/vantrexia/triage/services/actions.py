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
from vantrexia.domain.escalation import plan_steps
from vantrexia.domain.wordings import say
from vantrexia.triage.models import Alert, Escalation
from vantrexia.triage.selectors.called import list_called_roles, may_take_over
from vantrexia.triage.services.alerting import alert_event, start_steps
from vantrexia.triage.services.call_records import close_of_alert
from vantrexia.triage.services.escalations import open_escalation
from vantrexia.triage.services.evaluate import reevaluate
from vantrexia.triage.services.holding import start_holding
from vantrexia.triage.services.states import lock_states

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


def _lock(actor: Actor, alert_id: UUID) -> Alert:
    """The alert, locked after its patient's triage row: in the order of whoever evaluates readings, or the two would wait
    for each other."""
    rows = Alert.objects.filter(practice_id=actor.practice_id, id=alert_id)
    patient_id = rows.values_list("patient_id", flat=True).first()
    if patient_id is None:
        raise NotFound("There is no such alert.")
    lock_states([patient_id], practice_id=actor.practice_id)
    return rows.select_for_update().get()


def _check_holder(actor: Actor, alert: Alert) -> None:
    check_holder(
        claimed_by=str(alert.claimed_by_id) if alert.claimed_by_id else None,
        actor=str(actor.user_id),
        may_override=may_take_over(actor, list_called_roles([alert.id]).get(alert.id, ())),
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
    """Take an alert on: seen, and this person acts. Taking over from another needs an overriding role, or a call for one's own."""
    alert = _lock(actor, alert_id)
    _check_holder(actor, alert)
    alert.state = transition(alert.state, "claim")
    alert.claimed_by_id, alert.claimed_at = actor.user_id, now
    if alert.acknowledged_at is None:
        alert.acknowledged_by_id, alert.acknowledged_at = actor.user_id, now
    start_holding(alert, policy=get_deadlines(viewer=actor, at=now), now=now)
    _keep(alert, "claimed", actor=actor, now=now)
    _follow(alert, actor=actor, now=now)
    return alert


def release_alert(*, actor: Actor, alert_id: UUID, now: datetime, comment: str | None = None) -> Alert:
    """Give it back to everybody; the deadline has gone on meanwhile, and steps that fell due are due at once.

    Where all of them were done before it was taken on, they begin anew."""
    alert = _lock(actor, alert_id)
    _check_holder(actor, alert)
    _give_back(alert, actor=actor, now=now, comment=comment)
    return alert


def release_alerts_of(*, actor: Actor, user_id: int, now: datetime) -> int:
    """Give back what a person holds who cannot act on it any more (left, or of another role now); returns how many alerts."""
    held = Alert.objects.filter(practice_id=actor.practice_id, claimed_by_id=user_id, state="acknowledged")
    rows = list(held.order_by("patient_id", "id").values_list("id", "patient_id"))
    # All patients' rows before any of them changes: what is counted of a practice is one row more, and comes last.
    lock_states({patient_id for _, patient_id in rows}, practice_id=actor.practice_id)
    for alert_id, _ in rows:
        _give_back(_lock(actor, alert_id), actor=actor, now=now, detail={"claimed_by": user_id})
    return len(rows)


def _give_back(
    alert: Alert,
    *,
    actor: Actor,
    now: datetime,
    comment: str | None = None,
    detail: dict[str, object] | None = None,
) -> None:
    alert.state = transition(alert.state, "release")
    alert.claimed_by_id = alert.claimed_at = alert.acknowledged_by_id = alert.acknowledged_at = None
    policy = get_deadlines(viewer=actor, at=now)
    steps = plan_steps(alert.steps_from, alert.severity, policy)
    if alert.next_step < len(steps):
        alert.next_step_at = steps[alert.next_step].due_at
    else:
        # Everybody was called before, and somebody came: who gives it back must not leave it in silence.
        start_steps(alert, policy, begins=now, now=now)
    _keep(alert, "released", actor=actor, now=now, comment=comment, detail=detail)
    _follow(alert, actor=actor, now=now)


def acknowledge_alert(*, actor: Actor, alert_id: UUID, now: datetime, comment: str | None = None) -> Alert:
    """Somebody has seen it: reminders stop, and the time for resolving runs."""
    alert = _lock(actor, alert_id)
    alert.state = transition(alert.state, "acknowledge")
    alert.acknowledged_by_id, alert.acknowledged_at = actor.user_id, now
    start_holding(alert, policy=get_deadlines(viewer=actor, at=now), now=now)
    _keep(alert, "acknowledged", actor=actor, now=now, comment=comment)
    _follow(alert, actor=actor, now=now)
    return alert


def resolve_alert(
    *, actor: Actor, alert_id: UUID, outcome: str, now: datetime, comment: str | None = None
) -> Alert:
    """Done, with an outcome of the closed list; its escalations close with it."""
    if outcome not in OUTCOMES:
        raise InvalidInput(
            "Say what came of it.",
            fields={"outcome": [say("must be one of {choices}", choices=", ".join(OUTCOMES))]},
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
