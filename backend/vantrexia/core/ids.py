"""UUIDs ordered by time (RFC 9562 version 7), made here because PostgreSQL 17 cannot.

`uuid7()` is monotonic inside one process: rows written in order sort in order.
"""

from __future__ import annotations

import os
import threading
import time
import uuid

_lock = threading.Lock()
_last_millis = 0
_last_counter = 0
_NOISE = 0x3FFFFFFFFFFFFFFF


def uuid7() -> uuid.UUID:
    """A new version-7 UUID: 48 bits of Unix milliseconds, 12 bits of counter, 62 random bits."""
    noise = int.from_bytes(os.urandom(8), "big")
    with _lock:
        number = _next()
    return uuid.UUID(int=number | noise & _NOISE)


def uuid7s(count: int) -> list[uuid.UUID]:
    """Many at once."""
    return [uuid.UUID(int=number) for number in _numbers(count)]


def uuid7_texts(count: int) -> list[str]:
    """Many at once as 32 hexadecimal digits, for rows whose ids nobody in Python asks for."""
    return [f"{number:032x}" for number in _numbers(count)]


def _numbers(count: int) -> list[int]:
    noise = os.urandom(8 * count)
    with _lock:
        numbers = [_next() for _ in range(count)]
    return [
        number | int.from_bytes(noise[start : start + 8], "big") & _NOISE
        for number, start in zip(numbers, range(0, 8 * count, 8), strict=True)
    ]


def _next() -> int:
    """Time, counter, version and variant of the next id; the caller holds the lock."""
    global _last_millis, _last_counter
    millis = time.time_ns() // 1_000_000
    if millis > _last_millis:
        _last_millis, _last_counter = millis, 0
    elif _last_counter < 0xFFF:
        _last_counter += 1
    else:  # more than a millisecond holds: its successors are borrowed
        _last_millis, _last_counter = _last_millis + 1, 0
    return (_last_millis & 0xFFFFFFFFFFFF) << 80 | 0x7 << 76 | _last_counter << 64 | 0b10 << 62
