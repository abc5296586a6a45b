"""Python's cyclic garbage collector set aside while thousands of objects are made at once: `paused_collector()`.

What a batch makes is acyclic and freed by reference counts at its end; until then the collector would walk all of it again
and again, for a third of a worker's processor time. It is on again after the batch, whatever happened in it.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused_collector() -> Iterator[None]:
    """No automatic collection inside. Of two that overlap in threads, the first to end switches it on again: only slower."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
