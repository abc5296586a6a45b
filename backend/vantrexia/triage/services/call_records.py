"""What is written of a call, whoever acts on it: `keep_step` (audit and open screens), `close_call`, `close_of_alert`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from vantrexia.audit.services import record
from vantrexia.core.actor import Actor
from vantrexia.core.outbox import Event, emit
from vantrexia.triage.models import Alert, Escalation


def close_of_alert(*, actor: Actor, alert: Alert, now: datetime, leaves: Collection[str] = ()) -> None:
    """Close what was called because of this alert, but for the kinds it `leaves`.

    Where the alert ends without anybody having looked after the patient (its reading was an error, a missing one came) that is a
    STAT: who called it saw more than the reading, and a person closes it.
    """
    calls = Escalation.objects.filter(practice_id=alert.practice_id, alert_id=alert.id)
    for escalation in calls.exclude(state="closed").exclude(kind__in=list(leaves)):
        close_call(escalation, actor=actor, now=now)


def close_call(escalation: Escalation, *, actor: Actor, now: datetime) -> None:
    """One call is over."""
    escalation.state, escalation.closed_by_id, escalation.closed_at = "closed", actor.user_id, now
    escalation.next_step_at = None
    escalation.save()
    keep_step(escalation, "closed", actor=actor, now=now)


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
