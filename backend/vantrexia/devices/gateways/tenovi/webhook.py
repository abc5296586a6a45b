"""Proof that a delivery comes from Tenovi: the static header the practice enters in the Tenovi web app.

Source: docs.tenovi.com, "Webhooks Overview", Optional Authentication. Nothing is signed, so the key proves
the sender, not the content; deliveries are told apart by their content.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from vantrexia.devices.gateways.base import Secret, Verified
from vantrexia.devices.gateways.static_key import find_presented_key, match_static_key


def verify(*, headers: Mapping[str, str], body: bytes, secrets: Sequence[Secret], now: datetime) -> Verified:
    """The key in `Authorization: Bearer` or `x-api-key`. Raises NotVerified as `match_static_key`."""
    return match_static_key(find_presented_key(headers), secrets=secrets)
