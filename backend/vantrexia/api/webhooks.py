"""Where gateways deliver: `POST /api/v1/webhooks/{gateway}/{connection}/`.

A plain view with one database round trip. Order matters: bound the body, find the door, verify, look that it is JSON, keep it,
answer 202. Not verified is 401 and nothing is stored, whether the connection does not exist or the key is wrong. A 2xx means the
body is committed and synced; if the database cannot promise that, the answer is 503 and the gateway sends it again.
"""

from __future__ import annotations

import logging
from uuid import UUID

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.db import Error as DatabaseError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.urls import path

from vantrexia.api import ratelimit
from vantrexia.api.rendering import encode
from vantrexia.api.requests import client_address
from vantrexia.core.bodies import ENCODINGS, MAX_BODY_BYTES, MAX_OBJECTS, BodyBroken, BodyTooLarge, expand
from vantrexia.core.clock import read_clock
from vantrexia.core.meters import count_delivery
from vantrexia.devices.gateways import ADAPTERS
from vantrexia.devices.gateways.base import NotVerified
from vantrexia.devices.selectors.doors import find_door
from vantrexia.workflows.receive import receive_delivery

log = logging.getLogger(__name__)
_list_of_raw = msgspec.json.Decoder(list[msgspec.Raw])
_any_json = msgspec.json.Decoder(msgspec.Raw)
# What is counted (core.meters); whatever else is answered is a malformed delivery.
VERDICTS = {202: "accepted", 401: "not_verified", 413: "too_large", 429: "limited", 503: "not_kept"}
CONTENT_TYPES = frozenset({"application/json", "application/fhir+json", "text/json"})


@transaction.non_atomic_requests
def receive(request: HttpRequest, gateway: str, connection_id: UUID) -> HttpResponse:
    """One delivery of a gateway: 202, or 4xx with a reason, or 503 when it cannot be kept."""
    response = _take(request, gateway, connection_id)
    verdict = (
        "duplicate"
        if getattr(response, "is_duplicate", False)
        else VERDICTS.get(response.status_code, "malformed")
    )
    count_delivery(gateway=gateway if gateway in ADAPTERS else "unknown", verdict=verdict)
    return response


def _take(request: HttpRequest, gateway: str, connection_id: UUID) -> HttpResponse:
    if request.method != "POST":
        return _answer(405, "method_not_allowed", "Deliveries are posted.", Allow="POST")
    content_type = request.META.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    encoding = request.META.get("HTTP_CONTENT_ENCODING", "").strip().lower()
    if content_type not in CONTENT_TYPES:
        return _answer(415, "unsupported_media_type", "Content-Type must be application/json.")
    if encoding not in ENCODINGS:
        return _answer(415, "unsupported_encoding", "Content-Encoding must be gzip, deflate or absent.")
    length = _declared_length(request)
    if length is None:
        # Without a length the body would be read as empty, and a genuine delivery refused as forged.
        return _answer(411, "length_required", "Content-Length must say how long the body is.")
    if length > MAX_BODY_BYTES:
        return _too_large()
    address = client_address(request)
    decision = ratelimit.check_webhook_address(address)
    request.rate_limit = decision  # type: ignore[attr-defined]
    if not decision.allowed:
        return _limited(decision)
    try:
        return _receive(request, gateway, connection_id, content_type, encoding, address)
    except DatabaseError as error:
        log.error(
            "delivery not kept", extra={"event": "delivery_not_kept", "gateway": gateway[:32]}, exc_info=error
        )
        return _answer(
            503, "unavailable", "The delivery could not be kept; send it again.", **{"Retry-After": "5"}
        )


def _receive(
    request: HttpRequest,
    gateway: str,
    connection_id: UUID,
    content_type: str,
    encoding: str,
    address: str | None,
) -> HttpResponse:
    now = read_clock()
    try:
        body = request.body
    except RequestDataTooBig:
        return _too_large()
    except UnreadablePostError:
        return _answer(400, "incomplete", "The body ended before its length was reached.")
    door = find_door(connection_id)
    adapter = ADAPTERS.get(gateway)
    if door is None or adapter is None or door.gateway != gateway:
        return _not_verified()
    headers = _read_headers(request)
    try:
        verified = adapter.verify(headers=headers, body=body, secrets=door.secrets, now=now)
    except NotVerified as reason:
        log.warning(
            "delivery not verified",
            extra={
                "event": "delivery_not_verified",
                "gateway": gateway,
                "connection_id": str(connection_id),
                "reason": reason.reason,
            },
        )
        return _not_verified()
    ratelimit.forgive_webhook_address(address)
    decision = ratelimit.check_connection(connection_id, budget=door.hourly_budget)
    request.rate_limit = decision  # type: ignore[attr-defined]
    if not decision.allowed:
        return _limited(decision)
    try:
        plain = expand(body, encoding)
    except BodyTooLarge:
        return _too_large()
    except BodyBroken as broken:
        return _answer(400, "invalid_encoding", f"{broken}.")
    try:
        objects = _count_objects(plain)
    except (msgspec.DecodeError, RecursionError):
        return _answer(400, "invalid_json", "The body is not JSON, or nested too deep.")
    if objects > MAX_OBJECTS:
        return _answer(413, "too_many_objects", f"At most {MAX_OBJECTS} objects in one delivery.")
    receipt = receive_delivery(
        practice_id=door.practice_id,
        connection_id=connection_id,
        key_id=verified.key_id,
        delivery_key=verified.delivery_key,
        body=body,
        content_type=content_type,
        content_encoding=encoding,
        received_at=now,
    )
    if receipt.outcome == "refused":
        return _not_verified()
    is_duplicate = receipt.outcome == "duplicate"
    response = HttpResponse(
        encode({"status": "accepted", "delivery": receipt.delivery_id, "duplicate": is_duplicate}),
        status=202,
        content_type="application/json",
    )
    response.is_duplicate = is_duplicate  # type: ignore[attr-defined]
    return response


def _read_headers(request: HttpRequest) -> dict[str, str]:
    """Names in lower case. Django's own view of them costs more than checking the signature."""
    return {
        name[5:].replace("_", "-").lower(): value
        for name, value in request.META.items()
        if name.startswith("HTTP_")
    }


def _declared_length(request: HttpRequest) -> int | None:
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return None
    if length < 0 or (not length and request.META.get("HTTP_TRANSFER_ENCODING")):
        return None
    return length


def _count_objects(plain: bytes) -> int:
    """How many objects a JSON body holds. Raises DecodeError; RecursionError for nesting no device needs."""
    if plain.lstrip()[:1] == b"[":
        return len(_list_of_raw.decode(plain))
    _any_json.decode(plain)
    return 1


def _answer(status: int, code: str, detail: str, **headers: str) -> HttpResponse:
    return HttpResponse(
        encode({"detail": detail, "code": code}),
        status=status,
        content_type="application/json",
        headers=headers,
    )


def _not_verified() -> HttpResponse:
    return _answer(401, "not_verified", "The delivery could not be verified.")


def _too_large() -> HttpResponse:
    return _answer(413, "too_large", f"At most {MAX_BODY_BYTES} bytes in one delivery.")


def _limited(decision: ratelimit.Decision) -> HttpResponse:
    wait = max(1, decision.retry_after)
    return HttpResponse(
        encode(
            {"detail": "Too many deliveries; try again later.", "code": "rate_limited", "retry_after": wait}
        ),
        status=429,
        content_type="application/json",
        headers={"Retry-After": str(wait)},
    )


urlpatterns = [path("api/v1/webhooks/<str:gateway>/<uuid:connection_id>/", receive, name="webhook")]
