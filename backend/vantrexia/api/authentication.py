"""Who calls: the bearer token names a session; reading the session shows the practice to the database.

`SessionTokenAuthentication` sets `request.user` to an `Actor`. It runs inside the request's transaction
(ATOMIC_REQUESTS), so that the practice is set for exactly this request.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from vantrexia.accounts.tokens import InvalidToken, verify_access_token
from vantrexia.api.requests import client_address
from vantrexia.core.actor import Actor
from vantrexia.core.clock import read_clock
from vantrexia.domain.access import MATRIX

# Emergency access shows what the care of a patient needs; it changes nothing (45 CFR 164.312(a)(2)(ii)).
EMERGENCY_READS = frozenset(
    name for name in MATRIX["clinical_manager"] if name.endswith(".read") and not name.startswith("billing")
)


class SessionTokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <access token>`."""

    def authenticate(self, request: Request) -> tuple[Actor, UUID] | None:
        header = request.headers.get("Authorization", "")
        if not header:
            return None
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise AuthenticationFailed("The Authorization header must be `Bearer <token>`.", code="authentication_failed")
        return self.authenticate_token(request, token.strip())

    def authenticate_token(self, request: Request, token: str) -> tuple[Actor, UUID]:
        now = read_clock()
        try:
            session_id = verify_access_token(token, now=now)
        except InvalidToken:
            raise AuthenticationFailed("The access token is not valid or has expired.", code="token_not_valid") from None
        actor = open_session(session_id, now=now, address=client_address(request._request), request_id=request.request_id)
        if actor is None:
            raise AuthenticationFailed("The session has ended; sign in again.", code="session_ended")
        return actor, session_id

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="vantrexia"'


def open_session(session_id: UUID, *, now: datetime, address: str | None, request_id: str) -> Actor | None:
    """Read the session and point the running transaction at its practice, in one call; None when it has ended."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT practice_id, user_id, user_uuid, membership_id, role, scope, broken_glass FROM auth_open_session(%s, %s)",
            [session_id, now],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    practice_id, user_id, user_uuid, membership_id, role, scope, broken_glass = row
    permissions = MATRIX.get(role, frozenset()) | (EMERGENCY_READS if broken_glass else frozenset())
    if scope != "full":
        permissions = frozenset({"account.enrol"})
    return Actor(
        kind="user",
        practice_id=practice_id,
        user_id=user_id,
        user_uuid=user_uuid,
        role=role,
        session_id=session_id,
        membership_id=membership_id,
        address=address,
        request_id=request_id,
        permissions=permissions,
    )
