"""Compressed request bodies, with a bound: `expand(body, encoding, most=…)`.

A small body that expands without end is refused before it is expanded further than the bound.
"""

from __future__ import annotations

import zlib

MAX_BODY_BYTES = 5 * 1024 * 1024
MAX_OBJECTS = 5_000
ENCODINGS = ("", "identity", "gzip", "deflate")


class BodyTooLarge(Exception):
    """The body, as sent or expanded, is over the bound."""


class BodyBroken(Exception):
    """The body is not what its Content-Encoding says."""


def expand(body: bytes, encoding: str, *, most: int = MAX_BODY_BYTES) -> bytes:
    """The plain body. Raises BodyTooLarge, BodyBroken (also for an encoding we do not take)."""
    if len(body) > most:
        raise BodyTooLarge
    if encoding in ("", "identity"):
        return body
    if encoding not in ENCODINGS:
        raise BodyBroken("Content-Encoding must be gzip or deflate")
    decompressor = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16 if encoding == "gzip" else zlib.MAX_WBITS)
    try:
        plain = decompressor.decompress(body, most + 1)
    except zlib.error:
        raise BodyBroken(f"the body is not {encoding}") from None
    if len(plain) > most:
        raise BodyTooLarge
    if not decompressor.eof:
        raise BodyBroken(f"the {encoding} body ends too early")
    return plain
