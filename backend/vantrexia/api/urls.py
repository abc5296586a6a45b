"""The URL tree. Each resource module brings its own `urlpatterns`; paths under /api/v1/ are the wire's.

Webhooks come first and whole: they are the most frequent caller, Django tries patterns in order, and an include is a second search.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from vantrexia.api.health import urlpatterns as health_urls
from vantrexia.api.jwks import urlpatterns as jwks_urls
from vantrexia.api.webhooks import urlpatterns as webhook_urls

RESOURCES = (
    "events",
    "triage",
    "alerts",
    "patients",
    "enrollment",
    "patient_care",
    "patient_summary",
    "patient_merge",
    "patient_import",
    "thresholds",
    "observations",
    "series",
    "ingestion",
    "own_record",
    "devices",
    "strays",
    "connections",
    "deliveries",
    "timer",
    "time_entries",
    "billing_entries",
    "billing_patients",
    "billing_month",
    "billing_work",
    "billing_rules",
    "auth",
    "practice",
    "audit",
    "payers",
    "coverage",
    "fee_files",
    "packets",
    "revenue",
    "claim_lines",
    "claims",
    "claim_batches",
    "remittances",
    "fhir",
    "schema",
)


def _resources() -> list[URLPattern | URLResolver]:
    modules = [f"vantrexia.api.{name}" for name in RESOURCES]
    return [pattern for name in modules if find_spec(name) for pattern in import_module(name).urlpatterns]


urlpatterns = [*webhook_urls, path("api/v1/", include(_resources())), *health_urls, *jwks_urls]
