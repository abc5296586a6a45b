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
    global _last_millis, _last_counter
    millis = time.time_ns() // 1_000_000
    with _lock:
        if millis <= _last_millis:
            _last_counter += 1
            if _last_counter > 0xFFF:
                _last_millis += 1
                _last_counter = 0
            millis = _last_millis
        else:
            _last_millis = millis
            _last_counter = 0
        counter = _last_counter
    random_bits = int.from_bytes(os.urandom(8), "big") & 0x3FFFFFFFFFFFFFFF
    return uuid.UUID(
        int=(millis & 0xFFFFFFFFFFFF) << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | random_bits
    )
