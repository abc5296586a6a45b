"""Memory of the whole demo: proportional set size (PSS) of every process of a running `vantrexia dev demo`, servers included.

`measure_memory()` starts a demo with fresh data and has it run this module beside it: once everything is up, with the homes
sending, what all its processes hold is added up every two seconds for a minute; the figure is the most that was seen. PSS
shares a page among those who map it (Linux, /proc/PID/smaps_rollup), so that shared memory of PostgreSQL counts once.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]
SECONDS, EVERY = 60.0, 2.0
# Which part of the stack a process is: the first of these that its command line holds.
PARTS = (
    ("postgres", "postgresql"), ("valkey", "valkey"), ("gunicorn", "web"), ("uvicorn", "live_updates"), ("celery beat", "scheduler"),
    ("-A config beat", "scheduler"), ("celery", "worker"), ("vantrexia_sim", "homes"),
)  # fmt: skip


def measure_memory() -> dict[str, Any]:
    """Megabytes (10^6 bytes) of the whole and of its parts at the moment of the most. A minute after a minute's start."""
    with tempfile.TemporaryDirectory(prefix="vx-memory-") as place:
        found = Path(place) / "memory.json"
        demo = [str(Path(sys.executable).parent / "vantrexia"), "dev", "demo", "--port", "0", "--fresh", "--"]
        env = {name: value for name, value in os.environ.items() if not name.endswith(("_URL", "_KEY"))}
        env["PYTHONPATH"] = f"{ROOT / 'ops'}:{ROOT}"
        subprocess.run(
            [*demo, sys.executable, "-m", "bench.memory", str(found)],
            cwd=ROOT,
            env=env,
            check=True,
            timeout=900,
        )
        seen: dict[str, Any] = json.loads(found.read_text())
    return {**seen, "goal": "< 1200 MB for the whole demo, homes and launcher included"}


def watch(launcher: psutil.Process, *, seconds: float = SECONDS) -> dict[str, Any]:
    """The most of all samples."""
    most: dict[str, float] = {}
    samples = 0
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        now = add_up(launcher)
        samples += 1
        most = max(most, now, key=lambda parts: sum(parts.values()))
        time.sleep(EVERY)
    return {
        "megabytes": round(sum(most.values())),
        "parts": {name: round(value) for name, value in sorted(most.items())},
        "samples": samples,
    }


def add_up(launcher: psutil.Process) -> dict[str, float]:
    """Megabytes by part: the launcher and everything under it, but not who measures."""
    parts: dict[str, float] = {}
    own = {os.getpid(), *[child.pid for child in psutil.Process().children(recursive=True)]}
    for process in [launcher, *launcher.children(recursive=True)]:
        if process.pid in own:
            continue
        try:
            name = _part_of(" ".join(process.cmdline()))
            parts[name] = parts.get(name, 0.0) + read_pss(process.pid) / 1e6
        except (psutil.Error, FileNotFoundError, ProcessLookupError):
            continue  # ended meanwhile
    return parts


def read_pss(pid: int) -> int:
    """Bytes."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _part_of(command: str) -> str:
    return next((part for word, part in PARTS if word in command), "launcher")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(watch(psutil.Process(os.getppid()))))
