"""Standard output for as long as somebody listens: `Listener(stream)` goes silent where a stream would raise.

A connection that is lost, a terminal that is closed, a log on a full disk: none of them is a reason to leave a deploy in the middle.
"""

from __future__ import annotations

import os
from contextlib import suppress
from io import UnsupportedOperation
from typing import Any, TextIO


class Listener:
    """Whatever else is asked of it the stream answers."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except OSError:
            self._hang_up()
            return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except OSError:
            self._hang_up()

    def _hang_up(self) -> None:
        """What is still in the stream's memory goes nowhere as well, also when the program ends."""
        with suppress(UnsupportedOperation, OSError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)
