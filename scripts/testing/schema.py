"""The API's schema and the TypeScript types made from it: `schema.py write`, or `schema.py check` as CI does.

backend/openapi.yaml comes from the server's code, frontend/src/api/schema.d.ts from that file. Both are
committed; `check` makes them again beside the originals and fails on a difference, so that a screen can never
be built against an API that is not there.
"""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OPENAPI = ROOT / "backend" / "openapi.yaml"
TYPES = ROOT / "frontend" / "src" / "api" / "schema.d.ts"


def run(argv: Sequence[str], *, cwd: Path) -> None:
    """Run a generator; what it prints is shown only when it fails."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    done = subprocess.run(argv, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{done.stdout}{done.stderr}".strip())


def generate(openapi: Path, types: Path) -> None:
    """Write both files."""
    run(
        (sys.executable, "manage.py", "spectacular", "--validate", "--fail-on-warn", "--file", str(openapi)),
        cwd=ROOT / "backend",
    )
    if (ROOT / "frontend" / "package.json").exists():
        run(
            ("npx", "--no-install", "openapi-typescript", str(openapi), "-o", str(types)),
            cwd=ROOT / "frontend",
        )


def compare(committed: Path, fresh: Path) -> bool:
    """True when both are the same; otherwise the first differing lines are printed."""
    old = committed.read_text(encoding="utf-8").splitlines() if committed.exists() else []
    new = fresh.read_text(encoding="utf-8").splitlines() if fresh.exists() else []
    difference = list(
        difflib.unified_diff(old, new, str(committed.relative_to(ROOT)), "generated", lineterm="", n=1)
    )
    for line in difference[:60]:
        print(line)
    return not difference


def main(arguments: Sequence[str]) -> int:
    if list(arguments) == ["write"]:
        generate(OPENAPI, TYPES)
        return 0
    if list(arguments) != ["check"]:
        print("usage: schema.py write|check", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as directory:
        openapi, types = Path(directory, OPENAPI.name), Path(directory, TYPES.name)
        generate(openapi, types)
        same = [compare(OPENAPI, openapi), compare(TYPES, types)]
    if not all(same):
        print("The committed schema is not the server's: run `make schema` and commit both files.")
    return 0 if all(same) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
