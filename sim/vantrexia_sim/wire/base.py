"""What a wire format is: how uploads become request bodies, and how a request proves where it comes from.

`Format.encode(uploads)` returns one JSON document per request; `Format.batches` says whether one request may
carry several uploads; `Format.headers(connection, delivery_id, body, at)` gives the headers that authenticate
it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vantrexia_sim.model import Connection, Upload


@dataclass(frozen=True, slots=True)
class Format:
    """One gateway's way of speaking."""

    encode: Callable[[Sequence[Upload]], Any]
    headers: Callable[[Connection, str, bytes, int], Mapping[str, str]]
    batches: bool
    content_type: str = "application/json"
    tells: Callable[[Upload], bool] = lambda upload: True


def to_json(document: Any) -> bytes:
    """Compact UTF-8 JSON with a stable order: the order of insertion."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def static_header(
    *, name: str, prefix: str = ""
) -> Callable[[Connection, str, bytes, int], Mapping[str, str]]:
    """Authentication by a fixed header, as most gateways do it; the connection may name another header."""

    def headers(connection: Connection, _delivery_id: str, _body: bytes, _at: int) -> Mapping[str, str]:
        header = connection.auth_header or name
        start = prefix if connection.auth_prefix is None else connection.auth_prefix
        return {header: f"{start}{connection.secret}"}

    return headers


def utc_offset_minutes(upload: Upload) -> int:
    """Offset of the device's local clock from UTC, in minutes, east positive."""
    moment = upload.sample.measured_at if upload.sample else upload.upload_at
    offset = moment.utcoffset()
    return 0 if offset is None else int(offset.total_seconds() // 60)
