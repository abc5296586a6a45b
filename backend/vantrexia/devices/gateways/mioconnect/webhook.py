"""Proof that a MioConnect delivery is genuine: Standard Webhooks, symmetric scheme.

`verify` checks `webhook-id`, `webhook-timestamp` and `webhook-signature` over the raw body. Source: the
Standard Webhooks specification (standardwebhooks.com), sections "Signature scheme" and "Verifying
signatures". The format itself is documented in docs/gateways/mioconnect.md.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from vantrexia.devices.gateways.base import NotVerified, Secret, Verified

WINDOW_SECONDS: Final = 300
# A sender in the middle of a rotation signs twice; more than a handful is somebody trying keys.
MAX_SIGNATURES: Final = 8
# The specification forbids a full stop in the id, since it separates the signed parts.
_DELIVERY_ID: Final = re.compile(r"[!-\-/-~]{1,128}", re.ASCII)
_TIMESTAMP: Final = re.compile(r"[0-9]{1,11}", re.ASCII)


def verify(*, headers: Mapping[str, str], body: bytes, secrets: Sequence[Secret], now: datetime) -> Verified:
    """The key that signed this body, and its delivery id.

    Header names in lower case; `now` aware. Raises NotVerified with one of `missing_header`, `malformed_id`,
    `malformed_timestamp`, `timestamp_too_old`, `timestamp_in_future`, `malformed_signature`, `no_active_key`,
    `signature_mismatch`.
    """
    delivery_id = headers.get("webhook-id")
    timestamp = headers.get("webhook-timestamp")
    presented = headers.get("webhook-signature")
    if not delivery_id or not timestamp or not presented:
        raise NotVerified("missing_header")
    if not _DELIVERY_ID.fullmatch(delivery_id):
        raise NotVerified("malformed_id")
    _check_window(timestamp, now=now)
    signatures = _read_signatures(presented)

    matched: str | None = None
    usable = [secret for secret in secrets if secret.value]
    if not usable:
        raise NotVerified("no_active_key")
    signed = f"{delivery_id}.{timestamp}.".encode("ascii") + body
    for secret in usable:
        expected = hmac.digest(secret.value, signed, "sha256")
        # All keys against all signatures, without leaving early: time must not tell which one was near.
        for signature in signatures:
            if hmac.compare_digest(signature, expected):
                matched = secret.key_id
    if matched is None:
        raise NotVerified("signature_mismatch")
    return Verified(key_id=matched, delivery_key=delivery_id)


def _check_window(timestamp: str, *, now: datetime) -> None:
    if not _TIMESTAMP.fullmatch(timestamp):
        raise NotVerified("malformed_timestamp")
    age = now.timestamp() - int(timestamp)
    if age > WINDOW_SECONDS:
        raise NotVerified("timestamp_too_old")
    if age < -WINDOW_SECONDS:
        raise NotVerified("timestamp_in_future")


def _read_signatures(presented: str) -> list[bytes]:
    """The v1 signatures of the header; other versions (v1a) are for other verifiers and are passed over."""
    parts = presented.split(" ")
    if len(parts) > MAX_SIGNATURES:
        raise NotVerified("malformed_signature")
    signatures: list[bytes] = []
    for part in parts:
        version, comma, encoded = part.partition(",")
        if version != "v1" or not comma:
            continue
        try:
            signature = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            raise NotVerified("malformed_signature") from None
        if len(signature) != hashlib.sha256().digest_size:
            raise NotVerified("malformed_signature")
        signatures.append(signature)
    if not signatures:
        raise NotVerified("malformed_signature")
    return signatures
