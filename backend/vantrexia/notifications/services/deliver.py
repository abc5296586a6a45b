"""Delivering what was decided: dispatches are claimed with SKIP LOCKED, tried through a channel, retried, given up.

`deliver_due(now)` goes through every practice with something due. The claim is committed before the channel is tried, so that a
worker killed in the middle costs a lease, not the notification; a channel must tolerate a second try.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from vantrexia.core import crypto
from vantrexia.core.outbox import Event, emit
from vantrexia.core.tenancy import practice_scope
from vantrexia.domain.messages import render_notification
from vantrexia.notifications.channels import CHANNELS, ChannelError
from vantrexia.notifications.models import Channel, Dispatch

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 8
BATCH = 50


@dataclass(frozen=True, slots=True)
class _Job:
    """One claimed dispatch with what its channel needs."""

    id: UUID
    channel: str
    attempts: int
    recipient_id: UUID
    address: str
    message_key: Any  # what a row says: `render_notification` refuses what it does not know
    params: Mapping[str, Any]
    language: str
    notification_id: UUID


def deliver_due(*, now: datetime) -> int:
    """Deliver what is due; returns how many were tried."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT notifications_practices_due(%s)", [now])
        practices = [row[0] for row in cursor.fetchall()]
    tried = 0
    for practice_id in practices:
        while jobs := _claim(practice_id, now=now):
            for job in jobs:
                _try(practice_id, job, now=now)
            tried += len(jobs)
    return tried


def _claim(practice_id: UUID, *, now: datetime) -> list[_Job]:
    with practice_scope(practice_id):
        rows = list(
            Dispatch.objects.filter(practice_id=practice_id, next_attempt_at__lte=now)
            .exclude(leased_until__gt=now)
            .select_related("notification__recipient__user")
            .order_by("next_attempt_at")
            .select_for_update(skip_locked=True, of=("self",))[:BATCH]
        )
        jobs = []
        for row in rows:
            row.leased_until, row.attempts = now + LEASE, row.attempts + 1
            recipient = row.notification.recipient
            jobs.append(
                _Job(
                    id=row.id,
                    channel=row.channel,
                    attempts=row.attempts,
                    recipient_id=recipient.id,
                    address=_address(recipient.id, row.channel, recipient.user.email),
                    notification_id=row.notification_id,
                    message_key=row.notification.message_key,
                    params=row.notification.params,
                    language=recipient.user.language,
                )
            )
        Dispatch.objects.bulk_update(rows, ["leased_until", "attempts"])
    return jobs


def _address(recipient_id: UUID, channel: str, email: str) -> str:
    found = Channel.objects.filter(recipient_id=recipient_id, kind=channel, is_on=True).first()
    if found is None:
        return email if channel == "email" else ""
    try:
        return found.address or email
    except crypto.Unreadable:
        return ""


def _send(job: _Job) -> None:
    """Raises ChannelError, whatever goes wrong: one that cannot be sent must not hold up those behind it."""
    try:
        text = render_notification(job.message_key, language=job.language, **job.params)
        CHANNELS[job.channel].send(address=job.address, text=text, reference=str(job.notification_id))
    except ChannelError:
        raise
    except Exception as error:
        log.error(
            "notification failed",
            extra={"event": "notification_broken", "reason": job.channel},
            exc_info=error,
        )
        raise ChannelError(type(error).__name__, permanent=False) from error


def _try(practice_id: UUID, job: _Job, *, now: datetime) -> None:
    outcome, error, retry_at = "sent", "", None
    try:
        _send(job)
    except ChannelError as refused:
        error = refused.code
        if refused.permanent or job.attempts >= MAX_ATTEMPTS:
            outcome = "given_up"
        else:
            outcome, retry_at = "failed", now + timedelta(seconds=15 * 2**job.attempts)
        log.warning(
            "notification not sent",
            extra={"event": "notification_failed", "reason": error, "attempt": job.attempts},
        )
    with practice_scope(practice_id):
        Dispatch.objects.filter(id=job.id).update(
            state=outcome,
            next_attempt_at=retry_at,
            leased_until=None,
            last_error=error[:100],
            sent_at=now if outcome == "sent" else None,
        )
        if job.channel == "in_app":
            emit([Event("notification", job.notification_id)], practice_id=practice_id, at=now)
