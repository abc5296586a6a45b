"""Around every request: an id, security headers, rate-limit headers, one access line without query strings."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from vantrexia.api.authentication import caller_key
from vantrexia.api.ratelimit import check
from vantrexia.core.logging import request_id as current_request_id
from vantrexia.core.meters import count_request

Handler = Callable[[HttpRequest], HttpResponseBase]
access_log = logging.getLogger("vantrexia.access")
COUNTED = ("/api/", "/.well-known/")
EXEMPT = ("/api/v1/stream/",)
# Asked by machines all day long; counting them would hide what people meet.
UNCOUNTED = ("/health", "/metrics")
_ID = re.compile(r"[A-Za-z0-9._-]{8,64}\Z")
_CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'{extra}; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def request_context(get_response: Handler) -> Handler:
    """Give the request an id (the caller's, when it looks like one), log one line about it, answer with the id."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        offered = request.META.get("HTTP_X_REQUEST_ID", "")
        request.request_id = offered if _ID.match(offered) else uuid4().hex  # type: ignore[attr-defined]
        token = current_request_id.set(request.request_id)  # type: ignore[attr-defined]
        started = time.perf_counter()
        try:
            response = get_response(request)
            response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
            if not request.path.startswith(UNCOUNTED):
                _tell(request, response, seconds=time.perf_counter() - started)
            return response
        finally:
            current_request_id.reset(token)

    return middleware


def _tell(request: HttpRequest, response: HttpResponseBase, *, seconds: float) -> None:
    """The log line and the counters of one request: the route's template, never the path."""
    match = request.resolver_match
    route, method = match.route if match else "unmatched", request.method or ""
    count_request(method=method, route=route, status=response.status_code, seconds=seconds)
    if access_log.isEnabledFor(logging.INFO):
        access_log.info(
            "request",
            extra={
                "method": method,
                "route": route,
                "status": response.status_code,
                "millis": round(seconds * 1000, 1),
            },
        )


def security_headers(get_response: Handler) -> Handler:
    """Headers on every answer, also where no proxy stands before us (development, the demo, a probe)."""
    csp = _CSP.format(extra=f" {settings.STREAM_URL}" if settings.STREAM_URL else "")

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        headers = response.headers
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "no-referrer")
        headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Content-Security-Policy", csp)
        headers.setdefault("Permissions-Policy", "geolocation=(), camera=(), microphone=()")
        if settings.HSTS_SECONDS:
            headers.setdefault(
                "Strict-Transport-Security", f"max-age={settings.HSTS_SECONDS}; includeSubDomains"
            )
        if request.path.startswith("/api/"):
            headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def rate_limit_headers(get_response: Handler) -> Handler:
    """Write what the limiter decided (`request.rate_limit`) into the IETF RateLimit fields.

    What nobody has counted so far (a path that does not exist, an open view) counts for its address. Health and the
    event stream are exempt.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        decision = getattr(request, "rate_limit", None)
        if decision is None and request.path.startswith(COUNTED) and not request.path.startswith(EXEMPT):
            decision = check("anonymous", caller_key(request))
        if decision is not None and isinstance(response, HttpResponse):
            for name, value in decision.headers().items():
                response[name] = value
        return response

    return middleware
