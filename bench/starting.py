"""How long a newcomer waits: a fresh clone to a reading on the worklist, and the same again the next day.

`measure_start()` clones this commit twice. The first clone only fetches what has to be downloaded into the caches of pip, uv and
npm and is thrown away. In the second, `make demo`'s own command makes the environment, builds the web application, migrates,
lives the demo's two weeks and waits for a first reading: `first_s` ends there. Stopped and started again: `second_s`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 900
FOREIGN = (
    "VIRTUAL_ENV",
    "PYTHONPATH",
    "DJANGO_SETTINGS_MODULE",
    "LOG_LEVEL",
    "RATE_LIMITS",
    "MAKELEVEL",
    "MAKEFLAGS",
)


def measure_start() -> dict[str, Any]:
    """Seconds of the first and of the second start."""
    with tempfile.TemporaryDirectory(prefix="vx-start-") as made:
        place = Path(made)
        place.chmod(0o755)  # PostgreSQL runs as another account when we are root
        env = clean_environment(state=place / "state")
        warm = clone(place / "warm")
        subprocess.run(
            [sys.executable, "scripts/bootstrap.py", "demo"],
            cwd=warm,
            env=env,
            check=True,
            timeout=PATIENCE_SECONDS,
        )
        shutil.rmtree(warm)
        checkout = clone(place / "checkout")
        first = time_start(checkout, env)
        second = time_start(checkout, env)
    return {
        "first_s": round(first, 1),
        "second_s": round(second, 1),
        "goal": "a reading on the worklist in < 180 s after downloads the first time, in < 20 s the second",
    }


def clone(target: Path) -> Path:
    """The commit as a newcomer gets it: nothing made, nothing built."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(target)], check=True)
    return target


def clean_environment(*, state: Path) -> dict[str, str]:
    """Ours without settings of a running stack or an activated environment, and with the demo's data in a place of its own."""
    ours = str(Path(sys.executable).parent)
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.endswith(("_URL", "_KEY")) and name not in FOREIGN
    }
    env["PATH"] = os.pathsep.join(part for part in env["PATH"].split(os.pathsep) if part != ours)
    env["VANTREXIA_DEMO_DIR"] = str(state)
    return env


def time_start(checkout: Path, env: dict[str, str]) -> float:
    """Seconds from the command to a reading seen on the worklist; the demo is stopped then, by its own way."""
    seen = checkout.parent / "seen"
    python = shutil.which("python3", path=env["PATH"]) or sys.executable
    demo = [python, "scripts/bootstrap.py", "demo", "--", "vantrexia", "dev", "demo", "--port", "0"]
    begun = time.time()
    subprocess.run(
        [*demo, "--", "touch", str(seen)], cwd=checkout, env=env, check=True, timeout=PATIENCE_SECONDS
    )
    took = seen.stat().st_mtime - begun
    seen.unlink()
    return took
