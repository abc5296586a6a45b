"""Telling people of an alert that somebody holds and does not resolve: `do_holding_step(alert)`, one step whose time has come.

First the holder, then the roles of the practice's escalations, the holder always with them; then the holder again. A holder who is
not there any more, or cannot work alerts, is no holder: then everybody who can is told.
"""

from __future__ import annotations

from datetime import datetime

from vantrexia.accounts.selectors.practices import get_deadlines
from vantrexia.accounts.selectors.roles import list_members_of_roles, list_members_of_users
from vantrexia.core.actor import Actor
from vantrexia.domain.escalation import WORKING_ROLES
from vantrexia.domain.holding import HOLDER, next_holding_step
from vantrexia.notifications.services.notify import notify_role
from vantrexia.triage.services.alerting import AlertSnapshot
from vantrexia.triage.services.holding import finish_holding_step


def do_holding_step(actor: Actor, alert: AlertSnapshot, *, now: datetime) -> None:
    """One step of a claimed alert that is held. Inside the practice's transaction.

    What is not due (the practice has changed its deadlines, an older release planned nothing) is only planned.
    """
    policy = get_deadlines(viewer=actor, at=now)
    answered_at = alert.answered_at or now
    step = next_holding_step(
        answered_at=answered_at, severity=alert.severity, policy=policy, done=alert.holding_done, now=now
    )
    if step is not None and step.due_at > now:
        step = None
    if step is not None:
        is_reminder = step.role == HOLDER
        notify_role(
            actor=actor,
            roles=() if is_reminder else (step.role,),
            otherwise=() if is_reminder and is_there(actor, alert.held_by) else WORKING_ROLES,
            also=[] if alert.held_by is None else [alert.held_by],
            kind="reminder" if is_reminder else "escalation",
            message_key="alert_held" if is_reminder else "alert_held_escalated",
            params={
                "severity": alert.severity,
                "minutes": max(0, int((now - answered_at).total_seconds() // 60)),
            },
            entity="alert",
            entity_id=alert.id,
            dedup=f"held:{alert.id}:{answered_at.isoformat()}:{step.step}",
            now=now,
        )
    finish_holding_step(
        actor=actor, alert_id=alert.id, answered_at=answered_at, step=step, policy=policy, now=now
    )


def is_there(actor: Actor, user_id: int | None) -> bool:
    """Whether this person is still a member who works alerts."""
    if user_id is None:
        return False
    working = set(list_members_of_roles(actor, WORKING_ROLES))
    return any(member in working for member in list_members_of_users(actor, [user_id]))
