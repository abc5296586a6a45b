"""Proof that a FHIR push comes from whom it says: a static bearer key.

`Authorization: Bearer <key>` (RFC 6750, section 2.1), the key being that of the connection. It proves the
sender, not the content.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from vantrexia.devices.gateways.base import NotVerified, Secret, Verified
from vantrexia.devices.gateways.static_key import match_static_key


def verify(*, headers: Mapping[str, str], body: bytes, secrets: Sequence[Secret], now: datetime) -> Verified:
    """The bearer key. Raises NotVerified as `match_static_key`, and `malformed_key` for another scheme."""
    scheme, _, key = headers.get("authorization", "").partition(" ")
    if scheme and scheme.lower() != "bearer":
        raise NotVerified("malformed_key")
    return match_static_key(key.strip(), secrets=secrets)
