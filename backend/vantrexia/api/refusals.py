"""What a signed-in person was refused is written down: 403, and a row that does not exist for them (404).

Who tries doors leaves a trace (45 CFR 164.308(a)(1)(ii)(D), 164.312(b)): one entry with the route's template, the method and the
ids of the path; never a query string, a body or a name. Written after the refused request, whose own transaction is undone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponseBase

from vantrexia.audit.services import record
from vantrexia.core.actor import NO_PRACTICE, Actor
from vantrexia.core.clock import read_clock
from vantrexia.core.tenancy import practice_scope

log = logging.getLogger(__name__)
ACTIONS = {403: "access.refused", 404: "access.not_found"}


def audit_refusals(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, innermost: after the view's transaction has ended."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code in ACTIONS:
            _write_down(request, response.status_code)
        return response

    return middleware


def _write_down(request: HttpRequest, status: int) -> None:
    actor, match = getattr(request, "user", None), request.resolver_match
    if not isinstance(actor, Actor) or actor.practice_id == NO_PRACTICE or match is None:
        return
    ids = [str(value) for value in match.kwargs.values() if isinstance(value, UUID | int)]
    if status == 404 and not ids:
        return  # a path that names no row says nothing of anybody
    try:
        with practice_scope(actor.practice_id, user_id=actor.user_id):
            record(
                actor=actor,
                action=ACTIONS[status],
                entity="endpoint",
                entity_id=ids[0] if ids else "",
                outcome="denied",
                detail={"method": request.method, "route": match.route, "ids": ids},
                at=read_clock(),
            )
    except DatabaseError as error:
        # The refusal stands; that it could not be written is for the operator.
        log.error("a refusal was not written down", extra={"event": "refusal_not_audited"}, exc_info=error)
