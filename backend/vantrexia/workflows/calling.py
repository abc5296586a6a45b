"""Calling a colleague by hand, and what follows when nobody comes.

`open_call(...)` and `escalate(...)` open the escalation and tell whom it calls in the same transaction: a STAT also everybody the
practice's plan calls at once. `do_call(call)` does one step of a call nobody has acknowledged (a reminder, or of a STAT the next
role), or of a STAT that was acknowledged and not closed: a reminder to whoever came.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from vantrexia.accounts.selectors.practices import get_deadlines
from vantrexia.core.actor import Actor
from vantrexia.domain.escalation import WORKING_ROLES, Step, next_step
from vantrexia.domain.holding import next_standing_step, next_waiting_step
from vantrexia.notifications.services.notify import notify_role
from vantrexia.triage.services.actions import escalate_alert
from vantrexia.triage.services.call_steps import Call, finish_call_step, put_off_call, show_call
from vantrexia.triage.services.escalations import open_escalation
from vantrexia.workflows.holding import is_there


def open_call(*, actor: Actor, now: datetime, **given: Any) -> UUID:
    """Call for a role about a patient; arguments as `open_escalation`. The escalation's id."""
    call = show_call(actor, open_escalation(actor=actor, now=now, **given), now=now)
    _tell_at_once(call, actor=actor, now=now)
    return call.id


def escalate(*, actor: Actor, alert_id: UUID, reason: str, to_role: str, stat: bool, now: datetime) -> None:
    """Call for a role because of an alert."""
    opened = escalate_alert(
        actor=actor, alert_id=alert_id, reason=reason, to_role=to_role, stat=stat, now=now
    )
    call = show_call(actor, opened, now=now)
    _tell_at_once(call, actor=actor, now=now)


def do_call(call: Call, *, actor: Actor, now: datetime) -> None:
    """One step of a claimed call whose time has come. Inside the practice's transaction."""
    policy = get_deadlines(viewer=actor, at=now)
    if call.answered_at is not None or not call.is_stat:
        step: Step | None = _remind(call, actor=actor, now=now)
        finish_call_step(actor=actor, call_id=call.id, step=step, policy=policy, now=now)
        return
    step = next_step(opened_at=call.opened_at, severity="stat", policy=policy, done=call.steps_done, now=now)
    if step is not None and step.due_at > now:
        put_off_call(call_id=call.id, until=step.due_at)  # the practice has changed its deadlines
        return
    if step is not None:
        _tell(
            call,
            (step.role,),
            "alert_reminder" if step.kind == "reminder" else "alert_escalated",
            kind=step.kind,
            minutes=int((now - call.opened_at).total_seconds() // 60),
            dedup=f"call:{call.id}:{step.step}",
            actor=actor,
            now=now,
        )
    finish_call_step(actor=actor, call_id=call.id, step=step, policy=policy, now=now)


def _remind(call: Call, *, actor: Actor, now: datetime) -> Step:
    """Of a call nobody came for, its role and whoever called; of a STAT that stands, whoever came, then the role with them."""
    if call.answered_at is None:
        step = next_waiting_step(call.due_at, done=call.steps_done, now=now)
        key, since, told, also = "call_waiting", call.opened_at, call.roles[:1], call.opened_by
        otherwise = WORKING_ROLES
    else:
        step = next_standing_step(call.answered_at, done=call.steps_done, now=now)
        key, since, also = "stat_held", call.answered_at, call.answered_by
        told = call.roles[:1] if call.steps_done else ()
        otherwise = () if is_there(actor, also) else WORKING_ROLES
    _tell(
        call,
        told,
        key,
        kind="reminder",
        minutes=int((now - since).total_seconds() // 60),
        dedup=f"call:{call.id}:{key}:{step.step}",
        otherwise=otherwise,
        also=[] if also is None else [also],
        actor=actor,
        now=now,
    )
    return step


def _tell_at_once(call: Call, *, actor: Actor, now: datetime) -> None:
    _tell(
        call,
        call.roles,
        "stat_opened" if call.is_stat else "call_opened",
        kind="escalation",
        minutes=int((call.due_at - now).total_seconds() // 60),
        dedup=f"call:{call.id}",
        actor=actor,
        now=now,
    )


def _tell(
    call: Call,
    roles: tuple[str, ...],
    key: str,
    *,
    kind: str,
    minutes: int,
    dedup: str,
    actor: Actor,
    now: datetime,
    otherwise: tuple[str, ...] = WORKING_ROLES,
    also: Collection[int] = (),
) -> None:
    notify_role(
        actor=actor,
        roles=roles,
        otherwise=otherwise,
        also=also,
        kind=kind,
        message_key=key,
        params={"severity": "stat" if call.is_stat else "critical", "minutes": minutes},
        entity="escalation",
        entity_id=call.id,
        dedup=dedup,
        now=now,
    )
