"""Proof that a delivery comes from Telli Health: the token they add to every request as `x-api-key`.

Source: Telli Health RPM API 2.0.1, "Authentication and Token Management", security scheme apiKeyAuth. The
vendor calls it optional; here it is not. Nothing is signed, so the key proves the sender, not the content.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from vantrexia.devices.gateways.base import Secret, Verified
from vantrexia.devices.gateways.static_key import match_static_key


def verify(*, headers: Mapping[str, str], body: bytes, secrets: Sequence[Secret], now: datetime) -> Verified:
    """The key in `x-api-key`. Raises NotVerified as `match_static_key`."""
    return match_static_key(headers.get("x-api-key"), secrets=secrets)
