"""An alert somebody holds: when it should be resolved, and the steps that follow when it is not.

`start_holding(alert)` plans them with the answer (the caller saves); `finish_holding_step(…)` writes what was done into the history
and plans the next. An escalation opens its `Escalation`, so that the called role may take the alert over. The alert stays as it is.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vantrexia.core.actor import Actor
from vantrexia.core.outbox import Event, emit
from vantrexia.domain.escalation import DeadlinePolicy, Step
from vantrexia.domain.holding import compute_resolve_deadline, next_holding_step
from vantrexia.triage.models import Alert
from vantrexia.triage.services.alerting import alert_event
from vantrexia.triage.services.escalations import open_held_escalation
from vantrexia.triage.services.evaluate import reevaluate


def start_holding(alert: Alert, *, policy: DeadlinePolicy, now: datetime) -> None:
    """From the first answer on the time for resolving runs; steps that fell due while it was given back are due at once."""
    if alert.answered_at is None:
        alert.answered_at, alert.holding_done = now, 0
    _plan(alert, policy=policy, now=now)


def finish_holding_step(
    *,
    actor: Actor,
    alert_id: UUID,
    answered_at: datetime,
    step: Step | None,
    policy: DeadlinePolicy,
    now: datetime,
) -> None:
    """Record the step and plan the next; a step of None only plans (nothing is due yet, or any more)."""
    alert = Alert.objects.get(id=alert_id)
    alert.answered_at = answered_at
    alert.holding_done = step.step if step else alert.holding_done
    alert.row_version += 1 if step else 0
    _plan(alert, policy=policy, now=now)
    alert.save(update_fields=["answered_at", "resolve_by", "holding_done", "next_step_at", "row_version"])
    if step is None:
        return
    action = "holder_reminded" if step.kind == "reminder" else "holder_escalated"
    detail: dict[str, object] = {"step": step.step, "to_role": step.role, "held_by": alert.snapshot().held_by}
    alert_event(alert, action, actor=actor, now=now, detail=detail).save(force_insert=True)
    if step.kind == "escalation":
        open_held_escalation(actor=actor, alert=alert, step=step.step, to_role=step.role, now=now)
        reevaluate(actor=actor, patient_ids=[alert.patient_id], cause="escalation", now=now)
    emit(
        [Event("alert", alert.id, alert.patient_id, alert.row_version)], practice_id=alert.practice_id, at=now
    )


def _plan(alert: Alert, *, policy: DeadlinePolicy, now: datetime) -> None:
    if alert.answered_at is None:
        raise ValueError("nobody has answered this alert")
    alert.resolve_by = compute_resolve_deadline(alert.answered_at, alert.severity, policy)
    step = next_holding_step(
        answered_at=alert.answered_at,
        severity=alert.severity,
        policy=policy,
        done=alert.holding_done,
        now=now,
    )
    alert.next_step_at = step.due_at if step else None
