"""Who calls: the bearer token names a session; reading the session shows the practice to the database.

Public: `SessionTokenAuthentication` sets `request.user` to an `Actor`; `authenticate_request(request)` does
the same for plain views; `open_session(...)` reads the session; `caller_key` is what a stranger is counted under,
`list_permissions` what the session may do. All run inside the request's transaction
(ATOMIC_REQUESTS), so that the practice is set for exactly this request.

Every request is counted here, whatever comes of it: under the person, also when the token is one of ours that
is too old (a practice behind one address must not lock itself out by tokens running out), else under the
address.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from vantrexia.accounts.services.lockout import address_key
from vantrexia.accounts.tokens import ExpiredToken, InvalidToken, verify_access_token
from vantrexia.api.ratelimit import charge
from vantrexia.api.requests import client_address
from vantrexia.core.actor import Actor
from vantrexia.core.clock import read_clock
from vantrexia.domain.access import MATRIX

# Emergency access shows what the care of a patient needs; it changes nothing (45 CFR 164.312(a)(2)(ii)).
EMERGENCY_READS = frozenset(
    {
        "patient.read",
        "enrollment.read",
        "device.read",
        "reading.read",
        "threshold.read",
        "alert.read",
        "triage.read",
    }
)


class SessionTokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <access token>`. A view's `rate_scopes` are counted beside the person's own
    limit.
    """

    def authenticate(self, request: Request) -> tuple[Actor, UUID | None] | None:
        if not request.headers.get("Authorization"):
            charge(request._request, ("anonymous", caller_key(request._request)))
            return None
        view = (request.parser_context or {}).get("view")
        actor = authenticate_request(request._request, scopes=getattr(view, "rate_scopes", ()))
        return actor, actor.session_id

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="vantrexia"'


def authenticate_request(request: HttpRequest, *, scopes: Iterable[str] = ()) -> Actor:
    """The caller of a request, counted; raises AuthenticationFailed, or DomainError `rate_limited`."""
    now = read_clock()
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        charge(request, ("anonymous", caller_key(request)))
        raise AuthenticationFailed(
            "The Authorization header must be `Bearer <token>`.", code="authentication_failed"
        )
    try:
        session_id = verify_access_token(token.strip(), now=now)
    except ExpiredToken as old:
        charge(request, ("user", old.user_id))
        raise AuthenticationFailed("The access token has expired.", code="token_not_valid") from None
    except InvalidToken:
        charge(request, ("anonymous", caller_key(request)))
        raise AuthenticationFailed("The access token is not valid.", code="token_not_valid") from None
    opened = _read_session(
        session_id,
        now=now,
        address=client_address(request),
        request_id=getattr(request, "request_id", ""),
    )
    if opened is None:
        charge(request, ("user", f"ended:{session_id}"))
        raise AuthenticationFailed("The session has ended; sign in again.", code="session_ended")
    actor, client = opened
    general = "browser" if client == "browser" else "user"
    charge(request, (general, actor.user_id), *((scope, actor.user_id) for scope in scopes))
    return actor


def caller_key(request: HttpRequest) -> str:
    """What an unknown caller is counted under."""
    return address_key(client_address(request))


def open_session(session_id: UUID, *, now: datetime, address: str | None, request_id: str) -> Actor | None:
    """Read the session and point the running transaction at its practice, in one call; None when it has
    ended.
    """
    opened = _read_session(session_id, now=now, address=address, request_id=request_id)
    return None if opened is None else opened[0]


def _read_session(
    session_id: UUID, *, now: datetime, address: str | None, request_id: str
) -> tuple[Actor, str] | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT practice_id, user_id, user_uuid, membership_id, role, scope, broken_glass, client, "
            "language FROM auth_open_session(%s, %s)",
            [session_id, now],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    practice_id, user_id, user_uuid, membership_id, role, scope, broken_glass, client, language = row
    actor = Actor(
        kind="user",
        practice_id=practice_id,
        user_id=user_id,
        user_uuid=user_uuid,
        role=role,
        session_id=session_id,
        membership_id=membership_id,
        address=address,
        request_id=request_id,
        language=language,
        permissions=list_permissions(role, scope=scope, has_broken_glass=broken_glass),
    )
    return actor, client


def list_permissions(role: str, *, scope: str, has_broken_glass: bool) -> frozenset[str]:
    """What a session may do: its role's part of the matrix, more in an emergency, next to nothing before enrolment."""
    if scope != "full":
        return frozenset({"account.enrol"})
    return MATRIX.get(role, frozenset()) | (EMERGENCY_READS if has_broken_glass else frozenset())
