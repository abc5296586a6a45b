"""The container engine of the tests: found, or started where that is wanted, or a reason to skip.

`run(*words)` runs a program and returns what it said; `find_problem()` says why there is no engine.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
AIRGAP = REPOSITORY / "scripts" / "airgap"


class Failed(AssertionError):
    """A program ended with another exit code than 0; carries what it said."""


def run(
    *words: str | Path,
    environment: Mapping[str, str] | None = None,
    stdin: str | None = None,
    timeout_seconds: float = 300,
    check: bool = True,
) -> subprocess.CompletedProcess[str]:
    """Run a program in the repository. Raises Failed unless it ends with 0 or `check` is off."""
    done = subprocess.run(
        [str(word) for word in words],
        cwd=REPOSITORY,
        env={**os.environ, **(environment or {})},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=timeout_seconds,
        check=False,
    )
    if check and done.returncode != 0:
        command = " ".join(str(word) for word in words)
        raise Failed(f"{command}\nended with {done.returncode}\n{done.stdout[-4000:]}\n{done.stderr[-8000:]}")
    return done


def find_problem() -> str | None:
    """Why no container can be run here, or None.

    One is started only where the machine is the test's own: in CI, or with VANTREXIA_TEST_ENGINE=start.
    """
    if run(AIRGAP / "engine.sh", "--check", check=False).returncode == 0:
        return None
    if not (os.environ.get("CI") or os.environ.get("VANTREXIA_TEST_ENGINE") == "start"):
        return (
            "no Docker engine with Compose answers; start one, or set VANTREXIA_TEST_ENGINE=start on Debian"
        )
    started = run(AIRGAP / "engine.sh", check=False, timeout_seconds=600)
    return (
        None
        if started.returncode == 0
        else f"no Docker engine can be started here: {started.stderr.strip()[-400:]}"
    )


def build_images(*, release: str) -> dict[str, str]:
    """Build bases and the three images; returns the variables that name them to Compose.

    VANTREXIA_TEST_RELEASE names a release built earlier to use instead, while this checkout is worked on.
    """
    run(AIRGAP / "bases.sh", timeout_seconds=1200)
    bases = dict(line.split("=", 1) for line in run(AIRGAP / "bases.sh", "--env").stdout.split())
    prefix = "vantrexia-test"
    if reused := os.environ.get("VANTREXIA_TEST_RELEASE"):
        return {**bases, "IMAGE_PREFIX": prefix, "TAG": reused}
    run(
        *("docker", "buildx", "bake", "--file", "docker/bake.hcl"),
        environment={**bases, "RELEASE_ID": release, "IMAGE_PREFIX": prefix},
        timeout_seconds=1200,
    )
    return {**bases, "IMAGE_PREFIX": prefix, "TAG": release}
