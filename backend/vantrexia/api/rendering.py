"""JSON out, by msgspec: several times faster than the standard library on the lists that matter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from rest_framework.renderers import BaseRenderer


def _other(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)


_encoder = msgspec.json.Encoder(enc_hook=_other, decimal_format="number", uuid_format="canonical")


def encode(value: Any) -> bytes:
    """JSON bytes of a value; datetimes in RFC 3339 with Z, decimals as numbers."""
    return _encoder.encode(value)


def wire_time(moment: datetime | None) -> str | None:
    """A time as the wire shows it: UTC, `Z`."""
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


class FastJSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        return b"" if data is None else encode(data)
