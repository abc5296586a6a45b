"""Signing in anew without leaving: near the end of a session's longest life, what is half written need not be lost.

Public: `renew_session(...) -> SignedIn | Refused`.

It is a sign-in of the same person in the same practice, with password and second factor, and opens a session of its own
(ASVS 7.2.4: re-authentication gives a new token and ends the old one). Wrong answers count like wrong sign-ins, and
a right one ends their row as a sign-in does.
"""

from __future__ import annotations

from datetime import datetime

from vantrexia.accounts.models import Session
from vantrexia.accounts.selectors.viewers import session_of
from vantrexia.accounts.services.lockout import count_success, open_attempt
from vantrexia.accounts.services.passwords import load_self
from vantrexia.accounts.services.reauthentication import confirm_code, confirm_password
from vantrexia.accounts.services.refusals import Refused
from vantrexia.accounts.services.sessions import Origin, SignedIn, leave_session, start_session
from vantrexia.core.actor import Actor
from vantrexia.domain.errors import NotFound


def renew_session(
    *, actor: Actor, password: str, code: str | None, origin: Origin, now: datetime
) -> SignedIn | Refused:
    """End this session and open one of the same membership that lives its full time.

    Answers Refused for a wrong password or code, with this session going on; raises NotFound when the membership has ended.
    """
    user, memberships = load_self(actor)
    session = Session.objects.select_for_update().filter(id=session_of(actor), ended_at__isnull=True).first()
    here = next((membership for membership in memberships if membership.id == actor.membership_id), None)
    if session is None or here is None:
        raise NotFound("There is no such session.")
    refused = confirm_password(actor=actor, user=user, password=password, now=now)
    if refused is None and user.is_2fa_enabled:
        # Half an answer is no failure, as at sign-in.
        refused = (
            confirm_code(actor=actor, user=user, code=code, now=now) if code else Refused("totp_required")
        )
    if refused is not None:
        return refused
    count_success(open_attempt(email=user.email, address=actor.address, user_id=user.id, now=now))
    return start_session(
        user=user,
        membership=here,
        memberships=memberships,
        origin=leave_session(session, actor=actor, why="renewed", origin=origin, now=now),
        now=now,
        action="session.renewed",
    )
