"""Escalations: a call for somebody else, by time or by hand. Its own record, with its own state.

`open_escalation` (manual or STAT), `open_deadline_escalation` (a step fell due; once per step), `open_held_escalation`
(held and not resolved), `acknowledge_escalation`,
`close_escalation`, `close_of_alert` (a resolved alert takes its calls with it). Who is told is a workflow's: `workflows.calling`.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vantrexia.accounts.selectors.practices import get_deadlines
from vantrexia.audit.services import record
from vantrexia.core.actor import Actor
from vantrexia.core.outbox import Event, emit
from vantrexia.domain.errors import Conflict, InvalidInput, NotFound
from vantrexia.domain.escalation import WORKING_ROLES, DeadlinePolicy, compute_deadline, plan_steps
from vantrexia.domain.wordings import say
from vantrexia.triage.models import Alert, Escalation
from vantrexia.triage.services.evaluate import reevaluate


def open_escalation(
    *,
    actor: Actor,
    patient_id: UUID,
    kind: str,
    to_role: str,
    reason: str,
    now: datetime,
    alert_id: UUID | None = None,
) -> Escalation:
    """Call by hand. `kind` is manual or stat; a reason is needed, the role must be one that works alerts."""
    fields: dict[str, list[str]] = {}
    if kind not in ("manual", "stat"):
        fields["kind"] = ["must be manual or stat"]
    if to_role not in WORKING_ROLES:
        fields["to_role"] = [say("must be one of {choices}", choices=", ".join(WORKING_ROLES))]
    if not reason.strip():
        fields["reason"] = ["This field may not be blank."]
    if fields:
        raise InvalidInput("The escalation is not complete.", fields=fields)
    severity = "stat" if kind == "stat" else "critical"
    policy = get_deadlines(viewer=actor, at=now)
    escalation = Escalation(
        practice_id=actor.practice_id,
        patient_id=patient_id,
        alert_id=alert_id,
        kind=kind,
        to_role=to_role,
        reason=reason,
        opened_at=now,
        opened_by_id=actor.user_id,
        due_at=compute_deadline(now, severity, policy),
    )
    if kind == "stat":
        # Whom the plan calls at once is called with the opening; what comes later is the sweep's.
        plan_next_step(escalation, done=len(list_called_at_once(escalation, policy)), policy=policy)
    escalation.save(force_insert=True)
    keep_step(escalation, "opened", actor=actor, now=now, reason=reason)
    reevaluate(actor=actor, patient_ids=[patient_id], cause="escalation", now=now)
    return escalation


def open_deadline_escalation(
    *, actor: Actor, alert: Alert, step: int, to_role: str, now: datetime
) -> Escalation | None:
    """The deadline's own call; None when this step was called before."""
    escalation, created = Escalation.objects.get_or_create(
        practice_id=alert.practice_id,
        alert_id=alert.id,
        step=step,
        kind="deadline",
        defaults={
            "patient_id": alert.patient_id,
            "to_role": to_role,
            "opened_at": now,
            "due_at": compute_deadline(now, alert.severity, get_deadlines(viewer=actor, at=now)),
        },
    )
    if not created:
        return None
    keep_step(escalation, "opened", actor=actor, now=now)
    return escalation


def open_held_escalation(
    *, actor: Actor, alert: Alert, step: int, to_role: str, now: datetime
) -> Escalation | None:
    """The call for an alert somebody holds and does not resolve; None where one for the role stands open."""
    standing = Escalation.objects.filter(
        practice_id=alert.practice_id, alert_id=alert.id, kind="held", to_role=to_role, state="open"
    )
    if standing.exists():
        return None
    escalation = Escalation(
        practice_id=alert.practice_id,
        patient_id=alert.patient_id,
        alert_id=alert.id,
        kind="held",
        step=step,
        to_role=to_role,
        opened_at=now,
        due_at=compute_deadline(now, alert.severity, get_deadlines(viewer=actor, at=now)),
    )
    escalation.save(force_insert=True)
    keep_step(escalation, "opened", actor=actor, now=now)
    return escalation


def acknowledge_escalation(*, actor: Actor, escalation_id: UUID, now: datetime) -> Escalation:
    """The called role has come."""
    escalation = _lock(actor, escalation_id)
    if escalation.state != "open":
        raise Conflict("The escalation is not open any more.")
    escalation.state, escalation.acknowledged_by_id, escalation.acknowledged_at = (
        "acknowledged",
        actor.user_id,
        now,
    )
    escalation.next_step_at = None
    escalation.save()
    keep_step(escalation, "acknowledged", actor=actor, now=now)
    return escalation


def close_escalation(*, actor: Actor, escalation_id: UUID, now: datetime) -> Escalation:
    """Over; a STAT patient leaves the critical band if nothing else holds them there."""
    escalation = _lock(actor, escalation_id)
    if escalation.state == "closed":
        raise Conflict("The escalation is closed already.")
    _close(escalation, actor=actor, now=now)
    reevaluate(actor=actor, patient_ids=[escalation.patient_id], cause="escalation", now=now)
    return escalation


def close_of_alert(*, actor: Actor, alert: Alert, now: datetime) -> None:
    """Close what was called because of this alert."""
    for escalation in Escalation.objects.filter(practice_id=alert.practice_id, alert_id=alert.id).exclude(
        state="closed"
    ):
        _close(escalation, actor=actor, now=now)


def _close(escalation: Escalation, *, actor: Actor, now: datetime) -> None:
    escalation.state, escalation.closed_by_id, escalation.closed_at = "closed", actor.user_id, now
    escalation.next_step_at = None
    escalation.save()
    keep_step(escalation, "closed", actor=actor, now=now)


def _lock(actor: Actor, escalation_id: UUID) -> Escalation:
    found = (
        Escalation.objects.filter(practice_id=actor.practice_id, id=escalation_id).select_for_update().first()
    )
    if found is None:
        raise NotFound("There is no such escalation.")
    return found


def list_called_at_once(escalation: Escalation, policy: DeadlinePolicy) -> list[str]:
    """Roles the practice's plan for STAT calls the moment one is opened."""
    steps = plan_steps(escalation.opened_at, "stat", policy)
    return [step.role for step in steps if step.due_at <= escalation.opened_at]


def plan_next_step(escalation: Escalation, *, done: int, policy: DeadlinePolicy) -> None:
    """Note how many steps are done and when the next is due; does not save."""
    steps = plan_steps(escalation.opened_at, "stat", policy)
    escalation.steps_done = done
    escalation.next_step_at = steps[done].due_at if done < len(steps) else None


def keep_step(
    escalation: Escalation, action: str, *, actor: Actor, now: datetime, reason: str | None = None
) -> None:
    """What was done, in the audit and on open screens."""
    record(
        actor=actor,
        action=f"escalation.{action}",
        entity="escalation",
        entity_id=escalation.id,
        patient_ids=[escalation.patient_id],
        detail={"kind": escalation.kind, "to_role": escalation.to_role, "step": escalation.step},
        reason=reason,
        at=now,
    )
    emit(
        [Event("escalation", escalation.id, escalation.patient_id)],
        practice_id=escalation.practice_id,
        at=now,
    )
