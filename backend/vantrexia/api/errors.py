"""One place where errors become answers: `{detail, code, …}`; 400s name fields.

A service raises `DomainError(code, detail)`; `STATUS` maps the code. Another practice's row is 404, never 403.
`answer_unknown_address` is for an address that is no view's.
"""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import Error as DatabaseError
from django.db import IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from vantrexia.api.rendering import encode
from vantrexia.domain.errors import DomainError, InvalidInput
from vantrexia.domain.wordings import say, translate

log = logging.getLogger(__name__)

STATUS: dict[str, int] = {
    "not_found": 404,
    "forbidden": 403,
    "permission_denied": 403,
    "conflict": 409,
    "already_exists": 409,
    "invalid_transition": 409,
    "not_appealable": 409,
    "not_releasable": 409,
    "claimed_by_other": 409,
    "overlap": 409,
    "stale_version": 409,
    "same_person": 409,
    "not_own": 409,
    "timer_not_running": 409,
    "gone": 410,
    "too_large": 413,
    "locked": 423,
    "account_locked": 423,
    "authentication_failed": 401,
    "rate_limited": 429,
    "unavailable": 503,
}


def handle_exception(error: Exception, context: dict[str, Any]) -> Response:
    """DRF's exception handler: every error of every view leaves through here."""
    set_rollback()
    if isinstance(error, DomainError):
        body: dict[str, Any] = {"detail": error.detail, "code": error.code, **error.data}
        if isinstance(error, InvalidInput) and error.fields:
            body["fields"] = error.fields
        return Response(body, status=STATUS.get(error.code, 400))
    if isinstance(error, exceptions.ValidationError):
        return Response(_validation_body(error), status=400)
    if isinstance(error, Http404):
        return Response({"detail": "Not found.", "code": "not_found"}, status=404)
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, exceptions.MethodNotAllowed):
        method = context["request"].method
        return _api_exception(error, detail=say('Method "{method}" not allowed.', method=method))
    if isinstance(error, exceptions.APIException):
        return _api_exception(error)
    if isinstance(error, OperationalError):
        log.error("database unavailable", extra={"event": "database_unavailable"}, exc_info=error)
        return Response(
            {"detail": "The database does not answer; try again.", "code": "unavailable"},
            status=503,
            headers={"Retry-After": "5"},
        )
    if isinstance(error, IntegrityError):
        log.warning("integrity error", extra={"event": "integrity_error"}, exc_info=error)
        return Response(
            {"detail": "The change conflicts with what is stored.", "code": "conflict"}, status=409
        )
    request_id = getattr(context.get("request"), "request_id", "")
    kind = "database_error" if isinstance(error, DatabaseError) else "unhandled_error"
    log.error("unhandled error", extra={"event": kind}, exc_info=error)
    return Response(
        {
            "detail": say("Something went wrong. Reference {request_id}.", request_id=request_id),
            "code": "server_error",
        },
        status=500,
    )


def answer_unknown_address(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's `handler404`: nobody signed in is known here, so the language is the one the header asks for."""
    language = get_language_from_request(request)
    return HttpResponse(
        encode({"detail": translate("Not found.", language=language), "code": "not_found"}),
        status=404,
        content_type="application/json",
        headers={"Content-Language": language, "Vary": "Accept-Language"},
    )


def _validation_body(error: exceptions.ValidationError) -> dict[str, Any]:
    fields: dict[str, Any] = error.detail if isinstance(error.detail, dict) else {"_": error.detail}
    names = ", ".join(name for name in fields if name != "_")
    # Of several about the whole body the first: joined they would be no sentence the catalogue knows, and `fields` has them all.
    whole: str = next(iter(fields.get("_", [])), "")
    detail = say("Please check: {names}.", names=names) if names else whole
    return {"detail": detail or "The request is not valid.", "code": "invalid", "fields": fields}


def _api_exception(error: exceptions.APIException, *, detail: str = "") -> Response:
    headers = {}
    wait, challenge = getattr(error, "wait", None), getattr(error, "auth_header", None)
    if wait is not None:
        headers["Retry-After"] = str(max(1, round(wait)))
    if challenge:
        headers["WWW-Authenticate"] = challenge
    code = error.get_codes()
    detail = detail or (error.detail if isinstance(error.detail, str) else str(error.detail))
    return Response(
        {"detail": detail, "code": code if isinstance(code, str) else "error"},
        status=error.status_code,
        headers=headers,
    )
