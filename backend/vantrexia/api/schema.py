"""The OpenAPI schema: `GET /api/v1/schema/`. `manage.py spectacular` writes the committed one."""

from __future__ import annotations

from django.urls import path
from drf_spectacular.views import SpectacularAPIView


class Schema(SpectacularAPIView):
    """Open: it says nothing that the documentation does not."""

    authentication_classes = []
    permission_classes = []


urlpatterns = [path("schema/", Schema.as_view())]
