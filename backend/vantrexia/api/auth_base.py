"""What the sign-in endpoints share: open endpoints that count, the refresh cookie, the origin check,
refusals.

A browser marks its calls with `X-Vantrexia-Client: browser`; its refresh token then lives in a cookie no
script can read, sent to nothing but the sign-in endpoints, and only from our own pages: SameSite=Strict, and
the Origin header is compared (OWASP CSRF prevention; a Bearer token in a header needs neither).
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from vantrexia.accounts.selectors.profiles import Profile
from vantrexia.accounts.services.refusals import Refused
from vantrexia.accounts.services.sessions import Client, Origin, SignedIn, Tokens
from vantrexia.api.authentication import caller_key
from vantrexia.api.ratelimit import charge
from vantrexia.api.rendering import wire_time
from vantrexia.api.requests import client_address
from vantrexia.api.views import Endpoint
from vantrexia.core.actor import Actor, system_actor
from vantrexia.domain.errors import DomainError
from vantrexia.patients.selectors.names import name_patients
from vantrexia.workflows.account_mail import announce_lockout

COOKIE = "vantrexia_refresh"
COOKIE_PATH = "/api/v1/auth/"
CLIENT_HEADER = "X-Vantrexia-Client"


class AnySession(BasePermission):
    """A signed-in person, also one whose session can do nothing but enrol an authenticator yet."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.user, Actor)


class OpenEndpoint(Endpoint):
    """An endpoint nobody need sign in for; counted per address under every one of `open_scopes`."""

    authentication_classes: ClassVar[list[type[BaseAuthentication]]] = []  # type: ignore[misc]
    permission_classes: ClassVar[list[type[BasePermission]]] = []  # type: ignore[misc]
    # The published hundred an hour hold for a sign-in too, but are counted apart: neither a path nobody knows nor a wrong token
    # may hold back the sign-ins of a practice behind the same address.
    open_scopes: ClassVar[tuple[tuple[str, str], ...]] = (("auth", ""), ("anonymous", "sign-in:"))

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        key = caller_key(request._request)
        charge(request._request, *((scope, f"{prefix}{key}") for scope, prefix in self.list_scopes(request)))
        super().initial(request, *args, **kwargs)

    def list_scopes(self, request: Request) -> tuple[tuple[str, str], ...]:
        """Under which limits this request counts, each with a prefix of its key."""
        return self.open_scopes


def client_of(request: Request) -> Client:
    """Which kind of client calls; a browser must come from one of our own pages."""
    if request.headers.get(CLIENT_HEADER, "").lower() != "browser":
        return "api"
    if not is_own_origin(request):
        raise DomainError("forbidden", "This page may not sign anybody in here.")
    return "browser"


def is_own_origin(request: Request) -> bool:
    """Whether the Origin header names the application, this very host, or a configured origin."""
    origin = request.headers.get("Origin", "")
    if not origin:
        return False
    app = urlsplit(settings.APP_URL)
    own = f"{request._request.scheme}://{request._request.get_host()}"
    return origin in {f"{app.scheme}://{app.netloc}", own, *settings.CORS_ALLOWED_ORIGINS}


def origin_of(request: Request) -> Origin:
    """What a session remembers of the request that began it."""
    return Origin(
        client=client_of(request),
        address=client_address(request._request),
        device_label="".join(char for char in request.headers.get("User-Agent", "") if char.isprintable())[
            :200
        ],
        request_id=getattr(request._request, "request_id", ""),
    )


def show_profile(profile: Profile) -> dict[str, Any]:
    """A profile as the wire has it: whose record a patient's account opens is named."""
    shown = asdict(profile)
    own = shown.pop("own_patient_id")
    names = name_patients(system_actor("profile", practice_id=profile.practice.id), [own])
    return {**shown, "own_record": {"id": own, "display_name": names[own]} if own in names else None}


def answer_signed_in(signed_in: SignedIn) -> Response:
    """What login and a practice switch answer."""
    return answer_tokens(signed_in.tokens, user=show_profile(signed_in.profile))


def answer_tokens(tokens: Tokens, *, user: dict[str, Any] | None = None) -> Response:
    """Tokens for an API client in the body; for a browser the refresh token in the cookie only."""
    body: dict[str, Any] = {
        "access": tokens.access,
        "expires_in": tokens.expires_in,
        "session_expires_in": tokens.session_expires_in,
    }
    if tokens.client == "api":
        body["refresh"] = tokens.refresh
    if user is not None:
        body["user"] = user
    response = Response(body)
    if tokens.client == "browser":
        response.set_cookie(
            COOKIE,
            tokens.refresh,
            expires=tokens.refresh_expires_at,
            path=COOKIE_PATH,
            secure=settings.COOKIE_SECURE,
            httponly=True,
            samesite="Strict",
        )
    return response


def forget_cookie(response: Response) -> Response:
    """Take the refresh cookie back."""
    response.delete_cookie(COOKIE, path=COOKIE_PATH, samesite="Strict")
    return response


def answer_refusal(refused: Refused) -> Response:
    """A sign-in act said no: 401, or 423 for a locked account. The transaction commits, failures count."""
    _tell(refused)
    body: dict[str, Any] = {"detail": refused.detail, "code": refused.code}
    if refused.code == "account_locked":
        body["locked_until"] = wire_time(refused.locked_until)
        return Response(body, status=423)
    return Response(body, status=401, headers={"WWW-Authenticate": 'Bearer realm="vantrexia"'})


def answer_unconfirmed(refused: Refused, *, asked_for: str = "password") -> Response:
    """A wrong password or code of a person who is signed in: 400 naming the field, or 423 for a locked
    account.
    """
    if refused.code == "account_locked":
        return answer_refusal(refused)
    _tell(refused)
    by_code = refused.code.startswith("totp")
    detail = refused.detail if by_code else "The password is not right."
    return Response(
        {
            "detail": detail,
            "code": refused.code if by_code else "password_invalid",
            "fields": {"code" if by_code else asked_for: [detail]},
        },
        status=400,
    )


def _tell(refused: Refused) -> None:
    if refused.locked_user_id is not None:
        announce_lockout(user_id=refused.locked_user_id)
