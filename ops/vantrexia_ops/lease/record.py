"""Who holds the host: `LeaseRecord`, and whether that process still lives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import psutil

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A process of this boot: a number alone may belong to another one by now."""

    pid: int
    started: float
    boot: str

    def lives(self) -> bool:
        if self.boot != read_boot():
            return False
        try:
            found = psutil.Process(self.pid)
            return abs(found.create_time() - self.started) < 1 and found.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False


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
    own = psutil.Process()
    return Process(pid=own.pid, started=own.create_time(), boot=read_boot())


def read_boot() -> str:
    try:
        return BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""
