"""The practice's settings, roles, locations and emergency accesses: `/api/v1/practice/…`; people in
`practice_users`.
"""

from __future__ import annotations

from uuid import UUID

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from vantrexia.accounts.selectors.practices import get_practice, list_locations
from vantrexia.accounts.selectors.sessions import list_break_glass
from vantrexia.accounts.services.break_glass import review_break_glass
from vantrexia.accounts.services.practices import add_location, change_location
from vantrexia.api import practice_users
from vantrexia.api.auth_shapes import BreakGlassShape, Problem
from vantrexia.api.practice_shapes import (
    LocationRequest,
    LocationsAnswer,
    LocationShape,
    PracticeRequest,
    PracticeShape,
    RolesAnswer,
)
from vantrexia.api.requests import read_flag
from vantrexia.api.views import Endpoint
from vantrexia.audit.services import record
from vantrexia.domain.access import MATRIX, PERMISSIONS, ROLES
from vantrexia.workflows.practices import change_settings


class Practice(Endpoint):
    """The practice of the session."""

    needs = {"GET": "practice.read", "PATCH": "practice.manage"}

    @extend_schema(responses=PracticeShape, operation_id="get_practice")
    def get(self, request: Request) -> Response:
        return self.ok(get_practice(viewer=self.actor, now=self.now))

    @extend_schema(
        request=PracticeRequest, responses={200: PracticeShape, 400: Problem}, operation_id="change_practice"
    )
    def patch(self, request: Request) -> Response:
        changes = self.read(PracticeRequest, partial=True)
        return self.ok(change_settings(actor=self.actor, changes=changes, now=self.now))


class Roles(Endpoint):
    """Who may do what: the permission matrix."""

    needs = {"GET": "user.read"}

    @extend_schema(responses=RolesAnswer, operation_id="get_roles")
    def get(self, request: Request) -> Response:
        return self.ok(
            {
                "roles": [{"role": role, "permissions": sorted(MATRIX[role])} for role in ROLES],
                "permissions": [{"permission": name, "means": means} for name, means in PERMISSIONS.items()],
            }
        )


class Locations(Endpoint):
    """Places of the practice."""

    needs = {"GET": "practice.read", "POST": "practice.manage"}

    @extend_schema(responses=LocationsAnswer, operation_id="list_locations")
    def get(self, request: Request) -> Response:
        found = list_locations(viewer=self.actor)
        return self.ok({"count": len(found), "next": None, "previous": None, "results": found})

    @extend_schema(
        request=LocationRequest, responses={201: LocationShape, 400: Problem}, operation_id="add_location"
    )
    def post(self, request: Request) -> Response:
        location = add_location(actor=self.actor, fields=self.read(LocationRequest), now=self.now)
        return self.ok(location, status=201)


class OneLocation(Endpoint):
    """One place."""

    needs = {"PATCH": "practice.manage"}

    @extend_schema(
        request=LocationRequest, responses={200: LocationShape, 404: Problem}, operation_id="change_location"
    )
    def patch(self, request: Request, location_id: UUID) -> Response:
        fields = self.read(LocationRequest, partial=True)
        return self.ok(
            change_location(actor=self.actor, location_id=location_id, fields=fields, now=self.now)
        )


class BreakGlassList(Endpoint):
    """Emergency accesses, newest first (the last two hundred)."""

    needs = {"GET": "audit.read"}

    @extend_schema(
        parameters=[OpenApiParameter("reviewed", bool)],
        responses=inline_serializer(
            "BreakGlassAnswer",
            {
                "count": serializers.IntegerField(),
                "next": serializers.CharField(allow_null=True),
                "previous": serializers.CharField(allow_null=True),
                "results": BreakGlassShape(many=True),
            },
        ),
        operation_id="list_break_glass",
    )
    def get(self, request: Request) -> Response:
        found = list_break_glass(viewer=self.actor, reviewed=read_flag(request, "reviewed"))
        # A reason is free text and may speak of a patient.
        ids = [str(view.id) for view in found]
        record(
            actor=self.actor,
            action="breakglass.listed",
            entity="breakglass",
            detail={"ids": ids},
            at=self.now,
        )
        return self.ok({"count": len(found), "next": None, "previous": None, "results": found})


class BreakGlassReview(Endpoint):
    """Somebody other than the person has looked at it."""

    needs = {"POST": "audit.read"}

    @extend_schema(
        request=None,
        responses={200: BreakGlassShape, 404: Problem, 409: Problem},
        operation_id="review_break_glass",
    )
    def post(self, request: Request, break_glass_id: UUID) -> Response:
        return self.ok(review_break_glass(actor=self.actor, break_glass_id=break_glass_id, now=self.now))


urlpatterns = [
    path("practice/", Practice.as_view(), name="practice"),
    path("practice/roles/", Roles.as_view(), name="roles"),
    path("practice/locations/", Locations.as_view(), name="locations"),
    path("practice/locations/<uuid:location_id>/", OneLocation.as_view(), name="location"),
    path("practice/break-glass/", BreakGlassList.as_view(), name="break-glass-list"),
    path(
        "practice/break-glass/<uuid:break_glass_id>/review/",
        BreakGlassReview.as_view(),
        name="break-glass-review",
    ),
    *practice_users.urlpatterns,
]
