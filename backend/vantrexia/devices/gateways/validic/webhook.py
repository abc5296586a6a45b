"""Proof that a delivery comes from Validic's Push Service: a static key in a header.

Validic documents no signature for the Push Service and no requirement on the customer's endpoint
("Understanding the Inform Push Service"), so the key is agreed on when the endpoint is registered. It
proves the sender, not the content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from vantrexia.devices.gateways.base import NotUnderstood, Secret, Verified
from vantrexia.devices.gateways.elements import Fault, convert_element, decode_body
from vantrexia.devices.gateways.static_key import find_presented_key, match_static_key
from vantrexia.devices.gateways.validic.wire import Record, list_records


def verify(*, headers: Mapping[str, str], body: bytes, secrets: Sequence[Secret], now: datetime) -> Verified:
    """The key in `Authorization: Bearer` or `x-api-key`, and a delivery key where the body is one record.

    Raises NotVerified as `match_static_key`.
    """
    verified = match_static_key(find_presented_key(headers), secrets=secrets)
    return Verified(key_id=verified.key_id, delivery_key=_find_delivery_key(body))


def _find_delivery_key(body: bytes) -> str | None:
    """A name for the one version of the one record in the body, or None.

    `log_id` alone would not do: for daily data it is the date, the same for every person, and an updated
    record keeps it and changes its checksum. Hashed, because a person's id has no place in a key that is
    logged.
    """
    try:
        records = list_records(decode_body(body))
        if len(records) != 1:
            return None
        record = convert_element(records[0], Record)
    except (Fault, NotUnderstood):
        return None
    parts = (record.user.uid, record.source.type, record.type, record.log_id, record.checksum)
    if not all(isinstance(part, str) for part in parts):
        return None
    return "validic-" + hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
