"""Verification by a key the sender repeats in a header: for vendors that sign nothing.

`find_presented_key` takes it from the header, `match_static_key` compares the presented value with every
active key in constant time. Such a key proves who sends, not what was sent and not when; the docs of each
gateway that uses it say so.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence

from vantrexia.devices.gateways.base import NotVerified, Secret, Verified

MAX_KEY_LENGTH = 1_024


def find_presented_key(headers: Mapping[str, str]) -> str | None:
    """The key in `Authorization: Bearer <key>` or in `x-api-key`, or None."""
    scheme, _, key = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return key.strip()
    return headers.get("x-api-key")


def match_static_key(presented: str | None, *, secrets: Sequence[Secret]) -> Verified:
    """The key that equals `presented`. Raises NotVerified: `missing_key`, `malformed_key`, `no_active_key`,
    `key_mismatch`."""
    if not presented:
        raise NotVerified("missing_key")
    if len(presented) > MAX_KEY_LENGTH or not presented.isascii() or not presented.isprintable():
        raise NotVerified("malformed_key")
    # An empty stored key would be matched by an empty header; it never counts as a key.
    usable = [secret for secret in secrets if secret.value]
    if not usable:
        raise NotVerified("no_active_key")
    candidate = presented.encode("ascii")
    matched: str | None = None
    for secret in usable:
        # Every key is compared even after a match: the time taken says nothing about which one it was.
        if hmac.compare_digest(candidate, secret.value):
            matched = secret.key_id
    if matched is None:
        raise NotVerified("key_mismatch")
    return Verified(key_id=matched)
