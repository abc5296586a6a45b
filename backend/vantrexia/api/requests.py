"""Reading a request: the caller's address behind trusted proxies, the actor, the time."""

from __future__ import annotations

import ipaddress
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request

from vantrexia.core.actor import Actor
from vantrexia.domain.errors import DomainError, InvalidInput
from vantrexia.domain.vitals import parse_instant
from vantrexia.domain.wordings import say


def client_address(request: HttpRequest) -> str | None:
    """The caller's address; X-Forwarded-For is believed for as many hops as there are proxies of ours."""
    remote: str = request.META.get("REMOTE_ADDR", "")
    hops = settings.TRUSTED_PROXY_COUNT
    if hops:
        forwarded = [
            part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()
        ]
        if len(forwarded) >= hops:
            remote = forwarded[-hops]
    try:
        return str(ipaddress.ip_address(remote))
    except ValueError:
        return None


def actor_of(request: Request) -> Actor:
    """The authenticated caller; permissions are checked before any view body runs."""
    if not isinstance(request.user, Actor):
        raise TypeError("this view is open, it has no actor")
    return request.user


def read_flag(request: Request, name: str) -> bool | None:
    """A query parameter true or false; None when absent, InvalidInput for anything else."""
    raw = request.query_params.get(name)
    if raw in (None, ""):
        return None
    if raw.lower() in ("true", "1"):
        return True
    if raw.lower() in ("false", "0"):
        return False
    raise InvalidInput(
        say("{name} must be true or false.", name=name), fields={name: ["must be true or false"]}
    )


def read_uuid(request: Request, name: str) -> UUID | None:
    """A query parameter that is a UUID; None when absent."""
    raw = request.query_params.get(name)
    if not raw:
        return None
    try:
        return UUID(raw)
    except ValueError:
        raise InvalidInput(
            say("{name} must be a UUID.", name=name), fields={name: ["must be a UUID"]}
        ) from None


def read_instant(request: Request, name: str) -> datetime | None:
    """A query parameter that is a time with its offset; None when absent. A bare date is refused: whose midnight?"""
    raw = request.query_params.get(name)
    if not raw:
        return None
    try:
        # A plus sign in a query string arrives as a space where the client did not encode it.
        return parse_instant(raw.strip().replace(" ", "+"))[0]
    except DomainError as wrong:
        raise InvalidInput(
            say("{name}: {reason}", name=name, reason=wrong.detail), fields={name: [wrong.detail]}
        ) from None
