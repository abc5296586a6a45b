"""Compressed request bodies, with a bound: `expand(body, encoding, most=…)`.

A small body that expands without end is refused before it is expanded further than the bound.
"""

from __future__ import annotations

import zlib

MAX_BODY_BYTES = 5 * 1024 * 1024
MAX_OBJECTS = 5_000
MAX_MEMBERS = 64  # each costs a copy of what follows: a body of thousands of empty ones is no delivery
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
    plain, rest = _expand_member(body, encoding, most=most)
    # RFC 1952 2.2: a gzip body is a series of members, and what a sender wrote into the second is as much a reading.
    members = 1
    while rest and encoding == "gzip":
        members += 1
        if members > MAX_MEMBERS:
            raise BodyBroken(f"at most {MAX_MEMBERS} gzip members in one body")
        more, rest = _expand_member(rest, encoding, most=most - len(plain))
        plain += more
    if rest:
        raise BodyBroken("something follows the deflate body")
    return plain


def _expand_member(body: bytes, encoding: str, *, most: int) -> tuple[bytes, bytes]:
    """One compressed stream and what follows it."""
    decompressor = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16 if encoding == "gzip" else zlib.MAX_WBITS)
    try:
        plain = decompressor.decompress(body, most + 1)
    except zlib.error:
        raise BodyBroken(f"the body is not {encoding}") from None
    if len(plain) > most:
        raise BodyTooLarge
    if not decompressor.eof:
        raise BodyBroken(f"the {encoding} body ends too early")
    return plain, decompressor.unused_data
