"""The permission matrix at the edge: every view says which permission each method needs.

    class Thing(APIView):
        needs = {"GET": "patient.read", "POST": "patient.write"}

A view that says nothing is closed to everybody; open views set `permission_classes = []` on purpose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from vantrexia.core.actor import Actor

if TYPE_CHECKING:  # rest_framework.views reads its settings, and through them this module, while it loads
    from rest_framework.views import APIView


class MatrixPermission(BasePermission):
    """Grants when the actor's role has the permission the view names for the method ('' = any signed-in person)."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not isinstance(request.user, Actor):
            return False
        if request.method == "OPTIONS":
            return True
        needed = getattr(view, "needs", {}).get("GET" if request.method == "HEAD" else request.method)
        if needed is None:
            return False
        if needed == "":
            return "account.enrol" not in request.user.permissions
        return request.user.may(needed)
