"""The steps of an alert: claimed when due, done once, the next one planned.

`claim_due_alert(now)` locks one alert whose step is due (SKIP LOCKED: two workers take two alerts), unacknowledged or held;
`finish_step(...)` writes what was done for an unacknowledged one into its history and plans the next (`holding` does for one
that is held). An escalation step also opens its `Escalation`. `plan_anew(now)` after the practice has changed its deadlines.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from vantrexia.core.actor import Actor
from vantrexia.core.outbox import Event, emit
from vantrexia.core.plain import fetch_rows
from vantrexia.domain.escalation import Step
from vantrexia.triage.models import Alert, Escalation
from vantrexia.triage.services.alerting import AlertSnapshot, alert_event
from vantrexia.triage.services.escalations import open_deadline_escalation
from vantrexia.triage.services.evaluate import reevaluate
from vantrexia.triage.services.states import lock_states

_DUE = """
SELECT a.id FROM triage_alert a
JOIN triage_patientstate s ON s.practice_id = a.practice_id AND s.patient_id = a.patient_id
WHERE a.practice_id = %s AND a.state <> 'resolved'
    AND (a.next_step_at <= %s OR (a.state = 'acknowledged' AND a.answered_at IS NULL))
ORDER BY a.next_step_at LIMIT 1 FOR UPDATE OF s, a SKIP LOCKED
"""


def claim_due_alert(*, actor: Actor, now: datetime) -> AlertSnapshot | None:
    """An alert whose next step is due, locked until the transaction ends; None when there is none (left).

    The patient's triage row is locked with it, as everywhere before an alert; one that somebody works on just now is left for
    the next sweep.
    """
    found = fetch_rows(_DUE, [actor.practice_id, now])
    return Alert.objects.get(id=found[0][0]).snapshot() if found else None


def finish_step(
    *, actor: Actor, alert_id: UUID, step: Step | None, next_due_at: datetime | None, now: datetime
) -> None:
    """Record the step and plan the next; a step of None only clears what was planned."""
    alert = Alert.objects.get(id=alert_id)
    alert.next_step_at = next_due_at
    if step is None:
        alert.save(update_fields=["next_step_at"])
        return
    alert.next_step = step.step
    alert.row_version += 1
    alert.save(update_fields=["next_step_at", "next_step", "row_version"])
    action = "reminded" if step.kind == "reminder" else "escalated"
    alert_event(alert, action, actor=actor, now=now, detail={"step": step.step, "to_role": step.role}).save(
        force_insert=True
    )
    if step.kind == "escalation":
        open_deadline_escalation(actor=actor, alert=alert, step=step.step, to_role=step.role, now=now)
        reevaluate(actor=actor, patient_ids=[alert.patient_id], cause="escalation", now=now)
    emit(
        [Event("alert", alert.id, alert.patient_id, alert.row_version)], practice_id=alert.practice_id, at=now
    )


def plan_anew(*, actor: Actor, now: datetime) -> None:
    """Every unresolved alert, and every STAT call nobody has answered, is looked at by the next sweep: what falls due earlier by
    new deadlines must not wait for the old ones, least of all where those planned nothing. A step not due is then only planned."""
    standing = Alert.objects.filter(practice_id=actor.practice_id).exclude(state="resolved")
    lock_states(set(standing.values_list("patient_id", flat=True)), practice_id=actor.practice_id)
    calls = Escalation.objects.filter(practice_id=actor.practice_id, kind="stat", state="open")
    for rows in (standing, calls):
        rows.filter(Q(next_step_at__isnull=True) | Q(next_step_at__gt=now)).update(next_step_at=now)


def put_off_step(*, alert_id: UUID, until: datetime) -> None:
    """A step that failed is tried again later, behind the others; also one that nobody has planned yet."""
    Alert.objects.filter(id=alert_id, next_step_at__isnull=False).update(next_step_at=until)
    Alert.objects.filter(id=alert_id, state="acknowledged", answered_at__isnull=True).update(
        next_step_at=until, answered_at=Coalesce("acknowledged_at", Value(until))
    )
