"""Passwords and second factors of the signed-in person, signing in anew, and forgotten passwords:
`/api/v1/auth/{password,totp,renew}/…`.
"""

from __future__ import annotations

from uuid import uuid4

from django.urls import path
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.accounts.services import totp
from vantrexia.accounts.services.passwords import change_password
from vantrexia.accounts.services.refusals import Refused
from vantrexia.accounts.services.renewal import renew_session
from vantrexia.accounts.services.resets import confirm_reset, request_reset
from vantrexia.api.auth_base import (
    AnySession,
    OpenEndpoint,
    answer_refusal,
    answer_signed_in,
    answer_unconfirmed,
    origin_of,
)
from vantrexia.api.auth_shapes import (
    CodeRequest,
    DisableTotpRequest,
    EnrolAnswer,
    EnrolRequest,
    LockedProblem,
    LoginAnswer,
    PasswordChangeRequest,
    PasswordRequest,
    Problem,
    RecoveryCodesAnswer,
    RenewRequest,
    ResetConfirmRequest,
    ResetRequest,
)
from vantrexia.api.views import Endpoint
from vantrexia.workflows.account_mail import ring_reset_mail

NOTHING = OpenApiResponse(description="Done; no body.")


class Credentials(Endpoint):
    """A change of what one signs in with: counted like sign-in, open to sessions that can only enrol."""

    permission_classes = [AnySession]
    rate_scopes = ("auth",)


class PasswordChange(Credentials):
    """Replace one's password; every other session ends."""

    @extend_schema(
        request=PasswordChangeRequest,
        responses={204: NOTHING, 400: Problem, 423: LockedProblem},
        operation_id="change_password",
    )
    def post(self, request: Request) -> Response:
        given = self.read(PasswordChangeRequest)
        refused = change_password(
            actor=self.actor,
            current_password=given["current_password"],
            new_password=given["new_password"],
            now=self.now,
        )
        if refused is not None:
            return answer_unconfirmed(refused, asked_for="current_password")
        return Response(status=204)


class Renew(Credentials):
    """Sign in anew before the session's longest life is over; the same person in the same practice, in a new session."""

    @extend_schema(
        request=RenewRequest,
        responses={200: LoginAnswer, 400: Problem, 423: LockedProblem},
        operation_id="renew_session",
    )
    def post(self, request: Request) -> Response:
        given = self.read(RenewRequest)
        answer = renew_session(
            actor=self.actor,
            password=given["password"],
            code=given.get("code") or None,
            origin=origin_of(request),
            now=self.now,
        )
        return answer_unconfirmed(answer) if isinstance(answer, Refused) else answer_signed_in(answer)


class PasswordReset(OpenEndpoint):
    """Ask for a link; answers 202 whether or not there is such an account."""

    @extend_schema(
        request=ResetRequest,
        responses={202: OpenApiResponse(description="Asked.")},
        operation_id="request_reset",
    )
    def post(self, request: Request) -> Response:
        asked = request_reset(email=self.read(ResetRequest)["email"], origin=origin_of(request), now=self.now)
        # Nobody's id rings as well: what takes time must not tell known addresses from unknown ones.
        reset_id, user_id = asked if asked is not None else (uuid4(), 0)
        ring_reset_mail(reset_id=reset_id, user_id=user_id)
        return self.ok(
            {"detail": self.word("If there is such an account, a link is on its way.")}, status=202
        )


class PasswordResetConfirm(OpenEndpoint):
    """Choose a password through a mailed link; does not bypass the second factor."""

    @extend_schema(
        request=ResetConfirmRequest,
        responses={204: NOTHING, 400: Problem, 401: Problem, 423: LockedProblem},
        operation_id="confirm_reset",
    )
    def post(self, request: Request) -> Response:
        given = self.read(ResetConfirmRequest)
        refused = confirm_reset(
            token=given["token"],
            new_password=given["new_password"],
            totp_code=given.get("totp_code") or None,
            origin=origin_of(request),
            now=self.now,
        )
        return Response(status=204) if refused is None else answer_refusal(refused)


class TotpEnrol(Credentials):
    """Begin to enrol an authenticator."""

    @extend_schema(
        request=EnrolRequest,
        responses={200: EnrolAnswer, 400: Problem, 409: Problem},
        operation_id="enrol_totp",
    )
    def post(self, request: Request) -> Response:
        password = self.read(EnrolRequest).get("password")
        answer = totp.begin_enrolment(actor=self.actor, password=password, now=self.now)
        return answer_unconfirmed(answer) if isinstance(answer, Refused) else self.ok(answer)


class TotpConfirm(Credentials):
    """Put the authenticator in force with a first code; answers the recovery codes, once."""

    @extend_schema(
        request=CodeRequest,
        responses={200: RecoveryCodesAnswer, 400: Problem, 409: Problem},
        operation_id="confirm_totp",
    )
    def post(self, request: Request) -> Response:
        code = self.read(CodeRequest)["code"]
        return self.ok({"recovery_codes": totp.confirm_enrolment(actor=self.actor, code=code, now=self.now)})


class TotpDisable(Credentials):
    """Give the authenticator up, with password and code."""

    @extend_schema(
        request=DisableTotpRequest,
        responses={204: NOTHING, 400: Problem, 409: Problem, 423: LockedProblem},
        operation_id="disable_totp",
    )
    def post(self, request: Request) -> Response:
        given = self.read(DisableTotpRequest)
        refused = totp.disable_totp(
            actor=self.actor, password=given["password"], code=given["code"], now=self.now
        )
        return Response(status=204) if refused is None else answer_unconfirmed(refused)


class RecoveryCodes(Credentials):
    """Ten new recovery codes in place of the old ones."""

    @extend_schema(
        request=PasswordRequest,
        responses={200: RecoveryCodesAnswer, 400: Problem, 409: Problem, 423: LockedProblem},
        operation_id="replace_recovery_codes",
    )
    def post(self, request: Request) -> Response:
        password = self.read(PasswordRequest)["password"]
        answer = totp.replace_recovery_codes(actor=self.actor, password=password, now=self.now)
        if isinstance(answer, Refused):
            return answer_unconfirmed(answer)
        return self.ok({"recovery_codes": answer})


urlpatterns = [
    path("auth/renew/", Renew.as_view(), name="renew"),
    path("auth/password/change/", PasswordChange.as_view(), name="password-change"),
    path("auth/password/reset/", PasswordReset.as_view(), name="password-reset"),
    path("auth/password/reset/confirm/", PasswordResetConfirm.as_view(), name="password-reset-confirm"),
    path("auth/totp/enroll/", TotpEnrol.as_view(), name="totp-enrol"),
    path("auth/totp/confirm/", TotpConfirm.as_view(), name="totp-confirm"),
    path("auth/totp/disable/", TotpDisable.as_view(), name="totp-disable"),
    path("auth/totp/recovery-codes/", RecoveryCodes.as_view(), name="recovery-codes"),
]
