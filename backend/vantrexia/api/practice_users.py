"""The practice's users: `/api/v1/practice/users/…`. An administrator never chooses a password; links are
mailed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar
from uuid import UUID

from django.urls import path, register_converter
from django.urls.converters import IntConverter
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.accounts.selectors.members import MemberView, get_member, list_members
from vantrexia.accounts.services import credentials, members
from vantrexia.api.auth_shapes import Problem
from vantrexia.api.practice_shapes import (
    CredentialEndRequest,
    CredentialRequest,
    InviteRequest,
    MemberRequest,
    MembersAnswer,
    MemberShape,
)
from vantrexia.api.requests import read_flag
from vantrexia.api.views import Endpoint
from vantrexia.workflows.account_mail import ring_reset_mail
from vantrexia.workflows.practices import change, deactivate, invite

USER_ID = OpenApiParameter("user_id", int, OpenApiParameter.PATH)


class Users(Endpoint):
    """Everybody of the practice; invite somebody."""

    needs = {"GET": "user.read", "POST": "user.manage"}

    @extend_schema(
        parameters=[OpenApiParameter("active", bool)], responses=MembersAnswer, operation_id="list_users"
    )
    def get(self, request: Request) -> Response:
        found = list_members(viewer=self.actor, active=read_flag(request, "active"), now=self.now)
        return self.ok({"count": len(found), "next": None, "previous": None, "results": found})

    @extend_schema(
        request=InviteRequest,
        responses={201: MemberShape, 400: Problem, 409: Problem},
        operation_id="invite_user",
    )
    def post(self, request: Request) -> Response:
        given = self.read(InviteRequest)
        user_id = invite(actor=self.actor, given=given, now=self.now)
        return self.ok(get_member(viewer=self.actor, user_id=user_id, now=self.now), status=201)


@extend_schema(parameters=[USER_ID])
class OneUser(Endpoint):
    """One member."""

    needs = {"GET": "user.read", "PATCH": "user.manage"}

    @extend_schema(responses={200: MemberShape, 404: Problem}, operation_id="get_user")
    def get(self, request: Request, user_id: int) -> Response:
        return self.ok(get_member(viewer=self.actor, user_id=user_id, now=self.now))

    @extend_schema(
        request=MemberRequest,
        responses={200: MemberShape, 400: Problem, 404: Problem, 409: Problem},
        operation_id="change_user",
    )
    def patch(self, request: Request, user_id: int) -> Response:
        changes = self.read(MemberRequest, partial=True)
        return self.ok(change(actor=self.actor, user_id=user_id, changes=changes, now=self.now))


class UserAct(Endpoint):
    """One act on one member, without a body."""

    needs = {"POST": "user.manage"}
    act: ClassVar[Callable[..., MemberView]]

    @extend_schema(request=None, responses={200: MemberShape, 404: Problem, 409: Problem})
    def post(self, request: Request, user_id: int) -> Response:
        return self.ok(type(self).act(actor=self.actor, user_id=user_id, now=self.now))


@extend_schema(parameters=[USER_ID])
class Deactivate(UserAct):
    """End the membership; sessions and tokens die at once."""

    act = staticmethod(deactivate)


@extend_schema(parameters=[USER_ID])
class Unlock(UserAct):
    """Forget the member's failed sign-ins."""

    act = staticmethod(members.unlock_member)


@extend_schema(parameters=[USER_ID])
class ResetTotp(UserAct):
    """Take a lost authenticator away."""

    act = staticmethod(members.reset_member_totp)


@extend_schema(parameters=[USER_ID])
class SendLink(Endpoint):
    """Mail the member a new link to choose a password."""

    needs = {"POST": "user.manage"}

    @extend_schema(
        request=None,
        responses={202: OpenApiResponse(description="On its way."), 404: Problem, 409: Problem},
        operation_id="send_password_link",
    )
    def post(self, request: Request, user_id: int) -> Response:
        reset_id = members.send_new_invitation(actor=self.actor, user_id=user_id, now=self.now)
        ring_reset_mail(reset_id=reset_id, user_id=user_id)
        return self.ok({"detail": self.word("A link is on its way.")}, status=202)


@extend_schema(parameters=[USER_ID])
class Credentials(Endpoint):
    """State a profession of a member."""

    needs = {"POST": "user.manage"}

    @extend_schema(
        request=CredentialRequest,
        responses={201: MemberShape, 400: Problem, 404: Problem},
        operation_id="add_credential",
    )
    def post(self, request: Request, user_id: int) -> Response:
        given = self.read(CredentialRequest)
        member = credentials.add_credential(actor=self.actor, user_id=user_id, now=self.now, **given)
        return self.ok(member, status=201)


@extend_schema(parameters=[USER_ID])
class CredentialEnd(Endpoint):
    """A profession no longer held from a day on."""

    needs = {"POST": "user.manage"}

    @extend_schema(
        request=CredentialEndRequest,
        responses={200: MemberShape, 400: Problem, 404: Problem},
        operation_id="end_credential",
    )
    def post(self, request: Request, user_id: int, credential_id: UUID) -> Response:
        return self.ok(
            credentials.end_credential(
                actor=self.actor,
                user_id=user_id,
                credential_id=credential_id,
                valid_to=self.read(CredentialEndRequest)["valid_to"],
                now=self.now,
            )
        )


class UserIdConverter(IntConverter):
    """Nobody has a longer id; the pattern keeps one from becoming a database error."""

    regex = "[0-9]{1,9}"


register_converter(UserIdConverter, "user_id")
USER = "practice/users/<user_id:user_id>/"
urlpatterns = [
    path("practice/users/", Users.as_view(), name="users"),
    path(USER, OneUser.as_view(), name="user"),
    path(f"{USER}deactivate/", Deactivate.as_view(), name="user-deactivate"),
    path(f"{USER}unlock/", Unlock.as_view(), name="user-unlock"),
    path(f"{USER}reset-totp/", ResetTotp.as_view(), name="user-reset-totp"),
    path(f"{USER}send-link/", SendLink.as_view(), name="user-send-link"),
    path(f"{USER}credentials/", Credentials.as_view(), name="user-credentials"),
    path(f"{USER}credentials/<uuid:credential_id>/end/", CredentialEnd.as_view(), name="user-credential-end"),
]
