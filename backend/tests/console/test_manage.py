"""The command line of production, run as the program it is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

BACKEND = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys, manage
sys.argv = ["manage.py", "migrate"]
try:
    manage.main()
except SystemExit as ended:
    print(ended)
print(open("/proc/self/oom_score_adj").read().strip())
"""


def test_when_memory_ends_the_command_ends_and_not_the_server_it_runs_beside() -> None:
    env = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings.production"}
    said = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=BACKEND,
        env=env,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout.splitlines()
    assert said[0].startswith("vantrexia: "), "without its environment it does nothing"
    assert said[-1] == "500"
    assert Path("/proc/self/oom_score_adj").read_text().strip() != "500"
