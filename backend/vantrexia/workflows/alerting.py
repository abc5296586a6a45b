"""Telling people of alerts, and the steps that follow when nobody acts.

`tell_of(changes)` writes the first notifications in the alert's own transaction. `run_due_steps(now)` is the
sweep: a reminder or an escalation whose time has come, of an alert nobody has seen, of one somebody holds
(`workflows.holding`) or of a STAT call (`workflows.calling`), claimed row by row with SKIP LOCKED, each in its own
transaction, once per step.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import connection

from vantrexia.accounts.selectors.practices import get_deadlines
from vantrexia.core.actor import Actor, system_actor
from vantrexia.core.tenancy import practice_scope
from vantrexia.domain.escalation import WORKING_ROLES, Step, next_step
from vantrexia.notifications.services.notify import notify_role
from vantrexia.triage.services.alerting import AlertChanges, AlertSnapshot
from vantrexia.triage.services.call_steps import Call, claim_due_call, put_off_call
from vantrexia.triage.services.steps import claim_due_alert, finish_step, put_off_step
from vantrexia.workflows.calling import do_call
from vantrexia.workflows.holding import do_holding_step

log = logging.getLogger(__name__)
FIRST_TOLD = ("nurse", "data_monitor")
AGAIN_AFTER = timedelta(minutes=1)


def tell_of(changes: AlertChanges, *, actor: Actor, now: datetime) -> None:
    """First notifications of alerts opened or raised."""
    for alert in changes.opened:
        _tell(actor, FIRST_TOLD, "alert_opened", alert.snapshot(), dedup=f"opened:{alert.id}", now=now)
    for alert in changes.raised:
        _tell(
            actor,
            FIRST_TOLD,
            "alert_raised",
            alert.snapshot(),
            dedup=f"raised:{alert.id}:{alert.row_version}",
            now=now,
            also=[changes.held_by[alert.id]] if alert.id in changes.held_by else (),
        )


def run_due_steps(*, now: datetime, most: int = 10_000) -> int:
    """Do every step that is due; returns how many were done.

    One that fails is put off for a minute and told to the operator: it must not hold up the alerts behind it, least of all
    those of other practices.
    """
    done = 0
    failed: Exception | None = None
    with connection.cursor() as cursor:
        cursor.execute("SELECT triage_practices_with_due_steps(%s)", [now])
        practices = [row[0] for row in cursor.fetchall()]
    for practice_id in practices:
        try:
            while done < most and (_do_one(practice_id, now=now) or _do_one_call(practice_id, now=now)):
                done += 1
        except Exception as error:
            _report(error, entity="practice", entity_id=practice_id, practice_id=practice_id)
            failed = error
    if failed is not None and not done:
        raise failed  # nothing went at all: that is not one alert's fault, and the job must show it
    return done


def _do_one(practice_id: UUID, *, now: datetime) -> bool:
    actor = system_actor("escalation", practice_id=practice_id)
    alert: AlertSnapshot | None = None
    try:
        with practice_scope(practice_id):
            alert = claim_due_alert(actor=actor, now=now)
            if alert is not None:
                work = _do_alert if alert.state == "open" else do_holding_step
                work(actor, alert, now=now)
    except Exception as error:
        if alert is None:
            raise
        _report(error, entity="alert", entity_id=alert.id, practice_id=practice_id)
        with practice_scope(practice_id):
            put_off_step(alert_id=alert.id, until=now + AGAIN_AFTER)
    return alert is not None


def _do_alert(actor: Actor, alert: AlertSnapshot, *, now: datetime) -> None:
    policy = get_deadlines(viewer=actor, at=now)
    plan = partial(next_step, opened_at=alert.steps_from, severity=alert.severity, policy=policy, now=now)
    step = following = plan(done=alert.steps_done)
    if step is not None and step.due_at <= now:
        _do_step(actor, alert, step, now=now)
        following = plan(done=step.step)
    else:
        step = None  # the practice has changed its deadlines: it is only planned anew
    finish_step(
        actor=actor,
        alert_id=alert.id,
        step=step,
        next_due_at=following.due_at if following else None,
        now=now,
    )


def _do_one_call(practice_id: UUID, *, now: datetime) -> bool:
    actor = system_actor("escalation", practice_id=practice_id)
    call: Call | None = None
    try:
        with practice_scope(practice_id):
            call = claim_due_call(actor=actor, now=now)
            if call is not None:
                do_call(call, actor=actor, now=now)
    except Exception as error:
        if call is None:
            raise
        _report(error, entity="escalation", entity_id=call.id, practice_id=practice_id)
        with practice_scope(practice_id):
            put_off_call(call_id=call.id, until=now + AGAIN_AFTER)
    return call is not None


def _report(error: Exception, *, entity: str, entity_id: UUID, practice_id: UUID) -> None:
    log.error(
        "a step of an escalation failed",
        extra={
            "event": "escalation_step_failed", "reason": entity, "entity_id": str(entity_id), "practice_id": str(practice_id),
        },
        exc_info=error,
    )  # fmt: skip


def _do_step(actor: Actor, alert: AlertSnapshot, step: Step, *, now: datetime) -> None:
    key = "alert_reminder" if step.kind == "reminder" else "alert_escalated"
    _tell(
        actor,
        (step.role,),
        key,
        alert,
        dedup=f"step:{alert.id}:{alert.severity}:{alert.steps_from:%Y%m%dT%H%M%S.%f}:{step.step}",
        now=now,
    )
    if step.kind == "escalation" and step.role not in WORKING_ROLES:
        log.error(
            "escalation to a role that cannot act", extra={"event": "escalation_role", "reason": step.role}
        )


def _tell(
    actor: Actor,
    roles: tuple[str, ...],
    key: str,
    alert: AlertSnapshot,
    *,
    dedup: str,
    now: datetime,
    also: Sequence[int] = (),
) -> None:
    kind = {"alert_reminder": "reminder", "alert_escalated": "escalation"}.get(key, "alert")
    waiting = kind in ("reminder", "escalation")
    minutes = max(
        0, int(((now - alert.steps_from) if waiting else (alert.due_at - now)).total_seconds() // 60)
    )
    notify_role(
        actor=actor,
        roles=roles,
        otherwise=WORKING_ROLES,
        also=also,
        kind=kind,
        message_key=key,
        params={"severity": alert.severity, "minutes": minutes},
        entity="alert",
        entity_id=alert.id,
        dedup=dedup,
        now=now,
    )
