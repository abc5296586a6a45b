"""Deliveries as gateways post them: signatures built here from the published scheme, not by the server's own code."""

from __future__ import annotations

import base64
import gzip
import hashlib
import hmac
import time
from itertools import count
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client

_number = count(1)


def sign(secret: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the base64 HMAC-SHA256 of `id.timestamp.body` (Standard Webhooks)."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def secret_bytes(secret: str | bytes) -> bytes:
    """The key behind what the operator was shown (`whsec_…`)."""
    return secret if isinstance(secret, bytes) else base64.b64decode(secret.removeprefix("whsec_"))


def post_signed(
    connection: UUID | str,
    secret: str | bytes,
    body: bytes,
    *,
    message_id: str | None = None,
    timestamp: int | None = None,
    gateway: str = "mioconnect",
    compress: bool = False,
    signature: str | None = None,
    **extra: Any,
) -> HttpResponse:
    """One MioConnect delivery."""
    message_id = message_id or f"msg_{next(_number)}_{time.time_ns()}"
    timestamp = int(time.time()) if timestamp is None else timestamp
    sent = gzip.compress(body) if compress else body
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature or sign(secret_bytes(secret), message_id, timestamp, sent),
    }
    if compress:
        headers["content-encoding"] = "gzip"
    return post_raw(gateway, connection, sent, headers=headers, **extra)


def post_with_key(gateway: str, connection: UUID | str, key: str, body: bytes, **extra: Any) -> HttpResponse:
    """One delivery of a gateway that repeats a static key; each vendor puts it where its own documentation says."""
    headers = {"authorization": f"Bearer {key}", "x-api-key": key}
    headers |= extra.pop("headers", {})
    return post_raw(gateway, connection, body, headers=headers, **extra)


def post_raw(
    gateway: str,
    connection: UUID | str,
    body: bytes,
    *,
    headers: dict[str, str] | None = None,
    content_type: str = "application/json",
    method: str = "POST",
    **extra: Any,
) -> HttpResponse:
    """Any bytes at a gateway's door."""
    extra.setdefault("CONTENT_TYPE", content_type)  # the test client leaves it out of an empty request
    return Client(raise_request_exception=False).generic(
        method,
        f"/api/v1/webhooks/{gateway}/{connection}/",
        body,
        content_type=content_type,
        headers=headers,
        **extra,
    )
