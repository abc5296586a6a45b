"""One at a time: `with alone(directory, clock=…, wait_seconds=…)`. Two looks at once (the timer's and a person's, or a look and a deploy
that tells of itself) would send every message twice and overwrite each other's notes.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vantrexia_ops.clock import Clock
from vantrexia_ops.errors import OpsError
from vantrexia_ops.files import file_error, make_private

ASK_EVERY_SECONDS = 0.5


class Busy(OpsError):
    """Somebody else has not ended."""


@contextmanager
def alone(directory: Path, *, clock: Clock, wait_seconds: float) -> Iterator[None]:
    """Raises Busy when another one does not end in time. The lock ends with its process, however that ends."""
    make_private(directory)
    path = directory / "lock"
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o640)
    except OSError as error:
        raise file_error(path, error) from error
    try:
        deadline = clock.monotonic() + wait_seconds
        while not _take(handle):
            if clock.monotonic() >= deadline:
                raise Busy(
                    "another `vantrexia watch` looks or sends right now",
                    hint="Wait for it to end, then look again.",
                )
            clock.sleep(ASK_EVERY_SECONDS)
        yield
    finally:
        os.close(handle)


def _take(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
