"""Where the pipeline's files lie, and running one of its scripts as a runner would."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[3]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SCRIPTS = ROOT / "scripts" / "ci"
TOOLS = Path(sys.executable).parent


def read_workflow(path: Path) -> dict[str, Any]:
    """`on` is a word for true in YAML 1.1: it is put back."""
    told: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {("on" if key is True else key): value for key, value in told.items()}


def list_jobs() -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{path.stem}/{name}", job)
        for path in WORKFLOWS
        for name, job in read_workflow(path)["jobs"].items()
    ]


def list_steps() -> list[tuple[str, dict[str, Any]]]:
    return [(name, step) for name, job in list_jobs() for step in job["steps"]]


def run_script(
    name: str, *, env: Mapping[str, str] | None = None, path: Path | None = None, timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """`scripts/ci/NAME` with nothing in its environment but what is given; `path` goes before the machine's own programs."""
    search = os.pathsep.join(
        str(place) for place in (path, TOOLS, *os.environ["PATH"].split(os.pathsep)) if place
    )
    return subprocess.run(
        [str(SCRIPTS / name)],
        env={"PATH": search, "HOME": os.environ.get("HOME", "/"), "PYTHON": sys.executable, **(env or {})},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=timeout,
    )  # fmt: skip


def put_program(directory: Path, name: str, text: str) -> Path:
    """A program on the search path that does what the test says, in place of one that would leave this machine."""
    directory.mkdir(exist_ok=True)
    program = directory / name
    program.write_text(f"#!/usr/bin/env bash\nset -euo pipefail\n{text}\n")
    program.chmod(0o755)
    return directory
