"""Sessions and their refresh tokens: one session is one family of tokens.

Public: `start_session`, `rotate_refresh`, `end_session`, `end_current_session`, `switch_practice`,
`leave_session`, `hash_token`.

A refresh token is 256 random bits, stored as its SHA-256; each use makes a successor. A browser's two tabs
may use the same token at the same moment: within ten seconds the used one answers with the same successor.
Later it can only be a copy, so the whole family ends (RFC 9700 4.14.2, ASVS 10.4.5). Refreshes of one session
queue up on its row.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal
from uuid import UUID

from django.db import connection

from vantrexia.accounts.models import RefreshToken, Session, User
from vantrexia.accounts.selectors.people import MembershipView
from vantrexia.accounts.selectors.profiles import Profile, build_profile
from vantrexia.accounts.selectors.viewers import person_of, practice_of, session_of
from vantrexia.accounts.services.endings import end_one_session
from vantrexia.accounts.services.passwords import load_self
from vantrexia.accounts.services.refusals import Refused
from vantrexia.accounts.tokens import ACCESS_LIFETIME, issue_access_token
from vantrexia.audit.services import record
from vantrexia.core.actor import Actor
from vantrexia.core.tenancy import set_practice
from vantrexia.domain.access import MATRIX
from vantrexia.domain.errors import NotFound

Client = Literal["browser", "api"]
REFRESH_LIFETIME = timedelta(days=1)
SAME_SUCCESSOR_FOR = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Tokens:
    """A fresh pair; `expires_in` is the access token's life in seconds, `session_expires_in` what is left of the session's
    longest life: no refresh reaches beyond it."""

    session_id: UUID
    access: str
    refresh: str
    expires_in: int
    refresh_expires_at: datetime
    session_expires_in: int
    client: Client


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session has begun."""

    tokens: Tokens
    profile: Profile


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request comes from, as far as a session remembers it."""

    client: Client
    address: str | None
    device_label: str
    request_id: str


def start_session(
    *,
    user: User,
    membership: MembershipView,
    memberships: list[MembershipView],
    origin: Origin,
    now: datetime,
    expires_at: datetime | None = None,
    action: str = "session.started",
) -> SignedIn:
    """Open a session of a person who has proved who they are, in one of their practices.

    A person who must have an authenticator and has none gets a session that can only enrol one.
    """
    set_practice(membership.practice_id, user_id=user.id)
    must_enrol = membership.mfa_required and not user.is_2fa_enabled
    absolute = now + timedelta(hours=membership.session_absolute_hours)
    session = Session(
        practice_id=membership.practice_id,
        user_id=user.id,
        membership_id=membership.id,
        client=origin.client,
        address=origin.address,
        device_label=origin.device_label[:200],
        scope="enrol" if must_enrol else "full",
        created_at=now,
        last_used_at=now,
        expires_at=absolute if expires_at is None else min(absolute, expires_at),
        idle_minutes=membership.session_idle_minutes,
    )
    session.save(force_insert=True)
    permissions = MATRIX.get(membership.role, frozenset())
    record(
        actor=Actor(
            kind="user",
            practice_id=membership.practice_id,
            user_id=user.id,
            user_uuid=user.uuid,
            role=membership.role,
            session_id=session.id,
            membership_id=membership.id,
            address=origin.address,
            request_id=origin.request_id,
        ),
        action=action,
        entity="session",
        entity_id=session.id,
        # The answer names whose record a patient's account opens.
        patient_ids=[] if must_enrol or membership.patient_id is None else [membership.patient_id],
        detail={"client": origin.client, "scope": session.scope},
        at=now,
    )
    return SignedIn(
        tokens=_pair(session, _new_refresh(session, now=now), now=now),
        profile=build_profile(
            user=user,
            current=membership,
            memberships=memberships,
            permissions=permissions,
            must_enrol=must_enrol,
        ),
    )


def rotate_refresh(*, token: str, origin: Origin, now: datetime) -> Tokens | Refused:
    """Exchange a refresh token for a new pair; the reuse of an old one ends its session."""
    found = _find_refresh(token)
    if found is None:
        return Refused("token_not_valid")
    token_id, session_id, practice_id, user_id = found
    set_practice(practice_id, user_id=user_id)
    # The session's row is the queue: two tabs, or a thief and his victim, come one after the other.
    session = Session.objects.select_for_update().filter(id=session_id).first()
    held = RefreshToken.objects.filter(id=token_id).first()
    if session is None or held is None or session.client != origin.client:
        return Refused("token_not_valid")
    if not _is_alive(session, now=now):
        return Refused("session_ended")
    if held.used_at is not None:
        return _answer_used(session, held, origin=origin, now=now)
    if held.expires_at <= now:
        return Refused("token_not_valid")
    fresh = _new_refresh(session, now=now)
    held.used_at = now
    held.successor = fresh
    held.save(update_fields=["used_at", "successor"])
    # Nobody is answered with an older successor any more: it need not stay readable.
    RefreshToken.objects.filter(session_id=session.id, used_at__lte=now - SAME_SUCCESSOR_FOR).update(
        successor=None
    )
    session.last_used_at = now
    session.save(update_fields=["last_used_at"])
    return _pair(session, fresh, now=now)


def end_current_session(*, actor: Actor, now: datetime) -> None:
    """Sign out: the session and every token of it are worth nothing from here on."""
    if actor.session_id is not None and end_one_session(
        session_id=actor.session_id, reason="signed_out", now=now
    ):
        record(actor=actor, action="session.ended", entity="session", entity_id=actor.session_id, at=now)


def end_session(*, actor: Actor, session_id: UUID, now: datetime) -> None:
    """End one of the viewer's own sessions in this practice; raises NotFound for any other."""
    rows = Session.objects.filter(id=session_id, practice_id=practice_of(actor), user_id=person_of(actor))
    if not rows.exists() or not end_one_session(session_id=session_id, reason="ended_by_owner", now=now):
        raise NotFound("There is no such session.")
    record(actor=actor, action="session.ended", entity="session", entity_id=session_id, at=now)


def switch_practice(*, actor: Actor, practice_id: UUID, origin: Origin, now: datetime) -> SignedIn:
    """Leave this session for one in another of the person's practices, without living longer by it.

    Raises NotFound when the person has no active membership there.
    """
    user, memberships = load_self(actor)
    wanted = next((membership for membership in memberships if membership.practice_id == practice_id), None)
    session = Session.objects.filter(id=session_of(actor)).first()
    if wanted is None or session is None:
        raise NotFound("You have no access to such a practice.")
    return start_session(
        user=user,
        membership=wanted,
        memberships=memberships,
        origin=leave_session(session, actor=actor, why="switched_practice", origin=origin, now=now),
        now=now,
        expires_at=session.expires_at,
    )


def leave_session(session: Session, *, actor: Actor, why: str, origin: Origin, now: datetime) -> Origin:
    """End a session for its successor; answers where that one comes from: the same client and device."""
    end_one_session(session_id=session.id, reason=why, now=now)
    record(
        actor=actor,
        action="session.ended",
        entity="session",
        entity_id=session.id,
        detail={"why": why},
        at=now,
    )
    return Origin(
        client="browser" if session.client == "browser" else "api",
        address=origin.address,
        device_label=session.device_label,
        request_id=origin.request_id,
    )


def hash_token(token: str) -> bytes:
    """How opaque tokens are stored: 256 random bits need no slow hash."""
    return sha256(token.encode()).digest()


def _find_refresh(token: str) -> tuple[UUID, UUID, UUID, int] | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT token_id, session_id, practice_id, user_id FROM auth_find_refresh(%s)",
            [hash_token(token)],
        )
        row: tuple[UUID, UUID, UUID, int] | None = cursor.fetchone()
    return row


def _is_alive(session: Session, *, now: datetime) -> bool:
    """The rule of `auth_open_session`, for the one door that comes without an access token."""
    if session.ended_at is not None or session.expires_at <= now:
        return False
    if session.last_used_at <= now - timedelta(minutes=session.idle_minutes):
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM auth_memberships(%s) m WHERE m.membership_id = %s",
            [session.user_id, session.membership_id],
        )
        member = cursor.fetchone() is not None
    return member and User.objects.filter(id=session.user_id, is_active=True).exists()


def _answer_used(session: Session, held: RefreshToken, *, origin: Origin, now: datetime) -> Tokens | Refused:
    newest: RefreshToken | None = held
    successor: str | None = None
    # A quick tab may have used the successor as well: then both go on with the newest.
    while newest is not None and newest.used_at is not None and newest.used_at > now - SAME_SUCCESSOR_FOR:
        successor = newest.successor
        newest = (
            None
            if successor is None
            else RefreshToken.objects.filter(token_hash=hash_token(successor)).first()
        )
    if successor is not None and newest is not None and newest.used_at is None:
        return _pair(session, successor, now=now)
    end_one_session(session_id=session.id, reason="refresh_reused", now=now)
    record(
        actor=Actor(
            kind="user",
            practice_id=session.practice_id,
            user_id=session.user_id,
            session_id=session.id,
            address=origin.address,
            request_id=origin.request_id,
        ),
        action="session.refresh_reused",
        entity="session",
        entity_id=session.id,
        outcome="failure",
        at=now,
    )
    return Refused("session_ended")


def _new_refresh(session: Session, *, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    RefreshToken(
        practice_id=session.practice_id,
        session_id=session.id,
        token_hash=hash_token(token),
        created_at=now,
        expires_at=min(now + REFRESH_LIFETIME, session.expires_at),
    ).save(force_insert=True)
    return token


def _pair(session: Session, refresh: str, *, now: datetime) -> Tokens:
    return Tokens(
        session_id=session.id,
        access=issue_access_token(
            session_id=session.id, user_id=session.user_id, scope=session.scope, now=now
        ),
        refresh=refresh,
        expires_in=int(ACCESS_LIFETIME.total_seconds()),
        refresh_expires_at=min(now + REFRESH_LIFETIME, session.expires_at),
        session_expires_in=int((session.expires_at - now).total_seconds()),
        client="browser" if session.client == "browser" else "api",
    )
