"""What the gateway tests share: recorded payloads, an independent signer, and JSON nobody asked for."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

NOW = datetime(2026, 11, 23, 12, 31, 20, tzinfo=UTC)


def load(gateway: str, name: str) -> bytes:
    """A recorded payload, byte for byte."""
    return (Path(__file__).parent / gateway / f"{name}.json").read_bytes()


def sign(body: bytes, *, key: bytes, delivery_id: str = "msg_2KWPBgLl", at: datetime = NOW) -> dict[str, str]:
    """Standard Webhooks headers as a sender would set them, lower case as the server hands them on."""
    timestamp = str(int(at.timestamp()))
    mac = hmac.new(key, b".".join([delivery_id.encode(), timestamp.encode(), body]), hashlib.sha256)
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": "v1," + base64.b64encode(mac.digest()).decode(),
    }


def any_json(*keys: str) -> st.SearchStrategy[Any]:
    """Arbitrary JSON values whose objects like to use the given keys."""
    leaves = (
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(max_size=8)
        | st.sampled_from(["2026-11-23T07:31:05-05:00", "2026-11-23T07:31:05", "mmHg", "lb", "1721382524000"])
    )
    names = st.sampled_from(keys) | st.text(max_size=4) if keys else st.text(max_size=4)
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=8),
        max_leaves=20,
    )


def replaced(element: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """A copy of the element with one place in it changed."""
    head, *rest = path
    changed = replaced(element.get(head, {}), tuple(rest), value) if rest else value
    return {**element, head: changed}
