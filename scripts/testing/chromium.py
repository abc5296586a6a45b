"""A Chromium for the browser tests: `provide_chromium()` installs Debian's when we are root and it is
missing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str | None:
    """Path of a Chromium on PATH, or None."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def provide_chromium() -> str:
    """Path of a Chromium, installed first where possible; ends the run with one line where it is not."""
    found = find_chromium()
    if found:
        return found
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit("Chromium is not installed and the browser tests need it (on Debian: apt install chromium).")
    print("Installing Chromium …", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (("update",), ("install", "--yes", "--no-install-recommends", "chromium")):
        done = subprocess.run(
            ("apt-get", "-q", *arguments),
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            lines = [line for line in done.stderr.splitlines() if line.strip()] or ["no output"]
            sys.exit(f"Chromium could not be installed: apt-get {arguments[0]} says: {lines[-1]}")
    found = find_chromium()
    if not found:
        sys.exit("Chromium was installed but is not on PATH.")
    return found
