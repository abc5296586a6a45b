"""Ctrl-C and termination, so that no moment is a bad one.

`install()` turns SIGINT, SIGTERM and SIGHUP into one KeyboardInterrupt in the main thread; `held()` postpones
it while a child process is being started and written down, so that none is ever forgotten; `check()` raises
it again where a library swallowed the first; `silence()` ignores further signals while everything is being
stopped.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class _State:
    depth = 0
    pending = False
    silent = False


def forget() -> None:
    """Begin anew: no signal has arrived, none is held."""
    _State.depth, _State.pending, _State.silent = 0, False, False


def install() -> None:
    """Handle the three signals from now on, including one that arrived while they were still blocked."""
    forget()
    for number in SIGNALS:
        signal.signal(number, _on_signal)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def silence() -> None:
    """Ignore the signals from now on: a second Ctrl-C must not break off the stopping."""
    _State.silent = True


def check() -> None:
    """Raise KeyboardInterrupt when a signal arrived and was lost on the way."""
    if _State.pending and not _State.silent:
        raise KeyboardInterrupt


@contextlib.contextmanager
def held() -> Iterator[None]:
    """Postpone a signal until the end of the block."""
    _State.depth += 1
    try:
        yield
    finally:
        _State.depth -= 1
    if _State.depth == 0:
        check()


def _on_signal(number: int, frame: FrameType | None) -> None:
    _State.pending = True
    if _State.depth == 0 and not _State.silent:
        raise KeyboardInterrupt
