"""Calls as plain data, and the steps of a call by hand nobody answers, or of a STAT nobody closes: claimed when due, done once, the
next one planned.

`show_call(...)` says whom an opened call is for. `claim_due_call(now)` locks one call whose step is due (SKIP LOCKED: two workers
take two calls); `finish_call_step(...)` writes what was done into the audit and plans the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vantrexia.accounts.selectors.practices import get_deadlines
from vantrexia.core.actor import Actor
from vantrexia.domain.escalation import DeadlinePolicy, Step
from vantrexia.domain.holding import next_standing_step, next_waiting_step
from vantrexia.triage.models import Escalation
from vantrexia.triage.services.call_records import keep_step
from vantrexia.triage.services.escalations import list_called_at_once, plan_next_step


@dataclass(frozen=True, slots=True)
class Call:
    """An escalation as whoever tells people of it needs it. `roles` are those called with the opening, the first by hand."""

    id: UUID
    is_stat: bool
    opened_at: datetime
    due_at: datetime
    steps_done: int
    roles: tuple[str, ...]
    opened_by: int | None = None
    answered_at: datetime | None = None
    answered_by: int | None = None


def show_call(actor: Actor, escalation: Escalation, *, now: datetime) -> Call:
    """The role somebody called, and for a STAT also those the practice's plan calls at once."""
    is_stat = escalation.kind == "stat"
    planned = list_called_at_once(escalation, get_deadlines(viewer=actor, at=now)) if is_stat else []
    return Call(
        id=escalation.id,
        is_stat=is_stat,
        opened_at=escalation.opened_at,
        due_at=escalation.due_at,
        steps_done=escalation.steps_done,
        roles=tuple(dict.fromkeys([escalation.to_role, *planned])),
        opened_by=escalation.opened_by_id,
        answered_at=escalation.acknowledged_at,
        answered_by=escalation.acknowledged_by_id,
    )


def claim_due_call(*, actor: Actor, now: datetime) -> Call | None:
    """A call whose next step is due, locked until the transaction ends; None when there is none (left)."""
    due = Escalation.objects.filter(practice_id=actor.practice_id, next_step_at__lte=now).exclude(
        state="closed"
    )
    found = due.order_by("next_step_at").select_for_update(skip_locked=True).first()
    return None if found is None else show_call(actor, found, now=now)


def finish_call_step(
    *, actor: Actor, call_id: UUID, step: Step | None, policy: DeadlinePolicy, now: datetime
) -> None:
    """Record the step and plan the next; a step of None (the practice has shortened its plan) only clears it."""
    escalation = Escalation.objects.get(id=call_id)
    if step is None:
        escalation.next_step_at = None
    else:
        if escalation.acknowledged_at is None and escalation.kind == "stat":
            plan_next_step(escalation, done=step.step, policy=policy, now=now)
        else:
            since = escalation.acknowledged_at
            following = (
                next_waiting_step(escalation.due_at, done=step.step, now=now)
                if since is None
                else next_standing_step(since, done=step.step, now=now)
            )
            escalation.steps_done, escalation.next_step_at = step.step, following.due_at
        keep_step(escalation, "reminded" if step.kind == "reminder" else "repeated", actor=actor, now=now)
    escalation.save(update_fields=["steps_done", "next_step_at"])


def put_off_call(*, call_id: UUID, until: datetime) -> None:
    """A step that failed is tried again later, behind the others."""
    Escalation.objects.filter(id=call_id, next_step_at__isnull=False).update(next_step_at=until)
