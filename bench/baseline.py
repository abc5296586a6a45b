"""The limit our webhook is compared with: a bare Django view that inserts the body into one table, and nothing else."""

from __future__ import annotations

import os
from typing import Any
from uuid import uuid4

import django
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
django.setup()

from django.conf import settings  # noqa: E402


@transaction.non_atomic_requests
def insert(request: HttpRequest, rest: str) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_body (id, body) VALUES (%s, %s)", [uuid4(), request.body])
    return HttpResponse(b'{"status":"accepted"}', status=202, content_type="application/json")


@transaction.non_atomic_requests
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"{}")


urlpatterns: list[Any] = [path("health/live", alive), path("api/v1/webhooks/<path:rest>", insert)]
settings.ROOT_URLCONF = "bench.baseline"
settings.MIDDLEWARE = []
application = get_wsgi_application()
