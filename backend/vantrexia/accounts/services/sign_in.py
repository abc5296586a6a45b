"""Signing in: e-mail, password, and a code where the person has an authenticator.

Public: `sign_in(...) -> SignedIn | Refused`, `audit_refusal` (for resets too).

What an outsider can tell apart is only what the answer says: an unknown e-mail, a wrong password, a disabled
person and a person without a practice cost one hash each and answer alike, and unknown e-mails lock like
known ones.
"""

from __future__ import annotations

from datetime import datetime

from vantrexia.accounts.models import User
from vantrexia.accounts.selectors.people import (
    MembershipView,
    as_person,
    choose_membership,
    email_fingerprint,
    find_user,
    list_memberships,
    normalise_email,
)
from vantrexia.accounts.services.factors import verify_factor
from vantrexia.accounts.services.hashing import password_matches
from vantrexia.accounts.services.lockout import Attempt, count_failure, count_success, open_attempt
from vantrexia.accounts.services.refusals import RefusalCode, Refused
from vantrexia.accounts.services.sessions import Origin, SignedIn, start_session
from vantrexia.audit.services import record, record_platform
from vantrexia.core.actor import NO_PRACTICE, Actor
from vantrexia.core.tenancy import practice_scope


def sign_in(
    *, email: str, password: str, totp_code: str | None, origin: Origin, now: datetime
) -> SignedIn | Refused:
    """Begin a session in the person's default practice, or say why not. Never raises after counting a
    failure.
    """
    email = normalise_email(email)
    user = find_user(email=email)
    memberships = [] if user is None else list_memberships(user_id=user.id)
    home = None if user is None else choose_membership(memberships, preferred=user.default_practice_id)
    attempt = open_attempt(email=email, address=origin.address, user_id=user.id if user else None, now=now)
    if attempt.locked_until is not None:
        audit_refusal(email=email, user=user, home=home, code="account_locked", origin=origin, now=now)
        return Refused("account_locked", locked_until=attempt.locked_until)
    code = _judge(user, home, password=password, totp_code=totp_code, now=now)
    if code == "totp_required":
        # Half an answer is no failure, and no success that would forget earlier ones.
        return Refused(code)
    if code is not None or user is None or home is None:
        return _refuse(
            attempt,
            code or "authentication_failed",
            email=email,
            user=user,
            home=home,
            origin=origin,
            now=now,
        )
    count_success(attempt)
    return start_session(user=user, membership=home, memberships=memberships, origin=origin, now=now)


def audit_refusal(
    *,
    email: str,
    user: User | None,
    home: MembershipView | None,
    code: str,
    origin: Origin,
    now: datetime,
    action: str = "session.refused",
) -> None:
    """One entry for a refused try: in the person's practice, else in none, the e-mail as a keyed hash."""
    if user is not None and home is not None:
        actor = Actor(
            kind="user",
            practice_id=home.practice_id,
            user_id=user.id,
            role=home.role,
            address=origin.address,
            request_id=origin.request_id,
        )
        with practice_scope(home.practice_id):
            record(
                actor=actor,
                action=action,
                entity="user",
                entity_id=user.id,
                outcome="failure",
                detail={"code": code},
                at=now,
            )
        return
    nobody = Actor(kind="user", practice_id=NO_PRACTICE, address=origin.address, request_id=origin.request_id)
    record_platform(
        actor=nobody,
        action=action,
        entity="email",
        entity_id=email_fingerprint(email).hex(),
        outcome="failure",
        detail={"code": code},
        at=now,
    )


def _judge(
    user: User | None, home: MembershipView | None, *, password: str, totp_code: str | None, now: datetime
) -> RefusalCode | None:
    """None when everything is right."""
    if user is None:
        password_matches(None, password)
        return "authentication_failed"
    with as_person(user.id):
        right = password_matches(user, password)
    if not right or not user.is_active or home is None:
        return "authentication_failed"
    if not user.is_2fa_enabled:
        return None
    if not totp_code:
        return "totp_required"
    return None if verify_factor(user=user, code=totp_code, now=now) else "totp_invalid"


def _refuse(
    attempt: Attempt,
    code: RefusalCode,
    *,
    email: str,
    user: User | None,
    home: MembershipView | None,
    origin: Origin,
    now: datetime,
) -> Refused:
    until = count_failure(attempt, now=now)
    audit_refusal(email=email, user=user, home=home, code=code, origin=origin, now=now)
    if until is None:
        return Refused(code)
    audit_refusal(
        email=email, user=user, home=home, code=code, origin=origin, now=now, action="account.locked"
    )
    return Refused(code, locked_user_id=user.id if user else None)
