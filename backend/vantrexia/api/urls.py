"""The URL tree. Each resource module brings its own `urlpatterns`; paths under /api/v1/ are the wire's."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from vantrexia.api.health import urlpatterns as health_urls

RESOURCES = (
    "auth",
    "practice",
    "patients",
    "enrollment",
    "devices",
    "connections",
    "ingestion",
    "observations",
    "series",
    "deliveries",
    "triage",
    "alerts",
    "thresholds",
    "audit",
    "events",
    "fhir",
    "billing",
    "schema",
    "webhooks",
)


def _resources() -> list[URLPattern | URLResolver]:
    found: list[URLPattern | URLResolver] = []
    for name in RESOURCES:
        module = f"vantrexia.api.{name}"
        if find_spec(module) is not None:
            found += import_module(module).urlpatterns
    return found


urlpatterns = [*health_urls, path("api/v1/", include(_resources()))]
