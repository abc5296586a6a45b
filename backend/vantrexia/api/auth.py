"""Signing in and out, the session's own practice, who am I: `/api/v1/auth/…`."""

from __future__ import annotations

from uuid import UUID

from django.urls import path
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.accounts.selectors.profiles import get_profile
from vantrexia.accounts.selectors.sessions import list_sessions
from vantrexia.accounts.services import break_glass, profiles, sessions
from vantrexia.accounts.services.refusals import Refused
from vantrexia.accounts.services.sign_in import sign_in
from vantrexia.api import auth_credentials
from vantrexia.api.auth_base import (
    CLIENT_HEADER,
    COOKIE,
    AnySession,
    OpenEndpoint,
    answer_refusal,
    answer_signed_in,
    answer_tokens,
    forget_cookie,
    is_own_origin,
    origin_of,
    show_profile,
)
from vantrexia.api.auth_shapes import (
    BreakGlassRequest,
    BreakGlassShape,
    LockedProblem,
    LoginAnswer,
    LoginRequest,
    MeRequest,
    Problem,
    ProfileShape,
    RefreshAnswer,
    RefreshRequest,
    SessionsAnswer,
    SwitchRequest,
)
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record

NOTHING = OpenApiResponse(description="Done; no body.")


class Login(OpenEndpoint):
    """Begin a session with e-mail, password and, where enrolled, the authenticator's code."""

    @extend_schema(
        request=LoginRequest,
        responses={200: LoginAnswer, 401: Problem, 423: LockedProblem},
        operation_id="login",
    )
    def post(self, request: Request) -> Response:
        given = self.read(LoginRequest)
        answer = sign_in(
            email=given["email"],
            password=given["password"],
            totp_code=given.get("totp_code") or None,
            origin=origin_of(request),
            now=self.now,
        )
        return answer_refusal(answer) if isinstance(answer, Refused) else answer_signed_in(answer)


class Refresh(OpenEndpoint):
    """Exchange a refresh token for a new pair."""

    # Its own bucket: a practice behind one address must not lock itself out by pages being reloaded.
    open_scopes = (("auth", "refresh:"),)

    def list_scopes(self, request: Request) -> tuple[tuple[str, str], ...]:
        """A browser renews at every page it loads, and a whole practice has one address: a limit of its own (C10)."""
        is_browser = request.headers.get(CLIENT_HEADER, "").lower() == "browser" and is_own_origin(request)
        return (("renewal", ""),) if is_browser else self.open_scopes

    @extend_schema(
        request=RefreshRequest, responses={200: RefreshAnswer, 401: Problem}, operation_id="refresh_token"
    )
    def post(self, request: Request) -> Response:
        origin = origin_of(request)
        if origin.client == "browser":
            token = request.COOKIES.get(COOKIE, "")
        else:
            token = self.read(RefreshRequest).get("refresh", "")
        answer = sessions.rotate_refresh(token=token, origin=origin, now=self.now)
        if not isinstance(answer, Refused):
            return answer_tokens(answer)
        refusal = answer_refusal(answer)
        return forget_cookie(refusal) if origin.client == "browser" else refusal


class Logout(Endpoint):
    """End the session; its access and refresh tokens are worth nothing from here on."""

    permission_classes = [AnySession]

    @extend_schema(request=None, responses={204: NOTHING}, operation_id="logout")
    def post(self, request: Request) -> Response:
        sessions.end_current_session(actor=self.actor, now=self.now)
        return forget_cookie(Response(status=204))


class Me(Endpoint):
    """The signed-in person."""

    permission_classes = [AnySession]

    @extend_schema(responses=ProfileShape, operation_id="get_me")
    def get(self, request: Request) -> Response:
        profile = get_profile(viewer=self.actor)
        if profile.own_patient_id is not None:
            record(
                actor=self.actor,
                action="profile.read",
                entity="patient",
                entity_id=profile.own_patient_id,
                patient_ids=[profile.own_patient_id],
                at=self.now,
            )
        return self.ok(show_profile(profile))

    @extend_schema(request=MeRequest, responses=ProfileShape, operation_id="change_me")
    def patch(self, request: Request) -> Response:
        changes = self.read(MeRequest, partial=True)
        return self.ok(
            show_profile(profiles.change_own_profile(actor=self.actor, changes=changes, now=self.now))
        )


class Sessions(Endpoint):
    """The person's own live sessions in this practice."""

    permission_classes = [AnySession]

    @extend_schema(responses=SessionsAnswer, operation_id="list_sessions")
    def get(self, request: Request) -> Response:
        found = list_sessions(viewer=self.actor, now=self.now)
        return self.ok({"count": len(found), "next": None, "previous": None, "results": found})


class OneSession(Endpoint):
    """End one of one's own sessions."""

    permission_classes = [AnySession]

    @extend_schema(responses={204: NOTHING}, operation_id="end_session")
    def delete(self, request: Request, session_id: UUID) -> Response:
        sessions.end_session(actor=self.actor, session_id=session_id, now=self.now)
        return Response(status=204)


class SwitchPractice(Endpoint):
    """Leave this session for one in another practice of the person."""

    permission_classes = [AnySession]

    @extend_schema(
        request=SwitchRequest, responses={200: LoginAnswer, 404: Problem}, operation_id="switch_practice"
    )
    def post(self, request: Request) -> Response:
        wanted = self.read(SwitchRequest)["practice_id"]
        origin = origin_of(request)
        return answer_signed_in(
            sessions.switch_practice(actor=self.actor, practice_id=wanted, origin=origin, now=self.now)
        )


class BreakGlass(Endpoint):
    """Open the records in an emergency, with a reason, for at most an hour; or end that before its time."""

    needs = {"POST": "breakglass.use", "DELETE": "breakglass.use"}

    @extend_schema(request=BreakGlassRequest, responses={201: BreakGlassShape}, operation_id="break_glass")
    def post(self, request: Request) -> Response:
        given = self.read(BreakGlassRequest)
        view = break_glass.break_glass(
            actor=self.actor, reason=given["reason"], minutes=given["minutes"], now=self.now
        )
        return self.ok(view, status=201)

    @extend_schema(responses={204: NOTHING}, operation_id="end_break_glass")
    def delete(self, request: Request) -> Response:
        break_glass.end_break_glass(actor=self.actor, now=self.now)
        return Response(status=204)


urlpatterns = [
    path("auth/login/", Login.as_view(), name="login"),
    path("auth/token/refresh/", Refresh.as_view(), name="refresh"),
    path("auth/logout/", Logout.as_view(), name="logout"),
    path("auth/me/", Me.as_view(), name="me"),
    path("auth/sessions/", Sessions.as_view(), name="sessions"),
    path("auth/sessions/<uuid:session_id>/", OneSession.as_view(), name="session"),
    path("auth/practice/", SwitchPractice.as_view(), name="switch-practice"),
    path("auth/break-glass/", BreakGlass.as_view(), name="break-glass"),
    *auth_credentials.urlpatterns,
]
