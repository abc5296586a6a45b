"""The OpenAPI schema: `GET /api/v1/schema/`. `manage.py spectacular` writes the committed one."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.views import SpectacularAPIView


class SessionToken(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema describes `Authorization: Bearer <access token>`."""

    target_class = "vantrexia.api.authentication.SessionTokenAuthentication"
    name = "sessionToken"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


class Schema(SpectacularAPIView):
    """Open: it says nothing that the documentation does not."""

    authentication_classes = []
    permission_classes = []


urlpatterns = [path("schema/", Schema.as_view())]
