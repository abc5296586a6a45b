"""One-time codes of RFC 6238 (SHA-1, six digits, thirty seconds), for a smoke user with an authenticator."""

from __future__ import annotations

import base64
import hmac
from datetime import datetime

from vantrexia_ops.errors import OpsError

STEP_SECONDS = 30


def seconds_to_next(now: datetime) -> float:
    """Until another code holds."""
    return STEP_SECONDS - now.timestamp() % STEP_SECONDS


def make_code(secret: str, *, now: datetime) -> str:
    """The code of this moment for a base32 secret."""
    text = secret.strip().replace(" ", "").upper()
    try:
        key = base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError:
        raise OpsError(
            "the smoke user's authenticator secret is not base32", hint="smoke.totp_secret names it."
        ) from None
    counter = int(now.timestamp()) // STEP_SECONDS
    digest = hmac.digest(key, counter.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
