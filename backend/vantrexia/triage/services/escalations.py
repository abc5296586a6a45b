"""Escalations: a call for somebody else, by time or by hand. Its own record, with its own state.

`open_escalation` (manual or STAT), `open_deadline_escalation` (a step fell due; once per step), `open_held_escalation`
(held and not resolved), `acknowledge_escalation`, `close_escalation`. Who is told is a workflow's: `workflows.calling`.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Max

from vantrexia.accounts.selectors.practices import get_deadlines
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import Conflict, InvalidInput, NotFound
from vantrexia.domain.escalation import (
    WORKING_ROLES,
    DeadlinePolicy,
    compute_deadline,
    next_step,
    plan_steps,
)
from vantrexia.domain.holding import next_standing_step
from vantrexia.domain.wordings import say
from vantrexia.triage.models import Alert, Escalation
from vantrexia.triage.services.call_records import close_call, keep_step
from vantrexia.triage.services.evaluate import reevaluate
from vantrexia.triage.services.states import lock_states


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
        plan_next_step(escalation, done=len(list_called_at_once(escalation, policy)), policy=policy, now=now)
    else:
        escalation.next_step_at = escalation.due_at
    escalation.save(force_insert=True)
    keep_step(escalation, "opened", actor=actor, now=now, reason=reason)
    reevaluate(actor=actor, patient_ids=[patient_id], cause="escalation", now=now)
    return escalation


def open_deadline_escalation(
    *, actor: Actor, alert: Alert, step: int, to_role: str, now: datetime
) -> Escalation | None:
    """The deadline's own call; None where one for the role stands open.

    That a step is done once is the caller's, who holds the alert. The number is the step's, or the next free one: an alert that
    was raised begins its steps again, and the call of a step of that number may have been another role's.
    """
    calls = Escalation.objects.filter(practice_id=alert.practice_id, alert_id=alert.id, kind="deadline")
    if calls.filter(to_role=to_role, state="open").exists():
        return None
    if calls.filter(step=step).exists():
        step = (calls.aggregate(last=Max("step"))["last"] or 0) + 1
    return _open_call(actor, alert, kind="deadline", step=step, to_role=to_role, now=now)


def open_held_escalation(
    *, actor: Actor, alert: Alert, step: int, to_role: str, now: datetime
) -> Escalation | None:
    """The call for an alert somebody holds and does not resolve; None where one for the role stands open."""
    standing = Escalation.objects.filter(
        practice_id=alert.practice_id, alert_id=alert.id, kind="held", to_role=to_role, state="open"
    )
    if standing.exists():
        return None
    return _open_call(actor, alert, kind="held", step=step, to_role=to_role, now=now)


def _open_call(
    actor: Actor, alert: Alert, *, kind: str, step: int, to_role: str, now: datetime
) -> Escalation:
    escalation = Escalation(
        practice_id=alert.practice_id,
        patient_id=alert.patient_id,
        alert_id=alert.id,
        kind=kind,
        step=step,
        to_role=to_role,
        opened_at=now,
        due_at=compute_deadline(now, alert.severity, get_deadlines(viewer=actor, at=now)),
    )
    escalation.save(force_insert=True)
    keep_step(escalation, "opened", actor=actor, now=now)
    return escalation


def acknowledge_escalation(*, actor: Actor, escalation_id: UUID, now: datetime) -> Escalation:
    """The called role has come. Of a STAT the reminders to close it begin."""
    escalation = _lock(actor, escalation_id)
    if escalation.state != "open":
        raise Conflict("The escalation is not open any more.")
    escalation.state, escalation.acknowledged_by_id, escalation.acknowledged_at = (
        "acknowledged",
        actor.user_id,
        now,
    )
    escalation.next_step_at = None
    if escalation.kind == "stat":
        escalation.steps_done = 0
        escalation.next_step_at = next_standing_step(now, done=0, now=now).due_at
    escalation.save()
    keep_step(escalation, "acknowledged", actor=actor, now=now)
    return escalation


def close_escalation(*, actor: Actor, escalation_id: UUID, now: datetime) -> Escalation:
    """Over; a STAT patient leaves the critical band if nothing else holds them there."""
    escalation = _lock(actor, escalation_id)
    if escalation.state == "closed":
        raise Conflict("The escalation is closed already.")
    close_call(escalation, actor=actor, now=now)
    reevaluate(actor=actor, patient_ids=[escalation.patient_id], cause="escalation", now=now)
    return escalation


def _lock(actor: Actor, escalation_id: UUID) -> Escalation:
    """The call, locked after its patient's triage row, as whoever resolves its alert does it."""
    rows = Escalation.objects.filter(practice_id=actor.practice_id, id=escalation_id)
    patient_id = rows.values_list("patient_id", flat=True).first()
    if patient_id is None:
        raise NotFound("There is no such escalation.")
    lock_states([patient_id], practice_id=actor.practice_id)
    return rows.select_for_update().get()


def list_called_at_once(escalation: Escalation, policy: DeadlinePolicy) -> list[str]:
    """Roles the practice's plan for STAT calls the moment one is opened."""
    steps = plan_steps(escalation.opened_at, "stat", policy)
    return [step.role for step in steps if step.due_at <= escalation.opened_at]


def plan_next_step(escalation: Escalation, *, done: int, policy: DeadlinePolicy, now: datetime) -> None:
    """Note how many steps are done and when the next is due; does not save."""
    step = next_step(opened_at=escalation.opened_at, severity="stat", policy=policy, done=done, now=now)
    escalation.steps_done = done
    escalation.next_step_at = step.due_at if step else None
