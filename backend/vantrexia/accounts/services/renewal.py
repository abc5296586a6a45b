"""Signing in anew without leaving: near the end of a session's longest life, what is half written need not be lost.

Public: `renew_session(...) -> SignedIn | Refused`.

It is a sign-in of the same person in the same practice, with password and second factor, and opens a session of its own
(ASVS 7.2.4: re-authentication gives a new token and ends the old one). Wrong answers count like wrong sign-ins.
"""

from __future__ import annotations

from datetime import datetime

from vantrexia.accounts.models import Session
from vantrexia.accounts.selectors.viewers import session_of
from vantrexia.accounts.services.endings import end_one_session
from vantrexia.accounts.services.passwords import load_self
from vantrexia.accounts.services.reauthentication import confirm_code, confirm_password
from vantrexia.accounts.services.refusals import Refused
from vantrexia.accounts.services.sessions import Origin, SignedIn, start_session
from vantrexia.audit.services import record
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
    end_one_session(session_id=session.id, reason="renewed", now=now)
    record(
        actor=actor,
        action="session.ended",
        entity="session",
        entity_id=session.id,
        detail={"why": "renewed"},
        at=now,
    )
    return start_session(
        user=user,
        membership=here,
        memberships=memberships,
        origin=Origin(
            client="browser" if session.client == "browser" else "api",
            address=origin.address,
            device_label=session.device_label,
            request_id=origin.request_id,
        ),
        now=now,
        action="session.renewed",
    )
