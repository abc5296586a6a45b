"""Asking a signed-in person for the password again before a sensitive change (ASVS 7.5.1).

Public: `confirm_password`, `confirm_code`, `needs_password`.

A wrong answer counts like a wrong sign-in: a stolen session is no place to guess passwords at leisure.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from vantrexia.accounts.models import Session, User
from vantrexia.accounts.selectors.viewers import session_of
from vantrexia.accounts.services.factors import verify_factor
from vantrexia.accounts.services.hashing import password_matches
from vantrexia.accounts.services.lockout import count_failure, open_attempt
from vantrexia.accounts.services.refusals import RefusalCode, Refused
from vantrexia.audit.services import record
from vantrexia.core.actor import Actor

RECENT = timedelta(minutes=15)


def confirm_password(*, actor: Actor, user: User, password: str, now: datetime) -> Refused | None:
    """None when the password is right; counted and audited when it is not."""
    return _confirm(
        actor, user, lambda: password_matches(user, password), code="authentication_failed", now=now
    )


def confirm_code(*, actor: Actor, user: User, code: str, now: datetime) -> Refused | None:
    """None when the authenticator's (or a recovery) code is right."""
    return _confirm(
        actor, user, lambda: verify_factor(user=user, code=code, now=now), code="totp_invalid", now=now
    )


def needs_password(*, actor: Actor, now: datetime) -> bool:
    """Whether the sign-in lies too far back to change a factor without the password."""
    session = Session.objects.filter(id=session_of(actor)).first()
    return session is None or session.created_at < now - RECENT


def _confirm(
    actor: Actor, user: User, is_right: Callable[[], bool], *, code: RefusalCode, now: datetime
) -> Refused | None:
    attempt = open_attempt(email=user.email, address=actor.address, user_id=user.id, now=now)
    if attempt.locked_until is not None:
        return Refused("account_locked", locked_until=attempt.locked_until)
    if is_right():
        return None
    until = count_failure(attempt, now=now)
    record(
        actor=actor, action="confirmation.refused", entity="user", entity_id=user.id, outcome="failure",
        detail={"code": code}, at=now,
    )  # fmt: skip
    return Refused(code, locked_user_id=user.id if until is not None else None)
