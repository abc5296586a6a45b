"""Mail about accounts: reset links, invitations, and word of a locked account.

Public: `password_link`, `ring_reset_mail`, `announce_lockout`, and what their tasks do: `deliver_reset_mail`,
`deliver_lockout_notice`.

The request only rings; the task finds everything by id and makes the link's token itself, so that no address
and no token lies in a queue. When the queue is away the mail goes out in the request: late, but not never. A
mail that cannot be handed over is tried again for more than an hour.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from celery import Task, shared_task
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError as BrokerError

from vantrexia.accounts.selectors.members import list_admin_emails
from vantrexia.accounts.selectors.people import choose_membership, find_reset, get_user, list_memberships
from vantrexia.accounts.services.resets import token_to_mail
from vantrexia.core.actor import system_actor
from vantrexia.core.clock import read_clock
from vantrexia.core.mail import MailNotSent, send_mail
from vantrexia.core.tenancy import practice_scope
from vantrexia.domain.errors import NotFound
from vantrexia.workflows.account_texts import account_text

log = logging.getLogger(__name__)
# Ten seconds, then twice as long each time: about an hour and a half in all.
RETRY: dict[str, Any] = {
    "autoretry_for": (MailNotSent,),
    "retry_backoff": 10,
    "retry_backoff_max": 2400,
    "max_retries": 9,
}


def password_link(token: str) -> str:
    """Where a person chooses a password. The token stands behind `#`, which no browser sends and no server logs."""
    return f"{settings.APP_URL.rstrip('/')}/password/reset#token={token}"


def ring_reset_mail(*, reset_id: UUID, user_id: int) -> None:
    """Mail a link once the running transaction has committed. An id nobody has costs the same and mails
    nothing.
    """
    _ring(send_reset_mail, lambda: deliver_reset_mail(reset_id=reset_id, user_id=user_id, now=read_clock()),
          reset_id=str(reset_id), user_id=user_id)  # fmt: skip


def announce_lockout(*, user_id: int) -> None:
    """Tell the practice's administrators, and the person, that an account was locked: the one place that
    does.
    """
    _ring(send_lockout_notice, lambda: deliver_lockout_notice(user_id=user_id), user_id=user_id)


@shared_task(queue="default", name="vantrexia.send_reset_mail", **RETRY)
def send_reset_mail(*, reset_id: str, user_id: int, **_: Any) -> None:
    """Mail one link."""
    _attempt(lambda: deliver_reset_mail(reset_id=UUID(reset_id), user_id=user_id, now=read_clock()))


@shared_task(queue="default", name="vantrexia.send_lockout_notice", **RETRY)
def send_lockout_notice(*, user_id: int, **_: Any) -> None:
    """Mail word of one lock-out."""
    _attempt(lambda: deliver_lockout_notice(user_id=user_id))


def deliver_reset_mail(*, reset_id: UUID, user_id: int, now: datetime) -> bool:
    """Mail the link of a reset that is still open; False when there is none (any more)."""
    with transaction.atomic():
        try:
            user = get_user(user_id=user_id)
        except NotFound:
            return False
        reset = find_reset(reset_id=reset_id, user_id=user_id, now=now)
        memberships = list_memberships(user_id=user_id)
        if reset is None:
            return False
        token = token_to_mail(reset_id=reset_id, user_id=user_id)
    home = choose_membership(memberships, preferred=user.default_practice_id)
    text = account_text(
        "invitation" if reset.invited else "password_reset",
        language=user.language,
        link=password_link(token),
        practice=home.practice_name if home else "",
        hours=max(1, round((reset.expires_at - now).total_seconds() / 3600)),
    )
    return send_mail(to=user.email, subject=text.subject, text=text.body)


def deliver_lockout_notice(*, user_id: int) -> int:
    """Mail the person and every administrator of their practices; answers how many mails were handed over."""
    with transaction.atomic():
        user = get_user(user_id=user_id)
        admins: dict[str, str] = {}
        memberships = list_memberships(user_id=user_id)
        # Nobody is ever notified about the practice that only proves that the house is alive.
        if any(membership.is_synthetic for membership in memberships):
            return 0
        for membership in memberships:
            actor = system_actor("lockout", practice_id=membership.practice_id)
            with practice_scope(membership.practice_id):
                admins |= dict(list_admin_emails(viewer=actor))
    sent = 0
    own = account_text("own_lockout", language=user.language)
    sent += send_mail(to=user.email, subject=own.subject, text=own.body)
    for email, language in admins.items():
        if email != user.email:
            notice = account_text("lockout", language=language, name=user.full_name, email=user.email)
            sent += send_mail(to=email, subject=notice.subject, text=notice.body)
    return sent


def _ring(task: Task[Any, Any], deliver_here: Callable[[], object], **ids: Any) -> None:
    def ring() -> None:
        try:
            task.apply_async(kwargs=ids, retry=False, ignore_result=True, expires=3600)
        except (BrokerError, OSError) as error:
            log.warning("queue is away", extra={"event": "mail_not_queued", "reason": type(error).__name__})
            try:
                deliver_here()
            except MailNotSent as failure:
                log.error("mail not sent", extra={"event": "mail_failed", "reason": str(failure)})

    transaction.on_commit(ring)


def _attempt(deliver: Callable[[], object]) -> None:
    try:
        deliver()
    except MailNotSent as failure:
        if not failure.permanent:
            raise
        log.error("mail not sent", extra={"event": "mail_failed", "reason": str(failure)})
