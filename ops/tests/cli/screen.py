"""A terminal of our own: a program runs in a pseudo-terminal of a given width, and what stands on its screen is read.

seen = run_in_terminal([…], columns=80)      seen.lines: the screen at the end; seen.raw: everything that was written
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r"\x1b\[(?P<args>[?0-9;]*)(?P<verb>[A-Za-z])|(?P<plain>[^\x1b])", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Seen:
    code: int
    raw: str
    lines: tuple[str, ...]


def run_in_terminal(
    argv: Sequence[str], *, columns: int, environment: Mapping[str, str] | None = None, seconds: float = 60
) -> Seen:
    """Raises TimeoutError when it does not end in time."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    env = {**os.environ, "TERM": "xterm-256color", **(environment or {})}
    env.pop("COLUMNS", None)
    process = subprocess.Popen(
        list(argv), stdin=theirs, stdout=theirs, stderr=theirs, env=env, start_new_session=True
    )
    os.close(theirs)
    written, deadline = bytearray(), time.monotonic() + seconds
    os.set_blocking(ours, False)
    try:
        while True:
            try:
                chunk = os.read(ours, 65_536)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    process.kill()
                    raise TimeoutError(written.decode(errors="replace")[-2000:]) from None
                time.sleep(0.02)
                continue
            except OSError:  # EIO: the other side is closed
                break
            if not chunk:
                break
            written += chunk
    finally:
        os.close(ours)
    raw = written.decode()
    return Seen(process.wait(10), raw, tuple(draw(raw, columns=columns)))


def draw(raw: str, *, columns: int) -> list[str]:
    """What such a terminal shows, without colours. Only what our own output uses is known; anything else is an error."""
    screen: list[list[str]] = [[]]
    row = column = 0
    for token in _TOKEN.finditer(raw):
        verb, args, plain = token["verb"], token["args"], token["plain"]
        if plain == "\r":
            column = 0
        elif plain == "\n":
            row, column = row + 1, column
            while len(screen) <= row:
                screen.append([])
        elif plain is not None:
            if column == columns:
                row, column = row + 1, 0
                while len(screen) <= row:
                    screen.append([])
            line = screen[row]
            line.extend(" " * (column + 1 - len(line)))
            line[column] = plain
            column += 1
        elif verb == "A":
            row -= int(args or 1)
        elif verb == "K" and args == "2":
            screen[row] = []
        elif verb not in ("m", "h", "l"):
            raise AssertionError(f"unknown to this terminal: {token[0]!r}")
    return ["".join(line).rstrip() for line in screen]
