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


def uuid7() -> uuid.UUID:
    """A new version-7 UUID: 48 bits of Unix milliseconds, 12 bits of counter, 62 random bits."""
    return uuid.UUID(int=_numbers(1)[0])


def uuid7s(count: int) -> list[uuid.UUID]:
    """Many at once."""
    return [uuid.UUID(int=number) for number in _numbers(count)]


def uuid7_texts(count: int) -> list[str]:
    """Many at once as 32 hexadecimal digits, for rows whose ids nobody in Python asks for."""
    return [f"{number:032x}" for number in _numbers(count)]


def _numbers(count: int) -> list[int]:
    global _last_millis, _last_counter
    made: list[int] = []
    noise = os.urandom(8 * count)
    with _lock:
        millis, counter = _last_millis, _last_counter
        now = time.time_ns() // 1_000_000
        if now > millis:
            millis, counter = now, -1
        for start in range(0, 8 * count, 8):
            counter += 1
            if counter > 0xFFF:  # more than a millisecond holds: its successors are borrowed
                millis, counter = millis + 1, 0
            random_bits = int.from_bytes(noise[start : start + 8], "big") & 0x3FFFFFFFFFFFFFFF
            made.append((millis & 0xFFFFFFFFFFFF) << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | random_bits)
        _last_millis, _last_counter = millis, counter
    return made
