"""Who holds the host: `LeaseRecord`, and whether that process still lives."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A process of this boot: a number alone may belong to another one by now.

    `started` is in seconds after the boot, which stay the same when somebody sets the clock.
    """

    pid: int
    started: float
    boot: str

    def lives(self) -> bool:
        return self.boot == read_boot() and read_start(self.pid) == self.started


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseRecord:
    """`number` fences. `process` is None for a lock set by hand, which nothing ends but a hand."""

    number: int
    who: str
    why: str
    since: datetime
    beat_at: datetime
    process: Process | None

    def stands(self, *, now: datetime, seconds: int) -> bool:
        """Whether it keeps others out."""
        if self.process is None:
            return True
        # An hour in the future is a clock that was set back, not a holder that lives.
        fresh = abs(now - self.beat_at) <= timedelta(seconds=seconds)
        return fresh and self.process.lives()


def this_process() -> Process:
    pid = os.getpid()
    started = read_start(pid)
    assert started is not None
    return Process(pid=pid, started=started, boot=read_boot())


def read_start(pid: int) -> float | None:
    """When it began, out of /proc (proc_pid_stat(5)); None when it is gone, or has ended and is only still listed."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # The name stands in parentheses and may hold anything; the fields after it are counted from the third.
    fields = text.rpartition(")")[2].split()
    return None if fields[0] == "Z" else int(fields[19]) / os.sysconf("SC_CLK_TCK")


def read_boot() -> str:
    try:
        return BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""
